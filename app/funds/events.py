"""What happens to money set aside."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel.events import Event
from app.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class LimitOpened(Event):
    event_name = "funds.limit_opened"
    kind: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class MoneyReserved(Event):
    """`about` is the limit; `committed` is all that it has committed after this."""

    event_name = "funds.reserved"
    order_id: UUID
    amount: Money
    committed: Money


@dataclass(frozen=True, kw_only=True)
class HoldRaised(Event):
    event_name = "funds.hold_raised"
    order_id: UUID
    amount: Money
    committed: Money


@dataclass(frozen=True, kw_only=True)
class MoneyReleased(Event):
    event_name = "funds.released"
    order_id: UUID
    amount: Money
    committed: Money


@dataclass(frozen=True, kw_only=True)
class LimitWarned(Event):
    """The limit has just become as full as its warning share says."""

    event_name = "funds.limit_warned"
    public = True
    kind: str
    share: int
    amount: Money
    committed: Money


@dataclass(frozen=True, kw_only=True)
class SecondApprovalGiven(Event):
    event_name = "funds.second_approval_given"
    need_id: UUID
    up_to: Money
