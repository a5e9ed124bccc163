"""Until when a case worker decides on a delivery, and what speaks against it besides the state."""

from datetime import date
from uuid import UUID

from app.kernel.deadlines import Calendar, Limit, last_day
from app.kernel.refusals import Reason


def decide_by(logged_on: date, within: Limit, calendar: Calendar) -> date:
    """The last day in time. Silence pays nothing: what is late is shown as late (RULE-61)."""
    return last_day(logged_on, within, calendar)


def reasons_not_to_decide(*, decider_id: UUID, worker_id: UUID) -> list[Reason]:
    """Nobody approves their own work, whatever roles they hold on both sides.

    >>> [reason.code for reason in reasons_not_to_decide(decider_id=UUID(int=1), worker_id=UUID(int=1))]
    ['deliveries.own_work']
    """
    return [Reason("deliveries.own_work")] if decider_id == worker_id else []


def reasons_unexplained(reason: str) -> list[Reason]:
    """A no is given with a reason that the supplier can answer."""
    return [] if reason.strip() else [Reason("deliveries.reason_missing")]
