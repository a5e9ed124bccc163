"""How much of a month a period is: every month has thirty days, so that each costs the same."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.kernel.deadlines import last_day_of_month
from app.kernel.quantity import Quantity, Unit
from app.procurement.rules.tariffs.tariff import MONTH_DAYS


def month_quantity(first_on: date, last_on: date) -> Quantity:
    """Days of one calendar month, both ends counted, out of thirty.

    The 31st adds nothing to the 30th, and the last day of February completes its month; so however a
    month is cut into periods, they add up to one month and never to more.

    >>> month_quantity(date(2026, 4, 13), date(2026, 4, 30)).value
    18
    >>> month_quantity(date(2026, 10, 1), date(2026, 10, 12)).value
    12
    >>> [month_quantity(date(2026, m, 1), last_day_of_month(date(2026, m, 1))).value for m in (2, 4, 7)]
    [30, 30, 30]
    """
    if first_on > last_on or last_on > last_day_of_month(first_on):
        raise ValueError(f"{first_on} to {last_on} is not a period of one month")
    before = 0 if first_on.day == 1 else _counted_to(first_on - timedelta(days=1))
    return Quantity(_counted_to(last_on) - before, MONTH_DAYS, Unit.MONTH)


def period_quantity(first_on: date, last_on: date) -> Quantity:
    """The months of a longer period together: what an order of that period may deliver at most.

    >>> period_quantity(date(2026, 4, 13), date(2026, 10, 12)).plain()
    '6'
    """
    parts = (month_quantity(first, last) for first, last in by_month(first_on, last_on))
    return sum(parts, start=Quantity(0, MONTH_DAYS, Unit.MONTH))


def by_month(first_on: date, last_on: date) -> Iterator[tuple[date, date]]:
    """The period cut at the ends of months: each part is logged and invoiced by itself.

    >>> [str(last) for _, last in by_month(date(2026, 12, 20), date(2027, 1, 5))]
    ['2026-12-31', '2027-01-05']
    """
    while first_on <= last_on:
        end = min(last_on, last_day_of_month(first_on))
        yield first_on, end
        first_on = end + timedelta(days=1)


def _counted_to(day: date) -> int:
    """How many of the thirty days are past at the end of the day."""
    return MONTH_DAYS if day == last_day_of_month(day) else day.day
