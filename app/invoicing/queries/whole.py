"""One invoice with all that stands around it: names, lines, VAT, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.contracts.models import Contract
from app.deliveries.rules.states import DeliveryKind
from app.identity.models import PartyVersion
from app.invoicing.events import BatchExported, InvoiceCredited, InvoiceDiscarded, InvoiceIssued
from app.invoicing.models import BillingRun, ExportItem, Invoice, InvoiceLine
from app.invoicing.ports import InvoiceDoc, VatGroup
from app.invoicing.queries.invoices import own_invoice
from app.invoicing.queries.listing import Payer, Seller, named, today_of
from app.invoicing.rules.drawing import ground_of
from app.invoicing.rules.stored import doc_from_plain
from app.invoicing.rules.totals import vat_groups
from app.kernel.money import Money
from app.kernel.quantity import Quantity
from app.kernel.texts import Texts
from app.orders.models import ServiceOrder
from app.platform.db import in_force
from app.platform.journal import JournalRow
from app.platform.work import Work
from app.procurement.models import Call, Category

TOLD_OF_INVOICES = (InvoiceIssued.event_name, InvoiceDiscarded.event_name, InvoiceCredited.event_name)
EXPORTED = BatchExported.event_name


@dataclass(frozen=True)
class Heading:
    """What stands around an invoice: names of today, and the papers that it points to."""

    buyer: str
    seller: str
    payer: str
    contract_id: UUID
    contract_number: str
    call_number: str
    drawn_at: datetime | None
    credited_by: UUID | None


@dataclass(frozen=True)
class LineRow:
    """A line as its page shows it: the service and the order, never the client."""

    position: int
    order_id: UUID
    order_number: str
    service: Texts
    kind: DeliveryKind
    first_on: date
    last_on: date
    quantity: Quantity
    unit_price: Money
    net: Money
    vat_category: str
    vat_rate: int
    exemption: str
    deliveries: int


@dataclass(frozen=True)
class Happened:
    """A point of an invoice's life: an event's name and its moment."""

    event: str
    at: datetime


@dataclass(frozen=True)
class WholeInvoice:
    """All that its page shows. An issued one has its document, with the parties of its own day."""

    invoice: Invoice
    heading: Heading
    lines: Sequence[LineRow]
    life: Sequence[Happened]
    document: InvoiceDoc | None

    @property
    def groups(self) -> tuple[VatGroup, ...]:
        """VAT by its ground; a credit note's mirror those of its invoice to the cent."""
        return vat_groups(
            (ground_of(line.vat_category, line.vat_rate, line.exemption), line.net) for line in self.lines
        )


def whole_invoice(work: Work, invoice_id: UUID) -> WholeInvoice:
    invoice = own_invoice(work, invoice_id)
    return WholeInvoice(
        invoice=invoice,
        heading=heading_of(work, invoice),
        lines=line_rows(work, invoice_id),
        life=life_of(work, invoice),
        document=doc_from_plain(invoice.document) if invoice.document else None,
    )


def heading_of(work: Work, invoice: Invoice) -> Heading:
    buyer, note = aliased(PartyVersion), aliased(Invoice)
    columns: list[Any] = [
        func.coalesce(buyer.name, ""),
        func.coalesce(Seller.name, ""),
        func.coalesce(Payer.name, ""),
        Contract.id,
        Contract.number,
        Call.number,
        BillingRun.at,
        note.id,
    ]
    named_buyer = and_(
        buyer.party_id == Invoice.buyer_id, in_force(buyer.valid_from, buyer.valid_to, today_of(work))
    )
    asked = (
        named(work, select(*columns).select_from(Invoice))
        .join(Contract, Contract.id == Invoice.contract_id)
        .join(Call, Call.id == Contract.call_id)
        .outerjoin(BillingRun, BillingRun.id == Invoice.run_id)
        .outerjoin(note, note.credit_of == Invoice.id)
        .outerjoin(buyer, named_buyer)
        .where(Invoice.id == invoice.id)
    )
    return Heading(*work.db.execute(asked).one())


def line_rows(work: Work, invoice_id: UUID) -> list[LineRow]:
    asked = (
        select(
            InvoiceLine.position,
            InvoiceLine.order_id,
            ServiceOrder.number,
            Category.title,
            InvoiceLine.kind,
            InvoiceLine.first_on,
            InvoiceLine.last_on,
            InvoiceLine.quantity_value,
            InvoiceLine.quantity_per,
            InvoiceLine.quantity_unit,
            InvoiceLine.unit_price,
            InvoiceLine.net,
            InvoiceLine.vat_category,
            InvoiceLine.vat_rate,
            InvoiceLine.exemption,
            InvoiceLine.deliveries,
        )
        .join(ServiceOrder, ServiceOrder.id == InvoiceLine.order_id)
        .join(Category, Category.id == ServiceOrder.category_id)
        .where(InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )
    return [_line(row) for row in work.db.execute(asked)]


def _line(row: Any) -> LineRow:
    told = [*row[:7], Quantity(*row[7:10]), *row[10:]]
    return LineRow(*told)


def life_of(work: Work, invoice: Invoice) -> list[Happened]:
    """What the journal tells of it and of the batches that took it out, the oldest first."""
    batches = select(ExportItem.batch_id).where(ExportItem.invoice_id == invoice.id)
    told = or_(
        and_(JournalRow.about == invoice.id, JournalRow.event.in_(TOLD_OF_INVOICES)),
        and_(JournalRow.about.in_(batches), JournalRow.event == EXPORTED),
    )
    asked = select(JournalRow.event, JournalRow.at).where(JournalRow.chain == invoice.buyer_id, told)
    return [Happened(*row) for row in work.db.execute(asked.order_by(JournalRow.seq))]
