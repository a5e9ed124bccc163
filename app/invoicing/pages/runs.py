"""Billing runs: what one would draw, drawn, and let out."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.invoicing import queries, service
from app.invoicing.pages.routing import (
    SHOWN,
    TONES,
    buyer_and_month,
    chosen,
    month_told,
    named,
    options_of,
    router,
    tabs,
)
from app.invoicing.queries import Narrowed
from app.invoicing.schemas import RunIn
from app.kernel.actors import Role
from app.platform.paging import Slice
from app.platform.showing import worded
from app.platform.web import Posted, RequestWork, form_view, page, see_other, shown_again_by

REFRESH_SECONDS = 3


@router.get("/invoices/runs")
def show_runs(request: Request, work: RequestWork, buyer_id: str = "", month: str = "") -> Response:
    buyers = named(work, queries.buyers_of(work.actor))
    buyer, asked = chosen(buyer_id, buyers), month_told(month)
    outlook = queries.outlook(work, buyer, asked) if buyer and asked else None
    reasons = service.reasons_not_to_draw(work, buyer, asked) if buyer and asked else []
    return page(
        request,
        "invoices/runs.html",
        runs=queries.runs(work),
        buyers=buyers,
        filter=buyer_and_month(request, buyers, buyer, month),
        outlook=outlook,
        reasons=worded(request, reasons),
        form=form_view(
            request,
            RunIn,
            action="/invoices/runs",
            submit="invoicing_pages.draw",
            given={"buyer_id": buyer, "month": asked},
            options={"buyer_id": options_of(buyers)},
        ),
        hidden={"buyer_id": str(buyer or ""), "month": f"{asked:%Y-%m}" if asked else ""},
        tabs=tabs(request, work, "/invoices/runs"),
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
        buyer=named(work, {run.buyer_id}).get(run.buyer_id, ""),
        is_under_way=is_under_way,
        refresh=REFRESH_SECONDS if is_under_way else 0,
        can_release=releases and not is_under_way and not service.reasons_not_to_ask(work, run_id),
    )


@router.post("/invoices/runs/{run_id}/release")
@shown_again_by(show_run)
def release_run(work: RequestWork, run_id: UUID, form: Posted) -> Response:
    service.ask_to_release(work, run_id)
    return see_other(f"/invoices/runs/{run_id}", done="invoicing_pages.done.release_asked")
