"""What happens to deliveries: they are told, corrected, and decided on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event, Sealed
from app.kernel.money import Money
from app.kernel.quantity import Quantity


@dataclass(frozen=True, kw_only=True)
class DeliveryLogged(Event):
    """`process_id` is the order; `kind` says whether it was held, or how it failed.

    The supplier's own reference stays out: nobody knows what people write into it.
    """

    event_name = "deliveries.logged"
    public = True
    kind: str
    quantity: Quantity
    delivered_on: date
    last_on: date
    member_id: UUID
    worker_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryCorrected(Event):
    """`about` is the new version; the one before it stays as it was told."""

    event_name = "deliveries.corrected"
    public = True
    replaces: UUID
    version: int
    kind: str
    quantity: Quantity
    delivered_on: date
    last_on: date
    member_id: UUID
    worker_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryApproved(Event):
    """What was frozen: from here on an invoice may hold it."""

    event_name = "deliveries.approved"
    public = True
    kind: str
    quantity: Quantity
    unit_price: Money
    net: Money
    vat_category: str
    vat_rate: int
    exemption: str


@dataclass(frozen=True, kw_only=True)
class DecisionRefused(Event):
    """Somebody tried to decide who may not, or when it could not be: `act` says what."""

    event_name = "deliveries.decision_refused"
    act: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeliveryDisputed(Event):
    event_name = "deliveries.disputed"
    public = True
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class DeliveryReopened(Event):
    """An approval taken back; `unbilled` counts the drafted links that went with it."""

    event_name = "deliveries.reopened"
    public = True
    reason: Sealed
    unbilled: int
