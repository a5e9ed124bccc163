"""A bonus for an outcome that has lasted: allowed by the client, proved, verified, and paid once."""

import time
from collections.abc import Callable
from datetime import date
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Uuid, func, insert, literal, select
from sqlalchemy.exc import IntegrityError

from app.deliveries import service as deliveries
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.funds import queries as funds
from app.identity import service as identity
from app.impact import queries, service
from app.impact.models import OutcomeClaim
from app.impact.rules import CLAIM_FLOW, ClaimState
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.orders import service as orders
from app.platform.journal import JournalRow
from app.platform.views import ViewRow
from tests.conftest import As, Clock
from tests.story.contracts import suppliers_under_contract
from tests.story.deliveries import (
    an_accepted_order,
    an_order_at_work,
    april,
    ready_to_bill,
    refused,
    while_another_works,
)
from tests.story.identity import TYOTAITO, URAVAYLA, VALOPOLKU, a_buyer, a_staffed_organisation, an_actor
from tests.story.impact import BEGAN, CERTIFICATE, REACHED, SHOWN, a_claim, evidenced, verified
from tests.story.orders import FIRST_ORDERS, StoryOrder
from tests.story.people import ADMIN
from tests.story.procurement import a_call
from tests.story.rivals import at_once

A_WHILE = 0.5  # seconds, in which whoever comes then has come
SIX_MONTHS = {"category": "D", "starts_on": april(13), "ends_on": date(2026, 10, 12)}


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    """Support after finding work, six months from 13 April at 139.00; it is 20 July."""
    order = an_order_at_work(work_as, clock, named=TYOTAITO, **SIX_MONTHS)
    clock.at = SHOWN
    return order


@pytest.fixture
def rivals(work_as: As, clock: Clock) -> tuple[StoryOrder, StoryOrder]:
    """Two suppliers who both support the same client, one after another; it is 20 July."""
    call = a_call(work_as, clock, a_buyer(work_as))
    offered = {URAVAYLA: {"D": Money(145_00)}, TYOTAITO: {"D": Money(139_00)}}
    suppliers = suppliers_under_contract(work_as, clock, call, offered)
    for named, supplier in suppliers.items():
        ready_to_bill(work_as, supplier.members[0], named)
    clock.at = FIRST_ORDERS
    first = an_accepted_order(work_as, clock, call, suppliers[URAVAYLA], **SIX_MONTHS)
    second = an_accepted_order(
        work_as, clock, call, suppliers[TYOTAITO], client_id=first.client_id, **SIX_MONTHS
    )
    clock.at = SHOWN
    return first, second


def bonuses(work_as: As, order: StoryOrder) -> list[Delivery]:
    with work_as(order.case_worker) as work:
        return list(work.db.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.BONUS)))


def test_an_outcome_that_lasted_three_months_is_claimed_shown_verified_and_paid(
    work_as: As, order: StoryOrder
) -> None:
    claim_id = evidenced(work_as, order, a_claim(work_as, order))

    bonus = verified(work_as, order, claim_id)

    assert (bonus.kind, bonus.state, bonus.delivered_on) == ("bonus", DeliveryState.APPROVED, REACHED)
    assert (bonus.unit_price, bonus.net, bonus.vat_category) == (Money(700_00), Money(700_00), "S")
    assert (bonus.member_id, bonus.worker_id) == (order.supplier.party_id, order.supplier.worker.id)
    with work_as(order.case_worker) as work:
        claim = queries.own_claim(work, claim_id)
        assert (claim.state, claim.delivery_id) == (ClaimState.VERIFIED, bonus.id)
        assert funds.held(work, order.id) == Money(1_534_00)  # six months and the bonus, as committed


def test_every_state_of_a_claim_can_be_reached() -> None:
    assert CLAIM_FLOW.reachable() == set(ClaimState)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"reached_on": date(2026, 7, 12)}, "procurement.outcome_too_short"),
        ({"began_on": april(21), "reached_on": date(2026, 7, 21)}, "impact.not_reached_yet"),
        ({"consent_on": None}, "impact.consent_missing"),
        ({"consent_on": date(2026, 7, 21)}, "impact.consent_missing"),
        (
            {"began_on": date(2026, 1, 12), "reached_on": date(2026, 4, 12)},
            "impact.reached_before_order",
        ),
    ],
)
def test_only_what_has_lasted_under_the_order_with_the_clients_leave_is_claimed(
    work_as: As, order: StoryOrder, facts: dict[str, date | None], why: str
) -> None:
    assert refused(lambda: a_claim(work_as, order, **facts)) == [why]


def test_a_category_without_a_bonus_earns_none(work_as: As, clock: Clock) -> None:
    coaching = an_order_at_work(work_as, clock)
    clock.at = SHOWN

    assert refused(lambda: a_claim(work_as, coaching)) == ["procurement.no_bonus"]


class TestOnce:
    def test_for_a_client_and_call_whichever_supplier_claims(
        self, work_as: As, rivals: tuple[StoryOrder, StoryOrder]
    ) -> None:
        a_claim(work_as, rivals[0])

        for again in rivals:
            assert refused(lambda order=again: a_claim(work_as, order)) == ["impact.claimed_already"]

    def test_a_claim_under_way_is_waited_for_and_wins(
        self, work_as: As, rivals: tuple[StoryOrder, StoryOrder]
    ) -> None:
        first, second = rivals

        def claim(began: Event) -> None:
            with work_as(first.supplier.worker) as work:
                facts = {"began_on": BEGAN, "reached_on": REACHED, "consent_on": REACHED}
                service.claim(work, first.id, **facts)
                began.set()
                time.sleep(A_WHILE)

        codes = while_another_works(claim, lambda: refused(lambda: a_claim(work_as, second)))

        assert codes == ["impact.claimed_already"]

    def test_the_database_holds_one_live_claim(self, work_as: As, order: StoryOrder) -> None:
        a_claim(work_as, order)

        columns = OutcomeClaim.__table__.columns
        copied = [literal(UUID(int=1), Uuid) if one.name == "id" else one for one in columns]
        twin = insert(OutcomeClaim).from_select(columns.keys(), select(*copied))
        with pytest.raises(IntegrityError), work_as(order.case_worker) as work:
            work.db.execute(twin)

    def test_a_rejected_claim_makes_room_for_another(
        self, work_as: As, rivals: tuple[StoryOrder, StoryOrder]
    ) -> None:
        first, second = rivals
        claim_id = a_claim(work_as, first)
        with work_as(first.case_worker) as work:
            service.reject(work, claim_id, reason="Todistus puuttuu")

        again = evidenced(work_as, second, a_claim(work_as, second))

        assert verified(work_as, second, again).order_id == second.id
        assert refused(lambda: a_claim(work_as, first)) == ["impact.claimed_already"]

    def test_two_who_verify_at_once_pay_one_bonus(self, work_as: As, order: StoryOrder) -> None:
        claim_id = evidenced(work_as, order, a_claim(work_as, order))

        outcomes = at_once(*[lambda: verified(work_as, order, claim_id).kind for _ in range(3)])

        assert sorted(map(str, outcomes)) == ["['state.no_such_move']", "['state.no_such_move']", "bonus"]
        assert len(bonuses(work_as, order)) == 1

    def test_the_order_gives_its_bonus_once(self, work_as: As, order: StoryOrder) -> None:
        verified(work_as, order, evidenced(work_as, order, a_claim(work_as, order)))

        def again() -> None:
            with work_as(order.case_worker) as work:
                worker = order.supplier.worker.id
                deliveries.log_bonus(work, order.id, reached_on=REACHED, worker_id=worker)

        assert refused(again) == ["order.no_bonus_left"]

    def test_another_clients_outcome_is_another(self, work_as: As, clock: Clock, order: StoryOrder) -> None:
        a_claim(work_as, order)
        other = an_accepted_order(
            work_as,
            clock,
            order.call,
            order.supplier,
            case_number="K-002",
            category="D",
            starts_on=date(2026, 7, 20),
            ends_on=date(2026, 12, 31),
        )

        assert a_claim(work_as, other, began_on=april(20), reached_on=date(2026, 7, 20))


class TestVerifying:
    def test_nothing_is_verified_unproved(self, work_as: As, order: StoryOrder) -> None:
        claim_id = a_claim(work_as, order)

        assert refused(lambda: verified(work_as, order, claim_id)) == ["state.no_such_move"]
        assert bonuses(work_as, order) == []

    def test_evidence_has_words(self, work_as: As, order: StoryOrder) -> None:
        claim_id = a_claim(work_as, order)

        def show_nothing() -> None:
            with work_as(order.supplier.worker) as work:
                service.show_evidence(work, claim_id, evidence=" ")

        assert refused(show_nothing) == ["impact.words_missing"]

    def test_only_the_case_worker_and_the_attempt_leaves_a_trace(
        self, work_as: As, order: StoryOrder
    ) -> None:
        claim_id = evidenced(work_as, order, a_claim(work_as, order))

        assert refused(lambda: verified(work_as, order, claim_id, by=order.supplier.admin)) == [
            "impact.not_your_act"
        ]
        for person in (order.call.buyer.colleague, order.call.buyer.officer):
            with pytest.raises(Missing):
                verified(work_as, order, claim_id, by=person)
        with work_as(order.case_worker) as work:
            trace = select(JournalRow.actor_id).where(JournalRow.event == "impact.verification_refused")
            assert work.db.scalars(trace).all() == [order.supplier.admin.id]

    def test_nobody_verifies_their_own_claim(self, work_as: As, order: StoryOrder) -> None:
        with work_as(ADMIN) as work:
            roles = order.case_worker.id, order.supplier.party_id, Role.WORKER
            identity.give_role(work, *roles, valid_from=april(1))
        both = an_actor(work_as, order.case_worker.id, SHOWN.date())
        claim_id = evidenced(work_as, order, a_claim(work_as, order, by=both))

        assert refused(lambda: verified(work_as, order, claim_id)) == ["deliveries.own_work"]
        assert bonuses(work_as, order) == []

    def test_no_bonus_after_the_orders_end_when_its_money_is_free_again(
        self, work_as: As, order: StoryOrder
    ) -> None:
        claim_id = evidenced(work_as, order, a_claim(work_as, order))
        with work_as(order.case_worker) as work:
            orders.start(work, order.id, on=BEGAN)
            orders.end(work, order.id, on=SHOWN.date(), reason="Asiakas ei halua jatkaa")

        assert refused(lambda: verified(work_as, order, claim_id)) == ["order.not_at_work"]

    def test_a_bonus_is_reopened_but_never_corrected(self, work_as: As, order: StoryOrder) -> None:
        bonus = verified(work_as, order, evidenced(work_as, order, a_claim(work_as, order)))
        with work_as(order.case_worker) as work:
            deliveries.reopen(work, bonus.id, reason="Todistus tarkistetaan")

        def correct() -> None:
            with work_as(order.supplier.worker) as work:
                deliveries.correct(work, bonus.id, delivered_on=date(2026, 7, 14))

        assert refused(correct) == ["deliveries.bonus_is_verified"]
        with work_as(order.case_worker) as work:
            assert deliveries.approve(work, bonus.id).net == Money(700_00)

    def test_a_rejection_says_why_and_is_final(self, work_as: As, order: StoryOrder) -> None:
        claim_id = evidenced(work_as, order, a_claim(work_as, order))

        def reject(reason: str) -> Callable[[], None]:
            def act() -> None:
                with work_as(order.case_worker) as work:
                    service.reject(work, claim_id, reason=reason)

            return act

        assert refused(reject("")) == ["impact.words_missing"]
        reject("Työ päättyi heinäkuussa")()
        assert refused(reject("Toinen syy")) == ["state.no_such_move"]
        assert refused(lambda: verified(work_as, order, claim_id)) == ["state.no_such_move"]


def test_the_evidence_is_read_under_the_clients_key_and_the_reading_is_logged(
    work_as: As, order: StoryOrder
) -> None:
    claim_id = evidenced(work_as, order, a_claim(work_as, order))

    with work_as(order.case_worker) as work:
        assert service.read_evidence(work, claim_id) == CERTIFICATE

    with work_as(order.case_worker) as work:
        assert "Leipomo" not in str(queries.own_claim(work, claim_id).evidence)
        assert b"Leipomo" not in b"".join(work.db.scalars(select(JournalRow.body)))
        views = select(func.count()).where(
            ViewRow.subject_id == order.client_id, ViewRow.purpose == service.READING
        )
        assert work.db.scalar(views) == 1


def test_claims_are_listed_for_those_who_serve_or_decide_and_for_nobody_else(
    work_as: As, order: StoryOrder
) -> None:
    claim_id = a_claim(work_as, order)
    buyer = order.call.buyer
    stranger = a_staffed_organisation(work_as, VALOPOLKU).admin

    def listed(actor: object) -> list[UUID]:
        with work_as(actor) as work:
            return [row.id for row in queries.claims(work, ClaimState.CLAIMED)]

    assert listed(order.supplier.admin) == listed(buyer.case_worker) == [claim_id]
    assert listed(buyer.colleague) == listed(buyer.officer) == listed(stranger) == []
