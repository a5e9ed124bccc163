"""Service orders: sent, answered, started and ended."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity import queries as identity
from app.orders import queries, service
from app.orders.api.base import router
from app.orders.rules.states import OrderState
from app.orders.schemas import (
    AcceptingIn,
    DecliningIn,
    EndingIn,
    OrderLineOut,
    OrderOut,
    RiseOut,
    StartingIn,
    WithdrawingIn,
    order_line_out,
    order_out,
)
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import PERSONAL, RequestWork
from app.platform.work import Work


@router.get("/orders")
def list_orders(
    work: RequestWork, cursor: Cursor, state: Annotated[list[OrderState] | None, Query()] = None
) -> Page[OrderLineOut]:
    """The caller's, as buyer or as supplier, newest first."""
    found = queries.orders(work, identity.today(work), states=state or (), part=cursor)
    return page_of(found, cursor, order_line_out, lambda line: line.id)


@router.get("/orders/{order_id}")
def get_order(work: RequestWork, order_id: UUID) -> OrderOut:
    """An order with its payers; it names no client."""
    return _shown(work, order_id)


@router.get("/orders/{order_id}/terms", openapi_extra=PERSONAL)
def get_order_terms(work: RequestWork, order_id: UUID) -> dict[str, str]:
    """What the supplier is told before it answers: a pseudonym, and what of the client it must know."""
    return service.see_order(work, order_id)


@router.get("/orders/{order_id}/client", openapi_extra=PERSONAL)
def get_order_client(work: RequestWork, order_id: UUID) -> dict[str, str]:
    """First name, contact and need, for those who serve the client of an accepted order."""
    return service.see_client(work, order_id)


@router.post("/orders/{order_id}/acceptance")
def accept_order(work: RequestWork, order_id: UUID, told: AcceptingIn) -> OrderOut:
    """The supplier's yes."""
    service.accept(work, order_id, member_id=told.member_id)
    return _shown(work, order_id)


@router.post("/orders/{order_id}/refusal")
def decline_order(work: RequestWork, order_id: UUID, told: DecliningIn) -> OrderOut:
    """The supplier's no; the order's money and place are free again."""
    service.decline(work, order_id, reason=told.reason)
    return _shown(work, order_id)


@router.post("/orders/{order_id}/withdrawal")
def withdraw_order(work: RequestWork, order_id: UUID, told: WithdrawingIn) -> OrderOut:
    """The case worker takes back an order that has not begun."""
    service.withdraw(work, order_id, reason=told.reason)
    return _shown(work, order_id)


@router.post("/orders/{order_id}/start")
def start_order(work: RequestWork, order_id: UUID, told: StartingIn) -> OrderOut:
    """The first day of the service."""
    service.start(work, order_id, on=told.on)
    return _shown(work, order_id)


@router.post("/orders/{order_id}/ending")
def end_order(work: RequestWork, order_id: UUID, told: EndingIn) -> OrderOut:
    """Ends a running order; the money of what was not delivered is free again."""
    service.end(work, order_id, on=told.on, reason=told.reason)
    return _shown(work, order_id)


@router.post("/orders/{order_id}/rise-cover")
def cover_rise(work: RequestWork, order_id: UUID) -> RiseOut:
    """Asks again for the money that a risen price needs."""
    return RiseOut(covered=service.cover_rise(work, order_id))


def _shown(work: Work, order_id: UUID) -> OrderOut:
    today = identity.today(work)
    return order_out(queries.order_told(work, order_id, today), queries.payers_named(work, order_id, today))
