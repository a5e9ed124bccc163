"""Until when a supplier answers an order and starts it, and what it is told before it has accepted."""

from datetime import date, datetime

from app.kernel.deadlines import Calendar, Limit, last_day
from app.kernel.refusals import Reason


def answer_by(sent_on: date, within: Limit, calendar: Calendar) -> datetime:
    """The end of the last day on which the supplier may still answer."""
    return calendar.end_of_day(last_day(sent_on, within, calendar))


def start_by(from_day: date, within: Limit, calendar: Calendar, *, starts_on: date) -> date:
    """The last day in time; an order that is agreed to begin later is in time on its first day.

    >>> from zoneinfo import ZoneInfo
    >>> from app.kernel.deadlines import TimeUnit
    >>> plain = Calendar(ZoneInfo("Europe/Helsinki"), date(2026, 1, 1), date(2026, 12, 31), frozenset())
    >>> start_by(date(2026, 4, 15), Limit(10, TimeUnit.WORKING_DAY), plain, starts_on=date(2026, 4, 15))
    datetime.date(2026, 4, 29)
    """
    return max(last_day(from_day, within, calendar), starts_on)


def reasons_too_late(*, now: datetime, answer_by: datetime) -> list[Reason]:
    """
    >>> end = datetime.fromisoformat("2026-04-11T00:00+03:00")
    >>> [reason.code for reason in reasons_too_late(now=end, answer_by=end)]
    ['order.answered_too_late']
    """
    return (
        [] if now < answer_by else [Reason("order.answered_too_late", {"answer_by": answer_by.isoformat()})]
    )


def reasons_not_expired(*, now: datetime, answer_by: datetime) -> list[Reason]:
    return [] if now >= answer_by else [Reason("order.still_in_time", {"answer_by": answer_by.isoformat()})]
