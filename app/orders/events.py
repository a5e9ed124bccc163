"""What happens to needs, choices and service orders; what is written about a client is sealed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kernel.events import Event, Sealed
from app.kernel.money import Money
from app.kernel.quantity import Quantity


@dataclass(frozen=True, kw_only=True)
class NeedOpened(Event):
    event_name = "order.need_opened"
    category_id: UUID
    quantity: Quantity
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class NeedReopened(Event):
    """The client thought again before anything was ordered."""

    event_name = "order.need_reopened"


@dataclass(frozen=True, kw_only=True)
class NeedClosed(Event):
    event_name = "order.need_closed"


@dataclass(frozen=True, kw_only=True)
class ChoiceOpened(Event):
    """The list as it was frozen: its seed replays its order."""

    event_name = "order.choice_opened"
    list_id: UUID
    seed: str
    rule_version: str
    shown: tuple[str, ...]
    left_out: tuple[str, ...]
    window_ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContactTried(Event):
    event_name = "order.contact_tried"
    channel: str
    reached: bool


@dataclass(frozen=True, kw_only=True)
class SupplierChosen(Event):
    """`passed_over` are the parties that stood before the chosen one in the ranking, with the reasons."""

    event_name = "order.supplier_chosen"
    public = True
    choice_id: UUID
    party_id: UUID
    ground: str
    place: int
    out_of: int
    passed_over: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LinkMade(Event):
    """A client's own link to the list; its secret is nowhere in the journal."""

    event_name = "order.link_made"
    link_id: UUID
    list_id: UUID
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class LinkWithdrawn(Event):
    event_name = "order.link_withdrawn"
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class LinkUsed(Event):
    """Whoever held the link chose by it; that is all that is known of who it was."""

    event_name = "order.link_used"
    link_id: UUID
    choice_id: UUID


@dataclass(frozen=True, kw_only=True)
class ChoiceTakenBack(Event):
    """By the link that it was made with, in time: the list is open again as it was."""

    event_name = "order.choice_taken_back"
    link_id: UUID
    choice_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderSent(Event):
    event_name = "order.sent"
    public = True
    party_id: UUID
    number: str
    quantity: Quantity
    unit_price: Money
    committed: Money
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(Event):
    event_name = "order.accepted"
    public = True
    party_id: UUID
    member_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class AcceptanceRefused(Event):
    """Somebody tried to accept who could not, or when it could not be."""

    event_name = "order.acceptance_refused"
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrderDeclined(Event):
    event_name = "order.declined"
    public = True
    party_id: UUID
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class OrderExpired(Event):
    event_name = "order.expired"
    public = True
    party_id: UUID
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class OrderWithdrawn(Event):
    event_name = "order.withdrawn"
    public = True
    party_id: UUID
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class OrderStarted(Event):
    event_name = "order.started"
    public = True
    on: date
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class OrderEnded(Event):
    event_name = "order.ended"
    public = True
    on: date
    undelivered: Quantity
    freed: Money
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class BonusEarned(Event):
    event_name = "order.bonus_earned"
    bonus: Money


@dataclass(frozen=True, kw_only=True)
class RiseCovered(Event):
    """A price rise took effect, and the money for the undelivered units was found."""

    event_name = "order.rise_covered"
    before: Money
    after: Money
    more: Money


@dataclass(frozen=True, kw_only=True)
class RiseUncovered(Event):
    """A price rise took effect, and the money was not found: somebody has to see to the order."""

    event_name = "order.rise_uncovered"
    public = True
    before: Money
    after: Money
    more: Money
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrdersHandedOver(Event):
    """`about` is the buyer; a case worker has gone, and another looks after what goes on."""

    event_name = "order.handed_over"
    from_person_id: UUID
    to_person_id: UUID
    orders: int
