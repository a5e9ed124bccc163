"""What waits for a case worker, and what suppliers see of what they told: each their own."""

from datetime import date

from app.deliveries import queries, service
from app.deliveries.queries import DeliveryRow, Waiting
from app.deliveries.rules.states import DeliveryState
from app.identity import service as identity
from app.kernel.actors import Actor, Role
from app.kernel.money import Money
from tests.conftest import As, Clock
from tests.story.deliveries import (
    a_group_order,
    an_accepted_order,
    approved,
    april,
    corrected,
    hours,
    logged,
)
from tests.story.identity import VALOPOLKU, a_staffed_organisation, an_actor
from tests.story.orders import StoryOrder
from tests.story.people import ADMIN
from tests.story.procurement import local


def waiting(work_as: As, actor: Actor) -> list[Waiting]:
    with work_as(actor) as work:
        return queries.waiting_for(work)


def seen(work_as: As, actor: Actor, **narrower: object) -> list[DeliveryRow]:
    with work_as(actor) as work:
        return queries.deliveries(work, **narrower)


def test_what_is_told_waits_until_it_is_decided_on(work_as: As, clock: Clock, order: StoryOrder) -> None:
    first = logged(work_as, order, april(15), hours(6))
    clock.at = local("2026-05-04", "09:00")
    second = logged(work_as, order, april(8), hours(4))
    third = corrected(work_as, order, logged(work_as, order, april(9), hours(4)), quantity=hours(3))
    disputed = logged(work_as, order, april(10), hours(4))
    with work_as(order.case_worker) as work:
        service.dispute(work, disputed.id, reason="Asiakas ei muista käyntiä")

    rows = waiting(work_as, order.case_worker)
    assert [row.id for row in rows] == [first.id, second.id, third.id]
    assert (rows[0].order_number, rows[0].category_code) == ("JHT-DPH-2026-01-T0001", "A")
    assert (rows[0].quantity.plain(), rows[0].worker_name) == ("1.5", "Ville Valmu")

    approved(work_as, order, first, second, third)
    assert waiting(work_as, order.case_worker) == []


def test_five_working_days_later_it_is_late_and_unpaid_still(
    work_as: As, clock: Clock, order: StoryOrder
) -> None:
    delivery = logged(work_as, order, april(30), hours(4))

    clock.at = local("2026-05-08", "23:59")  # the first of May and the weekend are not counted
    (row,) = waiting(work_as, order.case_worker)
    assert (row.decide_by, row.is_late) == (date(2026, 5, 8), False)

    clock.at = local("2026-05-09", "00:00")
    (row,) = waiting(work_as, order.case_worker)
    assert row.is_late and row.id == delivery.id


def test_what_waits_moves_to_the_deputy_and_to_nobody_else(
    work_as: As, clock: Clock, order: StoryOrder
) -> None:
    logged(work_as, order, april(30), hours(4))
    buyer = order.call.buyer
    assert [
        waiting(work_as, person) for person in (buyer.colleague, buyer.officer, order.supplier.admin)
    ] == [
        [],
        [],
        [],
    ]

    with work_as(ADMIN) as work:
        people = buyer.case_worker.id, buyer.colleague.id
        week = {"valid_from": date(2026, 5, 4), "valid_to": date(2026, 5, 8)}
        identity.appoint_deputy(work, buyer.id, Role.CASE_WORKER, *people, **week)
    clock.at = local("2026-05-04", "09:00")
    deputy = an_actor(work_as, buyer.colleague.id, date(2026, 5, 4))

    assert len(waiting(work_as, deputy)) == 1


def test_members_see_their_own_members_and_the_coordinator_sees_all(work_as: As, clock: Clock) -> None:
    group = a_group_order(work_as, clock)
    ours = logged(work_as, group.order, april(10), by=group.member.worker)
    theirs = logged(work_as, group.order, april(17))
    stranger = a_staffed_organisation(work_as, VALOPOLKU).admin

    found = {
        "member": seen(work_as, group.member.worker),
        "coordinator": seen(work_as, group.coordinator.bookkeeper),
        "buyer": seen(work_as, group.order.call.buyer.auditor),
        "stranger": seen(work_as, stranger),
    }

    assert {who: [row.id for row in rows] for who, rows in found.items()} == {
        "member": [ours.id],
        "coordinator": [ours.id, theirs.id],
        "buyer": [ours.id, theirs.id],
        "stranger": [],
    }


def test_a_list_shows_the_newest_version_with_its_price_once_approved(
    work_as: As, clock: Clock, order: StoryOrder
) -> None:
    first = corrected(work_as, order, logged(work_as, order, april(8), hours(6)), quantity=hours(5))
    approved(work_as, order, first)
    clock.at = local("2026-05-04", "09:00")
    logged(work_as, order, date(2026, 5, 4), hours(4))
    other = an_accepted_order(work_as, clock, order.call, order.supplier, case_number="K-002")
    logged(work_as, other, date(2026, 5, 4), hours(8))

    rows = seen(work_as, order.supplier.worker, order_id=order.id)
    assert [(row.delivered_on, row.version, row.state, row.net) for row in rows] == [
        (april(8), 2, DeliveryState.APPROVED, Money(74_88)),
        (date(2026, 5, 4), 1, DeliveryState.LOGGED, None),
    ]
    in_may = seen(work_as, order.supplier.worker, month=date(2026, 5, 15))
    assert [row.quantity.plain() for row in in_may] == ["1", "2"]
