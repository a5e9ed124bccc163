"""Sending an order: money under every limit, a place, a number, an answer by; or nothing at all."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.catalogue import queries as catalogue
from app.contracts import service as contracts
from app.funds import queries as limits
from app.identity import service as identity
from app.kernel.actors import SYSTEM
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing, Refused
from app.law.rules.thresholds import ValuePart
from app.orders import queries, service
from app.orders.models import OrderPayer, ServiceOrder
from app.orders.rules.needs import Share
from app.orders.rules.states import NeedState, OrderState
from app.procurement import service as procurement
from app.procurement.models import Process
from app.procurement.rules.call import Value
from tests.funds.test_reserving import everything_adds_up
from tests.orders.conftest import OFFERED
from tests.story.catalogue import places
from tests.story.clients import a_client
from tests.story.contracts import suppliers_under_contract
from tests.story.funds import a_budget
from tests.story.identity import KANTOSILTA, URAVAYLA, Named, a_buyer, an_actor
from tests.story.orders import (
    ENDS,
    FIRST_ORDERS,
    STARTS,
    a_choice,
    a_need,
    a_sent_order,
    sent,
)
from tests.story.procurement import StoryCall, a_call, a_draft, local
from tests.story.rivals import at_once, meanwhile

SIX_MONTHS = Quantity(6, 1, Unit.MONTH)
OTHER_HOST = Named("Rantalan kaupunki", "9900008-5")


def row(work_as, call, order_id):
    with work_as(call.buyer.case_worker) as work:
        return queries.own_order(work, order_id)


def under_ceiling(work_as, call):
    with work_as(call.buyer.officer) as work:
        return limits.standing(work, limits.ceiling_of(work, call.id)).committed


def test_an_order_commits_all_its_units_at_the_price_of_today(work_as, call, order):
    sent_order = row(work_as, call, order.id)

    assert (sent_order.unit_price, sent_order.committed) == (Money(59_90), Money(1_198_00))
    assert under_ceiling(work_as, call) == Money(1_198_00)
    assert everything_adds_up(work_as)


def test_an_order_with_a_bonus_commits_it_too(work_as, clock, call, supplier):
    order = a_sent_order(
        work_as,
        clock,
        call,
        supplier,
        category="D",
        quantity=SIX_MONTHS,
        starts_on=date(2026, 4, 13),
        ends_on=date(2026, 10, 12),
    )

    assert row(work_as, call, order.id).committed == Money(834_00 + 700_00)
    assert under_ceiling(work_as, call) == Money(1_534_00)


def test_an_order_is_a_process_of_its_own_under_the_call(work_as, call, order):
    with work_as(call.buyer.case_worker) as work:
        process = work.db.get(Process, order.id)
        assert (process.kind, process.parent_id, process.buyer_id) == ("order", call.id, call.buyer.id)
        assert process.public_id.version == 4


def test_a_supplier_answers_by_the_end_of_the_third_working_day(work_as, call, order):
    sent_order = row(work_as, call, order.id)

    assert sent_order.answer_by == local("2026-04-11", "00:00")  # the end of Friday the 10th
    assert sent_order.start_by == date(2026, 4, 21)
    assert sent_order.state is OrderState.SENT


def test_the_ceiling_lets_one_order_out_and_refuses_the_next(work_as, clock):
    value = Value((ValuePart(base=Money(2_000_00)),))
    call = a_call(work_as, clock, a_buyer(work_as), value=value, option_months=0)
    supplier = suppliers_under_contract(work_as, clock, call, {URAVAYLA: OFFERED[URAVAYLA]})[URAVAYLA]
    a_sent_order(work_as, clock, call, supplier)

    with pytest.raises(Refused) as no:
        a_sent_order(work_as, clock, call, supplier, case_number="K-002")

    assert (no.value.reasons[0].code, no.value.reasons[0].facts) == (
        "funds.over_limit",
        {"left": "802.00 EUR"},
    )
    assert under_ceiling(work_as, call) == Money(1_198_00)
    with work_as(SYSTEM) as work:
        assert len(work.db.scalars(select(ServiceOrder.id)).all()) == 1
        assert catalogue.places_taken(work, supplier.party_id, call.categories["A"]) == 1


def test_a_budget_of_the_buyer_is_committed_too_and_may_be_what_is_short(work_as, clock, call, supplier):
    budget = a_budget(work_as, call.buyer.finance, call.buyer.id, Money(2_000_00))
    a_sent_order(work_as, clock, call, supplier)
    with work_as(call.buyer.finance) as work:
        assert limits.standing(work, budget).committed == Money(1_198_00)

    with pytest.raises(Refused, match=r"funds\.over_limit"):
        a_sent_order(work_as, clock, call, supplier, case_number="K-002")

    assert under_ceiling(work_as, call) == Money(1_198_00)


def test_the_last_place_lets_one_order_out_and_refuses_the_next(work_as, clock, call, supplier):
    places(work_as, supplier.admin, supplier.party_id, call.categories["A"], 1)
    needs = [
        a_need(work_as, call, a_client(work_as, call.buyer.case_worker, call.buyer.id, case_number=number))
        for number in ("K-001", "K-002")
    ]
    first, second = (a_choice(work_as, call, need, supplier.party_id) for need in needs)
    sent(work_as, call, first)

    with pytest.raises(Refused, match=r"catalogue\.full"):
        sent(work_as, call, second)

    assert under_ceiling(work_as, call) == Money(1_198_00)


def test_orders_sent_at_once_get_different_numbers_and_share_the_places(work_as, clock, call, suppliers):
    supplier = suppliers[URAVAYLA]
    places(work_as, supplier.admin, supplier.party_id, call.categories["A"], 3)
    worker, buyer = call.buyer.case_worker, call.buyer.id
    choices = [
        a_choice(
            work_as,
            call,
            a_need(work_as, call, a_client(work_as, worker, buyer, case_number=f"K-{number:03}")),
            supplier.party_id,
        )
        for number in range(6)
    ]

    answers = at_once(*(lambda choice=choice: sent(work_as, call, choice) for choice in choices))

    assert answers.count(["catalogue.full"]) == 3
    with work_as(SYSTEM) as work:
        numbers = work.db.scalars(select(ServiceOrder.number).order_by(ServiceOrder.number)).all()
        assert numbers == [f"JHT-DPH-2026-01-T000{number}" for number in (1, 2, 3)]
    assert under_ceiling(work_as, call) == Money(3 * 1_198_00)
    assert everything_adds_up(work_as)


def test_a_choice_is_ordered_once(work_as, clock, call, supplier, client):
    choice = a_choice(work_as, call, a_need(work_as, call, client), supplier.party_id)

    rival = meanwhile(
        work_as(call.buyer.case_worker),
        lambda work: service.send(work, choice),
        lambda: sent(work_as, call, choice),
    )

    assert rival == ["state.no_such_move"]
    assert under_ceiling(work_as, call) == Money(1_198_00)


def test_nothing_is_sent_for_a_need_that_is_being_opened_anew(work_as, call, supplier, client):
    need = a_need(work_as, call, client)
    choice = a_choice(work_as, call, need, supplier.party_id)

    rival = meanwhile(
        work_as(call.buyer.case_worker),
        lambda work: service.reopen_need(work, need),
        lambda: sent(work_as, call, choice),
    )

    assert rival == ["state.no_such_move"]
    assert under_ceiling(work_as, call) == Money(0)


def test_a_need_has_one_live_order(work_as, clock, call, supplier, order):
    other = a_sent_order(work_as, clock, call, supplier, case_number="K-002")

    moved = update(ServiceOrder).where(ServiceOrder.id == other.id).values(need_id=order.need_id)
    with pytest.raises(IntegrityError), work_as(SYSTEM) as work:
        work.db.execute(moved)


def test_an_ordered_need_is_not_ordered_again(work_as, call, order):
    with work_as(SYSTEM) as work:
        choice = queries.own_order(work, order.id).choice_id

    with pytest.raises(Refused, match=r"state\.no_such_move"):
        sent(work_as, call, choice)
    for act in (service.reopen_need, service.close_need):
        with pytest.raises(Refused, match=r"order\.is_ordered"), work_as(order.case_worker) as work:
            act(work, order.need_id)


def test_no_order_without_a_contract_that_holds(work_as, clock, call, suppliers, client):
    supplier = suppliers[KANTOSILTA]
    choice = a_choice(work_as, call, a_need(work_as, call, client), supplier.party_id)
    with work_as(call.buyer.decision_maker) as work:
        contracts.end(work, supplier.contract_id, reason="Irtisanottu")

    with pytest.raises(Refused, match=r"contract\.not_active"):
        sent(work_as, call, choice)


def test_no_order_outlives_its_contract(work_as, clock, call, supplier, client):
    need = a_need(work_as, call, client, ends_on=date(2028, 1, 1))

    with pytest.raises(Refused, match=r"order\.after_contract"):
        sent(work_as, call, a_choice(work_as, call, need, supplier.party_id))


def test_an_order_sent_before_the_contracts_first_day_has_its_first_price(work_as, clock, call):
    supplier = suppliers_under_contract(work_as, clock, call, {URAVAYLA: OFFERED[URAVAYLA]})[URAVAYLA]
    assert clock.at < FIRST_ORDERS
    client = a_client(work_as, call.buyer.case_worker, call.buyer.id)
    need = a_need(work_as, call, client, starts_on=STARTS, ends_on=ENDS)

    order = sent(work_as, call, a_choice(work_as, call, need, supplier.party_id))

    assert row(work_as, call, order).unit_price == Money(59_90)


def test_the_buyer_pays_alone_when_nothing_else_is_said(work_as, call, order):
    with work_as(call.buyer.finance) as work:
        assert queries.payers(work, order.id) == [Share(call.buyer.id, 10_000, 0)]


@pytest.fixture
def shared(work_as, clock):
    """A call of two buyers, with a supplier under contract; the second buyer beside it."""
    buyer = a_buyer(work_as)
    other = a_buyer(work_as, name="Rantalan työllisyysalue", host=OTHER_HOST)
    draft = a_draft(work_as, buyer)
    with work_as(buyer.officer) as work:
        procurement.add_buyer(work, draft.id, other.id)
        clock.at = local("2026-02-02", "09:00")
    with work_as(buyer.officer) as work:
        procurement.publish(work, draft.id)
    supplier = suppliers_under_contract(work_as, clock, draft, {URAVAYLA: OFFERED[URAVAYLA]})[URAVAYLA]
    return draft, other, supplier


def test_several_payers_share_an_order_in_the_order_they_are_named(work_as, clock, shared):
    call, other, supplier = shared

    order = a_sent_order(work_as, clock, call, supplier, payers={call.buyer.id: 6_667, other.id: 3_333})

    with work_as(call.buyer.finance) as work:
        assert queries.payers(work, order.id) == [
            Share(call.buyer.id, 6_667, 0),
            Share(other.id, 3_333, 6_667),
        ]


def test_the_other_buyer_of_a_call_orders_under_its_contracts_too(work_as, clock, shared):
    call, other, supplier = shared
    theirs = StoryCall(call.id, other, call.categories)

    order = a_sent_order(work_as, clock, theirs, supplier)

    with work_as(other.finance) as work:
        assert queries.payers(work, order.id) == [Share(other.id, 10_000, 0)]
    assert under_ceiling(work_as, call) == Money(1_198_00)


def test_shares_that_do_not_make_a_whole_are_refused(work_as, clock, shared):
    call, other, supplier = shared
    need = a_need(work_as, call, a_client(work_as, call.buyer.case_worker, call.buyer.id))
    clock.at = FIRST_ORDERS
    choice = a_choice(work_as, call, need, supplier.party_id)

    for payers in (
        {call.buyer.id: 9_999},
        {call.buyer.id: 10_000, other.id: 0},
        {call.buyer.id: 6_000, other.id: 5_000},
    ):
        with pytest.raises(Refused, match=r"order\.shares_not_whole"):
            sent(work_as, call, choice, payers=payers)
    with pytest.raises(Refused, match=r"order\.payer_not_in_call"):
        sent(work_as, call, choice, payers={supplier.party_id: 10_000})
    with pytest.raises(IntegrityError, match="some_share"), work_as(SYSTEM) as work:
        work.db.add(OrderPayer(order_id=call.id, payer_id=other.id, share=0, share_before=0))


def test_only_the_clients_case_worker_sends(work_as, call, supplier, client):
    choice = a_choice(work_as, call, a_need(work_as, call, client), supplier.party_id)

    for person in (call.buyer.colleague, call.buyer.officer, supplier.admin):
        with pytest.raises(Missing), work_as(person) as work:
            service.send(work, choice)


def test_a_deputy_sends_while_the_case_worker_is_away(work_as, clock, call, supplier, client):
    choice = a_choice(work_as, call, a_need(work_as, call, client), supplier.party_id)
    with work_as(call.buyer.case_worker) as work:
        identity.appoint_deputy(
            work,
            call.buyer.id,
            "case_worker",
            call.buyer.case_worker.id,
            call.buyer.colleague.id,
            valid_from=date(2026, 4, 7),
            valid_to=date(2026, 4, 20),
        )

    deputy = an_actor(work_as, call.buyer.colleague.id, date(2026, 4, 7))
    with work_as(deputy) as work:
        order = service.send(work, choice)

    assert order.case_worker_id == call.buyer.case_worker.id


def test_the_need_is_ordered_and_the_exemption_is_ready_when_plan_and_decision_stand(
    work_as, clock, call, supplier
):
    with_both = a_sent_order(
        work_as, clock, call, supplier, plan_ref="Suunnitelma 7", decision_ref="Päätös 8"
    )
    with_one = a_sent_order(work_as, clock, call, supplier, case_number="K-002", plan_ref="Suunnitelma 9")

    assert row(work_as, call, with_both.id).exemption_ready
    assert not row(work_as, call, with_one.id).exemption_ready
    with work_as(call.buyer.case_worker) as work:
        assert queries.own_need(work, with_both.need_id).state is NeedState.ORDERED


def test_a_strangers_order_is_not_there(work_as, clock, call, suppliers):
    order = a_sent_order(work_as, clock, call, suppliers[URAVAYLA])
    stranger = suppliers[KANTOSILTA].admin

    for act in (
        lambda work: queries.own_order(work, order.id),
        lambda work: queries.by_number(work, call.id, "JHT-DPH-2026-01-T0001"),
        lambda work: service.accept(work, order.id),
        lambda work: service.decline(work, order.id, reason="Ei"),
        lambda work: service.withdraw(work, order.id),
        lambda work: service.start(work, order.id, on=STARTS),
        lambda work: service.end(work, order.id, on=STARTS, reason="Ei"),
        lambda work: service.see_order(work, order.id),
        lambda work: service.see_client(work, order.id),
        lambda work: service.use_units(work, order.id, Quantity(1, 1, Unit.HOUR)),
        lambda work: service.give_back_units(work, order.id, Quantity(1, 1, Unit.HOUR)),
        lambda work: service.earn_bonus(work, order.id),
        lambda work: service.cover_rise(work, order.id),
    ):
        with pytest.raises(Missing), work_as(stranger) as work:
            act(work)
    with work_as(stranger) as work:
        assert queries.own_orders(work, call.id) == []
    with work_as(suppliers[URAVAYLA].admin) as work:
        assert [found.id for found in queries.own_orders(work, call.id)] == [order.id]
