"""Approving and disputing: by the client's case worker or the deputy, at the price and VAT of the day."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.clients import service as clients
from app.deliveries import queries, service
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DELIVERY_FLOW, DeliveryState
from app.identity import service as identity
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.platform.journal import JournalRow
from app.platform.views import ViewRow
from app.suppliers import service as suppliers
from tests.conftest import As, Clock
from tests.story.clients import FIRST_NAME
from tests.story.deliveries import (
    a_group_order,
    an_order_at_work,
    approved,
    april,
    behind_its_back,
    corrected,
    hours,
    logged,
    newest,
    not_come,
    refused,
    repriced,
    used_parts,
)
from tests.story.identity import KANTOSILTA, VALOPOLKU, a_staffed_organisation, an_actor
from tests.story.orders import StoryOrder
from tests.story.people import ADMIN
from tests.story.procurement import local
from tests.story.rivals import at_once
from tests.story.suppliers import exempt

WHY = f"{FIRST_NAME} ei ollut paikalla"


def test_an_approval_freezes_price_net_and_vat(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(5))

    (found,) = approved(work_as, order, delivery)

    assert (found.state, found.unit_price, found.net) == (DeliveryState.APPROVED, Money(59_90), Money(74_88))
    assert (found.vat_category, found.vat_rate, found.exemption) == ("S", 2550, None)
    assert (found.decided_by_id, found.decided_at) == (order.case_worker.id, local("2026-04-30", "18:00"))


def test_every_move_of_a_delivery_can_be_made() -> None:
    assert DELIVERY_FLOW.reachable() == set(DeliveryState)


def test_the_price_is_that_of_the_day_of_delivery(work_as: As, clock: Clock, order: StoryOrder) -> None:
    repriced(work_as, order, Money(61_67), valid_from=date(2026, 7, 1))
    clock.at = local("2026-07-02", "09:00")
    told = [logged(work_as, order, day, hours(4)) for day in (date(2026, 6, 30), date(2026, 7, 1))]

    found = approved(work_as, order, *told)

    assert [one.net for one in found] == [Money(59_90), Money(61_67)]


def test_a_price_set_later_leaves_an_approved_delivery_alone(
    work_as: As, clock: Clock, order: StoryOrder
) -> None:
    (before,) = approved(work_as, order, logged(work_as, order, april(8), hours(4)))

    repriced(work_as, order, Money(61_67), valid_from=date(2026, 5, 1))

    assert newest(work_as, order, before).net == Money(59_90)


def test_a_period_over_a_change_of_price_is_told_in_two_parts(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, category="D", starts_on=april(13), ends_on=date(2026, 10, 12))
    repriced(work_as, order, Money(143_00), valid_from=date(2026, 6, 16))
    clock.at = local("2026-07-01", "09:00")
    june = logged(work_as, order, date(2026, 6, 1), ends_on=date(2026, 6, 30))

    assert refused(lambda: approved(work_as, order, june)) == ["deliveries.terms_change_within"]
    first = corrected(work_as, order, june, ends_on=date(2026, 6, 15))
    second = logged(work_as, order, date(2026, 6, 16), ends_on=date(2026, 6, 30))

    assert [one.net for one in approved(work_as, order, first, second)] == [Money(69_50), Money(71_50)]


def test_a_fee_is_rounded_once_and_away_from_zero(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, category="B")

    (fee,) = approved(work_as, order, not_come(work_as, order, april(28)))

    assert (fee.net, fee.unit_price) == (Money(36_13), Money(72_25))  # half to even would say 36.12


def test_a_seller_outside_the_vat_is_never_zero_rated(work_as: As, clock: Clock) -> None:
    order = an_order_at_work(work_as, clock, category="B", named=VALOPOLKU, vat_liable=False)

    (found,) = approved(work_as, order, logged(work_as, order, april(9)))

    assert (found.vat_category, found.vat_rate) == ("O", 0)


class TestExemption:
    """Social welfare bears no VAT only when all six conditions are met at once (RULE-52)."""

    @pytest.mark.parametrize(
        ("plan_ref", "decision_ref", "monitored", "category", "expected"),
        [
            ("Suunnitelma 3 §", "Päätös 12/2026", True, "B", ("E", 0, "VATEX-EU-132-1G")),
            ("", "Päätös 12/2026", True, "B", ("S", 2550, None)),
            ("Suunnitelma 3 §", "", True, "B", ("S", 2550, None)),
            ("Suunnitelma 3 §", "Päätös 12/2026", False, "B", ("S", 2550, None)),
            ("Suunnitelma 3 §", "Päätös 12/2026", True, "A", ("S", 2550, None)),  # coaching is no welfare
        ],
    )
    def test_one_condition_lacking_taxes_the_service(
        self,
        work_as: As,
        clock: Clock,
        plan_ref: str,
        decision_ref: str,
        monitored: bool,
        category: str,
        expected: tuple[str, int, str | None],
    ) -> None:
        refs = {"plan_ref": plan_ref, "decision_ref": decision_ref}
        order = an_order_at_work(work_as, clock, category=category, named=KANTOSILTA, **refs)
        exempt(work_as, order.supplier.members[0], self_monitoring_plan=monitored)
        quantity = hours(4) if category == "A" else None

        (found,) = approved(work_as, order, logged(work_as, order, april(14), quantity))

        assert (found.vat_category, found.vat_rate, found.exemption) == expected

    def test_a_seller_without_registration_is_taxed(self, work_as: As, clock: Clock) -> None:
        refs = {"plan_ref": "Suunnitelma 3 §", "decision_ref": "Päätös 12/2026"}
        order = an_order_at_work(work_as, clock, category="B", **refs)

        (found,) = approved(work_as, order, logged(work_as, order, april(14)))

        assert found.vat_category == "S"

    def test_a_fee_is_taxed_like_the_visit(self, work_as: As, clock: Clock) -> None:
        refs = {"plan_ref": "Suunnitelma 3 §", "decision_ref": "Päätös 12/2026"}
        order = an_order_at_work(work_as, clock, category="B", named=KANTOSILTA, **refs)
        exempt(work_as, order.supplier.members[0])

        (fee,) = approved(work_as, order, not_come(work_as, order, april(28)))

        assert (fee.vat_category, fee.net) == ("E", Money(36_13))

    def test_a_member_fulfils_the_conditions_itself(self, work_as: As, clock: Clock) -> None:
        refs = {"plan_ref": "Suunnitelma 3 §", "decision_ref": "Päätös 12/2026"}
        group = a_group_order(work_as, clock, **refs)
        exempt(work_as, group.coordinator)
        ours = logged(work_as, group.order, april(10), by=group.member.worker)
        theirs = logged(work_as, group.order, april(17))

        found = approved(work_as, group.order, ours, theirs)
        assert [one.vat_category for one in found] == ["S", "E"]

        exempt(work_as, group.member)
        later = logged(work_as, group.order, april(24), by=group.member.worker)
        assert approved(work_as, group.order, later)[0].vat_category == "E"


def test_a_group_is_taxed_as_its_coordinator_who_sells(work_as: As, clock: Clock) -> None:
    group = a_group_order(work_as, clock, member_vat_liable=False)

    (found,) = approved(work_as, group.order, logged(work_as, group.order, april(10), by=group.member.worker))

    assert (found.vat_category, found.net) == ("S", Money(66_50))


def test_the_vat_is_that_of_the_day_of_supply(work_as: As, clock: Clock, order: StoryOrder) -> None:
    """The seller leaves the VAT register on 1 May; what it did in April keeps its tax."""
    with work_as(order.supplier.admin) as work:
        suppliers.declare_vat(work, order.supplier.party_id, liable=False, valid_from=date(2026, 5, 1))
    clock.at = local("2026-05-04", "09:00")
    told = [logged(work_as, order, day, hours(4)) for day in (april(30), date(2026, 5, 4))]

    found = approved(work_as, order, *told)

    assert [one.vat_category for one in found] == ["S", "O"]


class TestWhoDecides:
    def test_the_deputy_does_while_the_case_worker_is_away(
        self, work_as: As, clock: Clock, order: StoryOrder
    ) -> None:
        buyer, delivery = order.call.buyer, logged(work_as, order, april(8), hours(4))
        with work_as(ADMIN) as work:
            people = buyer.case_worker.id, buyer.colleague.id
            week = {"valid_from": date(2026, 5, 4), "valid_to": date(2026, 5, 8)}
            identity.appoint_deputy(work, buyer.id, Role.CASE_WORKER, *people, **week)

        def approve_on(day: date) -> Delivery:
            clock.at = local(day.isoformat(), "09:00")
            with work_as(an_actor(work_as, buyer.colleague.id, day)) as work:
                return service.approve(work, delivery.id)

        for day in (april(30), date(2026, 5, 8)):
            assert refused(lambda on=day: approve_on(on)) == ["deliveries.not_your_case"]
        assert approve_on(date(2026, 5, 7)).decided_by_id == buyer.colleague.id

    def test_the_case_worker_who_took_the_client_over_does(self, work_as: As, order: StoryOrder) -> None:
        delivery = logged(work_as, order, april(8), hours(4))
        with work_as(order.case_worker) as work:
            clients.hand_over(work, order.client_id, order.call.buyer.colleague.id)

        assert refused(lambda: approved(work_as, order, delivery)) == ["deliveries.not_your_case"]
        with work_as(order.call.buyer.colleague) as work:
            assert service.approve(work, delivery.id).state is DeliveryState.APPROVED

    def test_nobody_else_does_and_the_attempt_leaves_a_trace(self, work_as: As, order: StoryOrder) -> None:
        buyer, delivery = order.call.buyer, logged(work_as, order, april(8), hours(4))
        others = (order.supplier.admin, order.supplier.worker, buyer.officer, buyer.finance, buyer.colleague)

        for person in others:
            with pytest.raises(Refused), work_as(person) as work:
                service.approve(work, delivery.id)

        with work_as(order.case_worker) as work:
            asked = select(JournalRow.actor_id).where(
                JournalRow.event == "deliveries.decision_refused", JournalRow.about == delivery.id
            )
            assert set(work.db.scalars(asked)) == {person.id for person in others}

    def test_a_stranger_sees_nothing_to_decide_on(self, work_as: As, order: StoryOrder) -> None:
        delivery = logged(work_as, order, april(8), hours(4))
        stranger = a_staffed_organisation(work_as, VALOPOLKU).admin

        with pytest.raises(Missing), work_as(stranger) as work:
            service.approve(work, delivery.id)

    def test_nobody_approves_their_own_work(self, work_as: As, order: StoryOrder) -> None:
        """A case worker who coaches for the supplier in the evenings."""
        with work_as(ADMIN) as work:
            person_id, party_id = order.case_worker.id, order.supplier.party_id
            identity.give_role(work, person_id, party_id, Role.WORKER, valid_from=date(2026, 4, 1))
        both = an_actor(work_as, order.case_worker.id, april(30))
        delivery = logged(work_as, order, april(8), hours(4), by=both)

        assert refused(lambda: approved(work_as, order, delivery)) == ["deliveries.own_work"]


def test_an_approved_delivery_is_not_approved_again(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(4))
    approved(work_as, order, delivery)

    assert refused(lambda: approved(work_as, order, delivery)) == ["state.no_such_move"]


def test_of_two_who_approve_at_once_one_does(work_as: As, clock: Clock, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(4))

    outcomes = at_once(*[lambda: approved(work_as, order, delivery)[0].state for _ in range(4)])

    assert sorted(map(str, outcomes)) == sorted(["approved", *[str(["state.no_such_move"])] * 3])


def test_a_decision_made_behind_the_sessions_back_stands(work_as: As, order: StoryOrder) -> None:
    """What a rival's commit between our reading and our writing looks like, on either database."""
    delivery = logged(work_as, order, april(8), hours(4))

    def late() -> None:
        with work_as(order.case_worker) as work:
            as_read = queries.own_delivery(work, delivery.id)  # held, or the session would read it anew
            behind_its_back(work, delivery, DeliveryState.CORRECTED)
            service.approve(work, as_read.id)

    assert refused(late) == ["state.no_such_move"]


def test_the_database_takes_no_approval_without_a_price(work_as: As, order: StoryOrder) -> None:
    delivery = logged(work_as, order, april(8), hours(4))

    with pytest.raises(IntegrityError, match="approved_is_priced"), work_as(order.case_worker) as work:
        behind_its_back(work, delivery, DeliveryState.APPROVED)


class TestDisputing:
    def test_a_dispute_tells_why_and_the_supplier_answers_with_a_correction(
        self, work_as: As, order: StoryOrder
    ) -> None:
        delivery = logged(work_as, order, april(8), hours(4))
        with work_as(order.case_worker) as work:
            service.dispute(work, delivery.id, reason=WHY)

        with work_as(order.supplier.worker) as work:
            assert service.read_reason(work, delivery.id) == WHY
        answer = corrected(work_as, order, delivery, quantity=hours(3))
        assert (answer.state, answer.version, answer.reason) == (DeliveryState.LOGGED, 2, "")

    def test_finance_need_not_know_why(self, work_as: As, order: StoryOrder) -> None:
        delivery = logged(work_as, order, april(8), hours(4))
        with work_as(order.case_worker) as work:
            service.dispute(work, delivery.id, reason=WHY)

        for person in (order.call.buyer.finance, order.call.buyer.evaluator):
            with pytest.raises(Refused, match=r"deliveries\.not_your_act"), work_as(person) as work:
                service.read_reason(work, delivery.id)

    def test_the_reason_stands_nowhere_in_plain_text_and_its_reading_is_logged(
        self, work_as: As, order: StoryOrder
    ) -> None:
        delivery = logged(work_as, order, april(8), hours(4))
        with work_as(order.case_worker) as work:
            service.dispute(work, delivery.id, reason=WHY)
        with work_as(order.supplier.worker) as work:
            service.read_reason(work, delivery.id)

        with work_as(order.case_worker) as work:
            bodies = b"".join(work.db.scalars(select(JournalRow.body)))
            assert FIRST_NAME not in queries.own_delivery(work, delivery.id).reason
            assert FIRST_NAME.encode() not in bodies
            views = select(ViewRow.actor_id).where(ViewRow.subject_id == order.client_id)
            assert order.supplier.worker.id in set(work.db.scalars(views))

    def test_a_no_needs_a_reason(self, work_as: As, order: StoryOrder) -> None:
        delivery = logged(work_as, order, april(8), hours(4))

        def dispute() -> None:
            with work_as(order.case_worker) as work:
                service.dispute(work, delivery.id, reason=" ")

        assert refused(dispute) == ["deliveries.reason_missing"]

    def test_a_disputed_delivery_may_be_approved_after_all(self, work_as: As, order: StoryOrder) -> None:
        delivery = logged(work_as, order, april(8), hours(4))
        with work_as(order.case_worker) as work:
            service.dispute(work, delivery.id, reason=WHY)
        assert used_parts(work_as, order) == 30_000  # until it is settled

        (found,) = approved(work_as, order, delivery)

        assert (found.state, found.reason) == (DeliveryState.APPROVED, "")
