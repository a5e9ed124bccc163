"""When a time limit ends: days, working days and months, and local time with its two odd nights.

The rules are those of the Finnish Act on the calculation of statutory time limits (150/1930, sections
2 to 5): the starting day is not counted, months end on the corresponding date, and a limit that would
end on a non-working day ends on the next working day. The calendar is always an argument.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class TimeUnit(StrEnum):
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


@dataclass(frozen=True)
class Calendar:
    """Which days are not worked, besides Saturdays and Sundays, from `first` to `last`.

    A day outside the known years is an error and never a guess.
    """

    zone: ZoneInfo
    first: date
    last: date
    days_off: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        if not self.first <= day <= self.last:
            raise ValueError(f"the calendar knows {self.first} to {self.last}, not {day}")
        return day.weekday() < 5 and day not in self.days_off

    def working_day_from(self, day: date) -> date:
        """The day itself when it is worked, else the next that is."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def working_day_until(self, day: date) -> date:
        """The day itself when it is worked, else the last one before it that is."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def end_of_day(self, day: date) -> datetime:
        """The first moment after the day, where it lies: a limit of whole days holds until then."""
        return datetime.combine(day + timedelta(days=1), time.min, self.zone).astimezone(UTC)

    def start_of_day(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Limit:
    """A length of time as law or a call states it: 10 working days, 14 days, 3 months."""

    amount: int
    unit: TimeUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a length of time is never negative: what lies before has `latest_day_before`")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


def last_day(start: date, limit: Limit, calendar: Calendar) -> date:
    """The last day on which the act is still in time; `start` itself is not counted.

    >>> plain = Calendar(ZoneInfo("Europe/Helsinki"), date(2026, 1, 1), date(2026, 12, 31), frozenset())
    >>> last_day(date(2026, 3, 5), Limit(10, TimeUnit.WORKING_DAY), plain)
    datetime.date(2026, 3, 19)
    >>> last_day(date(2026, 3, 6), Limit(1, TimeUnit.DAY), plain)
    datetime.date(2026, 3, 9)
    """
    match limit.unit:
        case TimeUnit.WORKING_DAY:
            return working_days_after(start, limit.amount, calendar)
        case TimeUnit.DAY:
            return calendar.working_day_from(start + timedelta(days=limit.amount))
        case TimeUnit.MONTH:
            return calendar.working_day_from(months_after(start, limit.amount))


def latest_day_before(end: date, limit: Limit, calendar: Calendar) -> date:
    """The last day on which the act comes early enough before `end`: the mirror image of `last_day`.

    >>> plain = Calendar(ZoneInfo("Europe/Helsinki"), date(2026, 1, 1), date(2026, 12, 31), frozenset())
    >>> latest_day_before(date(2026, 7, 1), Limit(60, TimeUnit.DAY), plain)  # 2 May is a Saturday
    datetime.date(2026, 5, 1)
    """
    match limit.unit:
        case TimeUnit.WORKING_DAY:
            return working_days_before(end, limit.amount, calendar)
        case TimeUnit.DAY:
            return calendar.working_day_until(end - timedelta(days=limit.amount))
        case TimeUnit.MONTH:
            return calendar.working_day_until(months_after(end, -limit.amount))


def working_days_after(start: date, days: int, calendar: Calendar) -> date:
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= calendar.is_working_day(day)
    return day


def working_days_before(end: date, days: int, calendar: Calendar) -> date:
    day = end
    while days > 0:
        day -= timedelta(days=1)
        days -= calendar.is_working_day(day)
    return day


def months_after(start: date, months: int) -> date:
    """The corresponding date, or the month's last day where there is none; months may be negative.

    >>> months_after(date(2026, 1, 31), 1), months_after(date(2026, 11, 30), 3)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 28))
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_day_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def local_moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A local time as a moment in UTC; a time that the clock change skips or repeats is refused.

    >>> local_moment(date(2026, 3, 5), time(12), ZoneInfo("Europe/Helsinki")).isoformat()
    '2026-03-05T10:00:00+00:00'
    >>> local_moment(date(2026, 3, 29), time(3, 30), ZoneInfo("Europe/Helsinki"))
    Traceback (most recent call last):
    ...
    ValueError: 2026-03-29 03:30 does not exist in Europe/Helsinki: the clocks go forward that night
    """
    first = datetime.combine(day, clock, zone)
    second = first.replace(fold=1)
    moment = first.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise ValueError(f"{day} {clock:%H:%M} does not exist in {zone}: the clocks go forward that night")
    if second.astimezone(UTC) != moment:
        raise ValueError(f"{day} {clock:%H:%M} comes twice in {zone}: the clocks go back that night")
    return moment
