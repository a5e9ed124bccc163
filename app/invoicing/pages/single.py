"""One invoice: read, let out, discarded, credited."""

from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.invoicing import queries, service
from app.invoicing.models import Invoice
from app.invoicing.pages.routing import TONES, reason_form, router
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.invoicing.schemas import ReasonIn
from app.kernel.actors import Role
from app.platform.showing import worded
from app.platform.web import Posted, RequestWork, page, see_other, shown_again_by


@router.get("/invoices/{invoice_id}")
def show_invoice(request: Request, work: RequestWork, invoice_id: UUID) -> Response:
    whole = queries.whole_invoice(work, invoice_id)
    return page(
        request,
        "invoices/invoice.html",
        whole=whole,
        invoice=whole.invoice,
        heading=whole.heading,
        document=whole.document,
        tone=TONES[whole.invoice.state],
        is_credit=whole.invoice.kind is InvoiceKind.CREDIT_NOTE,
        **_acts(request, work, whole.invoice),
    )


@router.post("/invoices/{invoice_id}/release")
@shown_again_by(show_invoice)
def release(work: RequestWork, invoice_id: UUID, form: Posted) -> Response:
    service.release(work, invoice_id)
    return see_other(f"/invoices/{invoice_id}", done="invoicing_pages.done.released")


@router.post("/invoices/{invoice_id}/discard")
@shown_again_by(show_invoice)
def discard(work: RequestWork, invoice_id: UUID, form: Posted) -> Response:
    service.discard(work, invoice_id, reason=form.read(ReasonIn).reason)
    return see_other(f"/invoices/{invoice_id}", done="invoicing_pages.done.discarded")


@router.post("/invoices/{invoice_id}/credit")
@shown_again_by(show_invoice)
def credit(work: RequestWork, invoice_id: UUID, form: Posted) -> Response:
    note = service.credit(work, invoice_id, reason=form.read(ReasonIn).reason)
    return see_other(f"/invoices/{note.id}", done="invoicing_pages.done.credited")


def _acts(request: Request, work: RequestWork, invoice: Invoice) -> dict[str, Any]:
    """The acts of the viewer's own side, each drawn or explained; those of the other side are not shown."""
    here, actor = f"/invoices/{invoice.id}", work.actor
    sells = actor.holds(Role.SUPPLIER_ADMIN, invoice.seller_id)
    buys = actor.holds(Role.FINANCE, invoice.buyer_id)
    is_draft, is_issued = invoice.state is InvoiceState.DRAFT, invoice.state is InvoiceState.ISSUED
    creditable = is_issued and invoice.kind is InvoiceKind.INVOICE
    asks_to_release = sells and is_draft
    return {
        "sells": sells,
        "asks_to_release": asks_to_release,
        "why_not_release": worded(request, service.reasons_not_to_release(work, invoice))
        if asks_to_release
        else [],
        "discard": reason_form(request, f"{here}/discard", "invoicing_pages.discard")
        if buys and is_draft
        else None,
        "credit": reason_form(request, f"{here}/credit", "invoicing_pages.credit")
        if sells and creditable
        else None,
    }
