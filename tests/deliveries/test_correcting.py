"""Putting right what was told, until it is approved: a new version, the old one kept, the units moved."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from app.deliveries import queries, service
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing
from app.orders import queries as orders
from app.orders import service as order_service
from app.orders.rules.states import OrderState
from tests.conftest import As, Clock
from tests.story.deliveries import (
    a_group_order,
    an_order_at_work,
    approved,
    april,
    behind_its_back,
    cancelled,
    corrected,
    hours,
    logged,
    not_come,
    refused,
    used_parts,
)
from tests.story.identity import VALOPOLKU, a_staffed_organisation
from tests.story.orders import StoryOrder
from tests.story.procurement import local
from tests.story.rivals import at_once


def versions(work_as: As, order: StoryOrder, delivery: Delivery) -> list[tuple[int, DeliveryState, str]]:
    asked = select(Delivery).where(Delivery.root_id == delivery.root_id).order_by(Delivery.version)
    with work_as(order.case_worker) as work:
        return [(one.version, one.state, one.quantity.plain()) for one in work.db.scalars(asked)]


def test_a_correction_is_a_new_version_and_the_old_one_stays(work_as: As, order: StoryOrder) -> None:
    first = logged(work_as, order, april(8), hours(6), reference="V-1")

    second = corrected(work_as, order, first, quantity=hours(5))

    assert versions(work_as, order, first) == [
        (1, DeliveryState.CORRECTED, "1.5"),
        (2, DeliveryState.LOGGED, "1.25"),
    ]
    assert (second.reference, second.delivered_on, second.root_id) == ("V-1", april(8), first.id)
    assert used_parts(work_as, order) == 37_500


def test_a_correction_upwards_takes_only_the_units_that_are_left(work_as: As, order: StoryOrder) -> None:
    logged(work_as, order, april(8), hours(60))
    short = logged(work_as, order, april(9), hours(16))

    assert refused(lambda: corrected(work_as, order, short, quantity=hours(21))) == ["order.over_ordered"]
    assert versions(work_as, order, short) == [(1, DeliveryState.LOGGED, "4")]
    corrected(work_as, order, short, quantity=hours(20))

    assert used_parts(work_as, order) == 20 * 30_000


def test_an_approved_or_replaced_version_is_corrected_no_more(work_as: As, order: StoryOrder) -> None:
    first, other = (logged(work_as, order, april(day), hours(4)) for day in (8, 9))
    corrected(work_as, order, first, quantity=hours(3))
    approved(work_as, order, other)

    for delivery in (first, other):
        assert refused(lambda one=delivery: corrected(work_as, order, one, quantity=hours(2))) == [
            "state.no_such_move"
        ]
    assert used_parts(work_as, order) == 7 * 7_500


def test_what_the_supplier_corrects_while_it_is_being_approved_is_not_both(
    work_as: As, order: StoryOrder
) -> None:
    """The session still has the old state when the rival's decision is there already."""
    delivery = logged(work_as, order, april(8), hours(6))

    def rival_in_between() -> None:
        with work_as(order.supplier.worker) as work:
            as_read = queries.own_delivery(work, delivery.id)  # held, or the session would read it anew
            behind_its_back(work, delivery, DeliveryState.CORRECTED)
            service.correct(work, as_read.id, quantity=hours(5))

    assert refused(rival_in_between) == ["state.no_such_move"]


def test_a_correction_and_an_approval_at_once_are_not_both_done(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(6))

    at_once(
        lambda: approved(work_as, order, delivery),
        lambda: corrected(work_as, order, delivery, quantity=hours(5)),
    )

    found = versions(work_as, order, delivery)
    assert found in (
        [(1, DeliveryState.APPROVED, "1.5")],
        [(1, DeliveryState.CORRECTED, "1.5"), (2, DeliveryState.LOGGED, "1.25")],
    )
    assert used_parts(work_as, order) == (45_000 if len(found) == 1 else 37_500)


def test_a_visit_that_was_told_as_held_becomes_a_no_show_and_back(work_as: As, order: StoryOrder) -> None:
    held = logged(work_as, order, april(8), hours(6))

    missed = corrected(work_as, order, held, kind=DeliveryKind.NO_SHOW)
    assert (missed.kind, missed.quantity.plain(), missed.booked_parts) == ("no_show", "0.5", 45_000)
    assert used_parts(work_as, order) == 15_000

    again = corrected(work_as, order, missed, kind=DeliveryKind.HELD)
    assert (again.kind, again.quantity.plain()) == ("held", "1.5")


def test_a_late_notice_that_came_earlier_costs_nothing(work_as: As, order: StoryOrder) -> None:
    late = cancelled(work_as, order, "2026-04-29 09:00", "2026-04-28 22:10", quantity=hours(6))

    free = corrected(work_as, order, late, notice_at=local("2026-04-28", "08:10"))

    assert (free.kind, free.quantity.value, free.booked_parts) == (DeliveryKind.CANCELLED, 0, 45_000)
    assert used_parts(work_as, order) == 0


def test_a_cancellation_that_was_held_after_all_forgets_its_notice(work_as: As, order: StoryOrder) -> None:
    late = cancelled(work_as, order, "2026-04-29 09:00", "2026-04-28 22:10")

    held = corrected(work_as, order, late, kind=DeliveryKind.HELD, quantity=hours(6))

    assert (held.kind, held.notice_at, held.quantity.plain()) == (DeliveryKind.HELD, None, "1.5")
    with work_as(order.case_worker) as work:
        found = orders.own_order(work, order.id)
        assert (found.state, found.started_on) == (OrderState.RUNNING, april(29))


def test_a_fee_corrected_is_not_counted_against_itself(work_as: As, order: StoryOrder) -> None:
    not_come(work_as, order, april(8))
    second = not_come(work_as, order, april(9))

    assert corrected(work_as, order, second, delivered_on=april(10)).quantity.plain() == "0.5"


def test_a_moved_begin_moves_the_day(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(4), begins_at=local("2026-04-08", "09:00"))

    moved = corrected(work_as, order, delivery, begins_at=local("2026-04-09", "09:00"))

    assert moved.delivered_on == april(9)


def test_a_month_is_counted_anew(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, category="D", starts_on=april(13), ends_on=date(2026, 10, 12))
    whole = logged(work_as, order, april(13), ends_on=april(30))

    shorter = corrected(work_as, order, whole, ends_on=april(20))

    assert (shorter.quantity.value, shorter.quantity.unit) == (8, Unit.MONTH)
    assert used_parts(work_as, order) == 8_000


def test_a_reference_is_not_taken_from_another_delivery(work_as: As, order: StoryOrder) -> None:
    logged(work_as, order, april(8), hours(4), reference="V-1")
    other = logged(work_as, order, april(9), hours(4), reference="V-2")

    assert refused(lambda: corrected(work_as, order, other, reference="V-1")) == ["deliveries.same_reference"]
    assert corrected(work_as, order, other, reference="V-3").reference == "V-3"


def test_only_a_delivery_of_ones_own_is_corrected(work_as: As, clock: Clock) -> None:
    group = a_group_order(work_as, clock)
    ours = logged(work_as, group.order, april(10), by=group.member.worker)
    theirs = logged(work_as, group.order, april(17))
    stranger = a_staffed_organisation(work_as, VALOPOLKU).worker

    for delivery, person in ((theirs, group.member.worker), (ours, stranger)):
        with pytest.raises(Missing):
            corrected(work_as, group.order, delivery, by=person, delivered_on=april(11))
    to_coordinator = {"member_id": group.coordinator.id, "worker_id": group.coordinator.worker.id}
    assert refused(
        lambda: corrected(work_as, group.order, ours, by=group.member.worker, **to_coordinator)
    ) == ["deliveries.not_your_act"]
    assert corrected(work_as, group.order, ours, **to_coordinator).member_id == group.coordinator.id


def test_the_buyers_people_correct_nothing(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(4))

    assert refused(lambda: corrected(work_as, order, delivery, by=order.case_worker, quantity=hours(3))) == [
        "deliveries.not_your_act"
    ]


def test_after_the_orders_end_units_are_given_back_but_not_taken(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(8))
    with work_as(order.case_worker) as work:
        order_service.end(work, order.id, on=april(29), reason="Asiakas muutti")

    assert refused(lambda: corrected(work_as, order, delivery, quantity=hours(9))) == ["order.not_at_work"]
    assert refused(lambda: corrected(work_as, order, delivery, delivered_on=april(30))) == [
        "deliveries.outside_order"
    ]
    moved = corrected(work_as, order, delivery, delivered_on=april(29))
    corrected(work_as, order, moved, quantity=hours(6))

    assert used_parts(work_as, order) == 45_000


@pytest.mark.parametrize("fact", [{"delivered_on": april(30)}, {"booked_parts": 1}, {"quantity_value": 99}])
def test_no_statement_changes_what_was_told(work_as: As, order: StoryOrder, fact: dict[str, object]) -> None:
    delivery = logged(work_as, order, april(8), hours(4))

    with pytest.raises(DatabaseError, match="refused"), work_as(order.supplier.worker) as work:
        work.db.execute(update(Delivery).where(Delivery.id == delivery.id).values(**fact))
