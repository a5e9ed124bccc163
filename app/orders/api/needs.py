"""Needs of clients and the choices that are made for them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from app.identity import queries as identity
from app.orders import queries, service
from app.orders.api.base import router
from app.orders.schemas import (
    ChoiceListOut,
    ChoosingIn,
    ContactIn,
    NeedIn,
    NeedLineOut,
    NeedOut,
    OneOut,
    SendingIn,
    in_unit,
    list_out,
    need_line_out,
    need_out,
)
from app.orders.service.needs import read_texts
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import PERSONAL, RequestWork
from app.procurement import queries as procurement


@router.get("/needs")
def list_needs(
    work: RequestWork, cursor: Cursor, client_id: Annotated[UUID | None, Query()] = None
) -> Page[NeedLineOut]:
    """Of the caller's own clients, newest first."""
    found = queries.needs(work, client_id=client_id, part=cursor)
    return page_of(found, cursor, need_line_out, lambda line: line.id)


@router.post("/clients/{client_id}/needs", status_code=201)
def open_need(work: RequestWork, client_id: UUID, told: NeedIn) -> OneOut:
    """Says what one client needs of one category, at most."""
    category = procurement.category(work, told.category_id)
    need_id = service.open_need(
        work,
        client_id,
        told.category_id,
        quantity=in_unit(told.quantity, category.unit, category.per),
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        summary=told.summary,
        plan_ref=told.plan_ref,
        decision_ref=told.decision_ref,
    )
    return OneOut(id=need_id)


@router.get("/needs/{need_id}", openapi_extra=PERSONAL)
def get_need(work: RequestWork, need_id: UUID) -> NeedOut:
    """A need with its list, its choices and the attempts to reach the client; the view is logged."""
    found = queries.need_page(work, need_id)
    return need_out(
        found.need,
        read_texts(work, found.need, found.client),
        found.live_list,
        queries.choices(work, need_id, identity.today(work)),
        queries.attempts(work, need_id),
    )


@router.post("/needs/{need_id}/reopening", status_code=204)
def reopen_need(work: RequestWork, need_id: UUID) -> Response:
    """The client thought again before anything was ordered."""
    service.reopen_need(work, need_id)
    return Response(status_code=204)


@router.post("/needs/{need_id}/closing", status_code=204)
def close_need(work: RequestWork, need_id: UUID) -> Response:
    """Nothing is wanted any more."""
    service.close_need(work, need_id)
    return Response(status_code=204)


@router.post("/needs/{need_id}/lists", status_code=201)
def open_choice(work: RequestWork, need_id: UUID) -> ChoiceListOut:
    """Freezes the list of suppliers that the client may choose from, in neutral order."""
    return list_out(service.open_choice(work, need_id))


@router.post("/lists/{list_id}/choices", status_code=201)
def choose(work: RequestWork, list_id: UUID, told: ChoosingIn) -> OneOut:
    """Records whom the client chose, alone or with help."""
    choice = service.choose(work, list_id, told.party_id, ground=told.ground, reason=told.reason)
    return OneOut(id=choice.id)


@router.post("/needs/{need_id}/contacts", status_code=204)
def record_contact(work: RequestWork, need_id: UUID, told: ContactIn) -> Response:
    """Records that somebody tried to reach the client about the choice."""
    service.record_contact(work, need_id, channel=told.channel, reached=told.reached)
    return Response(status_code=204)


@router.post("/needs/{need_id}/fallback", status_code=201)
def fall_back(work: RequestWork, need_id: UUID) -> OneOut:
    """Takes the first free supplier of the published ranking, where law and time allow it."""
    return OneOut(id=service.fall_back(work, need_id).id)


@router.post("/choices/{choice_id}/orders", status_code=201)
def send_order(work: RequestWork, choice_id: UUID, told: SendingIn) -> OneOut:
    """Sends the order to the chosen supplier and commits its money."""
    return OneOut(id=service.send(work, choice_id, payers=told.shares()).id)
