"""A legal fact: one figure or word of law, from a day on, with its source and how sure we are of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.refusals import Reason, Refused


class LegalKind(StrEnum):
    """What a fact is about; the key says which one of its kind."""

    THRESHOLD = "threshold"
    RATE = "rate"
    AMOUNT = "amount"
    SHARE = "share"
    LIMIT = "limit"
    FEATURE = "feature"
    STANDSTILL = "standstill"
    REMEDY = "remedy"
    CONTACT = "contact"
    REGIME_HINT = "regime_hint"
    CALENDAR = "calendar"
    DAY_OFF = "day_off"  # a day that differs from the calendar: off (1) or worked (0)


class LegalUnit(StrEnum):
    """What the number counts."""

    CENTS = "cents"
    BASIS_POINTS = "basis_points"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


class Certainty(StrEnum):
    """How a fact was checked before it was written down; never a reason to apply it more softly."""

    SEEN = "V"  # read in the named source
    PARTLY_SEEN = "P"
    GENERAL_KNOWLEDGE = "G"
    OWN_DEFAULT = "K"  # no law says it: the platform's own choice, for the buyer to change


@dataclass(frozen=True)
class LegalFact:
    """In force when `valid_from <= day < valid_to`; where two are, the one that began later counts.

    So a new law is one new row: the row before it needs no end.
    """

    kind: LegalKind
    key: str
    valid_from: date
    source: str
    certainty: Certainty
    valid_to: date | None = None
    number: int | None = None
    text: str | None = None
    unit: LegalUnit | None = None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def fact_on(facts: Iterable[LegalFact], on: date) -> LegalFact | None:
    """What holds on the day, or nothing.

    >>> def rate(since: date, number: int) -> LegalFact:
    ...     return LegalFact(LegalKind.RATE, "vat.standard", since, "AVL", Certainty.SEEN, number=number)
    >>> rates = [rate(date(2013, 1, 1), 2400), rate(date(2024, 9, 1), 2550)]
    >>> [found.number for day in (31, 1) if (found := fact_on(rates, date(2024, 8 + (day == 1), day)))]
    [2400, 2550]
    >>> fact_on(rates, date(2012, 12, 31))
    """
    return max((fact for fact in facts if fact.in_force(on)), key=lambda fact: fact.valid_from, default=None)


def known_fact_on(facts: Iterable[LegalFact], on: date, *, country: str, what: str) -> LegalFact:
    """What holds on the day; a gap is refused in words, and two administrators can fill it."""
    found = fact_on(facts, on)
    if found is None:
        raise Refused([Reason("law.not_known", {"country": country, "what": what, "on": on.isoformat()})])
    return found
