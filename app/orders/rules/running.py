"""How much of an order is used, when it may start and end, and what money that frees or asks for."""

from datetime import date

from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason
from app.orders.rules.states import UNIT_OF_USE

NOTHING = Money(0)


def parts_of(quantity: Quantity) -> int:
    """The quantity in the parts that an order counts its use in.

    >>> parts_of(Quantity(1, 2, Unit.SESSION)), parts_of(Quantity(18, 30, Unit.MONTH))
    (15000, 18000)
    """
    parts, over = divmod(quantity.value * UNIT_OF_USE, quantity.per)
    if over:
        raise ValueError(f"{quantity.plain()} does not come out even in parts of 1/{UNIT_OF_USE}")
    return parts


def unused(ordered: Quantity, used_parts: int) -> Quantity:
    """What is left of an order.

    >>> unused(Quantity(20, 1, Unit.HOUR), parts_of(Quantity(75, 4, Unit.HOUR))).plain()
    '1.25'
    """
    return Quantity(parts_of(ordered) - used_parts, UNIT_OF_USE, ordered.unit)


def reasons_other_unit(quantity: Quantity, unit: Unit) -> list[Reason]:
    if quantity.unit is unit:
        return []
    return [Reason("order.other_unit", {"unit": quantity.unit, "needs": unit})]


def freed_at_end(unit_price: Money, left: Quantity, *, bonus: Money, bonus_earned: bool) -> Money:
    """Undelivered units at the price they were committed for, and a bonus that nobody earned.

    >>> str(freed_at_end(Money(59_90), Quantity(5, 1, Unit.HOUR), bonus=Money(0), bonus_earned=False))
    '299.50 EUR'
    """
    return unit_price.times(left) + (NOTHING if bonus_earned else bonus)


def rise_to_cover(covered: Money, price: Money, left: Quantity) -> Money:
    """What the undelivered units cost more than was committed; nothing when the price fell.

    >>> str(rise_to_cover(Money(59_90), Money(61_67), Quantity(10, 1, Unit.HOUR)))
    '17.70 EUR'
    """
    return max((price - covered).times(left), NOTHING)


def reasons_not_to_start(
    *, on: date, today: date, accepted_on: date, starts_on: date, ends_on: date
) -> list[Reason]:
    """
    >>> spring = {"starts_on": date(2026, 4, 13), "ends_on": date(2026, 10, 12)}
    >>> spring["accepted_on"] = date(2026, 4, 8)
    >>> [no.code for no in reasons_not_to_start(on=date(2026, 4, 9), today=date(2026, 4, 9), **spring)]
    ['order.outside_period']
    """
    reasons = []
    if on > today:
        reasons.append(Reason("order.not_yet", {"on": on.isoformat()}))
    if not max(starts_on, accepted_on) <= on <= ends_on:
        facts = {"on": on.isoformat(), "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        reasons.append(Reason("order.outside_period", facts))
    return reasons


def reasons_not_to_end(*, on: date, today: date, started_on: date | None) -> list[Reason]:
    reasons = []
    if on > today:
        reasons.append(Reason("order.not_yet", {"on": on.isoformat()}))
    if started_on is not None and on < started_on:
        reasons.append(Reason("order.ends_before_it_starts"))
    return reasons
