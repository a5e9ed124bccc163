"""Which unit price holds on a day, and when a new one may be set (RULE-67).

A version once set is never changed: a new price is a new version, for units delivered from its day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.deadlines import months_after
from app.kernel.money import Money
from app.kernel.refusals import Reason

MONTHS_OF_CAP = 12  # the cap is yearly: two rises within a year stay under it together


@dataclass(frozen=True)
class Price:
    """A unit price from a day on, until the next one."""

    valid_from: date
    unit_price: Money


def price_on_day(prices: Sequence[Price], on: date) -> Money | None:
    """The price in force on the day; None before the first.

    >>> prices = [Price(date(2026, 4, 7), Money(59_90)), Price(date(2027, 4, 7), Money(61_67))]
    >>> price_on_day(prices, date(2027, 4, 6)), price_on_day(prices, date(2027, 4, 7))
    (Money(cents=5990), Money(cents=6167))
    """
    begun = [price for price in prices if price.valid_from <= on]
    return max(begun, key=lambda price: price.valid_from).unit_price if begun else None


def highest_price(prices: Sequence[Price], *, valid_from: date, cap: int) -> Money:
    """What a new price may be at most: `cap` basis points above the price of a year before its day.

    >>> str(highest_price([Price(date(2026, 4, 7), Money(59_90))], valid_from=date(2027, 4, 7), cap=300))
    '61.70 EUR'
    """
    first = min(prices, key=lambda price: price.valid_from)
    before = price_on_day(prices, months_after(valid_from, -MONTHS_OF_CAP)) or first.unit_price
    return before + before.share(cap)


def reasons_not_to_change(
    prices: Sequence[Price], *, valid_from: date, unit_price: Money, today: date, cap: int
) -> list[Reason]:
    """
    >>> prices = [Price(date(2026, 4, 7), Money(59_90))]
    >>> given = {"valid_from": date(2027, 4, 7), "today": date(2027, 2, 1), "cap": 300}
    >>> reasons_not_to_change(prices, unit_price=Money(61_67), **given)
    []
    >>> [reason.code for reason in reasons_not_to_change(prices, unit_price=Money(61_71), **given)]
    ['contract.rise_over_cap']
    """
    newest = max(price.valid_from for price in prices)
    most = highest_price(prices, valid_from=valid_from, cap=cap)
    reasons = []
    if unit_price <= Money(0):
        reasons.append(Reason("contract.costs_nothing"))
    if valid_from < today:
        reasons.append(Reason("contract.price_in_the_past", {"today": today.isoformat()}))
    if valid_from <= newest:
        reasons.append(Reason("contract.price_already_set", {"newest": newest.isoformat()}))
    if unit_price > most:
        reasons.append(Reason("contract.rise_over_cap", {"price": str(unit_price), "most": str(most)}))
    return reasons
