"""Invoices out of real deliveries: a month of work, a billing run, and what the sellers release."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.deliveries.models import Delivery
from app.invoicing import queries, service
from app.invoicing.models import Invoice
from app.invoicing.ports import InvoiceDoc
from app.invoicing.rules.stored import doc_from_plain
from app.kernel.actors import Actor
from app.kernel.quantity import Quantity, Unit
from tests.conftest import Clock
from tests.story.contracts import Supplier, the_contracts
from tests.story.deliveries import (
    APRIL,
    APRIL_ENDS,
    MAY,
    acting_anew,
    an_accepted_order,
    an_order_at_work,
    approved,
    april,
    cancelled,
    hours,
    logged,
    not_come,
    ready_to_bill,
)
from tests.story.identity import (
    HARJU,
    KANTOSILTA,
    TOIMINTAKESKUS,
    TYOTAITO,
    URAVAYLA,
    VALOPOLKU,
    As,
    Buyer,
    a_buyer,
)
from tests.story.offers import the_first_round
from tests.story.orders import StoryOrder
from tests.story.procurement import StoryCall, a_call
from tests.story.suppliers import OPERATOR, exempt

WRONG_DAY = "Käynti oli kirjattu väärälle päivälle."
PLAN, DECISION = "TS-2026-04", "JHT 88/2026"
S4_APRIL = {8: 5, 15: 6, 22: 9}  # quarters of an hour by day


def receiving(work_as: As, buyer: Buyer, *, reference: str = "") -> None:
    """Its finance has told where e-invoices reach it."""
    with work_as(buyer.finance) as work:
        service.receive_at(work, buyer.id, operator=OPERATOR, reference=reference)


def drawn(work_as: As, buyer: Buyer, month: date = APRIL) -> UUID:
    with work_as(buyer.finance) as work:
        return service.draw(work, buyer.id, month)


def drafts_of(work_as: As, actor: Actor, run_id: UUID) -> list[UUID]:
    with work_as(actor) as work:
        return [row.id for row in queries.drafts_of(work, run_id)]


def released(work_as: As, admin: Actor, run_id: UUID) -> list[Invoice]:
    """The seller's own drafts of the run, one by one."""
    return [_released(work_as, admin, invoice_id) for invoice_id in drafts_of(work_as, admin, run_id)]


def _released(work_as: As, admin: Actor, invoice_id: UUID) -> Invoice:
    with work_as(admin) as work:
        return service.release(work, invoice_id)


def billed(work_as: As, order: StoryOrder, month: date = APRIL) -> Invoice:
    """A run that makes one invoice, released."""
    (invoice,) = released(work_as, order.supplier.admin, drawn(work_as, order.call.buyer, month))
    return invoice


def credited(work_as: As, admin: Actor, invoice: Invoice, *, reason: str = WRONG_DAY) -> Invoice:
    with work_as(admin) as work:
        return service.credit(work, invoice.id, reason=reason)


def document(invoice: Invoice) -> InvoiceDoc:
    return doc_from_plain(invoice.document or {})


def sums(invoice: Invoice) -> tuple[int, int, int]:
    return invoice.net.cents, invoice.vat.cents, invoice.gross.cents


def an_order_in_april(work_as: As, clock: Clock, *, received: bool = True, **facts: Any) -> StoryOrder:
    """Coaching by S4, its buyer ready to take invoices; nothing is delivered yet."""
    order = an_order_at_work(work_as, clock, **facts)
    if received:
        receiving(work_as, order.call.buyer)
    return order


def coached(
    work_as: As, clock: Clock, order: StoryOrder, visits: Mapping[int, int] = S4_APRIL
) -> list[Delivery]:
    """Quarters of an hour by the day of April, approved; it is 5 May then."""
    told = [logged(work_as, order, april(day), hours(quarters)) for day, quarters in visits.items()]
    clock.at = max(clock.at, MAY)
    return approved(work_as, order, *told)


@dataclass(frozen=True)
class StoryMonth:
    """The worked example's April, delivered and approved: suppliers and orders by their names."""

    call: StoryCall
    suppliers: Mapping[str, Supplier]
    orders: Mapping[str, StoryOrder]

    @property
    def buyer(self) -> Buyer:
        return self.call.buyer


def the_april(work_as: As, clock: Clock) -> StoryMonth:
    """It is the morning of 5 May; nobody has drawn anything yet."""
    call = a_call(work_as, clock, a_buyer(work_as))
    suppliers = the_contracts(work_as, clock, the_first_round(work_as, clock, call))
    suppliers["S3"] = _with_its_members(work_as, suppliers["S3"])
    _told_of_their_taxes(work_as, suppliers)
    receiving(work_as, call.buyer)
    orders = _orders(work_as, clock, call, suppliers)
    clock.at = max(clock.at, APRIL_ENDS)
    told = _deliveries(work_as, orders)
    clock.at = MAY
    for order, deliveries in told:
        approved(work_as, order, *deliveries)
    return StoryMonth(call, suppliers, orders)


def _with_its_members(work_as: As, group: Supplier) -> Supplier:
    """The members' people act for the group since it was formed."""
    return replace(group, members=[acting_anew(work_as, member) for member in group.members])


def _told_of_their_taxes(work_as: As, suppliers: Mapping[str, Supplier]) -> None:
    for name, named, liable in (
        ("S1", VALOPOLKU, False),
        ("S2", KANTOSILTA, True),
        ("S3", TOIMINTAKESKUS, True),
        ("S4", URAVAYLA, True),
        ("S5", TYOTAITO, True),
    ):
        ready_to_bill(work_as, suppliers[name].members[0], named, vat_liable=liable)
    ready_to_bill(work_as, suppliers["S3"].members[1], HARJU, vat_liable=False)
    exempt(work_as, suppliers["S2"].members[0])


def _orders(
    work_as: As, clock: Clock, call: StoryCall, suppliers: Mapping[str, Supplier]
) -> dict[str, StoryOrder]:
    def order(supplier: str, category: str, case: str, **facts: Any) -> StoryOrder:
        return an_accepted_order(
            work_as, clock, call, suppliers[supplier], category=category, case_number=case, **facts
        )

    told = {
        "O1": order("S4", "A", "K-001"),
        "O2": order("S1", "B", "K-002"),
        "O3": order("S3", "B", "K-003", quantity=Quantity(10, 1, Unit.SESSION)),
        "O4": order("S2", "C", "K-004"),
        "O5": order("S5", "D", "K-005", starts_on=april(13), ends_on=date(2026, 10, 12)),
        "O6": order("S2", "A", "K-006"),
    }
    of_same_client = {"client_id": told["O4"].client_id, "plan_ref": PLAN, "decision_ref": DECISION}
    told["O7"] = order("S2", "B", "K-004", **of_same_client)
    return told


Told = list[tuple[StoryOrder, list[Delivery]]]


def _deliveries(work_as: As, orders: Mapping[str, StoryOrder]) -> Told:
    def held(name: str, *days: int, **facts: Any) -> list[Delivery]:
        return [logged(work_as, orders[name], april(day), **facts) for day in days]

    coordinator, harju = orders["O3"].supplier.members
    coached = [logged(work_as, orders["O1"], april(day), hours(much)) for day, much in S4_APRIL.items()]
    late = cancelled(work_as, orders["O1"], "2026-04-29 09:00", "2026-04-28 22:10", quantity=hours(4))
    walked = [
        logged(work_as, orders["O3"], april(day), by=member.worker, member_id=member.id)
        for day, member in ((10, harju), (17, coordinator), (24, harju))
    ]
    in_time = cancelled(work_as, orders["O3"], "2026-04-30 12:00", "2026-04-28 12:00")
    group_days = (*range(13, 18), *range(20, 24))
    supported = logged(work_as, orders["O5"], april(13), ends_on=april(30))
    hourly = [logged(work_as, orders["O6"], april(day), hours(much)) for day, much in ((29, 4), (30, 3))]
    alongside = cancelled(work_as, orders["O7"], "2026-04-28 10:00", "2026-04-28 09:00")
    return [
        (orders["O1"], [*coached, late]),
        (orders["O2"], [*held("O2", 9, 16, 23), not_come(work_as, orders["O2"], april(30))]),
        (orders["O3"], [*walked, in_time]),
        (orders["O4"], [*held("O4", *group_days), not_come(work_as, orders["O4"], april(24))]),
        (orders["O5"], [supported]),
        (orders["O6"], hourly),
        (orders["O7"], [*held("O7", 14, 21), alongside]),
    ]


def each_released(
    work_as: As, month: StoryMonth, run_id: UUID, *, names: Collection[str] = ()
) -> dict[str, Invoice]:
    """One invoice of each supplier, by the supplier's name."""
    found = {}
    for name in names or month.suppliers:
        (found[name],) = released(work_as, month.suppliers[name].admin, run_id)
    return found


def codes(refused: Any) -> list[str]:
    """Of what pytest.raises caught."""
    return [reason.code for reason in refused.value.reasons]
