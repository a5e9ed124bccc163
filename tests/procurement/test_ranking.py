"""The published order: the worked example's points, and the ties that whole points would make."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from app.procurement.rules.ranking import Entry, lot, price_points, rank, ranking_from_json
from tests.story.procurement import RANKING

SEED = "a public id, older than any offer"
MARCH = datetime(2026, 3, 19, 8, tzinfo=UTC)


def _entry(number: int, price: int, quality: int, *, later: int = 0) -> Entry:
    return Entry(
        party_id=UUID(int=number),
        offer_id=UUID(int=1000 + number),
        price=Money(price),
        quality=quality,
        admitted_at=MARCH + timedelta(days=later),
    )


entries = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=12
).map(
    lambda drawn: [
        _entry(number, 1000 * price, 1000 * quality, later=later)
        for number, (price, quality, later) in enumerate(drawn)
    ]
)


@given(entries, st.randoms(use_true_random=False))
def test_ties_go_to_the_lower_price_then_the_earlier_admission_then_the_lot(drawn, chance: Random):
    order = rank(drawn, RANKING, seed=SEED)
    shuffled = list(drawn)
    chance.shuffle(shuffled)

    assert rank(shuffled, RANKING, seed=SEED) == order
    assert [one.place for one in order] == list(range(1, len(drawn) + 1))
    for better, worse in pairwise(order):
        assert better.total >= worse.total
        if better.total == worse.total:
            assert better.entry.price <= worse.entry.price
            if better.entry.price == worse.entry.price:
                assert better.entry.admitted_at <= worse.entry.admitted_at
                if better.entry.admitted_at == worse.entry.admitted_at:
                    assert lot(SEED, better.entry.offer_id) < lot(SEED, worse.entry.offer_id)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 100))
def test_price_points_are_the_exact_share_to_half_a_hundredth(price, other, weight):
    lowest = min(price, other)

    points = price_points(Money(price), lowest=Money(lowest), weight=weight)

    exact = Fraction(weight * 100 * lowest, price)
    assert 0 <= points <= weight * 100
    assert abs(points - exact) <= Fraction(1, 2)
    assert points - exact != Fraction(-1, 2)  # a half is rounded up


def test_the_lowest_price_has_all_the_points():
    assert price_points(Money(54_00), lowest=Money(54_00), weight=40) == 40_00


def test_the_lot_falls_evenly():
    """Two like offers, a thousand lots: neither is favoured."""
    two = [_entry(1, 50_00, 50_00), _entry(2, 50_00, 50_00)]

    first = sum(rank(two, RANKING, seed=str(seed))[0].entry is two[0] for seed in range(1000))

    assert 430 < first < 570


def test_nobody_admitted_is_nobody_ranked():
    assert rank([], RANKING, seed=SEED) == []
    assert ranking_from_json(RANKING.as_json()) == RANKING
