"""What a contract's paper is made of: plain data, shown by the template and attached to it as JSON.

Texts that the buyer wrote come in their languages; fixed clauses are worded in `locales/<lang>/contracts.po`.
Amounts are whole cents without VAT, shares are basis points, moments are aware.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.kernel.deadlines import Limit
from app.kernel.money import Money
from app.kernel.plain import as_plain, untranslated
from app.kernel.quantity import Unit
from app.kernel.refusals import Reason
from app.kernel.texts import Texts

TEMPLATE = "contracts/contract_pdf.html"
TEMPLATE_VERSION = "contract-1"  # a changed clause is a new version: signed papers name theirs
LONGEST_PAYMENT_DAYS = 30  # what a public buyer may take without a reason of its own (RULE-58)


@dataclass(frozen=True)
class PersonData:
    """Somebody to turn to about the contract."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class BuyerData:
    """The buyer; `host_name` is the municipality that acts for an employment area, or empty."""

    name: str
    business_id: str
    address: str
    contact: PersonData
    host_name: str = ""
    einvoice_address: str = ""


@dataclass(frozen=True)
class MemberData:
    """One organisation that supplies: alone, or as a member of a group."""

    name: str
    business_id: str
    address: str
    contact: PersonData
    is_coordinator: bool = False


@dataclass(frozen=True)
class PartyData:
    """The supplying party: an organisation is its own single member, a group names them all."""

    name: str
    members: tuple[MemberData, ...]

    @property
    def is_group(self) -> bool:
        return len(self.members) > 1

    @property
    def coordinator(self) -> MemberData:
        """Who speaks for the group; a single supplier speaks for itself."""
        return next((member for member in self.members if member.is_coordinator), self.members[0])


@dataclass(frozen=True)
class PriceLineData:
    """One unit price; `note` is how the unit is counted, as the call says it."""

    category: str
    name: Texts
    unit: Unit
    price: Money
    note: Texts | None = None


@dataclass(frozen=True)
class TermData:
    """How long the contract holds; the option is the buyer's, in months after `ends_on`."""

    starts_on: date
    ends_on: date
    option_months: int = 0
    option_notice: Limit | None = None


@dataclass(frozen=True)
class CancellationData:
    """What an agreed visit costs when it is cancelled late or nobody comes."""

    free_until_hours: int
    share: int
    most_per_order: int
    most_per_month_in_groups: int


@dataclass(frozen=True)
class OrderTermsData:
    """The rules of every order under the contract."""

    accept_within: Limit
    start_within: Limit
    plan_within: Limit
    interim_report_every: Limit
    final_report_within: Limit
    silence_reported_after: Limit
    approve_within: Limit
    cancellation: CancellationData
    order_notice: Limit
    penalty_share: int
    penalty_most: int
    index_notice: Limit
    index_cap: int


@dataclass(frozen=True)
class EndingData:
    """How the whole contract may be ended before its time, and how long a breach may be mended."""

    buyer_notice: Limit
    supplier_notice: Limit
    mend_within: Limit


@dataclass(frozen=True)
class PaymentData:
    """By which day of the next month it is invoiced, and how many days later it is due."""

    invoiced_by_day: int
    payment_days: int


@dataclass(frozen=True)
class MandateData:
    """The supplier's leave for Kutsu to write its invoices; the example shows the reference rule at work."""

    series: str
    reference_example: str


@dataclass(frozen=True)
class DataProtectionData:
    """The annex under Article 28 of the GDPR, which each member of the supplier concludes for itself."""

    controller: str
    officer: PersonData
    breach_hours: int
    returned_within: Limit
    logs_kept_years: int


@dataclass(frozen=True)
class SignerData:
    """Who is to sign for whom; when they did is told by the signing record, not by this paper."""

    party: str
    name: str
    title: str


@dataclass(frozen=True)
class ContractData:
    """Everything that the paper says. `drawn_up_at` is also the moment that the PDF bears."""

    language: str
    prevailing_language: str
    number: str
    drawn_up_at: datetime
    call_number: str
    call_title: Texts
    decision_number: str
    decided_on: date
    buyer: BuyerData
    supplier: PartyData
    prices: tuple[PriceLineData, ...]
    term: TermData
    orders: OrderTermsData
    ending: EndingData
    payment: PaymentData
    data_protection: DataProtectionData
    liability_insurance: Money
    signers: tuple[SignerData, ...]
    mandate: MandateData | None = None
    template_version: str = TEMPLATE_VERSION

    def as_json(self) -> dict[str, Any]:
        """The attachment inside the PDF: field names as here, whole cents, ISO dates."""
        told: dict[str, Any] = as_plain(self)
        return told


def reasons_not_to_draw_up(contract: ContractData) -> list[Reason]:
    """Why no paper may be made of it: what a reader would miss, or the law forbids."""
    reasons = [
        Reason("contract.paper_lacks", {"block": block})
        for block, there in (
            ("prices", contract.prices),
            ("members", contract.supplier.members),
            ("signers", contract.signers),
        )
        if not there
    ]
    if contract.supplier.is_group and sum(m.is_coordinator for m in contract.supplier.members) != 1:
        reasons.append(Reason("contract.one_coordinator", {"group": contract.supplier.name}))
    if contract.payment.payment_days > LONGEST_PAYMENT_DAYS:
        days = str(contract.payment.payment_days)
        reasons.append(Reason("contract.pays_too_late", {"days": days, "most": str(LONGEST_PAYMENT_DAYS)}))
    if contract.term.ends_on < contract.term.starts_on:
        reasons.append(Reason("contract.ends_before_it_starts"))
    return reasons + _untranslated(contract)


def _untranslated(contract: ContractData) -> list[Reason]:
    """No silent fallback in a legal text: each text of the buyer's is there in the paper's language."""
    return [
        Reason("contract.text_not_translated", {"text": text, "language": contract.language})
        for text in untranslated(contract, contract.language)
    ]
