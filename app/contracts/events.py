"""What happens to contracts: drawn up, signed, repriced, ended, and what the supplier authorised."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event
from app.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class ContractDrafted(Event):
    """Told to the printer, which makes the paper."""

    event_name = "contract.drafted"
    public = True
    party_id: UUID
    number: str
    language: str


@dataclass(frozen=True, kw_only=True)
class PaperAttached(Event):
    event_name = "contract.paper_attached"
    public = True
    file_id: UUID
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class PaperDiffers(Event):
    """Somebody was about to sign, and the stored bytes were not those that the contract names."""

    event_name = "contract.paper_differs"


@dataclass(frozen=True, kw_only=True)
class ContractOffered(Event):
    event_name = "contract.offered"
    public = True
    party_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Event):
    event_name = "contract.signed"
    organisation_id: UUID
    person_id: UUID
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ContractActivated(Event):
    event_name = "contract.activated"
    public = True
    party_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContractRefused(Event):
    event_name = "contract.refused"
    public = True
    party_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContractEnded(Event):
    event_name = "contract.ended"
    public = True
    party_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class DataProtectionAgreed(Event):
    """One signature on the agreement; it binds when the organisation's signing rule is met."""

    event_name = "contract.data_protection_agreed"
    organisation_id: UUID
    person_id: UUID
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class BillingAuthorised(Event):
    event_name = "contract.billing_authorised"
    mandate_id: UUID
    seller_id: UUID
    series: str
    reference_rule: str
    payment_days: int


@dataclass(frozen=True, kw_only=True)
class BillingRevoked(Event):
    event_name = "contract.billing_revoked"
    mandate_id: UUID
    seller_id: UUID


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Event):
    event_name = "contract.price_changed"
    public = True
    price_line_id: UUID
    valid_from: date
    before: Money
    after: Money
    ground: str
