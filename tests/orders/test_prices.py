"""A price rise that takes effect asks for the money of what is not delivered yet."""

from datetime import date

import pytest
from sqlalchemy import select, text

from app.contracts import queries as contracts
from app.contracts import service as contract_service
from app.funds import queries as limits
from app.funds import service as funds
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Refused
from app.orders import jobs, queries, service
from app.platform.outbox import OutboxMessage
from tests.funds.test_reserving import everything_adds_up
from tests.story.funds import a_budget
from tests.story.orders import a_sent_order, accepted, started, used
from tests.story.procurement import local

RISE_DAY = date(2026, 5, 1)
RISEN = Money(61_67)  # 1.77 more an hour


def held(work_as, order):
    with work_as(SYSTEM) as work:
        return limits.held(work, order.id)


def row(work_as, order):
    with work_as(order.case_worker) as work:
        return queries.own_order(work, order.id)


def reprice(work_as, order, price=RISEN, *, valid_from=RISE_DAY):
    with work_as(order.call.buyer.officer) as work:
        line = contracts.price_line_for(work, order.supplier.contract_id, order.call.categories["A"])
        contract_service.change_price(
            work, line.contract_id, line.id, valid_from=valid_from, unit_price=price, ground="Indeksi"
        )


def told(work_as, event):
    with work_as(SYSTEM) as work:
        return len(work.db.scalars(select(OutboxMessage.id).where(OutboxMessage.event == event)).all())


@pytest.fixture
def running(work_as, order):
    """Five hours of twenty are delivered when the rise takes effect."""
    started(work_as, accepted(work_as, order))
    used(work_as, order, Quantity(5, 1, Unit.HOUR))
    return order


def test_a_rise_commits_more_for_the_undelivered_units_on_its_day(ground, work_as, clock, running):
    reprice(work_as, running)
    clock.at = local("2026-04-30", "23:59")
    assert jobs.apply_price_rises(ground) == 0
    assert held(work_as, running) == Money(1_198_00)

    clock.at = local("2026-05-01", "00:00")
    assert jobs.apply_price_rises(ground) == 1

    assert held(work_as, running) == Money(1_198_00 + 26_55)  # 15 hours at 1.77
    found = row(work_as, running)
    assert (found.unit_price, found.covered_price) == (Money(59_90), RISEN)
    assert found.committed == Money(1_224_55) and not found.uncovered_rise
    assert everything_adds_up(work_as)


def test_a_rise_is_asked_for_once(ground, work_as, clock, running):
    reprice(work_as, running)
    clock.at = local("2026-05-01", "06:00")
    jobs.apply_price_rises(ground)

    assert jobs.apply_price_rises(ground) == 0
    assert held(work_as, running) == Money(1_224_55)


def test_where_the_money_is_short_the_order_is_flagged_and_somebody_is_told_once(
    ground, work_as, clock, call, supplier
):
    a_budget(work_as, call.buyer.finance, call.buyer.id, Money(1_330_00))  # no second approver up to 1,197.00
    order = a_sent_order(work_as, clock, call, supplier, quantity=Quantity(19, 1, Unit.HOUR))
    started(work_as, accepted(work_as, order))
    with work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE spending_limit SET amount_cents = 114800 WHERE kind = 'budget'"))
    before = held(work_as, order)
    reprice(work_as, order)
    clock.at = local("2026-05-01", "06:00")

    assert jobs.apply_price_rises(ground) == 1
    assert jobs.apply_price_rises(ground) == 0
    with work_as(order.case_worker) as work:
        assert not service.cover_rise(work, order.id)  # asked again too early

    assert held(work_as, order) == before
    assert row(work_as, order).uncovered_rise
    assert told(work_as, "order.rise_uncovered") == 1
    assert everything_adds_up(work_as)


def test_a_flagged_order_is_covered_when_there_is_money(ground, work_as, clock, call, supplier):
    a_budget(work_as, call.buyer.finance, call.buyer.id, Money(1_330_00))
    order = a_sent_order(work_as, clock, call, supplier, quantity=Quantity(19, 1, Unit.HOUR))
    started(work_as, accepted(work_as, order))
    with work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE spending_limit SET amount_cents = 114800 WHERE kind = 'budget'"))
    reprice(work_as, order)
    clock.at = local("2026-05-01", "06:00")
    jobs.apply_price_rises(ground)
    with work_as(SYSTEM) as work:
        work.db.execute(text("UPDATE spending_limit SET amount_cents = 999900 WHERE kind = 'budget'"))

    with work_as(order.case_worker) as work:
        assert service.cover_rise(work, order.id)

    assert not row(work_as, order).uncovered_rise
    assert held(work_as, order) == Money(1_138_10 + 33_63)  # 19 hours at 1.77


def test_a_rise_that_waits_for_a_second_yes_leads_its_buyers_people_there(
    ground, site, work_as, clock, call, supplier
):
    budget = a_budget(
        work_as, call.buyer.finance, call.buyer.id, Money(1_300_00)
    )  # a second yes from 1,170.00
    order = a_sent_order(work_as, clock, call, supplier, quantity=Quantity(19, 1, Unit.HOUR))
    started(work_as, accepted(work_as, order))
    reprice(work_as, order)
    clock.at = local("2026-05-01", "06:00")
    jobs.apply_price_rises(ground)
    need_id = row(work_as, order).need_id
    page, way = f"/orders/{order.id}", f"/funds/{budget}/needs/{need_id}"

    asked = site.browser(call.buyer.decision_maker)
    assert way in asked.get(page).text
    assert "/funds/" not in site.browser(supplier.admin).get(page).text
    assert asked.get(way).status_code == 200
    with work_as(call.buyer.decision_maker) as work:
        funds.approve_second(work, budget, need_id, up_to=Money(1_171_73))

    assert way not in asked.get(page).text
    with work_as(order.case_worker) as work:
        assert service.cover_rise(work, order.id)


def test_the_rise_of_one_order_does_not_wait_for_another(ground, work_as, clock, call, supplier, running):
    other = a_sent_order(work_as, clock, call, supplier, case_number="K-002")
    reprice(work_as, running)
    clock.at = local("2026-05-01", "06:00")

    assert jobs.apply_price_rises(ground) == 2

    assert held(work_as, other) == Money(1_198_00 + 35_40)


def test_a_fall_asks_for_nothing_and_frees_nothing(ground, work_as, clock, running):
    reprice(work_as, running, Money(50_00))
    clock.at = local("2026-05-01", "06:00")

    assert jobs.apply_price_rises(ground) == 0
    assert held(work_as, running) == Money(1_198_00)


def test_after_a_rise_an_end_frees_the_risen_price(ground, work_as, clock, running):
    reprice(work_as, running)
    clock.at = local("2026-05-01", "06:00")
    jobs.apply_price_rises(ground)

    with work_as(running.case_worker) as work:
        service.end(work, running.id, on=date(2026, 5, 1), reason="valmis")

    assert held(work_as, running) == Money(5 * 59_90)


def test_an_order_that_has_come_to_its_end_is_not_raised(ground, work_as, clock, running):
    reprice(work_as, running)
    with work_as(running.case_worker) as work:
        service.end(work, running.id, on=date(2026, 4, 7), reason="valmis")
    clock.at = local("2026-05-01", "06:00")

    assert jobs.apply_price_rises(ground) == 0
    with pytest.raises(Refused, match=r"order\.not_at_work"), work_as(SYSTEM) as work:
        service.cover_rise(work, running.id)


def test_a_supplier_does_not_ask_for_the_money_itself(work_as, running):
    with pytest.raises(Refused, match=r"order\.not_your_act"), work_as(running.supplier.admin) as work:
        service.cover_rise(work, running.id)
