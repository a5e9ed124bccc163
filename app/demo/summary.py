"""What a story came to: its summary, amounts in whole cents, and its papers as files."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from app.contracts.models import Contract
from app.demo.stage import Stage
from app.funds.models import Hold, Limit
from app.funds.rules import LimitKind
from app.invoicing import queries as invoicing
from app.invoicing.models import ExportBatch, ExportFile, Invoice, InvoiceVat
from app.invoicing.ports import EInvoiceFormat
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.invoicing.rules.stored import doc_from_plain
from app.kernel.money import WHOLE, half_away_from_zero
from app.kernel.quantity import Quantity
from app.offers.models import Application, Decision
from app.orders.models import ServiceOrder
from app.platform.extensions import installed
from app.platform.files import read_file
from app.platform.work import Work, system_work
from app.procurement.models import Category

ISSUED = (InvoiceState.ISSUED, InvoiceState.CREDITED)


def summary_of(stage: Stage) -> dict[str, Any]:
    with system_work(stage.ground) as work:
        invoices = _invoices(work, stage)
        return {
            "orders": _orders(work, stage),
            "invoices": invoices,
            "totals": _totals(invoices),
            "ranking": stage.told.get("ranking", {}),
            "commitments": _commitments(work, stage),
            "metrics": stage.told.get("metrics", {}),
            "receipts": stage.told.get("receipts", {}),
            "refusals": list(stage.told.get("refusals", {}).values()),
        }


def write_papers(stage: Stage, out: Path) -> None:
    """Contracts and letters as PDF, invoices in every installed syntax, export batches whole."""
    with system_work(stage.ground) as work:
        for name, content in (
            *_contract_papers(work, stage),
            *_letters(work, stage),
            *_invoice_files(work, stage),
            *_batches(work, stage),
        ):
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _orders(work: Work, stage: Stage) -> list[dict[str, Any]]:
    asked = (
        select(ServiceOrder, Category.code)
        .join(Category, Category.id == ServiceOrder.category_id)
        .order_by(ServiceOrder.sent_at, ServiceOrder.number)
    )
    return [
        {
            "key": stage.key_of(order.id),
            "number": order.number,
            "category": code,
            "supplier": stage.key_of(order.party_id),
            "quantity": order.quantity.plain(),
            "unit": order.quantity_unit.value,
            "unit_price": order.unit_price.cents,
            "committed": order.committed.cents,
            "state": order.state.value,
            "started_on": order.started_on.isoformat() if order.started_on else None,
        }
        for order, code in work.db.execute(asked)
    ]


def _invoices(work: Work, stage: Stage) -> list[dict[str, Any]]:
    asked = (
        select(Invoice, Contract.party_id)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Invoice.state.in_(ISSUED))
        .order_by(Invoice.issued_at, Contract.supplier_number, Invoice.series_no)
    )
    taken: dict[str, int] = {}
    return [_invoice(work, stage, invoice, party_id, taken) for invoice, party_id in work.db.execute(asked)]


def _invoice(
    work: Work, stage: Stage, invoice: Invoice, party_id: UUID, taken: dict[str, int]
) -> dict[str, Any]:
    seller = stage.key_of(party_id)
    return {
        "key": _invoice_key(seller, invoice, taken),
        "kind": invoice.kind.value,
        "number": invoice.number,
        "seller": seller,
        "payer": stage.key_of(invoice.payer_id),
        "run": stage.key_of(invoice.run_id) if invoice.run_id else None,
        "month": f"{invoice.month:%Y-%m}",
        "issued_on": _day(invoice.issued_on),
        "due_on": _day(invoice.due_on),
        "reference": invoice.reference,
        "lines": [_line(stage, row) for row in invoicing.lines_of(work, invoice.id)],
        "vat_groups": _vat_groups(work, invoice.id),
        "net": invoice.net.cents,
        "vat": invoice.vat.cents,
        "gross": invoice.gross.cents,
    }


def _invoice_key(seller: str, invoice: Invoice, taken: dict[str, int]) -> str:
    """S4-2026-04, then S4-2026-04-credit, then S4-2026-04-2."""
    month = f"{seller}-{invoice.month:%Y-%m}"
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        month += "-credit"
    taken[month] = taken.get(month, 0) + 1
    return month if taken[month] == 1 else f"{month}-{taken[month]}"


def _line(stage: Stage, row: Row[Any]) -> dict[str, Any]:
    return {
        "order": stage.key_of(row.order_id),
        "kind": row.kind.value,
        "quantity": Quantity(row.quantity_value, row.quantity_per, row.quantity_unit).plain(),
        "unit": row.quantity_unit.value,
        "unit_price": row.unit_price_cents.cents,
        "net": row.net_cents.cents,
        "vat_category": row.vat_category,
    }


def _vat_groups(work: Work, invoice_id: UUID) -> list[dict[str, Any]]:
    asked = select(InvoiceVat).where(InvoiceVat.invoice_id == invoice_id)
    groups = work.db.scalars(asked.order_by(InvoiceVat.rate.desc(), InvoiceVat.category))
    return [
        {
            "key": group.category,
            "category": group.category,
            "rate": group.rate,
            "base": group.base.cents,
            "vat": group.vat.cents,
        }
        for group in groups
    ]


def _totals(invoices: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """By billing run, by the run's name in the story; credit notes belong to no run and count in `all`."""
    totals: dict[str, dict[str, int]] = {}
    for invoice in invoices:
        for key in {"all", invoice["run"]} - {None}:
            sums = totals.setdefault(key, {"invoices": 0, "net": 0, "vat": 0, "gross": 0})
            sums["invoices"] += 1
            for name in ("net", "vat", "gross"):
                sums[name] += invoice[name]
    return totals


def _commitments(work: Work, stage: Stage) -> dict[str, Any]:
    """Each call's ceiling and what of it is committed, and what each order holds of it."""
    limits = work.db.scalars(select(Limit).where(Limit.kind == LimitKind.CALL_CEILING)).all()
    calls = {stage.key_of(limit.process_id): _standing(limit) for limit in limits if limit.process_id}
    held = select(Hold).join(Limit, Limit.id == Hold.limit_id).where(Limit.kind == LimitKind.CALL_CEILING)
    return {
        "total": sum(limit.committed.cents for limit in limits),
        "calls": calls,
        "orders": {stage.key_of(hold.order_id): hold.held.cents for hold in work.db.scalars(held)},
    }


def _standing(limit: Limit) -> dict[str, Any]:
    hundredths = half_away_from_zero(Fraction(limit.committed.cents * WHOLE, limit.amount.cents))
    return {
        "ceiling": limit.amount.cents,
        "committed": limit.committed.cents,
        "share": f"{hundredths // 100}.{hundredths % 100:02} %",
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _bytes(work: Work, file_id: UUID | None) -> bytes:
    return read_file(work.db, work.ground.files, file_id) if file_id else b""


def _contract_papers(work: Work, stage: Stage) -> Iterable[tuple[str, bytes]]:
    asked = select(Contract.party_id, Contract.pdf_file_id).where(Contract.pdf_file_id.is_not(None))
    for party_id, file_id in work.db.execute(asked.order_by(Contract.supplier_number)):
        yield f"contracts/{stage.key_of(party_id)}.pdf", _bytes(work, file_id)


def _letters(work: Work, stage: Stage) -> Iterable[tuple[str, bytes]]:
    asked = (
        select(Application.party_id, Decision.letter_file_id)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.letter_file_id.is_not(None))
        .order_by(Decision.decided_at, Decision.number)
    )
    for party_id, file_id in work.db.execute(asked):
        yield f"decisions/{stage.key_of(party_id)}.pdf", _bytes(work, file_id)


def _invoice_files(work: Work, stage: Stage) -> Iterable[tuple[str, bytes]]:
    formats: Mapping[str, EInvoiceFormat] = installed("einvoice")
    taken: dict[str, int] = {}
    asked = (
        select(Invoice, Contract.party_id)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Invoice.state.in_(ISSUED))
        .order_by(Invoice.issued_at, Contract.supplier_number, Invoice.series_no)
    )
    for invoice, party_id in work.db.execute(asked):
        key = _invoice_key(stage.key_of(party_id), invoice, taken)
        for syntax in formats.values():
            content = syntax.render(doc_from_plain(invoice.document or {}))
            yield f"invoices/{key}{syntax.file_suffix}", content


def _batches(work: Work, stage: Stage) -> Iterable[tuple[str, bytes]]:
    asked = select(ExportBatch.number, ExportFile.name, ExportFile.file_id).join(
        ExportBatch, ExportBatch.id == ExportFile.batch_id
    )
    for number, name, file_id in work.db.execute(asked.order_by(ExportBatch.number, ExportFile.name)):
        yield f"exports/batch-{number}/{name}", _bytes(work, file_id)
