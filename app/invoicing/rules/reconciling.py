"""A month's exact sums as whole cents that still add up: what rounding moves is a line of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.kernel.money import Money, half_away_from_zero, total


@dataclass(frozen=True)
class Balance:
    """approved = the places together + rounding, to the cent."""

    approved: Money
    places: Mapping[str, Money]
    rounding: Money


def balance(approved: Fraction, places: Mapping[str, Fraction], billed: Mapping[str, Money]) -> Balance:
    """`approved` and `places` are in cents, exactly; the `billed` places are told as their lines say it.

    Visits of 1.50 h and 2.25 h at 59.90 are 224.625 together, and their line is 224.63.

    >>> exact = {"invoiced": Fraction(224_625, 10), "not_yet": Fraction(100)}
    >>> found = balance(sum(exact.values()), exact, {"invoiced": Money(22_463)})
    >>> found.approved.cents, found.places["invoiced"].cents, found.rounding.cents
    (22563, 22463, 0)
    """
    whole = {place: Money(half_away_from_zero(worth)) for place, worth in places.items()} | dict(billed)
    everything = Money(half_away_from_zero(approved))
    return Balance(everything, whole, everything - total(whole.values()))
