"""Deliveries for people: told from a phone, listed by month, and decided on many at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.deliveries import queries, service
from app.deliveries.queries import DeliveryPage, DeliveryRow, Waiting
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.deliveries.schemas import (
    ApprovingIn,
    CancellingIn,
    CorrectingIn,
    DisputingIn,
    LoggingIn,
    NoShowIn,
    ReopeningIn,
    quantity_told,
)
from app.identity import queries as identity
from app.kernel.actors import SUPPLIER_ROLES, Role
from app.kernel.deadlines import months_after
from app.kernel.money import Money, total
from app.kernel.quantity import Quantity
from app.orders import queries as orders
from app.orders.models import ServiceOrder
from app.orders.queries import OrderPage
from app.orders.rules.running import unused
from app.orders.rules.states import AT_WORK
from app.platform.fields import ZONE, a_month
from app.platform.forms import FormView, Option, word_code
from app.platform.pages import day, quantity
from app.platform.schemas import Told
from app.platform.showing import without, worded, words_of
from app.platform.texts import Catalogue
from app.platform.web import (
    PERSONAL,
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    page,
    see_other,
    shown_again_by,
)
from app.platform.work import Work
from app.procurement import queries as procurement

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
TOLD_KINDS = (DeliveryKind.HELD, DeliveryKind.CANCELLED, DeliveryKind.NO_SHOW)  # the rest the tariff says
WHO = ("member_id", "worker_id")
TELLING: dict[str, type[Told]] = {"log": LoggingIn, "log-cancellation": CancellingIn, "log-no-show": NoShowIn}


@router.get("/deliveries")
def show_deliveries(
    request: Request, work: RequestWork, month: Annotated[str | None, Query(pattern=MONTH)] = None
) -> Response:
    today = identity.today(work)
    first = a_month(month) if month else today.replace(day=1)
    rows = queries.deliveries(work, month=first)
    is_supplier = bool(work.actor.parties_where(*SUPPLIER_ROLES))
    return page(
        request,
        "deliveries/deliveries.html",
        rows=rows,
        sums=_sums(rows),
        net=total(row.net for row in rows if row.net is not None),
        first=first,
        before=_month(months_after(first, -1)),
        after=_month(months_after(first, 1)),
        waits=queries.waits(work),
        is_case_worker=bool(work.actor.parties_where(Role.CASE_WORKER)),
        at_work=orders.orders(work, today, states=AT_WORK) if is_supplier else [],
        is_supplier=is_supplier,
    )


@router.get("/deliveries/waiting")
def show_waiting(request: Request, work: RequestWork) -> Response:
    waiting = queries.waiting_for(work)
    words = words_of(request)
    options = {"delivery_ids": [Option(str(row.id), _in_words(row, words)) for row in waiting]}
    form = form_view(
        request,
        ApprovingIn,
        action="/deliveries/approve",
        submit="delivery.approve_chosen",
        given={"delivery_ids": [row.id for row in waiting if not row.is_late]},
        options=options,
    )
    return page(request, "deliveries/waiting.html", waiting=waiting, form=form)


@router.post("/deliveries/approve")
@shown_again_by(show_waiting)
def approve_many(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(ApprovingIn)
    today = identity.today(work)
    results = [
        (queries.delivery_page(work, one.delivery_id, today), worded(request, one.reasons))
        for one in service.approve_many(work, told.delivery_ids)
    ]
    return page(request, "deliveries/decided.html", results=results)


@router.get("/deliveries/orders/{order_id}")
def show_order_deliveries(request: Request, work: RequestWork, order_id: UUID) -> Response:
    found = orders.order_page(work, order_id, identity.today(work))
    rows = queries.deliveries(work, order_id=order_id)
    reasons = service.may_log(work, found.order)
    return page(
        request,
        "deliveries/order.html",
        found=found,
        order=found.order,
        rows=rows,
        sums=_sums(rows),
        net=total(row.net for row in rows if row.net is not None),
        left=unused(found.order.quantity, found.order.used_parts),
        forms={} if reasons else _telling(request, work, found),
        log_no=worded(request, reasons) if work.actor.parties_where(*SUPPLIER_ROLES) else [],
    )


@router.post("/deliveries/orders/{order_id}/log")
@shown_again_by(show_order_deliveries)
def log(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.log(work, order_id, **_counted(work, order_id, form.read(LoggingIn)))
    return see_other(f"/deliveries/orders/{order_id}", done="delivery.logged")


@router.post("/deliveries/orders/{order_id}/log-cancellation")
@shown_again_by(show_order_deliveries)
def log_cancellation(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.log_cancellation(work, order_id, **_counted(work, order_id, form.read(CancellingIn)))
    return see_other(f"/deliveries/orders/{order_id}", done="delivery.cancellation_logged")


@router.post("/deliveries/orders/{order_id}/log-no-show")
@shown_again_by(show_order_deliveries)
def log_no_show(work: RequestWork, order_id: UUID, form: Posted) -> Response:
    service.log_no_show(work, order_id, **_counted(work, order_id, form.read(NoShowIn)))
    return see_other(f"/deliveries/orders/{order_id}", done="delivery.no_show_logged")


def _counted(work: Work, order_id: UUID, told: LoggingIn | CancellingIn | NoShowIn) -> dict[str, Any]:
    """What was told, in the steps in which the order is counted."""
    amount = quantity_told(told.quantity, queries.tariff_behind(work, order_id))
    return {**told.facts(), "quantity": amount}


@router.get("/deliveries/{delivery_id}", openapi_extra=PERSONAL)
def show_delivery(request: Request, work: RequestWork, delivery_id: UUID) -> Response:
    found = queries.delivery_page(work, delivery_id, identity.today(work))
    decisions = service.decisions_on(work, found.delivery, found.order)
    correctable = not service.reasons_not_correctable(work, found.order, found.delivery)
    may_read = not service.reasons_not_to_read(work, found.order)
    return page(
        request,
        "deliveries/delivery.html",
        found=found,
        delivery=found.delivery,
        order=found.order,
        versions=queries.versions(work, found.delivery.root_id),
        reason=service.read_reason(work, delivery_id) if may_read else "",
        decisions=decisions,
        decide_no=worded(request, decisions.get("approve", [])),
        dispute_form=_saying_no(request, delivery_id, "dispute", DisputingIn),
        reopen_form=_saying_no(request, delivery_id, "reopen", ReopeningIn),
        correct_form=_correcting(request, work, found) if correctable else None,
        is_disputed=found.delivery.state is DeliveryState.DISPUTED,
    )


@router.post("/deliveries/{delivery_id}/approve")
@shown_again_by(show_delivery)
def approve(work: RequestWork, delivery_id: UUID, form: Posted) -> Response:
    service.approve(work, delivery_id)
    return see_other(f"/deliveries/{delivery_id}", done="delivery.approved")


@router.post("/deliveries/{delivery_id}/dispute")
@shown_again_by(show_delivery)
def dispute(work: RequestWork, delivery_id: UUID, form: Posted) -> Response:
    service.dispute(work, delivery_id, reason=form.read(DisputingIn).reason)
    return see_other(f"/deliveries/{delivery_id}", done="delivery.disputed")


@router.post("/deliveries/{delivery_id}/reopen")
@shown_again_by(show_delivery)
def reopen(work: RequestWork, delivery_id: UUID, form: Posted) -> Response:
    service.reopen(work, delivery_id, reason=form.read(ReopeningIn).reason)
    return see_other(f"/deliveries/{delivery_id}", done="delivery.reopened")


@router.post("/deliveries/{delivery_id}/correct")
@shown_again_by(show_delivery)
def correct(work: RequestWork, delivery_id: UUID, form: Posted) -> Response:
    told = form.read(CorrectingIn)
    order_id = queries.own_delivery(work, delivery_id).order_id
    amount = quantity_told(told.quantity, queries.tariff_behind(work, order_id))
    after = service.correct(work, delivery_id, **{**told.facts(), "quantity": amount})
    return see_other(f"/deliveries/{after.id}", done="delivery.corrected")


def _telling(request: Request, work: Work, found: OrderPage) -> dict[str, FormView]:
    """Three ways to tell; a month service has visits neither to call off nor to miss."""
    order, tariff = found.order, procurement.tariff_of(found.category)
    acts = ["log"] if tariff.thirty_day_month else list(TELLING)
    today = identity.today(work)
    options, hidden = _who(work, order, today, is_group=found.is_group)
    given: dict[str, Any] = {"delivered_on": today}
    if not tariff.thirty_day_month:
        last = queries.last_held(work, order.id)
        given["quantity"] = last.plain() if last else ""
    else:
        given["ends_on"] = today
    left_out = {
        "log": ["quantity", "begins_at"] if tariff.thirty_day_month else ["ends_on", "begins_at"],
        "log-cancellation": [],
        "log-no-show": ["begins_at"],
    }
    return {
        act: without(
            form_view(
                request,
                TELLING[act],
                action=f"/deliveries/orders/{order.id}/{act}",
                submit=f"delivery.{act.replace('-', '_')}",
                given=given if act == "log" else {"delivered_on": today},
                options=options,
            ),
            *left_out[act],
            *hidden,
        )
        for act in acts
    }


def _who(
    work: Work, order: ServiceOrder, on: date, *, is_group: bool
) -> tuple[dict[str, Sequence[Option]], list[str]]:
    """Members and workers to choose from; who works alone is not asked."""
    members = identity.members(work, order.party_id, on) if is_group else []
    if order.member_id is not None:
        members = [one for one in members if one.organisation_id == order.member_id]
    own = work.actor.parties_where(Role.SUPPLIER_ADMIN)
    theirs = {one.organisation_id for one in members} or {order.party_id}
    people = queries.workers(work, theirs, on) if own & {*theirs, order.party_id} else []
    options: dict[str, Sequence[Option]] = {
        "member_id": [Option(str(one.organisation_id), one.name) for one in members],
        "worker_id": [Option(str(person), name) for person, name in people],
    }
    return options, [name for name, choices in options.items() if len(choices) < 2]


def _correcting(request: Request, work: Work, found: DeliveryPage) -> FormView:
    words, delivery = words_of(request), found.delivery
    tariff = procurement.tariff_of(found.category)
    options, hidden = _who(work, found.order, delivery.delivered_on, is_group=found.is_group)
    kinds = (DeliveryKind.HELD,) if tariff.thirty_day_month else TOLD_KINDS
    given = {
        "kind": delivery.kind if delivery.kind in kinds else kinds[0],
        "delivered_on": delivery.delivered_on,
        "ends_on": delivery.last_on,
        "quantity": delivery.quantity.plain() if delivery.kind is DeliveryKind.HELD else "",
        "begins_at": delivery.begins_at,
        "notice_at": delivery.notice_at,
        "member_id": delivery.member_id,
        "worker_id": delivery.worker_id,
        "reference": delivery.reference,
    }
    form = form_view(
        request,
        CorrectingIn,
        action=f"/deliveries/{delivery.id}/correct",
        submit="delivery.correct",
        given=given,
        options={**options, "kind": [Option(kind.value, words.gettext(word_code(kind))) for kind in kinds]},
    )
    of_visits = ("kind", "quantity", "begins_at", "notice_at")
    return without(form, *hidden, *(of_visits if tariff.thirty_day_month else ("ends_on",)))


def _saying_no(request: Request, delivery_id: UUID, act: str, model: type[Told]) -> FormView:
    return form_view(
        request, model, action=f"/deliveries/{delivery_id}/{act}", submit=f"delivery.{act}", tone="danger"
    )


def _sums(rows: Sequence[DeliveryRow]) -> list[dict[str, Any]]:
    """By unit: how much was held, and how much of it is approved; and what the approved pays."""
    units = dict.fromkeys(row.quantity.unit for row in rows)
    return [
        {
            "unit": unit,
            "told": _added(row.quantity for row in rows if row.quantity.unit is unit),
            "approved": _added(
                row.quantity
                for row in rows
                if row.quantity.unit is unit and row.state is DeliveryState.APPROVED
            ),
            "net": total(row.net or Money(0) for row in rows if row.quantity.unit is unit),
        }
        for unit in units
    ]


def _added(quantities: Iterable[Quantity]) -> Quantity | None:
    found = list(quantities)
    if not found:
        return None
    added = found[0]
    for one in found[1:]:
        added += one
    return added


def _in_words(row: Waiting, words: Catalogue) -> str:
    facts = {
        "number": row.order_number,
        "day": day(row.delivered_on, ZONE),
        "kind": words.gettext(word_code(row.kind)),
        "quantity": quantity(row.quantity, words.language),
        "unit": words.gettext(f"units.{row.quantity.unit}"),
        "worker": row.worker_name,
        "decide_by": day(row.decide_by, ZONE),
    }
    return words.say("delivery.waits_late" if row.is_late else "delivery.waits", facts)


def _month(first: date) -> str:
    return f"{first:%Y-%m}"
