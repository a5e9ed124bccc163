"""Batches for a buyer's own ledger: made, taken out, cancelled."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.invoicing import queries, service
from app.invoicing.models import ExportBatch
from app.invoicing.pages.routing import SHOWN, chosen, named, reason_form, router, tabs
from app.invoicing.queries import InvoiceRow, Narrowed
from app.invoicing.rules.states import BatchState
from app.invoicing.schemas import BuyerIn, ChosenIn, ReasonIn
from app.kernel.actors import Role
from app.kernel.money import Money
from app.platform.forms import FormView, Option
from app.platform.paging import Slice
from app.platform.web import Posted, RequestWork, form_view, page, see_other, shown_again_by


@router.get("/invoices/exports")
def show_exports(request: Request, work: RequestWork, buyer_id: str = "") -> Response:
    buyers = named(work, work.actor.parties_where(Role.FINANCE, Role.AUDITOR))
    buyer = chosen(buyer_id, buyers)
    narrowed = Narrowed(buyer_id=buyer, to_export=True)
    ready = queries.invoices(work, narrowed, Slice(limit=SHOWN - 1)) if buyer else []
    may = buyer is not None and not service.reasons_not_to_export(work, buyer)
    return page(
        request,
        "invoices/exports.html",
        batches=queries.batches(work) if buyers else [],
        buyers=buyers,
        buyer=buyer,
        sums=queries.sums(work, narrowed) if buyer else None,
        may_export=may,
        form=_chosen_form(request, buyer, ready) if may and ready else None,
        hidden={"buyer_id": str(buyer or "")},
        tabs=tabs(request, work, "/invoices/exports"),
    )


@router.post("/invoices/exports")
@shown_again_by(show_exports)
def export(work: RequestWork, form: Posted) -> Response:
    batch = service.export(work, form.read(BuyerIn).buyer_id)
    return see_other(f"/invoices/exports/{batch.id}", done="invoicing_pages.done.exported")


@router.post("/invoices/exports/chosen")
@shown_again_by(show_exports)
def export_chosen(work: RequestWork, form: Posted) -> Response:
    told = form.read(ChosenIn)
    batch = service.export(work, told.buyer_id, invoice_ids=told.invoice_ids)
    return see_other(f"/invoices/exports/{batch.id}", done="invoicing_pages.done.exported")


@router.get("/invoices/exports/{batch_id}")
def show_export(request: Request, work: RequestWork, batch_id: UUID) -> Response:
    batch = queries.own_batch(work, batch_id)
    totals = batch.manifest["totals"]
    return page(
        request,
        "invoices/export.html",
        batch=batch,
        files=queries.files_of(work, batch_id),
        invoices=queries.invoices(work, Narrowed(batch_id=batch_id), Slice(limit=SHOWN - 1)),
        shown=SHOWN,
        count=totals["invoices"],
        sums={name: Money(totals[name]) for name in ("net", "vat", "gross")},
        by_supplier=[(name, Money(cents)) for name, cents in totals["by_supplier"].items()],
        by_vat=[_vat_total(key, one) for key, one in totals["by_vat"].items()],
        cancel=_cancel_form(request, work, batch),
    )


@router.get("/invoices/exports/{batch_id}/files/{name}")
def download(work: RequestWork, batch_id: UUID, name: str) -> Response:
    file = queries.file_of(work, batch_id, name)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "ETag": f'"{file.sha256}"'}
    return Response(service.download(work, batch_id, name), media_type=file.media_type, headers=headers)


@router.post("/invoices/exports/{batch_id}/cancel")
@shown_again_by(show_export)
def cancel(work: RequestWork, batch_id: UUID, form: Posted) -> Response:
    service.cancel_batch(work, batch_id, reason=form.read(ReasonIn).reason)
    return see_other(f"/invoices/exports/{batch_id}", done="invoicing_pages.done.cancelled")


def _vat_total(key: str, sums: Mapping[str, int]) -> tuple[str, int, Money, Money]:
    category, _, rate = key.partition("-")
    return category, int(rate), Money(sums["base"]), Money(sums["vat"])


def _cancel_form(request: Request, work: RequestWork, batch: ExportBatch) -> FormView | None:
    """What is written is judged when it is sent: here only whether there is anything to write for."""
    if batch.state is BatchState.CANCELLED or service.reasons_not_to_cancel(work, batch, "-"):
        return None
    return reason_form(request, f"/invoices/exports/{batch.id}/cancel", "invoicing_pages.cancel")


def _chosen_form(request: Request, buyer: UUID | None, ready: Sequence[InvoiceRow]) -> FormView:
    options = [Option(str(row.id), f"{row.number} · {row.seller} · {row.gross.plain()} €") for row in ready]
    return form_view(
        request,
        ChosenIn,
        action="/invoices/exports/chosen",
        submit="invoicing_pages.export_chosen",
        given={"buyer_id": buyer},
        options={"invoice_ids": options},
    )
