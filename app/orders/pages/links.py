"""The client's own link: handed over by the case worker, opened on a phone by whoever holds it."""

from io import BytesIO
from typing import Annotated
from uuid import UUID

import segno
from fastapi import Path, Query, Request
from fastapi.responses import Response

from app.kernel.refusals import Missing
from app.orders import queries, service
from app.orders.pages.base import router
from app.orders.pages.needs import show_need
from app.orders.rules.links import LinkStanding
from app.orders.schemas import PickingIn
from app.platform.showing import last_day_of
from app.platform.web import (
    PERSONAL,
    PUBLIC,
    Posted,
    RequestWork,
    page,
    see_other,
    shown_again_by,
)
from app.platform.work import Work

Secret = Annotated[str, Path(min_length=1, max_length=100)]
QUESTIONS = ("cost", "benefit", "travel", "who_sees", "stop", "nothing", "call")
SCALE = 5


@router.post("/orders/needs/{need_id}/lists/{list_id}/make-link")
@shown_again_by(show_need)
def make_link(work: RequestWork, need_id: UUID, list_id: UUID, form: Posted) -> Response:
    link = service.make_link(work, list_id)
    return see_other(f"/orders/links/{link.id}", done="link.made")


@router.post("/orders/needs/{need_id}/links/{link_id}/withdraw")
@shown_again_by(show_need)
def withdraw_link(work: RequestWork, need_id: UUID, link_id: UUID, form: Posted) -> Response:
    service.withdraw_link(work, link_id)
    return see_other(f"/orders/needs/{need_id}", done="link.withdrawn")


@router.get("/orders/links/{link_id}", openapi_extra=PERSONAL)
def show_link(request: Request, work: RequestWork, link_id: UUID) -> Response:
    """To be printed, or to be held before the client's phone."""
    link, need = queries.own_link_and_need(work, link_id)
    return page(
        request,
        "client_link/handing_over.html",
        link=link,
        last_day=last_day_of,
        need_id=need.id,
        address=_address(request, service.read_link(work, link_id)),
    )


@router.get("/orders/links/{link_id}/code.svg", openapi_extra=PERSONAL)
def show_code(request: Request, work: RequestWork, link_id: UUID) -> Response:
    svg = BytesIO()
    code = segno.make(_address(request, service.read_link(work, link_id)), micro=False)
    code.save(svg, kind="svg", scale=SCALE, border=2, dark="#000", light="#fff", xmldecl=False)
    return Response(svg.getvalue(), media_type="image/svg+xml")


@router.get("/c/{secret}", openapi_extra=PUBLIC)
def open_link(
    request: Request,
    work: RequestWork,
    secret: Secret,
    party: Annotated[UUID | None, Query()] = None,
) -> Response:
    """Opening consumes nothing; `party` asks once more before the choice is confirmed."""
    return _opened(request, work, secret, party)


@router.post("/c/{secret}/choose", openapi_extra=PUBLIC)
@shown_again_by(open_link)
def choose_by_link(request: Request, work: RequestWork, secret: Secret, form: Posted) -> Response:
    try:
        service.choose_by_link(work, secret, form.read(PickingIn).party_id)
    except Missing:
        return _nothing_there(request)
    return see_other(f"/c/{secret}", done="link.chosen")


@router.post("/c/{secret}/take-back", openapi_extra=PUBLIC)
@shown_again_by(open_link)
def take_back(request: Request, work: RequestWork, secret: Secret, form: Posted) -> Response:
    try:
        service.take_back(work, secret)
    except Missing:
        return _nothing_there(request)
    return see_other(f"/c/{secret}", done="link.taken_back")


def _opened(request: Request, work: Work, secret: str, party: UUID | None) -> Response:
    try:
        opened = service.open_link(work, secret)
    except Missing:
        return _nothing_there(request)
    asked = next((one for one in opened.shown if one.party_id == party), None)
    return page(
        request,
        "client_link/choice.html",
        opened=opened,
        last_day=last_day_of,
        asked=asked,
        here=f"/c/{secret}",
        questions=QUESTIONS,
        is_open=opened.standing is LinkStanding.OPEN,
        is_chosen=opened.standing is LinkStanding.CHOSEN,
    )


def _nothing_there(request: Request) -> Response:
    return page(request, "client_link/nothing.html", status=404)


def _address(request: Request, secret: str) -> str:
    return f"{request.base_url}c/{secret}"
