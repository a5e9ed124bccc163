"""Orders at work in April 2026, what suppliers tell of them, and the decisions on it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Uuid, bindparam, text

from app.contracts import service as contracts
from app.deliveries import queries as deliveries
from app.deliveries import service
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryState
from app.identity import service as identity
from app.kernel.actors import Actor
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Refused
from app.orders import queries as orders
from app.platform.work import Work
from app.procurement.rules.tariffs.tariff import Cancellation, by_the_visit
from app.procurement.rules.terms import OrderTerms
from app.suppliers import service as suppliers
from tests.conftest import Clock
from tests.story.contracts import Supplier, a_contract, a_supplier_under_contract
from tests.story.identity import (
    BEGAN,
    HARJU,
    TOIMINTAKESKUS,
    URAVAYLA,
    As,
    Named,
    Organisation,
    a_buyer,
    a_staffed_organisation,
    an_actor,
)
from tests.story.memory import remembered
from tests.story.offers import Bid, admitted_suppliers
from tests.story.orders import StoryOrder, a_sent_order, accepted
from tests.story.procurement import COACHING, StoryCall, a_call, local
from tests.story.suppliers import IBANS, OPERATOR

PATIENCE = 30.0  # seconds
APRIL_ENDS = local("2026-04-30", "18:00")
MAY = local("2026-05-05", "09:00")
APRIL = date(2026, 4, 1)
HOURS = Quantity(5, 4, Unit.HOUR)  # an hour and a quarter
PRICES = {"A": Money(59_90), "B": Money(72_25), "C": Money(43_50), "D": Money(139_00)}
ORDERED = {
    "A": Quantity(20, 1, Unit.HOUR),
    "B": Quantity(12, 1, Unit.SESSION),
    "C": Quantity(20, 1, Unit.PARTICIPANT_DAY),
    "D": Quantity(6, 1, Unit.MONTH),
}


def april(day: int) -> date:
    return date(2026, 4, day)


def hours(quarters: int) -> Quantity:
    return Quantity(quarters, 4, Unit.HOUR)


def ready_to_bill(work_as: As, organisation: Organisation, named: Named, *, vat_liable: bool = True) -> None:
    """Its word about VAT, and a profile that an invoice can be made from."""
    with work_as(organisation.admin) as work:
        suppliers.save_profile(
            work,
            organisation.id,
            iban=IBANS[named.business_id],
            einvoice_address="0037" + named.business_id.replace("-", ""),
            einvoice_operator=OPERATOR,
            bic="OKOYFIHH",
        )
        suppliers.declare_vat(work, organisation.id, liable=vat_liable, valid_from=BEGAN)


@remembered
def an_order_at_work(
    work_as: As,
    clock: Clock,
    *,
    category: str = "A",
    named: Named = URAVAYLA,
    vat_liable: bool = True,
    prices: Mapping[str, Money] = PRICES,
    cancellation: Cancellation | None = None,
    **facts: Any,
) -> StoryOrder:
    """Accepted on 7 April by a supplier who is ready to bill; the clock ends on 30 April at 18:00."""
    call = a_call(work_as, clock, a_buyer(work_as), **_terms(cancellation))
    supplier = a_supplier_under_contract(work_as, clock, call, named, prices=prices)
    ready_to_bill(work_as, supplier.members[0], named, vat_liable=vat_liable)
    order = an_accepted_order(work_as, clock, call, supplier, category=category, **facts)
    clock.at = max(clock.at, APRIL_ENDS)
    return order


def _terms(cancellation: Cancellation | None) -> dict[str, Any]:
    """Coaching by the hour only, where failed visits cost something else than usual."""
    if cancellation is None:
        return {}
    coaching = by_the_visit(Unit.HOUR, per=4, cancellation=cancellation)
    return {
        "categories": [replace(COACHING, tariff=coaching)],
        "terms": OrderTerms(cancellation=cancellation),
    }


def an_accepted_order(
    work_as: As,
    clock: Clock,
    call: StoryCall,
    supplier: Supplier,
    *,
    category: str = "A",
    member_id: UUID | None = None,
    **facts: Any,
) -> StoryOrder:
    facts.setdefault("quantity", ORDERED[category])
    order = a_sent_order(work_as, clock, call, supplier, category=category, **facts)
    return accepted(work_as, order, member_id=member_id)


@dataclass(frozen=True)
class GroupOrder:
    """An order of a group of two, whose people act for it."""

    order: StoryOrder
    coordinator: Organisation
    member: Organisation

    @property
    def id(self) -> UUID:
        return self.order.id


def a_group_order(
    work_as: As, clock: Clock, *, member_vat_liable: bool = False, routed: bool = False, **facts: Any
) -> GroupOrder:
    """Companions of a consortium, at 66.50; `routed` when the order is the member's own to serve."""
    call = a_call(work_as, clock, a_buyer(work_as))
    both = {named: a_staffed_organisation(work_as, named) for named in (TOIMINTAKESKUS, HARJU)}
    first, second = both.values()
    with work_as(first.admin) as work:
        group_id = identity.form_group(
            work,
            name="Yhdessä töihin -konsortio",
            coordinator_id=first.id,
            member_ids=[second.id],
            valid_from=BEGAN,
        )
    coordinator, member = acting_anew(work_as, first), acting_anew(work_as, second)
    bid = Bid(group_id, coordinator.admin, {"B": Money(66_50)}, {"B": 49})
    admitted_suppliers(work_as, clock, call, [bid])
    clock.at = max(clock.at, local("2026-04-02", "10:00"))
    contract_id = a_contract(work_as, call, group_id, [coordinator, member])
    ready_to_bill(work_as, coordinator, TOIMINTAKESKUS)
    ready_to_bill(work_as, member, HARJU, vat_liable=member_vat_liable)
    supplier = Supplier(group_id, coordinator.admin, [coordinator, member], contract_id)
    serves = member.id if routed else None
    order = an_accepted_order(work_as, clock, call, supplier, category="B", member_id=serves, **facts)
    clock.at = max(clock.at, APRIL_ENDS)
    return GroupOrder(order, coordinator, member)


def acting_anew(work_as: As, organisation: Organisation, on: date = date(2026, 4, 7)) -> Organisation:
    """Its people as they act on the day, the groups they have come into included."""
    return Organisation(
        id=organisation.id,
        admin=an_actor(work_as, organisation.admin.id, on),
        worker=an_actor(work_as, organisation.worker.id, on),
        bookkeeper=an_actor(work_as, organisation.bookkeeper.id, on),
    )


def refused(act: Callable[[], Any]) -> list[str]:
    """The codes of the no that the act is answered with."""
    with pytest.raises(Refused) as no:
        act()
    return [reason.code for reason in no.value.reasons]


def logged(
    work_as: As,
    order: StoryOrder,
    day: date,
    quantity: Quantity | None = None,
    *,
    by: Actor | None = None,
    **facts: Any,
) -> Delivery:
    with work_as(by or order.supplier.worker) as work:
        return service.log(work, order.id, delivered_on=day, quantity=quantity, **facts)


def cancelled(work_as: As, order: StoryOrder, begins: str, notice: str, **facts: Any) -> Delivery:
    """`begins` and `notice` as "2026-04-29 09:00", local time."""
    with work_as(order.supplier.worker) as work:
        moments = {"begins_at": local(*begins.split()), "notice_at": local(*notice.split())}
        return service.log_cancellation(work, order.id, **moments, **facts)


def not_come(work_as: As, order: StoryOrder, day: date | None, **facts: Any) -> Delivery:
    with work_as(order.supplier.worker) as work:
        return service.log_no_show(work, order.id, delivered_on=day, **facts)


def approved(work_as: As, order: StoryOrder, *found: Delivery) -> list[Delivery]:
    with work_as(order.case_worker) as work:
        return [service.approve(work, delivery.id) for delivery in found]


def used_parts(work_as: As, order: StoryOrder) -> int:
    """In 1/30,000 of a unit."""
    with work_as(order.case_worker) as work:
        return orders.used_parts(work, order.id)


def corrected(
    work_as: As, order: StoryOrder, delivery: Delivery, *, by: Actor | None = None, **facts: Any
) -> Delivery:
    with work_as(by or order.supplier.worker) as work:
        return service.correct(work, delivery.id, **facts)


def newest(work_as: As, order: StoryOrder, delivery: Delivery) -> Delivery:
    """As it stands now."""
    with work_as(order.case_worker) as work:
        return deliveries.own_delivery(work, delivery.id)


def repriced(work_as: As, order: StoryOrder, unit_price: Money, *, valid_from: date) -> None:
    """By the buyer's officer, within the call's cap of three per cent a year."""
    with work_as(order.call.buyer.officer) as work:
        under = orders.own_order(work, order.id)
        ground = "Indeksi 121,9 / 118,4"
        contracts.change_price(
            work,
            under.contract_id,
            under.price_line_id,
            valid_from=valid_from,
            unit_price=unit_price,
            ground=ground,
        )


def behind_its_back(work: Work, delivery: Delivery, state: DeliveryState) -> None:
    """Another connection's change, as far as this session can tell: what it has read stays as it was."""
    told = "UPDATE delivery SET state = :state WHERE id = :id"
    work.db.execute(
        text(told).bindparams(bindparam("state", state.value), bindparam("id", delivery.id, Uuid))
    )


def while_another_works(first: Callable[[Event], None], then: Callable[[], Any]) -> Any:
    """`first` tells when it has begun; `then` comes before it has committed, and its answer is given."""
    began = Event()

    def wait_and_come() -> Any:
        began.wait(PATIENCE)
        return then()

    with ThreadPoolExecutor(1) as hand:
        coming = hand.submit(wait_and_come)
        first(began)
        return coming.result(PATIENCE)
