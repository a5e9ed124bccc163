"""Taking an issued invoice back: always whole, once, by a credit note of its own number."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.contracts.models import BillingMandate, Contract
from app.deliveries.models import Billed
from app.invoicing import events, policy, queries
from app.invoicing.models import Invoice, InvoiceLine, InvoiceVat
from app.invoicing.rules.document import full_credit
from app.invoicing.rules.states import INVOICE_FLOW, InvoiceKind, InvoiceState
from app.invoicing.rules.stored import doc_from_plain
from app.invoicing.service.issuing import freeze
from app.invoicing.service.numbering import number_invoice
from app.kernel.refusals import Reason, Refused, refuse_if
from app.law.queries import calendar
from app.platform.bulk import insert_rows
from app.platform.db import changed
from app.platform.work import Work


def credit(work: Work, invoice_id: UUID, *, reason: str) -> Invoice:
    """The credit note. The deliveries are free again: billed anew as they are, or re-opened and corrected."""
    invoice = queries.own_invoice(work, invoice_id, lock=True)
    refuse_if(reasons_not_to_credit(work, invoice, reason))
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
    ]
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        reasons.append(Reason("invoicing.a_credit_is_final"))
    if not reason.strip():
        reasons.append(Reason("invoicing.credit_needs_reason"))
    return reasons


def _credit_note(work: Work, invoice: Invoice, reason: str) -> Invoice:
    contract = work.db.get_one(Contract, invoice.contract_id)
    today = calendar(work, work.ground.country, strict=False).local_day(work.now)
    note = Invoice(
        id=work.new_id(),
        run_id=None,
        buyer_id=invoice.buyer_id,
        payer_id=invoice.payer_id,
        seller_id=invoice.seller_id,
        contract_id=invoice.contract_id,
        outside_scope=invoice.outside_scope,
        kind=InvoiceKind.CREDIT_NOTE,
        mode=invoice.mode,
        state=InvoiceState.ISSUED,
        month=invoice.month,
        net=-invoice.net,
        vat=-invoice.vat,
        gross=-invoice.gross,
        reference=invoice.reference,
        issued_on=today,
        due_on=today,
        issued_at=work.now,
        released_by_id=work.actor.id,
        credit_of=invoice.id,
        reason=reason,
    )
    number_invoice(work, note, _series(work, contract.id))
    if invoice.document is None or note.number is None:
        raise ValueError("an issued invoice has its document, and its credit note a number")
    was = doc_from_plain(invoice.document)
    freeze(note, full_credit(was, number=note.number, issued_on=today, due_on=today, made_at=work.now))
    work.db.add(note)
    work.db.flush()
    return note


def _series(work: Work, contract_id: UUID) -> str:
    """The seller's series, from the newest mandate: a revoked one still serves to take back what it made."""
    newest = select(BillingMandate.series).where(BillingMandate.contract_id == contract_id)
    return work.db.execute(newest.order_by(BillingMandate.authorised_at.desc()).limit(1)).scalar_one()


def _copy_lines(work: Work, invoice: Invoice, note: Invoice) -> None:
    lines = work.db.execute(
        select(InvoiceLine.__table__).where(InvoiceLine.invoice_id == invoice.id)
    ).mappings()
    turned = [_turned(dict(line), id=work.new_id(), invoice_id=note.id) for line in lines]
    insert_rows(work.db, InvoiceLine, turned)
    vats = work.db.execute(select(InvoiceVat.__table__).where(InvoiceVat.invoice_id == invoice.id)).mappings()
    insert_rows(work.db, InvoiceVat, [_turned(dict(vat), invoice_id=note.id) for vat in vats])


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
