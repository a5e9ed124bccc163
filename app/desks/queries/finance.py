"""What waits for finance: from approved work to a batch taken out."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, exists, func, select, type_coerce

from app.contracts.models import BillingMandate
from app.deliveries.models import Delivery
from app.desks.queries.parts import Seen, columns, held_by, name_of
from app.desks.rules import Kind
from app.invoicing.models import BillingRun, ExportItem, Invoice
from app.invoicing.queries.billing import not_billed_to, payable
from app.invoicing.rules.states import InvoiceState, RunState
from app.kernel.actors import Role
from app.kernel.money import WHOLE
from app.orders.models import OrderPayer, ServiceOrder
from app.platform.db import rounded

FINANCE = (Role.FINANCE,)
NUMBERED = (InvoiceState.ISSUED, InvoiceState.CREDITED)


def finance(seen: Seen) -> Iterator[Select[Any]]:
    mandate = exists().where(
        BillingMandate.contract_id == ServiceOrder.contract_id, BillingMandate.revoked_at.is_(None)
    )
    yield _unbilled(seen, Kind.TO_INVOICE, mandate)
    yield _unbilled(seen, Kind.WITHOUT_MANDATE, ~mandate)
    yield _run_drafts(seen)
    yield _to_export(seen)


def _unbilled(seen: Seen, kind: Kind, narrower: ColumnElement[bool]) -> Select[Any]:
    """Approved and on no invoice, by the month of delivery; without VAT."""
    share = rounded(type_coerce(Delivery.net, BigInteger) * OrderPayer.share, WHOLE)
    facts = columns(
        kind, id=Delivery.buyer_id, due_on=Delivery.month, cents=func.sum(share), pieces=func.count()
    )
    return (
        select(*facts)
        .join(OrderPayer, OrderPayer.order_id == Delivery.order_id)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(
            held_by(seen.actor, FINANCE, party=Delivery.buyer_id),
            payable(),
            not_billed_to(OrderPayer.payer_id),
            narrower,
        )
        .group_by(Delivery.buyer_id, Delivery.month)
    )


def _run_drafts(seen: Seen) -> Select[Any]:
    """Runs whose drafts wait for their sellers."""
    drafts = func.coalesce(func.sum(type_coerce(Invoice.gross, BigInteger)), 0)
    facts = columns(Kind.RUN_DRAFT, id=BillingRun.id, due_on=BillingRun.month, cents=drafts)
    return (
        select(*facts)
        .outerjoin(Invoice, (Invoice.run_id == BillingRun.id) & (Invoice.state == InvoiceState.DRAFT))
        .where(BillingRun.state == RunState.DRAFT, held_by(seen.actor, FINANCE, party=BillingRun.buyer_id))
        .group_by(BillingRun.id, BillingRun.month)
    )


def _to_export(seen: Seen) -> Select[Any]:
    taken = exists().where(ExportItem.invoice_id == Invoice.id, ExportItem.live)
    facts = columns(
        Kind.TO_EXPORT,
        id=Invoice.id,
        name=Invoice.number,
        of=name_of(Invoice.seller_id, seen.today),
        due_on=Invoice.due_on,
        cents=Invoice.gross,
    )
    return select(*facts).where(
        Invoice.state.in_(NUMBERED), held_by(seen.actor, FINANCE, party=Invoice.buyer_id), ~taken
    )
