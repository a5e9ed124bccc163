"""Invoices out of real deliveries: a month of work, a billing run, and what the sellers release."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.deliveries.models import Delivery
from app.invoicing import queries, service
from app.invoicing.models import Invoice
from app.invoicing.ports import InvoiceDoc
from app.invoicing.rules.stored import doc_from_plain
from app.kernel.actors import Actor
from tests.conftest import Clock
from tests.story.april import April, the_approved_april
from tests.story.deliveries import APRIL, MAY, an_order_at_work, approved, april, hours, logged
from tests.story.identity import As, Buyer
from tests.story.memory import remembered
from tests.story.orders import StoryOrder
from tests.story.suppliers import OPERATOR

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


@remembered
def an_order_in_april(work_as: As, clock: Clock, *, received: bool = True, **facts: Any) -> StoryOrder:
    """Coaching by S4, its buyer ready to take invoices; nothing is delivered yet."""
    order = an_order_at_work(work_as, clock, **facts)
    if received:
        receiving(work_as, order.call.buyer)
    return order


@remembered
def coached(
    work_as: As, clock: Clock, order: StoryOrder, visits: Mapping[int, int] = S4_APRIL
) -> list[Delivery]:
    """Quarters of an hour by the day of April, approved; it is 5 May then."""
    told = [logged(work_as, order, april(day), hours(quarters)) for day, quarters in visits.items()]
    clock.at = max(clock.at, MAY)
    return approved(work_as, order, *told)


@remembered
def a_billable_april(work_as: As, clock: Clock) -> April:
    """The worked example's April, approved, and its buyer ready; nobody has drawn anything yet."""
    month = the_approved_april(work_as, clock)
    receiving(work_as, month.call.buyer)
    clock.at = MAY
    return month


def each_released(work_as: As, month: April, run_id: UUID) -> dict[str, Invoice]:
    """One invoice of each supplier, by the supplier's name."""
    found = {}
    for name, supplier in month.suppliers.items():
        (found[name],) = released(work_as, supplier.admin, run_id)
    return found


def codes(refused: Any) -> list[str]:
    """Of what pytest.raises caught."""
    return [reason.code for reason in refused.value.reasons]
