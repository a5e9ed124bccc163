"""How much of something, in whole numbers only: 18 of 30 days of a month, 5 quarters of an hour."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Unit(StrEnum):
    """What one unit price is for."""

    HOUR = "hour"
    SESSION = "session"
    PARTICIPANT_DAY = "participant_day"
    MONTH = "month"
    PACKAGE = "package"
    OUTCOME = "outcome"


@dataclass(frozen=True)
class Quantity:
    """`value / per` units: Quantity(18, 30, MONTH) is eighteen days of a thirty-day month."""

    value: int
    per: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.per < 1:
            raise ValueError("a quantity is counted in at least one part of its unit")

    @property
    def exact(self) -> Fraction:
        return Fraction(self.value, self.per)

    def __add__(self, other: "Quantity") -> "Quantity":
        """
        >>> Quantity(5, 4, Unit.HOUR) + Quantity(6, 4, Unit.HOUR)
        Quantity(value=11, per=4, unit=<Unit.HOUR: 'hour'>)
        """
        if other.unit is not self.unit:
            raise ValueError(f"{self.unit} and {other.unit} do not add up")
        if other.per == self.per:
            return Quantity(self.value + other.value, self.per, self.unit)
        exact = self.exact + other.exact
        return Quantity(exact.numerator, exact.denominator, self.unit)

    def __neg__(self) -> "Quantity":
        return Quantity(-self.value, self.per, self.unit)

    def plain(self) -> str:
        """A decimal where four places say it exactly, else the fraction itself.

        >>> Quantity(7, 4, Unit.HOUR).plain(), Quantity(18, 30, Unit.MONTH).plain()
        ('1.75', '0.6')
        >>> Quantity(13, 30, Unit.MONTH).plain()
        '13/30'
        """
        tenthousandths, over = divmod(abs(self.value) * 10_000, self.per)
        if over:
            return f"{self.value}/{self.per}"
        sign = "-" if self.value < 0 else ""
        whole, rest = divmod(tenthousandths, 10_000)
        return sign + f"{whole}.{rest:04}".rstrip("0").rstrip(".")


def quantity_from_text(written: str, unit: Unit, *, per: int = 1) -> Quantity:
    """'1.25' hours counted in quarters is five quarters; what does not come out even is a mistake.

    >>> quantity_from_text("1.25", Unit.HOUR, per=4)
    Quantity(value=5, per=4, unit=<Unit.HOUR: 'hour'>)
    >>> quantity_from_text("18/30", Unit.MONTH, per=30).value
    18
    """
    try:
        exact = Fraction(written.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{written!r} is not a quantity: write it like 1.25") from None
    parts = exact * per
    if parts.denominator != 1:
        raise ValueError(f"{written!r} does not come out even in steps of 1/{per} {unit}")
    return Quantity(parts.numerator, per, unit)
