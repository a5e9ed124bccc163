from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.funds import queries, service
from app.funds.queries import LimitRow
from app.funds.rules import LimitKind, Shares, reaches
from app.funds.schemas import ApprovalIn, BudgetIn
from app.identity import queries as identity
from app.platform.forms import FormView, Option
from app.platform.showing import worded
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


@router.get("/funds")
def show_limits(request: Request, work: RequestWork) -> Response:
    shares, rows = queries.shares(work), queries.limits(work)
    return page(
        request,
        "funds/limits.html",
        limits=rows,
        tones={row.id: _tone(row, shares) for row in rows},
        shares=shares,
        may_open=bool(service.buyers_to_open_for(work)),
    )


@router.get("/funds/new")
def show_opening(request: Request, work: RequestWork) -> Response:
    buyers, today = service.buyers_to_open_for(work), identity.today(work)
    options = [Option(str(one), identity.party_on(work, one, today).name) for one in sorted(buyers)]
    form = _opening(request, options) if options else None
    return page(request, "funds/opening.html", form=form)


@router.post("/funds/new")
@shown_again_by(show_opening)
def open_limit(work: RequestWork, form: Posted) -> Response:
    limit_id = service.open_limit(work, LimitKind.BUDGET, **form.read(BudgetIn).facts())
    return see_other(f"/funds/{limit_id}", done="funds.opened")


@router.get("/funds/{limit_id}")
def show_limit(request: Request, work: RequestWork, limit_id: UUID) -> Response:
    row, shares = queries.limit(work, limit_id), queries.shares(work)
    return page(
        request,
        "funds/limit.html",
        limit=row,
        tone=_tone(row, shares),
        shares=shares,
        approvals=queries.approvals(work, limit_id),
    )


@router.get("/funds/{limit_id}/needs/{need_id}")
def show_approving(request: Request, work: RequestWork, limit_id: UUID, need_id: UUID) -> Response:
    row, shares = queries.limit(work, limit_id), queries.shares(work)
    reasons = service.reasons_not_to_approve_second(work, row)
    return page(
        request,
        "funds/approving.html",
        limit=row,
        tone=_tone(row, shares),
        shares=shares,
        approvals=queries.approvals(work, limit_id, need_id),
        reasons=worded(request, reasons),
        form=None if reasons else _approving(request, limit_id, need_id),
    )


@router.post("/funds/{limit_id}/needs/{need_id}/approve")
@shown_again_by(show_approving)
def approve_second(work: RequestWork, limit_id: UUID, need_id: UUID, form: Posted) -> Response:
    service.approve_second(work, limit_id, need_id, up_to=form.read(ApprovalIn).up_to)
    return see_other(f"/funds/{limit_id}/needs/{need_id}", done="funds.approved")


def _opening(request: Request, buyers: list[Option]) -> FormView:
    return form_view(
        request,
        BudgetIn,
        action="/funds/new",
        submit="funds.open",
        given={"buyer_id": buyers[0].value} if len(buyers) == 1 else {},
        options={"buyer_id": buyers},
    )


def _approving(request: Request, limit_id: UUID, need_id: UUID) -> FormView:
    action = f"/funds/{limit_id}/needs/{need_id}/approve"
    return form_view(request, ApprovalIn, action=action, submit="funds.approve")


def _tone(row: LimitRow, shares: Shares) -> str:
    """How full it is: nothing to say, worth a look, or as full as it may be."""
    if reaches(row.committed, row.amount, shares.stop):
        return "danger"
    return "warning" if reaches(row.committed, row.amount, shares.warning) else ""
