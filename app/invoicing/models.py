from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.contracts.models import Contract
from app.contracts.rules.states import InvoiceMode
from app.deliveries.rules.states import DeliveryKind
from app.identity.models import Party, Person
from app.invoicing.rules.states import BatchState, InvoiceKind, InvoiceState, RunState
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.orders.models import ServiceOrder
from app.platform.db import Base, Json, unique_where
from app.platform.files import StoredFile
from app.platform.guards import added_only, frozen

ONE_DRAFT = "state = 'draft'"
TOLD = ("number", "series_no", "reference", "issued_on", "due_on", "document")
NUMBERED = " AND ".join(f"{name} IS NOT NULL" for name in TOLD)


class ReceivingAddress(Base):
    """Where a payer takes its e-invoices, as its finance has told: without the operator none reaches it.

    An empty `address` is the one that its number gives. `reference` is what its finance wants to read on
    every invoice (BT-10), and where it wants nothing, the contract's number stands there.
    """

    __tablename__ = "receiving_address"
    payer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    operator: Mapped[str] = mapped_column(String(35))
    address: Mapped[str] = mapped_column(String(50))
    reference: Mapped[str] = mapped_column(String(70))
    version: Mapped[int]


class BillingRun(Base):
    """One gathering of a buyer's approved, unbilled deliveries up to a month's end; one draft a month."""

    __tablename__ = "billing_run"
    __table_args__ = (unique_where("uq_billing_run_draft", "buyer_id", "month", where=ONE_DRAFT),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    month: Mapped[date]
    state: Mapped[RunState]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))


class NumberSeries(Base):
    """The last number given in a seller's series of a mode and year; moved by one conditional UPDATE."""

    __tablename__ = "number_series"
    seller_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    mode: Mapped[InvoiceMode] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


@frozen("OLD.state IN ('issued', 'credited')", may_change=("state",))
class Invoice(Base):
    """A seller's invoice to a payer under one contract. Once issued, only a full credit corrects it.

    `apart` names the VAT ground that may share an invoice with no other, and is empty for the rest.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("run_id", "payer_id", "seller_id", "contract_id", "apart"),
        UniqueConstraint("seller_id", "mode", "series_year", "series_no"),
        UniqueConstraint("seller_id", "number"),
        UniqueConstraint("credit_of"),
        unique_where("uq_invoice_reference", "seller_id", "reference", where="kind = '380'"),
        CheckConstraint(f"state IN ('draft', 'discarded') OR ({NUMBERED})", "issued_is_numbered"),
        CheckConstraint("state IN ('issued', 'credited') OR number IS NULL", "numbered_is_issued"),
        CheckConstraint("gross_cents = net_cents + vat_cents", "adds_up"),
        CheckConstraint("(kind = '381') = (credit_of IS NOT NULL)", "credit_names_its_invoice"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey(BillingRun.id), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    payer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    seller_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id), index=True)
    apart: Mapped[str] = mapped_column(String(30))
    kind: Mapped[InvoiceKind]
    mode: Mapped[InvoiceMode]
    state: Mapped[InvoiceState]
    month: Mapped[date]
    net: Mapped[Money] = mapped_column("net_cents")
    vat: Mapped[Money] = mapped_column("vat_cents")
    gross: Mapped[Money] = mapped_column("gross_cents")
    series_year: Mapped[int | None]
    series_no: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(25))
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    issued_at: Mapped[datetime | None]
    released_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    credit_of: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"))
    reason: Mapped[str] = mapped_column(Text, default="")  # of a discard or a credit; printed nowhere
    document: Mapped[Json | None]  # invoicing.ports.InvoiceDoc as issued: every file is made from it


@added_only
class InvoiceLine(Base):
    """One order, kind, month and price, the quantity added up before it is priced (RULE-64)."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position"),
        CheckConstraint("quantity_per > 0", "whole_parts"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey(Invoice.id), index=True)
    position: Mapped[int]
    order_id: Mapped[UUID] = mapped_column(ForeignKey(ServiceOrder.id), index=True)
    kind: Mapped[DeliveryKind]
    month: Mapped[date]
    first_on: Mapped[date]
    last_on: Mapped[date]
    quantity_value: Mapped[int]
    quantity_per: Mapped[int]
    quantity_unit: Mapped[Unit]
    unit_price: Mapped[Money] = mapped_column("unit_price_cents")
    net: Mapped[Money] = mapped_column("net_cents")
    vat_category: Mapped[str] = mapped_column(String(2))
    vat_rate: Mapped[int]
    exemption: Mapped[str] = mapped_column(String(30), default="")
    deliveries: Mapped[int]  # how many stand behind the line


@added_only
class InvoiceVat(Base):
    """VAT of one category and rate, computed on the sum of its lines and rounded once (RULE-55)."""

    __tablename__ = "invoice_vat"
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey(Invoice.id), primary_key=True)
    category: Mapped[str] = mapped_column(String(2), primary_key=True)
    rate: Mapped[int] = mapped_column(primary_key=True)
    exemption: Mapped[str] = mapped_column(String(30), primary_key=True, default="")
    base: Mapped[Money] = mapped_column("base_cents")
    vat: Mapped[Money] = mapped_column("vat_cents")


@frozen("OLD.id IS NOT NULL", may_change=("state", "cancelled_by_id", "cancel_reason"))
class ExportBatch(Base):
    """What finance took out, once, with its control totals; its files never change."""

    __tablename__ = "export_batch"
    __table_args__ = (UniqueConstraint("buyer_id", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    number: Mapped[int]
    state: Mapped[BatchState]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    cancelled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    manifest: Mapped[Json]


@added_only
class ExportFile(Base):
    __tablename__ = "export_file"
    batch_id: Mapped[UUID] = mapped_column(ForeignKey(ExportBatch.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))


@frozen("OLD.batch_id IS NOT NULL", may_change=("live",))
class ExportItem(Base):
    """An invoice stands in at most one live batch."""

    __tablename__ = "export_item"
    __table_args__ = (unique_where("uq_export_item_live", "invoice_id", where="live"),)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey(ExportBatch.id), primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey(Invoice.id), primary_key=True)
    live: Mapped[bool]
