"""What an approved delivery costs: the price and the VAT of its own day, rounded once."""

from dataclasses import dataclass
from datetime import date

from app.kernel.money import Money
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason


@dataclass(frozen=True)
class Terms:
    """What holds on one day: the contract's unit price, and how the seller's service is taxed.

    `category` is the code of EN 16931, `rate` is in basis points, `exemption` the ground where exempt.
    """

    unit_price: Money
    category: str
    rate: int
    exemption: str = ""


def net(quantity: Quantity, unit_price: Money) -> Money:
    """Half a session at 72.25 is 36.13.

    >>> from app.kernel.quantity import Unit
    >>> net(Quantity(1, 2, Unit.SESSION), Money(72_25))
    Money(cents=3613)
    """
    return unit_price.times(quantity)


def reasons_terms_change(first: Terms, last: Terms, *, first_on: date, last_on: date) -> list[Reason]:
    """A new price or rate holds from its day on: a period over that day is told in two parts.

    >>> before, after = Terms(Money(139_00), "S", 2550), Terms(Money(143_00), "S", 2550)
    >>> days = dict(first_on=date(2027, 4, 1), last_on=date(2027, 4, 30))
    >>> [reason.code for reason in reasons_terms_change(before, after, **days)]
    ['deliveries.terms_change_within']
    """
    if first == last:
        return []
    facts = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
    return [Reason("deliveries.terms_change_within", facts)]
