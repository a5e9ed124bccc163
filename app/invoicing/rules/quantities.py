"""How a quantity is stated on an invoice, so that no reader has to round it.

Units are codes of UN/ECE Recommendation 20, as EN 16931 asks for them (BT-130).
"""

from dataclasses import dataclass
from fractions import Fraction

from app.kernel.quantity import Quantity, Unit

UN_CODES = {
    Unit.HOUR: "HUR",
    Unit.SESSION: "E48",  # service unit
    Unit.PARTICIPANT_DAY: "DAY",
    Unit.MONTH: "MON",
    Unit.PACKAGE: "LS",  # lump sum
    Unit.OUTCOME: "C62",  # one
}
DAYS_OF_A_MONTH = 30  # the convention by which part months are priced
PLACES = 8  # what fits into Finvoice's fourteen characters


@dataclass(frozen=True)
class Stated:
    """`amount` of the unit, where the price is that of `base` units."""

    amount: str  # BT-129, with a decimal point
    base: int  # BT-149
    unit_code: str  # BT-130 and BT-150


def stated(quantity: Quantity) -> Stated:
    """An exact decimal where there is one; part months else as days; else parts, priced by as many.

    >>> stated(Quantity(5, 4, Unit.HOUR))
    Stated(amount='1.25', base=1, unit_code='HUR')
    >>> stated(Quantity(13, 30, Unit.MONTH))
    Stated(amount='13', base=30, unit_code='DAY')
    >>> stated(Quantity(1, 3, Unit.SESSION))
    Stated(amount='1', base=3, unit_code='E48')
    """
    if whole := _decimal(quantity.exact):
        return Stated(whole, 1, UN_CODES[quantity.unit])
    # thirteen thirtieths of a month are thirteen days; "13 MON" would read as thirteen months
    if quantity.unit is Unit.MONTH and (days := _decimal(quantity.exact * DAYS_OF_A_MONTH)):
        return Stated(days, DAYS_OF_A_MONTH, "DAY")
    return Stated(str(quantity.exact.numerator), quantity.exact.denominator, UN_CODES[quantity.unit])


def _decimal(exact: Fraction) -> str | None:
    """
    >>> _decimal(Fraction(-7, 4)), _decimal(Fraction(3333, 8000)), _decimal(Fraction(1, 3))
    ('-1.75', '0.416625', None)
    """
    scaled = exact * 10**PLACES
    if scaled.denominator != 1:
        return None
    whole, rest = divmod(abs(scaled.numerator), 10**PLACES)
    return f"{'-' * (scaled < 0)}{whole}.{rest:0{PLACES}}".rstrip("0").rstrip(".")
