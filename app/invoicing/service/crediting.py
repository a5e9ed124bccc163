"""Taking an issued invoice back: always whole, once, by a credit note of its own number."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.deliveries.models import Billed
from app.identity import queries as identity
from app.invoicing import events, policy, queries
from app.invoicing.models import Invoice, InvoiceLine, InvoiceVat
from app.invoicing.ports import InvoiceDoc
from app.invoicing.rules.document import full_credit, reasons_not_to_issue
from app.invoicing.rules.issuing import Stamp, invoice_number
from app.invoicing.rules.states import INVOICE_FLOW, InvoiceKind, InvoiceState
from app.invoicing.rules.stored import doc_from_plain
from app.invoicing.service.documents import parties_of
from app.invoicing.service.issuing import attempt, reasons_not_paid_to, seller_now
from app.invoicing.service.numbering import next_number
from app.kernel.plain import as_plain
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.bulk import insert_rows
from app.platform.db import changed
from app.platform.work import Work


def credit(work: Work, invoice_id: UUID, *, reason: str) -> Invoice:
    """The credit note. The deliveries are free again: billed anew as they are, or re-opened and corrected."""
    invoice = queries.own_invoice(work, invoice_id, lock=True)
    reasons = reasons_not_to_credit(work, invoice, reason)
    refuse_if(reasons, evidence=attempt("credit", invoice, reasons))

    note = _credit_note(work, invoice, reason)
    _copy_lines(work, invoice, note)
    _free_deliveries(work, invoice, note)
    invoice.state = INVOICE_FLOW.after(invoice.state, "credit")
    work.record(
        events.InvoiceCredited(
            about=invoice.id,
            buyer_id=invoice.buyer_id,
            credit_note_id=note.id,
            number=note.number or "",
            gross=note.gross,
        )
    )
    return note


def reasons_not_to_credit(work: Work, invoice: Invoice, reason: str) -> list[Reason]:
    acts = {"buyer_id": invoice.buyer_id, "seller_id": invoice.seller_id}
    reasons = [
        *policy.reasons_not_to("credit", work.actor, **acts),
        *INVOICE_FLOW.reasons_not_to(invoice.state, "credit"),
        *reasons_not_paid_to(work, seller_now(work, invoice.seller_id)),
    ]
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        reasons.append(Reason("invoicing.a_credit_is_final"))
    if not reason.strip():
        reasons.append(Reason("invoicing.credit_needs_reason"))
    return reasons


def _credit_note(work: Work, invoice: Invoice, reason: str) -> Invoice:
    seller_id = seller_now(work, invoice.seller_id)
    stamp = _stamp(work, invoice, seller_id)
    document = _document(work, invoice, seller_id, stamp)
    refuse_if(reasons_not_to_issue(document))

    note = Invoice(
        id=work.new_id(),
        run_id=None,
        buyer_id=invoice.buyer_id,
        payer_id=invoice.payer_id,
        seller_id=seller_id,
        contract_id=invoice.contract_id,
        apart=invoice.apart,
        kind=InvoiceKind.CREDIT_NOTE,
        mode=invoice.mode,
        state=InvoiceState.ISSUED,
        month=invoice.month,
        net=-invoice.net,
        vat=-invoice.vat,
        gross=-invoice.gross,
        **vars(stamp),
        issued_at=work.now,
        released_by_id=work.actor.id,
        credit_of=invoice.id,
        reason=reason,
        document=as_plain(document),
    )
    work.db.add(note)
    work.db.flush()
    return note


def _stamp(work: Work, invoice: Invoice, seller_id: UUID) -> Stamp:
    """A number of the same series; the reference is the invoice's own, by which it was or would be paid."""
    today = identity.today(work)
    series_no = next_number(work, seller_id, invoice.mode, today.year)
    series = queries.series_of(work, invoice.contract_id)
    return Stamp(
        series_year=today.year,
        series_no=series_no,
        number=invoice_number(series, today.year, series_no),
        reference=invoice.reference or "",
        issued_on=today,
        due_on=today,
    )


def _document(work: Work, invoice: Invoice, seller_id: UUID, stamp: Stamp) -> InvoiceDoc:
    """The invoice's own figures, between the parties as they stand on the credit note's day."""
    was = doc_from_plain(invoice.document or {})
    seller, buyer, _ = parties_of(
        work,
        seller_id=seller_id,
        payer_id=invoice.payer_id,
        on=stamp.issued_on,
        grounds=[line.ground for line in was.lines],
    )
    taken_back = full_credit(
        was, number=stamp.number, issued_on=stamp.issued_on, due_on=stamp.due_on, made_at=work.now
    )
    return replace(taken_back, seller=seller, buyer=buyer)


def _copy_lines(work: Work, invoice: Invoice, note: Invoice) -> None:
    lines = select(InvoiceLine.__table__).where(InvoiceLine.invoice_id == invoice.id)
    taken_back = [
        _turned(dict(line), id=work.new_id(), invoice_id=note.id)
        for line in work.db.execute(lines.order_by(InvoiceLine.position)).mappings()
    ]
    insert_rows(work.db, InvoiceLine, taken_back)
    groups = select(InvoiceVat.__table__).where(InvoiceVat.invoice_id == invoice.id)
    turned = [_turned(dict(group), invoice_id=note.id) for group in work.db.execute(groups).mappings()]
    insert_rows(work.db, InvoiceVat, turned)


def _turned(row: dict[str, Any], **own: UUID) -> dict[str, Any]:
    """The same row with its amounts and quantity the other way; a unit price has no sign."""
    signed = ("net_cents", "base_cents", "vat_cents", "quantity_value")
    return {**row, **own, **{name: -row[name] for name in signed if name in row}}


def _free_deliveries(work: Work, invoice: Invoice, note: Invoice) -> None:
    lines = select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice.id)
    held = update(Billed).where(Billed.line_id.in_(lines), Billed.issued, Billed.released_by_credit.is_(None))
    counts = work.db.scalars(select(InvoiceLine.deliveries).where(InvoiceLine.invoice_id == invoice.id))
    if changed(work.db, held.values(released_by_credit=note.id)) != sum(counts):
        raise Refused([Reason("invoicing.already_credited")])
