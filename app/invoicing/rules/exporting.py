"""An export batch: its ledger rows, its control totals, and the manifest that proves them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.invoicing.ports import InvoiceDoc, LedgerRow, Period
from app.invoicing.rules.totals import vat_by_line
from app.kernel.money import Money


@dataclass(frozen=True)
class BatchFile:
    name: str
    media_type: str
    content: bytes


def signed(amount: Money, doc: InvoiceDoc) -> Money:
    """As a ledger books it: a credit note takes away."""
    return -amount if doc.is_credit else amount


def ledger_rows(docs: Iterable[InvoiceDoc], *, batch_number: int, made_at: datetime) -> list[LedgerRow]:
    return [row for doc in docs for row in _rows_of(doc, batch_number, made_at)]


def _rows_of(doc: InvoiceDoc, batch_number: int, made_at: datetime) -> Iterable[LedgerRow]:
    for line, vat in zip(doc.lines, vat_by_line(doc.lines), strict=True):
        yield LedgerRow(
            batch_number=batch_number,
            batch_made_at=made_at,
            invoice_number=doc.number,
            invoice_kind=doc.kind,
            issued_on=doc.issued_on,
            due_on=doc.due_on,
            posting_on=doc.period.ends_on,
            supplier_business_id=doc.seller.business_id,
            supplier_name=doc.seller.name,
            iban=doc.payment.iban,
            reference=doc.payment.reference,
            contract_number=doc.contract_reference,
            call_number=doc.call_reference,
            order_number=line.order_number,
            service_class=line.name,
            delivered=line.period or Period(doc.period.starts_on, doc.period.ends_on),
            quantity=-line.quantity if doc.is_credit else line.quantity,
            unit_price=line.unit_price,
            net=signed(line.net, doc),
            ground=line.ground,
            vat=signed(vat, doc),
            credit_of=doc.preceding.number if doc.preceding else None,
        )


def by_payer(docs: Iterable[InvoiceDoc]) -> dict[str, list[InvoiceDoc]]:
    """The documents by who pays them: each payer keeps its own books."""
    found: dict[str, list[InvoiceDoc]] = defaultdict(list)
    for doc in docs:
        found[doc.buyer.business_id].append(doc)
    return dict(sorted(found.items()))


def control_totals(docs: Sequence[InvoiceDoc]) -> dict[str, Any]:
    """Counts and sums in cents: in all, by supplier, by payer, and by VAT category and rate."""
    by_supplier: dict[str, int] = defaultdict(int)
    by_vat: dict[str, dict[str, int]] = {}
    net = vat = 0
    for doc in docs:
        net += signed(doc.totals.net, doc).cents
        vat += signed(doc.totals.vat, doc).cents
        by_supplier[doc.seller.business_id] += signed(doc.totals.gross, doc).cents
        for group in doc.totals.vat_groups:
            key = f"{group.ground.category}-{group.ground.rate}"
            sums = by_vat.setdefault(key, {"base": 0, "vat": 0})
            sums["base"] += signed(group.base, doc).cents
            sums["vat"] += signed(group.vat, doc).cents
    return {
        "invoices": len(docs),
        "net": net,
        "vat": vat,
        "gross": _gross(docs),
        "by_supplier": dict(sorted(by_supplier.items())),
        "by_payer": {payer: _gross(bills) for payer, bills in by_payer(docs).items()},
        "by_vat": dict(sorted(by_vat.items())),
    }


def _gross(docs: Iterable[InvoiceDoc]) -> int:
    return sum(signed(doc.totals.gross, doc).cents for doc in docs)


def manifest_of(
    number: int, made_at: datetime, docs: Sequence[InvoiceDoc], files: Sequence[BatchFile]
) -> Mapping[str, Any]:
    """What finance checks its import against."""
    return {
        "batch": number,
        "made_at": made_at.isoformat(),
        "totals": control_totals(docs),
        "invoices": [
            {"number": doc.number, "kind": doc.kind.value, "gross": signed(doc.totals.gross, doc).cents}
            for doc in docs
        ],
        "files": {file.name: sha256(file.content).hexdigest() for file in files},
    }
