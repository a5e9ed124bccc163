"""Money is whole cents in the one currency of the installation; it is never a float."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.kernel.quantity import Quantity

CURRENCY = "EUR"
WHOLE = 10_000  # basis points


@dataclass(frozen=True, order=True)
class Money:
    """
    >>> Money(150_00) + Money(50) <= Money(200_00)
    True
    >>> str(Money(100_00) - Money(101_05))
    '-1.05 EUR'
    """

    cents: int

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def __neg__(self) -> Money:
        return Money(-self.cents)

    def times(self, quantity: Quantity) -> Money:
        """Rounded once, half away from zero, so that a credit mirrors its charge.

        >>> from app.kernel.quantity import Unit
        >>> str(Money(139_00).times(Quantity(13, 30, Unit.MONTH)))
        '60.23 EUR'
        >>> Money(72_25).times(Quantity(1, 2, Unit.SESSION))
        Money(cents=3613)
        >>> Money(-5).times(Quantity(1, 2, Unit.HOUR))
        Money(cents=-3)
        """
        return Money(half_away_from_zero(Fraction(self.cents * quantity.value, quantity.per)))

    def share(self, basis_points: int) -> Money:
        """A percentage of it; a VAT rate of 25.5 % is 2,550 basis points.

        >>> Money(64_02).share(2550)
        Money(cents=1633)
        """
        return Money(half_away_from_zero(Fraction(self.cents * basis_points, WHOLE)))

    def split(self, shares: Sequence[int]) -> list[Money]:
        """Parts in basis points that add up to the whole cent: the largest remainders get the odd ones.

        >>> [part.cents for part in Money(100).split([3333, 3333, 3334])]
        [33, 33, 34]
        >>> [part.cents for part in Money(-100).split([5000, 2500, 2500])]
        [-50, -25, -25]
        """
        if sum(shares) != WHOLE:
            raise ValueError("the shares of a split add up to 10,000 basis points")
        sign, whole = (-1 if self.cents < 0 else 1), abs(self.cents)
        parts = [whole * share // WHOLE for share in shares]
        by_remainder = sorted(range(len(shares)), key=lambda i: (-(whole * shares[i] % WHOLE), i))
        for index in by_remainder[: whole - sum(parts)]:
            parts[index] += 1
        return [Money(sign * part) for part in parts]

    def __str__(self) -> str:
        return f"{self.plain()} {CURRENCY}"

    def plain(self) -> str:
        """The amount as e-invoices and files write it.

        >>> Money(-5).plain()
        '-0.05'
        """
        whole, cents = divmod(abs(self.cents), 100)
        return f"{'-' * (self.cents < 0)}{whole}.{cents:02}"


def half_away_from_zero(exact: Fraction) -> int:
    """The one rounding rule of the house. SQL says the same with integers: see `platform.db.rounded`."""
    nearest = int(abs(exact) + Fraction(1, 2))
    return nearest if exact >= 0 else -nearest


def total(amounts: Iterable[Money]) -> Money:
    """
    >>> total([Money(1), Money(2)])
    Money(cents=3)
    """
    return Money(sum(amount.cents for amount in amounts))


def money_from_text(written: str) -> Money:
    """'58.50' or '58,50' as written by a person; more than two decimals is a mistake, not a rounding.

    >>> money_from_text("58.50"), money_from_text("390 000")
    (Money(cents=5850), Money(cents=39000000))
    """
    compact = written.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
    whole, _, cents = compact.partition(".")
    digits = whole.removeprefix("-")
    if not digits.isdecimal() or not digits.isascii() or len(cents) > 2 or (cents and not cents.isdecimal()):
        raise ValueError(f"{written!r} is not an amount of money: write it like 58.50")
    value = int(digits) * 100 + int(cents.ljust(2, "0"))
    return Money(-value if whole.startswith("-") else value)
