"""Every question about invoices; the buyer's finance sees its own, a seller its own, nobody else any."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.contracts.models import BillingMandate
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.invoicing.models import ExportBatch, ExportFile, ExportItem, Invoice, InvoiceLine
from app.invoicing.rules.drawing import Gathered, Key
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.actors import Actor, Role
from app.kernel.money import WHOLE, Money
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing
from app.orders.models import OrderPayer, ServiceOrder
from app.platform.work import Work

CHUNK = 2000
OUTSIDE = "O"
EXEMPTION = func.coalesce(Delivery.exemption, "")
PARTS_OF_SHARE = case((OrderPayer.share == WHOLE, 1), else_=WHOLE)  # as `Gathered.quantity` counts them


def theirs(actor: Actor) -> ColumnElement[bool]:
    """The buyer's finance people and auditors, and the seller's admins and bookkeepers; drafts included."""
    buyers = actor.parties_where(Role.FINANCE, Role.AUDITOR, Role.OFFICER)
    sellers = actor.parties_where(Role.SUPPLIER_ADMIN, Role.BOOKKEEPER)
    return or_(Invoice.buyer_id.in_(buyers), Invoice.seller_id.in_(sellers))


def own_invoice(work: Work, invoice_id: UUID, *, lock: bool = False) -> Invoice:
    mine = select(Invoice).where(Invoice.id == invoice_id, theirs(work.actor))
    invoice = work.db.scalar(mine.with_for_update() if lock else mine)
    if invoice is None:
        raise Missing
    return invoice


def invoices_of_run(work: Work, run_id: UUID) -> Sequence[Any]:
    asked = select(Invoice.id, Invoice.seller_id, Invoice.payer_id, Invoice.state, Invoice.gross)
    return work.db.execute(
        asked.where(Invoice.run_id == run_id, theirs(work.actor)).order_by(Invoice.id)
    ).all()


def lines_of(work: Work, invoice_id: UUID) -> Sequence[Any]:
    """The lines with their order's number, in the order in which they stand on the invoice."""
    asked = (
        select(InvoiceLine.__table__, ServiceOrder.number.label("order_number"), ServiceOrder.category_id)
        .join(ServiceOrder, ServiceOrder.id == InvoiceLine.order_id)
        .where(InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )
    return work.db.execute(asked).all()


def not_billed_to(payer_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """No live link to this payer: never billed, or released by a full credit."""
    live = select(Billed.delivery_id).where(
        Billed.delivery_id == Delivery.id, Billed.payer_id == payer_id, Billed.released_by_credit.is_(None)
    )
    return ~live.exists()


def billable(buyer_id: UUID, month: date, *columns: Any) -> Select[Any]:
    """The approved deliveries of one buyer up to the month's end that no live invoice line holds.

    An earlier month's late approvals come along. A contract without a billing mandate has no seller to
    write for, and waits.
    """
    return (
        select(*columns)
        .select_from(Delivery)
        .join(OrderPayer, OrderPayer.order_id == Delivery.order_id)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(
            BillingMandate,
            (BillingMandate.contract_id == ServiceOrder.contract_id) & BillingMandate.revoked_at.is_(None),
        )
        .where(
            Delivery.buyer_id == buyer_id,
            Delivery.month <= month,
            Delivery.state == DeliveryState.APPROVED,
            Delivery.kind != DeliveryKind.CANCELLED,
            Delivery.quantity_value > 0,
            not_billed_to(OrderPayer.payer_id),
        )
    )


def gathered(work: Work, buyer_id: UUID, month: date) -> Iterator[Gathered]:
    """Sums by payer, seller, contract, order, kind, month, price and VAT, streamed invoice by invoice."""
    invoice_key = [
        OrderPayer.payer_id,
        BillingMandate.seller_id,
        ServiceOrder.contract_id,
        Delivery.vat_category == OUTSIDE,
    ]
    line_key = [
        Delivery.order_id,
        Delivery.month,
        Delivery.kind,
        Delivery.unit_price,
        Delivery.quantity_per,
        Delivery.quantity_unit,
        Delivery.vat_category,
        Delivery.vat_rate,
        EXEMPTION,
        OrderPayer.share,
        OrderPayer.share_before,
    ]
    sums = [
        func.sum(Delivery.quantity_value),
        func.min(Delivery.delivered_on),
        func.max(Delivery.delivered_on),
        func.count(),
    ]
    asked = billable(buyer_id, month, *invoice_key, *line_key, *sums).group_by(*invoice_key, *line_key)
    rows = work.db.execute(asked.order_by(*invoice_key, *line_key), execution_options={"yield_per": CHUNK})
    for row in rows:
        yield _gathered(*row)


def _gathered(
    payer_id: UUID,
    seller_id: UUID,
    contract_id: UUID,
    outside_scope: bool,
    order_id: UUID,
    month: date,
    kind: DeliveryKind,
    unit_price: Money,
    per: int,
    unit: Unit,
    vat_category: str,
    vat_rate: int,
    exemption: str,
    share: int,
    share_before: int,
    value: Decimal | int,
    first_on: date,
    last_on: date,
    deliveries: int,
) -> Gathered:
    return Gathered(
        key=Key(payer_id, seller_id, contract_id, bool(outside_scope)),
        order_id=order_id,
        kind=kind,
        month=month,
        first_on=first_on,
        last_on=last_on,
        value=int(value),  # PostgreSQL adds whole numbers up to a Decimal
        per=per,
        unit=unit,
        unit_price=unit_price,
        vat_category=vat_category,
        vat_rate=vat_rate,
        exemption=exemption,
        share=share,
        share_before=share_before,
        deliveries=deliveries,
    )


def has_drafts(work: Work, run_id: UUID) -> bool:
    drafts = select(Invoice.id).where(Invoice.run_id == run_id, Invoice.state == InvoiceState.DRAFT)
    return work.db.scalar(drafts.limit(1)) is not None


def reference_taken(work: Work, seller_id: UUID, reference: str) -> bool:
    taken = select(Invoice.id).where(
        Invoice.seller_id == seller_id, Invoice.reference == reference, Invoice.kind == InvoiceKind.INVOICE
    )
    return work.db.scalar(taken.limit(1)) is not None


def exportable(work: Work, buyer_id: UUID) -> Sequence[Invoice]:
    """Issued invoices and credit notes that no live batch holds, in the order of their numbers' giving."""
    live = select(ExportItem.invoice_id).where(ExportItem.invoice_id == Invoice.id, ExportItem.live)
    asked = (
        select(Invoice)
        .where(
            Invoice.buyer_id == buyer_id,
            Invoice.state.in_([InvoiceState.ISSUED, InvoiceState.CREDITED]),
            ~live.exists(),
        )
        .order_by(Invoice.issued_at, Invoice.seller_id, Invoice.series_no)
    )
    return work.db.scalars(asked).all()


def own_batch(work: Work, batch_id: UUID, *, lock: bool = False) -> ExportBatch:
    mine = select(ExportBatch).where(
        ExportBatch.id == batch_id,
        ExportBatch.buyer_id.in_(work.actor.parties_where(Role.FINANCE, Role.AUDITOR)),
    )
    batch = work.db.scalar(mine.with_for_update() if lock else mine)
    if batch is None:
        raise Missing
    return batch


def batch_file(work: Work, batch_id: UUID, name: str) -> UUID:
    asked = select(ExportFile.file_id).where(ExportFile.batch_id == batch_id, ExportFile.name == name)
    file_id = work.db.scalar(asked)
    if file_id is None:
        raise Missing
    return file_id


def drafts_of(work: Work, run_id: UUID) -> Sequence[Any]:
    """The run's drafts that the actor may see, by their sellers."""
    asked = select(Invoice.id, Invoice.seller_id, Invoice.gross).where(
        Invoice.run_id == run_id, Invoice.state == InvoiceState.DRAFT, theirs(work.actor)
    )
    return work.db.execute(asked.order_by(Invoice.seller_id, Invoice.id)).all()


def issued_in(work: Work, run_id: UUID, seller_id: UUID) -> Invoice:
    """The seller's invoice of a run, when it is issued and not credited."""
    asked = select(Invoice).where(
        Invoice.run_id == run_id,
        Invoice.seller_id == seller_id,
        Invoice.state == InvoiceState.ISSUED,
        theirs(work.actor),
    )
    invoice = work.db.scalars(asked.order_by(Invoice.series_no).limit(1)).one_or_none()
    if invoice is None:
        raise Missing
    return invoice
