"""Yes, no, second thoughts and silence: one outcome for each order, and its money and place free again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.catalogue import queries as catalogue
from app.contracts import service as contracts
from app.funds import queries as limits
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Refused
from app.orders import jobs, queries, service
from app.orders.models import ServiceOrder
from app.orders.rules.states import ORDER_FLOW, NeedState, OrderState
from app.platform.journal import JournalRow
from tests.funds.test_reserving import everything_adds_up
from tests.story.contracts import Supplier, a_contract
from tests.story.identity import HARJU, TOIMINTAKESKUS, URAVAYLA, a_staffed_organisation
from tests.story.offers import Bid, admitted_suppliers
from tests.story.orders import FIRST_ORDERS, STARTS, a_sent_order, accepted, started
from tests.story.procurement import local
from tests.story.rivals import at_once
from tests.story.suppliers import a_group

REASON = "Lempin valmentaja on sairaana"


def decline(work_as, order):
    with work_as(order.supplier.admin) as work:
        service.decline(work, order.id, reason=REASON)


def withdraw(work_as, order):
    with work_as(order.case_worker) as work:
        service.withdraw(work, order.id, reason=REASON)


def expire(work_as, order):
    with work_as(SYSTEM) as work:
        service.expire(work, order.id)


def standing(work_as, order):
    """The order's state and its need's, what is committed, and the places taken."""
    with work_as(order.case_worker) as work:
        row = queries.own_order(work, order.id)
        return (
            row.state,
            queries.own_need(work, order.need_id).state,
            limits.standing(work, limits.ceiling_of(work, row.call_id)).committed,
            catalogue.places_taken(work, row.party_id, row.category_id),
        )


FREE = (NeedState.OPEN, Money(0), 0)


def test_an_order_accepted_in_time_is_to_be_started_in_ten_working_days(work_as, clock, order):
    clock.at = local("2026-04-10", "23:59")

    accepted(work_as, order)

    assert standing(work_as, order) == (OrderState.ACCEPTED, NeedState.ORDERED, Money(1_198_00), 1)
    with work_as(order.case_worker) as work:
        row = queries.own_order(work, order.id)
        assert (row.answered_at, row.start_by) == (clock.at, date(2026, 4, 24))


def test_an_order_that_begins_later_is_in_time_on_its_first_day(work_as, clock, call, supplier):
    later = a_sent_order(work_as, clock, call, supplier, starts_on=date(2026, 6, 1))

    accepted(work_as, later)

    with work_as(later.case_worker) as work:
        assert queries.own_order(work, later.id).start_by == date(2026, 6, 1)


def test_after_the_third_working_day_it_is_too_late_and_the_attempt_leaves_a_trace(work_as, clock, order):
    clock.at = local("2026-04-11", "00:00")

    with pytest.raises(Refused, match=r"order\.answered_too_late"):
        accepted(work_as, order)

    assert standing(work_as, order)[0] is OrderState.SENT
    with work_as(SYSTEM) as work:
        mine = select(JournalRow).where(JournalRow.about == order.id).order_by(JournalRow.seq.desc())
        last = work.db.scalars(mine).first()
        assert (last.event, last.actor_id) == ("order.acceptance_refused", order.supplier.admin.id)


@pytest.mark.parametrize("give_up", [decline, withdraw])
def test_an_order_given_up_gives_its_money_and_place_back_once(work_as, order, give_up):
    give_up(work_as, order)

    with pytest.raises(Refused, match=r"state\.no_such_move"):
        give_up(work_as, order)

    assert standing(work_as, order)[1:] == FREE
    assert everything_adds_up(work_as)


def test_an_order_under_an_ended_contract_is_not_accepted(work_as, call, order):
    with work_as(call.buyer.decision_maker) as work:
        contracts.end(work, order.supplier.contract_id, reason="Irtisanottu")

    with pytest.raises(Refused, match=r"contract\.not_active"):
        accepted(work_as, order)


def test_only_an_answer_is_noted_as_one(ground, work_as, clock, call, supplier):
    orders = [
        a_sent_order(work_as, clock, call, supplier, case_number=number) for number in ("K-1", "K-2", "K-3")
    ]
    declined, withdrawn, silent = orders

    decline(work_as, declined)
    withdraw(work_as, withdrawn)
    clock.at = local("2026-04-11", "00:00")
    expire(work_as, silent)

    with work_as(SYSTEM) as work:
        noted = [queries.own_order(work, order.id).answered_at for order in orders]
    assert noted == [FIRST_ORDERS, None, None]


def test_an_accepted_order_is_withdrawn_until_it_starts(work_as, clock, order):
    accepted(work_as, order)
    withdraw(work_as, order)
    assert standing(work_as, order) == (OrderState.WITHDRAWN, *FREE)


def test_a_running_order_is_ended_and_not_withdrawn(work_as, order):
    started(work_as, accepted(work_as, order))

    with pytest.raises(Refused, match=r"state\.no_such_move"):
        withdraw(work_as, order)


def test_silence_expires_when_the_time_is_over_and_not_before(ground, work_as, clock, order):
    clock.at = local("2026-04-11", "00:00") - timedelta(microseconds=1)
    assert jobs.expire_unanswered(ground) == 0
    with pytest.raises(Refused, match=r"order\.still_in_time"):
        expire(work_as, order)

    clock.at = local("2026-04-11", "00:00")
    assert jobs.expire_unanswered(ground) == 1
    assert jobs.expire_unanswered(ground) == 0

    assert standing(work_as, order) == (OrderState.EXPIRED, *FREE)


def test_an_answered_order_does_not_expire(ground, work_as, clock, order):
    accepted(work_as, order)
    clock.at = local("2026-05-11", "00:00")

    assert jobs.expire_unanswered(ground) == 0
    with pytest.raises(Refused, match=r"state\.no_such_move"):
        expire(work_as, order)


def test_only_the_system_lets_an_order_expire(work_as, clock, order):
    clock.at = local("2026-04-11", "00:00")

    with pytest.raises(Refused, match=r"order\.not_your_act"), work_as(order.case_worker) as work:
        service.expire(work, order.id)


def test_accepting_declining_and_withdrawing_at_once_have_one_outcome(work_as, clock, order):
    answers = at_once(
        lambda: accepted(work_as, order) and "accepted",
        lambda: decline(work_as, order) or "declined",
        lambda: accepted(work_as, order) and "accepted",
    )

    outcomes = [answer for answer in answers if isinstance(answer, str)]
    assert len(outcomes) == 1
    state, need, committed, taken = standing(work_as, order)
    assert state == outcomes[0]
    expected = FREE if state == "declined" else (NeedState.ORDERED, Money(1_198_00), 1)
    assert (need, committed, taken) == expected
    assert everything_adds_up(work_as)


def test_declining_and_expiring_at_once_free_the_money_once(ground, work_as, clock, order):
    clock.at = local("2026-04-11", "00:00")

    answers = at_once(lambda: jobs.expire_unanswered(ground), lambda: decline(work_as, order) or "declined")

    assert ("declined" in answers) != (1 in answers)
    assert standing(work_as, order)[1:] == FREE
    assert everything_adds_up(work_as)


def test_only_the_suppliers_admin_answers_and_only_the_case_worker_withdraws(work_as, order):
    for person in (order.supplier.worker, order.supplier.members[0].bookkeeper, order.case_worker):
        with pytest.raises(Refused, match=r"order\.not_your_act"), work_as(person) as work:
            service.accept(work, order.id)
        with pytest.raises(Refused, match=r"order\.not_your_act"), work_as(person) as work:
            service.decline(work, order.id, reason=REASON)
    with pytest.raises(Refused, match=r"order\.not_your_act"), work_as(SYSTEM) as work:
        service.accept(work, order.id)


def test_what_people_wrote_of_the_client_is_sealed(work_as, order):
    decline(work_as, order)

    with work_as(SYSTEM) as work:
        assert "Lempi" not in work.db.scalars(select(ServiceOrder.end_reason)).one()
        assert not any(b"Lempi" in body for body in work.db.scalars(select(JournalRow.body)))


def test_an_order_is_routed_to_a_member_of_the_supplier(work_as, clock, call):
    group = a_group(work_as, coordinator=TOIMINTAKESKUS, member=HARJU)
    admitted_suppliers(work_as, clock, call, [Bid(group.id, group.admin, {"B": Money(66_50)}, {"B": 49})])
    members = [group.coordinator, group.member]
    contract = a_contract(work_as, call, group.id, members)
    clock.at = FIRST_ORDERS
    supplier = Supplier(group.id, group.admin, members, contract)
    order = a_sent_order(work_as, clock, call, supplier, category="B", quantity=Quantity(10, 1, Unit.SESSION))
    outsider = a_staffed_organisation(work_as, URAVAYLA)

    with pytest.raises(Refused, match=r"order\.not_your_act"), work_as(group.member.admin) as work:
        service.accept(work, order.id)  # the coordinator speaks for the group
    with pytest.raises(Refused, match=r"order\.not_a_member"):
        accepted(work_as, order, member_id=outsider.id)
    accepted(work_as, order, member_id=group.member.id)

    with work_as(group.member.worker) as work:
        assert queries.own_order(work, order.id).member_id == group.member.id
        service.start(work, order.id, on=STARTS)


def test_every_state_of_an_order_can_be_reached():
    assert ORDER_FLOW.reachable() == set(OrderState)
