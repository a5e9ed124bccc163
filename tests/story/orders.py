"""Orders as far as a test needs them: a need, a choice, an order sent, accepted, or at work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.actors import Actor
from app.kernel.quantity import Quantity, Unit
from app.orders import queries, service
from app.orders.rules.states import ChoiceGround
from tests.conftest import Clock
from tests.story.clients import a_client
from tests.story.contracts import Supplier
from tests.story.identity import As
from tests.story.memory import remembered
from tests.story.procurement import StoryCall, local

FIRST_ORDERS = local("2026-04-07", "09:00")
TWENTY_HOURS = Quantity(20, 1, Unit.HOUR)
SUMMARY = "Lempi etsii osa-aikaista työtä ja tarvitsee rohkaisua hakemuksiin."
STARTS, ENDS = date(2026, 4, 7), date(2026, 9, 30)


@dataclass(frozen=True)
class StoryOrder:
    """An order with the people around it."""

    id: UUID
    call: StoryCall
    supplier: Supplier
    client_id: UUID
    need_id: UUID

    @property
    def case_worker(self) -> Actor:
        return self.call.buyer.case_worker


def a_need(
    work_as: As,
    call: StoryCall,
    client_id: UUID,
    *,
    category: str = "A",
    quantity: Quantity = TWENTY_HOURS,
    starts_on: date = STARTS,
    ends_on: date = ENDS,
    plan_ref: str = "",
    decision_ref: str = "",
) -> UUID:
    with work_as(call.buyer.case_worker) as work:
        return service.open_need(
            work,
            client_id,
            call.categories[category],
            quantity=quantity,
            starts_on=starts_on,
            ends_on=ends_on,
            summary=SUMMARY,
            plan_ref=plan_ref,
            decision_ref=decision_ref,
        )


def a_list(work_as: As, call: StoryCall, need_id: UUID) -> UUID:
    with work_as(call.buyer.case_worker) as work:
        return service.open_choice(work, need_id).id


def a_choice(work_as: As, call: StoryCall, need_id: UUID, party_id: UUID) -> UUID:
    """The client's own, from a list opened now."""
    list_id = a_list(work_as, call, need_id)
    with work_as(call.buyer.case_worker) as work:
        return service.choose(work, list_id, party_id, ground=ChoiceGround.CLIENT).id


def sent(work_as: As, call: StoryCall, choice_id: UUID, *, payers: Mapping[UUID, int] | None = None) -> UUID:
    with work_as(call.buyer.case_worker) as work:
        return service.send(work, choice_id, payers=payers).id


@remembered
def a_sent_order(
    work_as: As,
    clock: Clock,
    call: StoryCall,
    supplier: Supplier,
    *,
    client_id: UUID | None = None,
    case_number: str = "K-001",
    category: str = "A",
    quantity: Quantity = TWENTY_HOURS,
    starts_on: date = STARTS,
    ends_on: date = ENDS,
    plan_ref: str = "",
    decision_ref: str = "",
    payers: Mapping[UUID, int] | None = None,
) -> StoryOrder:
    """Chosen by the client and sent, on 7 April unless the clock is further."""
    clock.at = max(clock.at, FIRST_ORDERS)
    client_id = client_id or a_client(work_as, call.buyer.case_worker, call.buyer.id, case_number=case_number)
    need_id = a_need(
        work_as,
        call,
        client_id,
        category=category,
        quantity=quantity,
        starts_on=starts_on,
        ends_on=ends_on,
        plan_ref=plan_ref,
        decision_ref=decision_ref,
    )
    choice_id = a_choice(work_as, call, need_id, supplier.party_id)
    return StoryOrder(sent(work_as, call, choice_id, payers=payers), call, supplier, client_id, need_id)


def accepted(work_as: As, order: StoryOrder, *, member_id: UUID | None = None) -> StoryOrder:
    with work_as(order.supplier.admin) as work:
        service.accept(work, order.id, member_id=member_id)
    return order


def started(work_as: As, order: StoryOrder, *, on: date | None = None) -> StoryOrder:
    with work_as(order.case_worker) as work:
        day = on or queries.own_order(work, order.id).starts_on
        service.start(work, order.id, on=day)
    return order


def used(work_as: As, order: StoryOrder, quantity: Quantity) -> None:
    with work_as(order.supplier.worker) as work:
        service.use_units(work, order.id, quantity)
