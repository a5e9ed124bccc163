"""The published order of admitted suppliers, for when the client has not chosen: quality and price.

Points are counted in hundredths of a point and shown as they are counted, with both decimals. Price
points are the weight times the lowest price over one's own, rounded once, half away from zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.kernel.money import Money, half_away_from_zero
from app.kernel.plain import as_plain
from app.kernel.refusals import Reason
from app.kernel.texts import Texts
from app.kernel.typed import from_plain

WHOLE_POINTS = 100
HUNDREDTHS = 100


@dataclass(frozen=True)
class Criterion:
    """One thing that evaluators score, with the most whole points that it gives."""

    code: str
    title: Texts
    points: int

    @property
    def most(self) -> int:
        """In hundredths of a point."""
        return self.points * HUNDREDTHS


@dataclass(frozen=True)
class RankingTerms:
    """Quality criteria and the weight of price, together a hundred points; none at all is no ranking.

    >>> RankingTerms().is_used
    False
    """

    criteria: tuple[Criterion, ...] = ()
    price_points: int = 0

    @property
    def is_used(self) -> bool:
        return bool(self.criteria) or self.price_points > 0

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(criterion.code for criterion in self.criteria)

    def criterion(self, code: str) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.code == code), None)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


NO_RANKING = RankingTerms()


def ranking_from_json(stored: Mapping[str, Any]) -> RankingTerms:
    return from_plain(RankingTerms, stored)


def reasons_ranking_wrong(terms: RankingTerms, *, is_needed: bool) -> list[Reason]:
    """Where a fallback may follow, applicants know beforehand how it will pick (RULE-71)."""
    if not terms.is_used:
        return [Reason("procurement.ranking_missing")] if is_needed else []
    points = [criterion.points for criterion in terms.criteria]
    together = sum(points) + terms.price_points
    if together != WHOLE_POINTS or any(one < 1 for one in points) or terms.price_points < 0:
        return [Reason("procurement.points_not_hundred", {"points": str(together)})]
    return []


@dataclass(frozen=True)
class Entry:
    """One admitted offer as the ranking sees it; quality in hundredths of a point."""

    party_id: UUID
    offer_id: UUID
    price: Money
    quality: int
    admitted_at: datetime


@dataclass(frozen=True)
class Ranked:
    """An entry with its place, 1 being the first; points in hundredths."""

    place: int
    entry: Entry
    price_points: int

    @property
    def total(self) -> int:
        return self.entry.quality + self.price_points


def price_points(price: Money, *, lowest: Money, weight: int) -> int:
    """
    >>> price_points(Money(58_50), lowest=Money(54_00), weight=40)
    3692
    """
    return half_away_from_zero(Fraction(weight * HUNDREDTHS * lowest.cents, price.cents))


def rank(entries: Iterable[Entry], terms: RankingTerms, *, seed: str) -> list[Ranked]:
    """Most points first; ties by the lower price, then the earlier admission, then by lot.

    The lowest price is that of the entries themselves. The lot follows from `seed`, which is made known
    before anybody applies: whoever repeats the ranking gets the same order, whatever order it is fed in.
    """
    known = list(entries)
    lowest = min((entry.price for entry in known), default=Money(0))
    pointed = [
        Ranked(0, entry, price_points(entry.price, lowest=lowest, weight=terms.price_points))
        for entry in known
    ]
    ordered = sorted(pointed, key=lambda one: _order(one, seed))
    return [Ranked(place, one.entry, one.price_points) for place, one in enumerate(ordered, start=1)]


def _order(one: Ranked, seed: str) -> tuple[int, Money, datetime, bytes]:
    return -one.total, one.entry.price, one.entry.admitted_at, lot(seed, one.entry.offer_id)


def lot(seed: str, offer_id: UUID) -> bytes:
    return sha256(f"{seed} {offer_id}".encode()).digest()
