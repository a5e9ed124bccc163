"""Giving money back, and asking for more for the same order."""

from uuid import UUID

import pytest

from app.funds import queries, service
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.refusals import Refused
from tests.funds.test_reserving import committed, everything_adds_up
from tests.story.funds import a_budget, a_ceiling, a_hold
from tests.story.identity import As, Buyer, a_buyer

NEED = UUID(int=0x4EED)


@pytest.fixture
def buyer(work_as: As) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def limits(work_as: As, buyer: Buyer) -> list[UUID]:
    ceiling = a_ceiling(work_as, buyer.officer, buyer.id, Money(1000_00))
    return [ceiling, a_budget(work_as, buyer.finance, buyer.id, Money(300_00))]


def test_what_was_not_delivered_goes_back_to_every_limit(work_as, buyer, limits):
    order = a_hold(work_as, buyer.case_worker, limits, Money(100_00))

    with work_as(SYSTEM) as work:
        service.release(work, order, Money(30_00))
        service.release(work, order, Money(0))  # nothing left over is nothing to do

    assert [committed(work_as, limit) for limit in limits] == [Money(70_00), Money(70_00)]
    assert everything_adds_up(work_as)


def test_an_order_never_gives_back_more_than_it_holds_although_the_limit_holds_more(work_as, buyer, limits):
    a_hold(work_as, buyer.case_worker, limits, Money(100_00))
    order = a_hold(work_as, buyer.case_worker, limits, Money(20_00))

    with pytest.raises(Refused) as no, work_as(SYSTEM) as work:
        service.release(work, order, Money(20_01))

    assert no.value.reasons[0].code == "funds.more_than_held"
    assert no.value.reasons[0].facts == {"amount": "20.01 EUR", "held": "20.00 EUR"}
    assert committed(work_as, limits[0]) == Money(120_00)


def test_an_order_alone_under_its_limit_never_gives_back_more_than_it_holds(work_as, buyer, limits):
    order = a_hold(work_as, buyer.case_worker, limits, Money(20_00))

    with pytest.raises(Refused, match=r"funds\.more_than_held"), work_as(SYSTEM) as work:
        service.release(work, order, Money(20_01))


def test_money_goes_back_once(work_as, buyer, limits):
    order = a_hold(work_as, buyer.case_worker, limits, Money(20_00))
    with work_as(SYSTEM) as work:
        service.release(work, order, Money(20_00))

    with pytest.raises(Refused, match=r"held=0\.00 EUR"), work_as(SYSTEM) as work:
        service.release(work, order, Money(20_00))

    assert everything_adds_up(work_as)


def test_an_order_that_holds_nothing_has_nothing_to_give_or_to_raise(work_as, limits):
    for act in (
        lambda work: service.release(work, UUID(int=1), Money(1)),
        lambda work: service.raise_hold(work, UUID(int=1), Money(1), need_id=NEED),
    ):
        with pytest.raises(Refused, match=r"funds\.nothing_held"), work_as(SYSTEM) as work:
            act(work)


def test_a_price_rise_is_held_under_every_limit(work_as, buyer, limits):
    order = a_hold(work_as, buyer.case_worker, limits, Money(100_00))

    with work_as(SYSTEM) as work:
        service.raise_hold(work, order, Money(3_00), need_id=NEED)
        service.raise_hold(work, order, Money(0), need_id=NEED)

    with work_as(SYSTEM) as work:
        assert queries.held(work, order) == Money(103_00)
    assert [committed(work_as, limit) for limit in limits] == [Money(103_00), Money(103_00)]
    assert everything_adds_up(work_as)


def test_a_price_rise_that_one_limit_refuses_is_held_under_none(work_as, buyer, limits):
    order = a_hold(work_as, buyer.case_worker, limits, Money(250_00))

    with work_as(SYSTEM) as work:  # the timed job goes on: it marks the order
        with pytest.raises(Refused, match=r"funds\.over_limit"):
            service.raise_hold(work, order, Money(60_00), need_id=NEED)
        assert work.recorded == []

    assert [committed(work_as, limit) for limit in limits] == [Money(250_00), Money(250_00)]
    assert everything_adds_up(work_as)


def test_a_release_that_is_refused_changes_no_limit(work_as, buyer, limits):
    a_hold(work_as, buyer.case_worker, limits, Money(100_00))
    order = a_hold(work_as, buyer.case_worker, limits, Money(20_00))

    with work_as(SYSTEM) as work, pytest.raises(Refused):
        service.release(work, order, Money(21_00))

    assert everything_adds_up(work_as)


def test_less_than_nothing_is_neither_given_nor_raised(work_as, buyer, limits):
    order = a_hold(work_as, buyer.case_worker, limits, Money(20_00))

    for act in (
        lambda work: service.release(work, order, Money(-1)),
        lambda work: service.raise_hold(work, order, Money(-1), need_id=NEED),
    ):
        with pytest.raises(Refused, match=r"funds\.no_money"), work_as(SYSTEM) as work:
            act(work)
