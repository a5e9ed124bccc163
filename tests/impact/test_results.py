"""What a call has achieved by its own metrics: exact for its buyers, small groups hidden for the rest."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.deliveries.models import Delivery
from app.impact import queries
from app.impact.queries import Months
from app.impact.rules import MetricResult
from app.kernel.actors import GUEST, SYSTEM, Actor
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.orders import service as orders
from tests.conftest import As, Clock
from tests.story.april import the_approved_april, the_april
from tests.story.deliveries import (
    an_accepted_order,
    an_order_at_work,
    approved,
    april,
    hours,
    logged,
    not_come,
)
from tests.story.identity import VALOPOLKU, a_staffed_organisation
from tests.story.orders import StoryOrder, a_sent_order
from tests.story.procurement import local

APRIL = Months(date(2026, 4, 1), date(2026, 4, 30))


def told(work_as: As, actor: Actor, order: StoryOrder, months: Months | None = None) -> list[MetricResult]:
    with work_as(actor) as work:
        return queries.results(work, order.call.id, months)


def in_words(results: list[MetricResult]) -> dict[tuple[str, str | None], str]:
    return {
        (one.code, one.category_code): f"{one.numerator_text}/{one.denominator_text} {one.share_text}"
        for one in results
    }


def test_the_worked_example_starts_seven_of_seven_in_time_and_attends_as_computed(
    work_as: As, clock: Clock
) -> None:
    story = the_approved_april(work_as, clock)

    with work_as(story.call.buyer.officer) as work:
        found = in_words(queries.results(work, story.call.id, APRIL))
        public = in_words(queries.public_results(work, story.call.id))
        net = work.db.scalar(select(func.sum(Delivery.net)))

    assert found == {
        ("M1", None): "7/7 100.0 %",
        ("M2", "A"): "6.75/7.75 87.1 %",
        ("M2", "B"): "8/10 80.0 %",
        ("M2", "C"): "9/10 90.0 %",
    }
    assert public == {  # six clients had orders, and no category had five of them
        ("M1", None): "7/7 100.0 %",
        ("M2", "A"): "-/- -",
        ("M2", "B"): "-/- -",
        ("M2", "C"): "-/- -",
    }
    # Visit by visit, 1.50 and 2.25 hours at 59.90 round up a cent that the invoice line does not have.
    assert net == Money(1_550_11 + 1)


def test_only_what_was_approved_is_measured(work_as: As, clock: Clock) -> None:
    story = the_april(work_as, clock)

    with work_as(story.call.buyer.officer) as work:
        assert in_words(queries.results(work, story.call.id)) == {("M1", None): "7/7 100.0 %"}


def test_an_order_that_starts_late_counts_as_one_that_was_not_in_time(work_as: As, clock: Clock) -> None:
    """Accepted on 7 April: the tenth working day after it is the 21st."""
    late = an_order_at_work(work_as, clock)
    clock.at = local("2026-04-07", "10:00")
    in_time = an_accepted_order(work_as, clock, late.call, late.supplier, case_number="K-002")
    clock.at = local("2026-04-30", "18:00")
    for order, day in ((late, 22), (in_time, 21)):
        logged(work_as, order, april(day), hours(4))

    assert in_words(told(work_as, late.case_worker, late)) == {("M1", None): "1/2 50.0 %"}


def test_an_order_that_may_still_start_in_time_says_nothing_yet(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock)
    clock.at = local("2026-04-21", "23:59")
    assert in_words(told(work_as, order.case_worker, order)) == {("M1", None): "0/0 -"}

    clock.at = local("2026-04-22", "00:00")
    assert in_words(told(work_as, order.case_worker, order)) == {("M1", None): "0/1 0.0 %"}


def test_orders_that_nobody_accepted_or_that_were_withdrawn_had_nothing_to_start(
    work_as: As, clock: Clock
) -> None:
    order = an_order_at_work(work_as, clock)
    a_sent_order(work_as, clock, order.call, order.supplier, case_number="K-002")
    with work_as(order.case_worker) as work:
        orders.withdraw(work, order.id)

    assert in_words(told(work_as, order.case_worker, order)) == {("M1", None): "0/0 -"}


def test_a_first_visit_that_is_told_of_last_is_still_the_first(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock)
    second = logged(work_as, order, april(28), hours(4))
    assert in_words(told(work_as, order.case_worker, order)) == {("M1", None): "0/1 0.0 %"}

    first = logged(work_as, order, april(20), hours(4))
    approved(work_as, order, first, second)

    assert in_words(told(work_as, order.case_worker, order))["M1", None] == "1/1 100.0 %"


def test_months_are_looked_at_one_by_one(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock)
    in_april = [logged(work_as, order, april(15), hours(6)), not_come(work_as, order, april(22))]
    clock.at = local("2026-05-29", "18:00")
    in_may = [logged(work_as, order, date(2026, 5, 6), hours(4))]
    approved(work_as, order, *in_april, *in_may)

    assert in_words(told(work_as, order.case_worker, order, APRIL)) == {
        ("M1", None): "1/1 100.0 %",
        ("M2", "A"): "1.5/2.5 60.0 %",
    }
    may = Months(date(2026, 5, 1), date(2026, 5, 31))
    assert in_words(told(work_as, order.case_worker, order, may)) == {
        ("M1", None): "0/0 -",
        ("M2", "A"): "1/1 100.0 %",
    }


def test_exact_figures_are_for_the_calls_buyers(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock)
    stranger = a_staffed_organisation(work_as, VALOPOLKU).admin

    for person in (order.supplier.admin, stranger, GUEST):
        with pytest.raises(Missing):
            told(work_as, person, order)
        with work_as(person) as work:
            assert [one.share_text for one in queries.public_results(work, order.call.id)] == ["-"]
    for person in (order.case_worker, order.call.buyer.auditor, SYSTEM):
        assert told(work_as, person, order)
