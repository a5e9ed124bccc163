"""The worked example's comparison, from sealed offers to the published order, and its register."""

from datetime import timedelta

import pytest

from app.kernel.actors import GUEST
from app.kernel.money import Money
from app.offers import queries
from tests.story.offers import an_admitted_supplier, the_first_round
from tests.story.procurement import RANKING, a_call

WORKED = {
    "A": [
        ("S2", 58_50, 55_00, 36_92, 91_92),
        ("S5", 61_50, 52_00, 35_12, 87_12),
        ("S4", 59_90, 50_00, 36_06, 86_06),
        ("S1", 54_00, 46_00, 40_00, 86_00),
    ],
    "B": [
        ("S2", 72_25, 54_00, 36_82, 90_82),
        ("S1", 69_00, 51_00, 38_55, 89_55),
        ("S3", 66_50, 49_00, 40_00, 89_00),
    ],
    "C": [("S4", 46_20, 53_00, 37_66, 90_66), ("S2", 43_50, 50_00, 40_00, 90_00)],
    "D": [("S5", 139_00, 52_00, 40_00, 92_00), ("S4", 145_00, 50_00, 38_34, 88_34)],
}


@pytest.fixture
def first_round(work_as, clock, call):
    return the_first_round(work_as, clock, call)


def test_the_ranking_is_the_worked_examples(work_as, call, first_round):
    with work_as(call.buyer.case_worker) as work:
        found = {
            code: [
                (
                    first_round.name_of(one.entry.party_id),
                    one.entry.price.cents,
                    one.entry.quality,
                    one.price_points,
                    one.total,
                )
                for one in queries.ranking(work, category_id)
            ]
            for code, category_id in call.categories.items()
        }
    assert found == WORKED


def test_everybody_reads_the_register_and_no_price_in_it(work_as, call, first_round):
    with work_as(GUEST) as work:
        rows = queries.register(work, call.id)

    assert [(row.category, row.party) for row in rows if row.category in "BD"] == [
        ("B", "Kantosilta-säätiö sr"),
        ("B", "Valopolku ry"),
        ("B", "Yhdessä töihin -konsortio"),
        ("D", "Työtaito Partners Oy"),
        ("D", "Uraväylä Oy"),
    ]
    assert len(rows) == 11
    assert not any("price" in name for name in vars(rows[0]))


def test_the_first_round_is_examined_and_s3_is_out_of_d(work_as, call, first_round):
    consortium = first_round.suppliers["S3"]

    with work_as(call.buyer.officer) as work:
        assert queries.undecided_first_round(work, call.id) == 0
        states = {
            category.code: (offer.state, offer.unit_price)
            for offer, category in queries.offers_of(work, consortium.application_id)
        }
    assert states == {"B": ("admitted", Money(66_50)), "D": ("rejected", Money(149_00))}


def test_who_was_admitted_is_known_for_every_moment(work_as, clock, call, first_round, supplier_of_b):
    decided = clock.at

    with work_as(call.buyer.officer) as work:
        before = queries.admitted(work, call.categories["B"], decided - timedelta(microseconds=1))
        then = queries.admitted(work, call.categories["B"], decided)
    assert before == []
    assert [row.unit_price for row in then] == [Money(69_00), Money(72_25), Money(66_50)]


@pytest.fixture
def supplier_of_b(first_round):
    return first_round.suppliers["S2"]


def test_a_later_lower_price_moves_the_points_of_everybody(work_as, clock, call, supplier, rival):
    an_admitted_supplier(work_as, clock, call, supplier, prices={"A": Money(60_00)}, quality=50)
    clock.at += timedelta(days=30)
    an_admitted_supplier(work_as, clock, call, rival, prices={"A": Money(30_00)}, quality=20)

    with work_as(call.buyer.officer) as work:
        order = queries.ranking(work, call.categories["A"])
    assert [(one.entry.party_id, one.total) for one in order] == [
        (supplier.id, 70_00),
        (rival.id, 60_00),
    ]


def test_a_call_without_a_ranking_orders_nobody(work_as, clock, buyer, supplier):
    unranked = RANKING.__class__()
    call = a_call(work_as, clock, buyer, ranking=unranked, legal_basis="open_house_client_choice", number="2")
    an_admitted_supplier(work_as, clock, call, supplier)

    with work_as(buyer.officer) as work:
        assert queries.ranking(work, call.categories["A"]) == []
        assert len(queries.admitted(work, call.categories["A"], clock.at)) == 1
