from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.identity import queries as identity
from app.invoicing import queries, service
from app.invoicing.models import ExportBatch, Invoice
from app.invoicing.queries import InvoiceRow, Narrowed, Place
from app.invoicing.rules.states import BatchState, InvoiceKind, InvoiceState
from app.invoicing.schemas import BuyerIn, ChosenIn, ReasonIn, ReceivingIn, RunIn
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.platform.fields import Unreadable, a_month
from app.platform.forms import FormView, Option, Problem, Unfit, word_code
from app.platform.paging import USUAL, Slice
from app.platform.showing import worded, words_of
from app.platform.web import (
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    page,
    see_other,
    shown_again_by,
)

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
SHOWN = 200  # of a run or a batch: whoever needs more has the list, the files and the API
TONES = {
    InvoiceState.DRAFT: "warning",
    InvoiceState.ISSUED: "success",
    InvoiceState.CREDITED: "neutral",
    InvoiceState.DISCARDED: "neutral",
}
REFRESH_SECONDS = 3


# ------------------------------------------------------------------------------------------- invoices


@router.get("/invoices")
def show_invoices(
    request: Request, work: RequestWork, month: str = "", state: str = "", after: UUID | None = None
) -> Response:
    narrowed = Narrowed(month=_month(month), state=_state(state))
    rows = queries.invoices(work, narrowed, Slice(after))
    asked = {"month": month, "state": state}
    return page(
        request,
        "invoices/invoices.html",
        rows=rows[:USUAL],
        sums=queries.sums(work, narrowed),
        tones=TONES,
        filter=_filter_fields(request, month, state),
        is_narrowed=bool(month or state),
        next=_next(rows, asked),
        first=f"/invoices?{urlencode(asked)}" if after else "",
        tabs=_tabs(request, work, "/invoices"),
    )


@router.get("/invoices/money")
def show_money(request: Request, work: RequestWork) -> Response:
    months = queries.money_by_month(work)
    return page(
        request,
        "invoices/money.html",
        months=months,
        together=queries.together(months),
        tabs=_tabs(request, work, "/invoices/money"),
    )


# ---------------------------------------------------------------------------------------- billing runs


@router.get("/invoices/runs")
def show_runs(request: Request, work: RequestWork, buyer_id: str = "", month: str = "") -> Response:
    buyers = _named(work, queries.buyers_of(work.actor))
    buyer, asked = _chosen(buyer_id, buyers), _month(month)
    outlook = queries.outlook(work, buyer, asked) if buyer and asked else None
    reasons = service.reasons_not_to_draw(work, buyer, asked) if buyer and asked else []
    return page(
        request,
        "invoices/runs.html",
        runs=queries.runs(work),
        buyers=buyers,
        filter=_buyer_and_month(request, buyers, buyer, month),
        outlook=outlook,
        reasons=worded(request, reasons),
        form=form_view(
            request,
            RunIn,
            action="/invoices/runs",
            submit="invoicing_pages.draw",
            given={"buyer_id": buyer, "month": asked},
            options={"buyer_id": _options(buyers)},
        ),
        hidden={"buyer_id": str(buyer or ""), "month": f"{asked:%Y-%m}" if asked else ""},
        tabs=_tabs(request, work, "/invoices/runs"),
    )


@router.post("/invoices/runs")
@shown_again_by(show_runs)
def draw(work: RequestWork, form: Posted) -> Response:
    told = form.read(RunIn)
    run_id = service.draw(work, told.buyer_id, told.month)
    return see_other(f"/invoices/runs/{run_id}", done="invoicing_pages.done.drawn")


@router.get("/invoices/runs/{run_id}")
def show_run(request: Request, work: RequestWork, run_id: UUID) -> Response:
    run = queries.own_run(work, run_id)
    releases = bool(work.actor.parties_where(Role.SUPPLIER_ADMIN))
    is_under_way = releases and queries.is_being_released(work, run_id)
    return page(
        request,
        "invoices/run.html",
        run=run,
        drafts=queries.draft_checks(work, run_id),
        issued=queries.invoices(work, Narrowed(run_id=run_id), Slice(limit=SHOWN - 1)),
        shown=SHOWN,
        tones=TONES,
        buyer=_named(work, {run.buyer_id}).get(run.buyer_id, ""),
        is_under_way=is_under_way,
        refresh=REFRESH_SECONDS if is_under_way else 0,
        can_release=releases and not is_under_way and not service.reasons_not_to_ask(work, run_id),
    )


@router.post("/invoices/runs/{run_id}/release")
@shown_again_by(show_run)
def release_run(work: RequestWork, run_id: UUID, form: Posted) -> Response:
    service.ask_to_release(work, run_id)
    return see_other(f"/invoices/runs/{run_id}", done="invoicing_pages.done.release_asked")


# --------------------------------------------------------------------------------------------- exports


@router.get("/invoices/exports")
def show_exports(request: Request, work: RequestWork, buyer_id: str = "") -> Response:
    buyers = _named(work, work.actor.parties_where(Role.FINANCE, Role.AUDITOR))
    buyer = _chosen(buyer_id, buyers)
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
        tabs=_tabs(request, work, "/invoices/exports"),
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


# ------------------------------------------------------------------------------------ receiving address


@router.get("/invoices/receiving/{payer_id}")
def show_receiving(request: Request, work: RequestWork, payer_id: UUID) -> Response:
    told = queries.own_receiving_address(work, payer_id)
    given = {name: getattr(told, name, "") for name in ReceivingIn.model_fields}
    may = not service.reasons_not_to_receive(work, payer_id)
    return page(
        request,
        "invoices/receiving.html",
        payer=_named(work, {payer_id}).get(payer_id, ""),
        told=told,
        form=form_view(
            request,
            ReceivingIn,
            action=f"/invoices/receiving/{payer_id}",
            submit="invoicing_pages.receiving.save",
            given=given,
        )
        if may
        else None,
    )


@router.post("/invoices/receiving/{payer_id}")
@shown_again_by(show_receiving)
def receive(work: RequestWork, payer_id: UUID, form: Posted) -> Response:
    service.receive_at(work, payer_id, **form.read(ReceivingIn).facts())
    return see_other(f"/invoices/receiving/{payer_id}", done="invoicing_pages.done.receiving_told")


# --------------------------------------------------------------------------------------- reconciliation


@router.get("/invoices/reconciliation")
def show_reconciliation(request: Request, work: RequestWork, buyer_id: str = "", month: str = "") -> Response:
    buyers = _named(work, queries.buyers_of(work.actor))
    buyer = _chosen(buyer_id, buyers)
    asked = (_month(month) or identity.today(work)).replace(day=1)
    return page(
        request,
        "invoices/reconciliation.html",
        buyers=buyers,
        month=asked,
        filter=_buyer_and_month(request, buyers, buyer, f"{asked:%Y-%m}"),
        found=_reconciled(work, buyer, asked) if buyer else None,
        places=list(Place),
        tabs=_tabs(request, work, "/invoices/reconciliation"),
    )


# ----------------------------------------------------------------------------------------- one invoice


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


# ------------------------------------------------------------------------------------ what pages share


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
        "discard": _reason_form(request, f"{here}/discard", "invoicing_pages.discard")
        if buys and is_draft
        else None,
        "credit": _reason_form(request, f"{here}/credit", "invoicing_pages.credit")
        if sells and creditable
        else None,
    }


def _vat_total(key: str, sums: Mapping[str, int]) -> tuple[str, int, Money, Money]:
    category, _, rate = key.partition("-")
    return category, int(rate), Money(sums["base"]), Money(sums["vat"])


def _reason_form(request: Request, action: str, submit: str) -> FormView:
    return form_view(request, ReasonIn, action=action, submit=submit, tone="danger")


def _cancel_form(request: Request, work: RequestWork, batch: ExportBatch) -> FormView | None:
    """What is written is judged when it is sent: here only whether there is anything to write for."""
    if batch.state is BatchState.CANCELLED or service.reasons_not_to_cancel(work, batch, "-"):
        return None
    return _reason_form(request, f"/invoices/exports/{batch.id}/cancel", "invoicing_pages.cancel")


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


def _reconciled(work: RequestWork, buyer: UUID, month: date) -> dict[str, Any]:
    found = queries.reconciliation(work, buyer, month)
    return {"balance": found.balance, "adds_up": found.adds_up, "is_empty": not found.approved.worth}


def _filter_fields(request: Request, month: str, state: str) -> list[dict[str, Any]]:
    words = words_of(request)
    options = [Option("", words.gettext("invoicing_pages.any_state"))]
    options += [Option(one.value, words.gettext(word_code(one))) for one in InvoiceState]
    return [
        _month_field(words.gettext("invoicing_pages.field.month"), month, required=False),
        _field("state", words.gettext("invoicing_pages.state"), "select", state, options, required=False),
    ]


def _buyer_and_month(
    request: Request, buyers: Mapping[UUID, str], buyer: UUID | None, month: str
) -> list[dict[str, Any]]:
    words = words_of(request)
    label = words.gettext("invoicing_pages.field.buyer_id")
    chosen = str(buyer or "")
    whose = [_field("buyer_id", label, "select", chosen, _options(buyers))] if len(buyers) > 1 else []
    return [*whose, _month_field(words.gettext("invoicing_pages.field.month"), month)]


def _month_field(label: str, value: str, *, required: bool = True) -> dict[str, Any]:
    return _field("month", label, "month", value, [], required=required)


def _field(
    name: str, label: str, kind: str, value: str, options: Sequence[Option], *, required: bool = True
) -> dict[str, Any]:
    return {
        "name": name,
        "id": f"filter-{name}",
        "label": label,
        "kind": kind,
        "value": value,
        "options": options,
        "required": required,
    }


def _tabs(request: Request, work: RequestWork, here: str) -> list[dict[str, Any]]:
    """The rooms of invoicing that this viewer has something to do in."""
    words, actor = words_of(request), work.actor
    buys, sells = queries.buyers_of(actor), queries.sellers_of(actor)
    takes_out = actor.parties_where(Role.FINANCE, Role.AUDITOR)
    rooms = [
        ("/invoices", "invoicing_pages.tab.invoices", True),
        ("/invoices/money", "invoicing_pages.tab.money", bool(sells)),
        ("/invoices/runs", "invoicing_pages.tab.runs", bool(buys or sells)),
        ("/invoices/exports", "invoicing_pages.tab.exports", bool(takes_out)),
        ("/invoices/reconciliation", "invoicing_pages.tab.reconciliation", bool(buys)),
    ]
    return [
        {"href": href, "label": words.gettext(code), "is_current": href == here}
        for href, code, is_open in rooms
        if is_open
    ]


def _named(work: RequestWork, party_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    ids = list(party_ids)
    return queries.names_of(work, ids) if ids else {}


def _options(parties: Mapping[UUID, str]) -> list[Option]:
    return [Option(str(party_id), name) for party_id, name in parties.items()]


def _chosen(written: str, parties: Mapping[UUID, str]) -> UUID | None:
    """The one that was asked for, else the first; somebody else's is not there."""
    if not written:
        return next(iter(parties), None)
    found = next((party_id for party_id in parties if str(party_id) == written), None)
    if found is None:
        raise Missing
    return found


def _month(written: str) -> date | None:
    try:
        return a_month(written.strip()) if written.strip() else None
    except Unreadable as fault:
        raise Unfit([Problem("month", fault.code, fault.facts)]) from None


def _state(written: str) -> InvoiceState | None:
    if written and written not in list(InvoiceState):
        raise Unfit([Problem("state", "field.not_offered", {})])
    return InvoiceState(written) if written else None


def _next(rows: Sequence[InvoiceRow], asked: Mapping[str, str]) -> str:
    if len(rows) <= USUAL:
        return ""
    return f"/invoices?{urlencode({**asked, 'after': rows[USUAL - 1].id})}"
