"""Telling of what was held: by the right people, for days that have been, within the order, once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.deliveries import service
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity import service as identity
from app.kernel.actors import Role
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing
from app.orders import queries as orders
from app.orders import service as order_service
from app.orders.rules.states import OrderState
from app.platform.journal import JournalRow
from tests.conftest import As, Clock
from tests.story.deliveries import (
    a_group_order,
    acting_anew,
    an_order_at_work,
    approved,
    april,
    cancelled,
    hours,
    logged,
    refused,
    used_parts,
)
from tests.story.identity import VALOPOLKU, Organisation, a_staffed_organisation, an_actor, with_role
from tests.story.orders import StoryOrder, a_sent_order
from tests.story.people import ADMIN
from tests.story.procurement import local
from tests.story.rivals import at_once


def test_a_delivery_names_the_member_and_the_worker_who_did_it(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(5))

    assert delivery.state is DeliveryState.LOGGED and delivery.kind is DeliveryKind.HELD
    assert (delivery.member_id, delivery.worker_id) == (order.supplier.party_id, order.supplier.worker.id)
    assert (delivery.quantity.plain(), delivery.month) == ("1.25", april(1))
    assert used_parts(work_as, order) == 37_500


def test_the_first_thing_held_starts_the_order(work_as: As, order: StoryOrder) -> None:
    logged(work_as, order, april(15), hours(6))
    logged(work_as, order, april(22), hours(9))

    with work_as(order.case_worker) as work:
        found = orders.own_order(work, order.id)
        assert (found.state, found.started_on) == (OrderState.RUNNING, april(15))


def test_a_cancelled_visit_starts_nothing(work_as: As, order: StoryOrder) -> None:
    cancelled(work_as, order, "2026-04-15 09:00", "2026-04-13 09:00")

    with work_as(order.case_worker) as work:
        assert orders.own_order(work, order.id).state is OrderState.ACCEPTED


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 4, 6), "deliveries.outside_order"),  # a day before the order begins
        (date(2026, 10, 1), "deliveries.outside_order"),  # a day after it ends
        (date(2026, 5, 1), "deliveries.not_yet"),  # tomorrow
    ],
)
def test_only_days_of_the_order_that_have_been_are_told(
    work_as: As, order: StoryOrder, day: date, why: str
) -> None:
    assert why in refused(lambda: logged(work_as, order, day, hours(4)))


def test_the_day_is_the_local_one_and_not_that_of_greenwich(
    work_as: As, clock: Clock, order: StoryOrder
) -> None:
    clock.at = local("2026-05-02", "00:30")  # in Greenwich it is still the first of May

    assert logged(work_as, order, date(2026, 5, 2), hours(4)).delivered_on == date(2026, 5, 2)


def test_nothing_is_delivered_before_the_supplier_accepted(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock)
    late = a_sent_order(work_as, clock, order.call, order.supplier, case_number="K-002")
    assert refused(lambda: logged(work_as, late, april(30), hours(4))) == ["order.not_at_work"]

    with work_as(order.supplier.admin) as work:
        order_service.accept(work, late.id)

    assert refused(lambda: logged(work_as, late, april(29), hours(4))) == ["deliveries.outside_order"]
    assert logged(work_as, late, april(30), hours(4))


def test_a_booked_time_lies_on_its_day(work_as: As, order: StoryOrder) -> None:
    at_noon = {"begins_at": local("2026-04-09", "12:00")}

    assert refused(lambda: logged(work_as, order, april(8), hours(4), **at_noon)) == [
        "deliveries.begins_on_another_day"
    ]
    assert logged(work_as, order, april(9), hours(4), **at_noon)


@pytest.mark.parametrize(
    ("quantity", "why"),
    [
        (Quantity(1, 3, Unit.HOUR), "procurement.not_in_steps"),
        (Quantity(0, 4, Unit.HOUR), "procurement.nothing_counted"),
        (Quantity(-4, 4, Unit.HOUR), "procurement.nothing_counted"),
        (Quantity(1, 1, Unit.SESSION), "procurement.wrong_unit"),
        (None, "deliveries.quantity_missing"),
    ],
)
def test_hours_are_told_in_quarters(
    work_as: As, order: StoryOrder, quantity: Quantity | None, why: str
) -> None:
    assert refused(lambda: logged(work_as, order, april(8), quantity)) == [why]
    assert used_parts(work_as, order) == 0


def test_the_twenty_first_hour_of_twenty_is_refused(work_as: As, order: StoryOrder) -> None:
    for day in (8, 9, 10):
        logged(work_as, order, april(day), hours(24))
    assert used_parts(work_as, order) == 18 * 30_000

    assert refused(lambda: logged(work_as, order, april(13), hours(9))) == ["order.over_ordered"]
    logged(work_as, order, april(13), hours(8))

    assert used_parts(work_as, order) == 20 * 30_000


def test_two_who_tell_at_once_of_the_last_hours_do_not_both_get_them(work_as: As, order: StoryOrder) -> None:
    logged(work_as, order, april(8), hours(60))

    told = at_once(
        lambda: logged(work_as, order, april(9), hours(16)),
        lambda: logged(work_as, order, april(10), hours(16), by=order.supplier.admin),
    )

    assert ["order.over_ordered"] in told and used_parts(work_as, order) == 19 * 30_000


def test_the_worker_belongs_to_the_member_on_that_day(work_as: As, order: StoryOrder) -> None:
    stranger = a_staffed_organisation(work_as, VALOPOLKU).worker
    novice = an_actor(
        work_as,
        with_role(work_as, "Nelli Noviisi", order.supplier.party_id, Role.WORKER, valid_from=april(20)),
        april(30),
    )

    def told_of(person_id: object, day: int) -> Delivery:
        return logged(work_as, order, april(day), hours(4), by=order.supplier.admin, worker_id=person_id)

    assert refused(lambda: told_of(stranger.id, 22)) == ["deliveries.not_a_worker"]
    assert refused(lambda: told_of(novice.id, 17)) == ["deliveries.not_a_worker"]
    assert refused(lambda: told_of(order.supplier.members[0].bookkeeper.id, 22)) == [
        "deliveries.not_a_worker"
    ]
    assert told_of(novice.id, 22).worker_id == novice.id


def test_the_member_belongs_to_the_group_on_that_day(work_as: As, clock: Clock) -> None:
    group = a_group_order(work_as, clock)
    heir = a_staffed_organisation(work_as, VALOPOLKU)
    with work_as(ADMIN) as work:
        group_id = group.order.supplier.party_id
        identity.change_member(work, group_id, on=april(20), joins=heir.id, leaves=group.member.id)

    def told_of(of: Organisation, day: int) -> Delivery:
        facts = {"member_id": of.id, "worker_id": of.worker.id}
        return logged(work_as, group.order, april(day), by=group.coordinator.admin, **facts)

    assert refused(lambda: told_of(heir, 17)) == ["deliveries.not_a_member"]
    assert refused(lambda: told_of(group.member, 20)) == ["deliveries.not_a_member"]
    assert told_of(group.member, 17).member_id == group.member.id
    assert told_of(heir, 20).member_id == heir.id


def test_a_members_people_tell_of_their_own_member_and_the_coordinators_of_all(
    work_as: As, clock: Clock
) -> None:
    group = a_group_order(work_as, clock)
    ours = logged(work_as, group.order, april(10), by=group.member.worker)
    theirs = logged(work_as, group.order, april(17))

    assert (ours.member_id, theirs.member_id) == (group.member.id, group.coordinator.id)
    facts = {"member_id": group.coordinator.id, "worker_id": group.coordinator.worker.id}
    assert refused(lambda: logged(work_as, group.order, april(24), by=group.member.admin, **facts)) == [
        "deliveries.not_your_act"
    ]
    facts = {"member_id": group.member.id, "worker_id": group.member.worker.id}
    assert logged(work_as, group.order, april(24), by=group.coordinator.admin, **facts)


def test_bookkeepers_and_the_buyers_people_tell_of_nothing(work_as: As, order: StoryOrder) -> None:
    for person in (order.supplier.members[0].bookkeeper, order.case_worker, order.call.buyer.officer):
        codes = refused(
            lambda by=person: logged(
                work_as, order, april(8), hours(4), by=by, worker_id=order.supplier.worker.id
            )
        )
        assert codes == ["deliveries.not_your_act"]


def test_somebody_elses_order_is_not_there(work_as: As, order: StoryOrder) -> None:
    stranger = a_staffed_organisation(work_as, VALOPOLKU).worker

    with pytest.raises(Missing):
        logged(work_as, order, april(8), hours(4), by=stranger)


def test_the_same_reference_and_facts_are_the_same_delivery(work_as: As, order: StoryOrder) -> None:
    first = logged(work_as, order, april(8), hours(6), reference="V-1")
    again = logged(work_as, order, april(8), Quantity(3, 2, Unit.HOUR), reference="V-1 ")

    assert again.id == first.id and used_parts(work_as, order) == 45_000
    assert refused(lambda: logged(work_as, order, april(9), hours(6), reference="V-1")) == [
        "deliveries.same_reference"
    ]
    with work_as(order.case_worker) as work:
        assert work.db.scalar(select(func.count()).select_from(Delivery)) == 1
        told = select(func.count()).where(JournalRow.event == "deliveries.logged")
        assert work.db.scalar(told) == 1


def test_a_delivery_told_twice_stays_told_once_after_the_order_has_ended(
    work_as: As, order: StoryOrder
) -> None:
    first = logged(work_as, order, april(8), hours(6), reference="V-1")
    with work_as(order.case_worker) as work:
        order_service.end(work, order.id, on=april(30), reason="Asiakas siirtyi opintoihin")

    assert logged(work_as, order, april(8), hours(6), reference="V-1").id == first.id
    assert refused(lambda: logged(work_as, order, april(9), hours(6))) == ["order.not_at_work"]


def test_the_same_reference_told_twice_at_once_is_one_delivery(work_as: As, order: StoryOrder) -> None:
    told = at_once(
        *[lambda: logged(work_as, order, april(8), hours(6), reference="V-1").id for _ in range(3)]
    )

    assert len(set(told)) == 1 and used_parts(work_as, order) == 45_000


def test_a_reference_fits_its_place(work_as: As, order: StoryOrder) -> None:
    assert refused(lambda: logged(work_as, order, april(8), hours(4), reference="V" * 61)) == [
        "deliveries.reference_too_long"
    ]


def test_the_successors_workers_go_on_with_the_order(work_as: As, clock: Clock, order: StoryOrder) -> None:
    heir = a_staffed_organisation(work_as, VALOPOLKU)
    with work_as(ADMIN) as work:
        identity.succeed(
            work, order.supplier.party_id, heir.id, effective_on=april(20), ground="Liiketoimintakauppa"
        )
    worker = acting_anew(work_as, heir, on=april(30)).worker

    assert logged(work_as, order, april(22), hours(4), by=worker).member_id == order.supplier.party_id
    assert refused(lambda: logged(work_as, order, april(17), hours(4), by=worker)) == [
        "deliveries.not_a_worker"
    ]


class TestMonths:
    """Support by the month: told as days, paid as so many thirtieths."""

    @pytest.fixture
    def support(self, work_as: As, clock: Clock) -> StoryOrder:
        return an_order_at_work(work_as, clock, category="D", starts_on=april(13), ends_on=date(2026, 10, 12))

    def test_a_part_month_is_eighteen_of_thirty_days(
        self, work_as: As, clock: Clock, support: StoryOrder
    ) -> None:
        delivery = logged(work_as, support, april(13), ends_on=april(30))

        assert delivery.quantity == Quantity(18, 30, Unit.MONTH)
        assert (delivery.last_on, delivery.booked_parts) == (april(30), 0)

    def test_the_whole_order_adds_up_to_six_months_however_october_is_cut(
        self, work_as: As, clock: Clock, support: StoryOrder
    ) -> None:
        clock.at = local("2026-10-13", "09:00")
        logged(work_as, support, april(13), ends_on=april(30))
        for month, last in ((5, 31), (6, 30), (7, 31), (8, 31), (9, 30)):
            logged(work_as, support, date(2026, month, 1), ends_on=date(2026, month, last))
        logged(work_as, support, date(2026, 10, 1), ends_on=date(2026, 10, 12))

        assert used_parts(work_as, support) == 6 * 30_000

    def test_no_day_is_told_twice(self, work_as: As, support: StoryOrder) -> None:
        logged(work_as, support, april(13), ends_on=april(20))

        assert refused(lambda: logged(work_as, support, april(20), ends_on=april(30))) == [
            "deliveries.period_logged_already"
        ]
        assert logged(work_as, support, april(21), ends_on=april(30)).quantity.value == 10

    @pytest.mark.parametrize(
        ("first", "last", "quantity", "why"),
        [
            (april(13), date(2026, 5, 12), None, "deliveries.not_one_month"),
            (april(20), april(13), None, "deliveries.not_one_month"),
            (april(13), april(30), Quantity(1, 1, Unit.MONTH), "deliveries.not_by_the_days"),
        ],
    )
    def test_a_period_is_one_of_one_month_and_counted_by_its_days(
        self,
        work_as: As,
        clock: Clock,
        support: StoryOrder,
        first: date,
        last: date,
        quantity: Quantity | None,
        why: str,
    ) -> None:
        clock.at = local("2026-06-01", "09:00")

        assert refused(lambda: logged(work_as, support, first, quantity, ends_on=last)) == [why]

    def test_no_visit_of_a_month_fails(self, work_as: As, support: StoryOrder) -> None:
        def not_come() -> None:
            with work_as(support.supplier.worker) as work:
                service.log_no_show(work, support.id, delivered_on=april(14))

        assert refused(not_come) == ["deliveries.months_do_not_fail"]


def test_an_hour_lasts_no_days(work_as: As, order: StoryOrder) -> None:
    assert refused(lambda: logged(work_as, order, april(8), hours(4), ends_on=april(9))) == [
        "deliveries.not_one_day"
    ]


def test_what_was_approved_stays_told(work_as: As, order: StoryOrder) -> None:
    first = logged(work_as, order, april(8), hours(6), reference="V-1")
    approved(work_as, order, first)

    again = logged(work_as, order, april(8), hours(6), reference="V-1")

    assert (again.id, again.state) == (first.id, DeliveryState.APPROVED)
