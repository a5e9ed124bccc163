"""Orders: the supplier's waiting ones and those at work, the case worker's own, and one of them whole."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import Response

from app.clients import queries as client_files
from app.clients import service as clients
from app.clients.rules import Field
from app.identity import queries as identity
from app.kernel.actors import Role
from app.kernel.refusals import Reason
from app.orders import queries, service
from app.orders.models import ServiceOrder
from app.orders.pages.base import router
from app.orders.queries import LIVE, OrderPage
from app.orders.queries.lists import UNORDERED
from app.orders.rules.running import unused
from app.orders.rules.states import AT_WORK, OrderState
from app.orders.schemas import AcceptingIn, DecliningIn, EndingIn, StartingIn, WithdrawingIn
from app.orders.service.prices import limits_waiting
from app.platform.forms import FormView, Option
from app.platform.paging import Cursor, page_of
from app.platform.schemas import Told
from app.platform.showing import last_day_of, without, worded, words_of
from app.platform.web import (
    PERSONAL,
    Posted,
    RequestWork,
    form_view,
    page,
    see_other,
    shown_again_by,
)
from app.platform.work import Work

NAMES = (Field.FIRST_NAME, Field.LAST_NAME)
IN_A_LIST, ON_A_PAGE = "list of orders", "reading the order"
OVER = tuple(state for state in OrderState if state not in LIVE)
FORMS: Mapping[str, tuple[type[Told], str]] = {
    "accept": (AcceptingIn, ""),
    "start": (StartingIn, ""),
    "end": (EndingIn, ""),
    "decline": (DecliningIn, "danger"),
    "withdraw": (WithdrawingIn, "danger"),
}
STEPS = (OrderState.SENT, OrderState.ACCEPTED, OrderState.RUNNING, OrderState.ENDED)


@router.get("/orders", openapi_extra=PERSONAL)
def show_orders(
    request: Request, work: RequestWork, cursor: Cursor, over: Annotated[bool, Query()] = False
) -> Response:
    is_case_worker = bool(work.actor.parties_where(Role.CASE_WORKER))
    found = queries.orders(
        work,
        identity.today(work),
        states=OVER if over else LIVE,
        own_clients=is_case_worker,
        part=cursor,
    )
    part = page_of(found, cursor, lambda line: line, lambda line: line.id)
    needs = queries.needs(work, states=UNORDERED) if is_case_worker and not over else []
    of_clients = {need.client_id for need in needs} | {order.client_id for order in part.items}
    return page(
        request,
        "orders/orders.html",
        orders=part.items,
        needs=needs,
        names=clients.names_of(work, of_clients, purpose=IN_A_LIST),
        is_case_worker=is_case_worker,
        is_supplier=bool(work.actor.parties_where(Role.SUPPLIER_ADMIN, Role.WORKER)),
        over=over,
        next=f"/orders?over={str(over).lower()}&after={part.next}" if part.next else "",
        last_day=last_day_of,
    )


@router.get("/orders/{order_id}", openapi_extra=PERSONAL)
def show_order(request: Request, work: RequestWork, order_id: UUID) -> Response:
    today = identity.today(work)
    found = queries.order_page(work, order_id, today)
    order = found.order
    is_own_client = client_files.is_own_client(work, order.client_id)
    acts = service.acts_on(work, order, is_own_client=is_own_client)
    is_buyer = order.buyer_id in work.actor.party_ids
    return page(
        request,
        "orders/order.html",
        found=found,
        order=order,
        left=unused(order.quantity, order.used_parts),
        payers=queries.payers_named(work, order_id, today) if is_buyer else [],
        is_buyer=is_buyer,
        is_own_client=is_own_client,
        name=_name(work, order.client_id) if is_own_client else "",
        **_told(work, order, is_own_client=is_own_client),
        forms=_forms(request, work, found, acts),
        can_cover_rise="cover_rise" in acts,
        limits_waiting=limits_waiting(work, order) if is_buyer else [],
        accept_no=worded(request, acts.get("accept", [])),
        steps=_steps(request, order),
        timeline=_timeline(request, order),
        is_at_work=order.state in AT_WORK,
        last_day=last_day_of,
    )


@router.post("/orders/{order_id}/accept")
@shown_again_by(show_order)
def accept(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.accept(work, order_id, member_id=form.read(AcceptingIn).member_id)
    return see_other(f"/orders/{order_id}", done="order.accepted")


@router.post("/orders/{order_id}/decline")
@shown_again_by(show_order)
def decline(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.decline(work, order_id, reason=form.read(DecliningIn).reason)
    return see_other(f"/orders/{order_id}", done="order.declined")


@router.post("/orders/{order_id}/withdraw")
@shown_again_by(show_order)
def withdraw(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.withdraw(work, order_id, reason=form.read(WithdrawingIn).reason)
    return see_other(f"/orders/{order_id}", done="order.withdrawn")


@router.post("/orders/{order_id}/start")
@shown_again_by(show_order)
def start(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.start(work, order_id, on=form.read(StartingIn).on)
    return see_other(f"/orders/{order_id}", done="order.started")


@router.post("/orders/{order_id}/end")
@shown_again_by(show_order)
def end(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    told = form.read(EndingIn)
    service.end(work, order_id, on=told.on, reason=told.reason)
    return see_other(f"/orders/{order_id}", done="order.ended")


@router.post("/orders/{order_id}/cover-rise")
@shown_again_by(show_order)
def cover_rise(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    covered = service.cover_rise(work, order_id)
    return see_other(f"/orders/{order_id}", done="order.rise_covered" if covered else "order.rise_uncovered")


def _told(work: Work, order: ServiceOrder, *, is_own_client: bool) -> dict[str, Any]:
    """To those who serve the client: a pseudonym before the yes, a first name and contact after it."""
    if is_own_client or not service.serves(work, order):
        return {"before": None, "after": None}
    if order.state in AT_WORK:
        return {"before": None, "after": service.see_client(work, order.id)}
    return {"before": service.see_order(work, order.id), "after": None}


def _forms(
    request: Request, work: Work, found: OrderPage, acts: Mapping[str, list[Reason]]
) -> dict[str, FormView]:
    drawn, order, today = {}, found.order, identity.today(work)
    for act, (model, tone) in FORMS.items():
        if act not in acts or acts[act]:
            continue
        asks_member = act == "accept" and found.is_group
        members = identity.members(work, order.party_id, today) if asks_member else []
        form = form_view(
            request,
            model,
            action=f"/orders/{order.id}/{act}",
            submit=f"order.{act}",
            given={"on": today} if act in ("start", "end") else {},
            options={"member_id": [Option(str(one.organisation_id), one.name) for one in members]},
            tone=tone,
        )
        drawn[act] = form if len(members) > 1 else without(form, "member_id")
    return drawn


def _steps(request: Request, order: ServiceOrder) -> list[dict[str, str]]:
    """Four steps; an order that was broken off has none."""
    if order.state not in STEPS:
        return []
    words, at = words_of(request), STEPS.index(order.state)
    ended = order.state is OrderState.ENDED
    return [
        {
            "label": words.gettext(f"order.step.{step}"),
            "state": "done" if number < at or ended else ("current" if number == at else "todo"),
        }
        for number, step in enumerate(STEPS)
    ]


def _timeline(request: Request, order: ServiceOrder) -> list[dict[str, Any]]:
    """What happened at a moment; the days of start and end stand among the facts."""
    words = words_of(request)
    happened = [{"at": order.sent_at, "text": words.gettext("order.happened.sent")}]
    if order.answered_at is not None:
        answer = "declined" if order.state is OrderState.DECLINED else "accepted"
        happened.append({"at": order.answered_at, "text": words.gettext(f"order.happened.{answer}")})
    if order.state is OrderState.EXPIRED:
        happened.append({"at": order.answer_by, "text": words.gettext("order.happened.expired")})
    return happened


def _name(work: Work, client_id: UUID) -> str:
    told = clients.reveal(work, client_id, NAMES, purpose=ON_A_PAGE)
    return " ".join(told[field] for field in NAMES)
