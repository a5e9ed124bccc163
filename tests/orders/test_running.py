"""An order at work: started in its period, used to its last part and no further, and ended."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.catalogue import queries as catalogue
from app.funds import queries as limits
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Refused
from app.orders import queries, service
from app.orders.rules.states import NeedState, OrderState
from tests.funds.test_reserving import everything_adds_up
from tests.story.orders import a_sent_order, accepted, started, used
from tests.story.procurement import local
from tests.story.rivals import at_once


def hours(quarters):
    return Quantity(quarters, 4, Unit.HOUR)


def held(work_as, order):
    with work_as(SYSTEM) as work:
        return limits.held(work, order.id)


def row(work_as, order):
    with work_as(order.case_worker) as work:
        return queries.own_order(work, order.id)


def end(work_as, order, *, on, reason="tavoite saavutettu"):
    with work_as(order.case_worker) as work:
        return service.end(work, order.id, on=on, reason=reason)


@pytest.fixture
def running(work_as, clock, order):
    return started(work_as, accepted(work_as, order))


@pytest.fixture
def with_bonus(work_as, clock, call, supplier):
    """O5: six months for 834.00 and a bonus of 700.00, started on 13 April."""
    order = a_sent_order(
        work_as,
        clock,
        call,
        supplier,
        category="D",
        quantity=Quantity(6, 1, Unit.MONTH),
        starts_on=date(2026, 4, 13),
        ends_on=date(2026, 10, 12),
    )
    accepted(work_as, order)
    clock.at = local("2026-04-13", "09:00")
    return started(work_as, order, on=date(2026, 4, 13))


def test_a_service_starts_in_its_period_after_it_was_accepted(work_as, clock, order):
    clock.at = local("2026-04-09", "12:00")
    accepted(work_as, order)

    for day, code in ((date(2026, 4, 8), "outside_period"), (date(2026, 4, 10), "not_yet")):
        with pytest.raises(Refused, match=rf"order\.{code}"):
            started(work_as, order, on=day)

    clock.at = local("2026-10-02", "12:00")
    with pytest.raises(Refused, match=r"order\.outside_period"):
        started(work_as, order, on=date(2026, 10, 1))
    started(work_as, order, on=date(2026, 4, 9))
    assert (row(work_as, order).state, row(work_as, order).started_on) == (
        OrderState.RUNNING,
        date(2026, 4, 9),
    )


def test_a_service_does_not_start_before_the_supplier_said_yes(work_as, order):
    with pytest.raises(Refused, match=r"state\.no_such_move"):
        started(work_as, order)


def test_the_suppliers_worker_may_start_it_and_its_bookkeeper_may_not(work_as, order):
    accepted(work_as, order)
    with (
        pytest.raises(Refused, match=r"order\.not_your_act"),
        work_as(order.supplier.members[0].bookkeeper) as work,
    ):
        service.start(work, order.id, on=date(2026, 4, 7))

    with work_as(order.supplier.worker) as work:
        service.start(work, order.id, on=date(2026, 4, 7))


def test_the_last_quarter_is_used_and_the_21st_hour_of_20_refused(work_as, running):
    used(work_as, running, hours(79))
    used(work_as, running, hours(1))

    with pytest.raises(Refused) as no:
        used(work_as, running, hours(1))

    assert (no.value.reasons[0].code, no.value.reasons[0].facts) == ("order.over_ordered", {"left": "0"})


def test_two_last_units_are_used_by_two_of_eight_who_try_at_once(work_as, running):
    used(work_as, running, hours(72))

    answers = at_once(*(lambda: used(work_as, running, hours(4)) or "used" for _ in range(8)))

    assert answers.count("used") == 2
    assert answers.count(["order.over_ordered"]) == 6
    with work_as(SYSTEM) as work:
        assert queries.used_parts(work, running.id) == 20 * 30_000


def test_a_locked_order_is_read_anew(work_as, running):
    with work_as(running.supplier.worker) as work:
        before = queries.own_order(work, running.id)
        service.use_units(work, running.id, hours(4))

        assert before.used_parts == 0
        assert queries.own_order(work, running.id, lock=True).used_parts == 30_000


def test_the_database_keeps_the_promise_too(work_as, running):
    for wrong in ("600001", "-1"):
        with pytest.raises(IntegrityError, match="ck_"), work_as(SYSTEM) as work:
            work.db.execute(text(f"UPDATE service_order SET used_parts = {wrong}"))


def test_quarters_thirtieths_and_half_units_all_come_out_even(work_as, with_bonus):
    used(work_as, with_bonus, Quantity(18, 30, Unit.MONTH))
    for _ in range(5):
        used(work_as, with_bonus, Quantity(1, 1, Unit.MONTH))
    used(work_as, with_bonus, Quantity(12, 30, Unit.MONTH))

    with pytest.raises(Refused, match=r"order\.over_ordered"):
        used(work_as, with_bonus, Quantity(1, 30, Unit.MONTH))


def test_units_are_used_of_an_order_at_work_only(work_as, clock, order):
    with pytest.raises(Refused, match=r"order\.not_at_work"):
        used(work_as, order, hours(1))

    used(work_as, accepted(work_as, order), hours(1))
    started(work_as, order)
    used(work_as, order, hours(1))
    end(work_as, order, on=date(2026, 4, 7))
    with pytest.raises(Refused, match=r"order\.not_at_work"):
        used(work_as, order, hours(1))


def test_units_of_another_kind_are_refused(work_as, running):
    with pytest.raises(Refused, match=r"order\.other_unit"):
        used(work_as, running, Quantity(1, 1, Unit.SESSION))


def test_units_given_back_may_be_used_again_and_no_more_are_given_back_than_were_used(work_as, running):
    used(work_as, running, hours(80))
    with work_as(running.supplier.worker) as work:
        service.give_back_units(work, running.id, hours(5))

    used(work_as, running, hours(5))
    with (
        pytest.raises(Refused, match=r"order\.gives_back_too_much"),
        work_as(running.supplier.worker) as work,
    ):
        service.give_back_units(work, running.id, hours(81))
    with pytest.raises(Refused, match=r"order\.other_unit"), work_as(running.supplier.worker) as work:
        service.give_back_units(work, running.id, Quantity(1, 1, Unit.SESSION))


def test_an_ended_order_frees_the_money_of_what_was_not_delivered(work_as, clock, call, running):
    used(work_as, running, hours(20))

    ended = end(work_as, running, on=date(2026, 4, 7))

    assert (ended.state, ended.ended_on) == (OrderState.ENDED, date(2026, 4, 7))
    assert held(work_as, running) == Money(299_50)  # five hours of twenty
    assert everything_adds_up(work_as)
    with work_as(running.case_worker) as work:
        assert queries.own_need(work, running.need_id).state is NeedState.CLOSED
        assert catalogue.places_taken(work, running.supplier.party_id, call.categories["A"]) == 0


def test_a_bonus_that_nobody_earned_is_freed_at_the_end(work_as, clock, with_bonus):
    used(work_as, with_bonus, Quantity(18, 30, Unit.MONTH))

    end(work_as, with_bonus, on=date(2026, 4, 13))

    assert held(work_as, with_bonus) == Money(83_40)


def test_an_earned_bonus_stays_committed_and_is_earned_once(work_as, clock, with_bonus):
    with work_as(with_bonus.case_worker) as work:
        assert service.earn_bonus(work, with_bonus.id) == Money(700_00)
    with pytest.raises(Refused, match=r"order\.no_bonus_left"), work_as(with_bonus.case_worker) as work:
        service.earn_bonus(work, with_bonus.id)

    end(work_as, with_bonus, on=date(2026, 4, 13))

    assert held(work_as, with_bonus) == Money(700_00)
    with pytest.raises(Refused, match=r"order\.no_bonus_left"), work_as(with_bonus.case_worker) as work:
        service.earn_bonus(work, with_bonus.id)


def test_an_order_without_a_bonus_earns_none(work_as, running):
    with pytest.raises(Refused, match=r"order\.no_bonus_left"), work_as(running.case_worker) as work:
        service.earn_bonus(work, running.id)


def test_two_who_claim_a_bonus_at_once_earn_it_once(work_as, with_bonus):
    def earn():
        with work_as(with_bonus.case_worker) as work:
            return service.earn_bonus(work, with_bonus.id)

    assert at_once(earn, earn, earn).count(Money(700_00)) == 1


def test_a_correction_after_the_end_frees_its_money_as_well(work_as, running):
    used(work_as, running, hours(20))
    end(work_as, running, on=date(2026, 4, 7))

    with work_as(running.supplier.worker) as work:
        service.give_back_units(work, running.id, hours(4))

    assert held(work_as, running) == Money(239_60)
    assert everything_adds_up(work_as)


def test_an_order_ends_once_on_a_day_that_has_come(work_as, clock, running):
    for day, code in ((date(2026, 4, 6), "ends_before_it_starts"), (date(2026, 4, 8), "not_yet")):
        with pytest.raises(Refused, match=rf"order\.{code}"):
            end(work_as, running, on=day)

    end(work_as, running, on=date(2026, 4, 7))
    with pytest.raises(Refused, match=r"state\.no_such_move"):
        end(work_as, running, on=date(2026, 4, 7))


def test_only_the_clients_case_worker_ends_an_order(work_as, running):
    for person, code in (
        (running.supplier.admin, "not_your_act"),
        (running.call.buyer.officer, "not_your_act"),
        (running.call.buyer.colleague, "not_your_client"),
    ):
        with pytest.raises(Refused, match=rf"order\.{code}"), work_as(person) as work:
            service.end(work, running.id, on=date(2026, 4, 7), reason="oma syy")


def test_a_colleague_neither_starts_nor_withdraws_somebody_elses_order(work_as, order):
    accepted(work_as, order)

    for act in (
        lambda work: service.start(work, order.id, on=date(2026, 4, 7)),
        lambda work: service.withdraw(work, order.id),
    ):
        with (
            pytest.raises(Refused, match=r"order\.not_your_client"),
            work_as(order.call.buyer.colleague) as work,
        ):
            act(work)
