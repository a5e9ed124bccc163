"""A client's needs and the choices that are made for them: the case worker's pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.clients import queries as client_files
from app.clients import service as clients
from app.clients.rules import Field
from app.identity import queries as identity
from app.kernel.money import WHOLE
from app.orders import queries, service
from app.orders.pages.base import router
from app.orders.queries import ChoiceLine, NeedPage, Orderable
from app.orders.rules.states import ChoiceGround, NeedState
from app.orders.schemas import ChoosingIn, ContactIn, NeedIn, SendingIn, in_unit
from app.orders.service.choosing import reasons_not_to_open_choice
from app.orders.service.needs import read_texts
from app.platform.forms import FormView, Option, word_code
from app.platform.showing import last_day_of, without, worded, words_of
from app.platform.web import (
    PERSONAL,
    Posted,
    RequestWork,
    form_view,
    language_of,
    page,
    see_other,
    shown_again_by,
)
from app.platform.work import Work
from app.procurement import queries as procurement

NAMES = (Field.FIRST_NAME, Field.LAST_NAME)
READING = "reading the needs"
CHOSEN_BY = (ChoiceGround.CLIENT, ChoiceGround.ASSISTED)  # the fallback has an act of its own
STEPS = (NeedState.OPEN, NeedState.CHOSEN, NeedState.ORDERED)


@router.get("/clients/{client_id}/needs", openapi_extra=PERSONAL)
def show_needs(request: Request, work: RequestWork, client_id: UUID) -> Response:
    client = client_files.own_client(work, client_id)
    today = identity.today(work)
    offered = queries.orderable(work, client.buyer_id, today)
    return page(
        request,
        "orders/needs.html",
        client_id=client_id,
        name=_name(work, client_id),
        needs=queries.needs(work, client_id=client_id),
        orders=queries.orders(work, today, client_id=client_id),
        form=_need_form(request, client_id, offered) if offered else None,
    )


@router.post("/clients/{client_id}/open-need")
@shown_again_by(show_needs)
def open_need(work: RequestWork, client_id: UUID, form: Posted) -> Response:
    told = form.read(NeedIn)
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
    return see_other(f"/orders/needs/{need_id}", done="need.opened")


@router.get("/orders/needs/{need_id}", openapi_extra=PERSONAL)
def show_need(request: Request, work: RequestWork, need_id: UUID) -> Response:
    found = queries.need_page(work, need_id)
    choices = queries.choices(work, need_id, identity.today(work))
    acts = _acts(request, work, found, choices)
    return page(
        request,
        "orders/need.html",
        need=found.need,
        category=found.category,
        call=found.call,
        live_list=found.live_list,
        shown=queries.snapshot_of(found.live_list).shown if found.live_list else (),
        texts=read_texts(work, found.need, found.client),
        choices=choices,
        attempts=queries.attempts(work, need_id) if found.live_list else (),
        steps=_steps(request, found.need.state),
        last_day=last_day_of,
        **acts,
    )


@router.post("/orders/needs/{need_id}/open-choice")
@shown_again_by(show_need)
def open_choice(work: RequestWork, need_id: UUID, form: Posted) -> Response:
    service.open_choice(work, need_id)
    return see_other(f"/orders/needs/{need_id}", done="choice.opened")


@router.post("/orders/needs/{need_id}/lists/{list_id}/choose")
@shown_again_by(show_need)
def choose(work: RequestWork, need_id: UUID, list_id: UUID, form: Posted) -> Response:
    told = form.read(ChoosingIn)
    service.choose(work, list_id, told.party_id, ground=told.ground, reason=told.reason)
    return see_other(f"/orders/needs/{need_id}", done="choice.recorded")


@router.post("/orders/needs/{need_id}/record-contact")
@shown_again_by(show_need)
def record_contact(work: RequestWork, need_id: UUID, form: Posted) -> Response:
    told = form.read(ContactIn)
    service.record_contact(work, need_id, channel=told.channel, reached=told.reached)
    return see_other(f"/orders/needs/{need_id}", done="contact.recorded")


@router.post("/orders/needs/{need_id}/fall-back")
@shown_again_by(show_need)
def fall_back(work: RequestWork, need_id: UUID, form: Posted) -> Response:
    service.fall_back(work, need_id)
    return see_other(f"/orders/needs/{need_id}", done="choice.fallen_back")


@router.post("/orders/needs/{need_id}/reopen")
@shown_again_by(show_need)
def reopen(work: RequestWork, need_id: UUID, form: Posted) -> Response:
    service.reopen_need(work, need_id)
    return see_other(f"/orders/needs/{need_id}", done="need.reopened")


@router.post("/orders/needs/{need_id}/close")
@shown_again_by(show_need)
def close(work: RequestWork, need_id: UUID, form: Posted) -> Response:
    service.close_need(work, need_id)
    return see_other(f"/orders/needs/{need_id}", done="need.closed")


@router.post("/orders/needs/{need_id}/choices/{choice_id}/send")
@shown_again_by(show_need)
def send(work: RequestWork, need_id: UUID, choice_id: UUID, form: Posted) -> Response:
    told = form.read(SendingIn)
    order = service.send(work, choice_id, payers=told.shares())
    return see_other(f"/orders/{order.id}", done="order.sent")


def _need_form(request: Request, client_id: UUID, offered: Sequence[Orderable]) -> FormView:
    words, language = words_of(request), language_of(request)
    options = [
        Option(
            str(one.id),
            words.say(
                "need.category_option",
                {
                    "code": one.code,
                    "title": one.title.in_language(language),
                    "unit": words.gettext(f"unit.{one.unit}"),
                    "call": one.call_number,
                },
            ),
        )
        for one in offered
    ]
    action = f"/clients/{client_id}/open-need"
    return form_view(request, NeedIn, action=action, submit="need.open", options={"category_id": options})


def _acts(request: Request, work: Work, found: NeedPage, choices: Sequence[ChoiceLine]) -> dict[str, Any]:
    """What can be done now, each as its form, or why it cannot."""
    need, base = found.need, f"/orders/needs/{found.need.id}"
    acts: dict[str, Any] = dict.fromkeys(
        ("choosing", "contact", "sending", "link", "open_no", "fallback_no", "send_no"), None
    )
    if need.state is NeedState.OPEN and found.live_list is None:
        no = reasons_not_to_open_choice(work, need, found.call, found.category, live_list=None)
        acts["open_no"] = worded(request, no)
    if need.state is NeedState.OPEN:
        listed = found.live_list or queries.list_to_fall_back_on(work, need.id)
        if listed is not None:
            no = service.reasons_not_to_fall_back(work, need, listed, found.category, found.call)
            acts["fallback_no"] = worded(request, no)
    if found.live_list is not None:
        acts["choosing"] = _choosing(request, found, f"{base}/lists/{found.live_list.id}/choose")
        acts["contact"] = form_view(
            request, ContactIn, action=f"{base}/record-contact", submit="contact.record"
        )
        acts["link"] = found.live_link
    if need.state is NeedState.CHOSEN and choices:
        acts |= _sending(request, work, found, choices[0], f"{base}/choices/{choices[0].id}/send")
    return acts


def _choosing(request: Request, found: NeedPage, action: str) -> FormView | None:
    words = words_of(request)
    shown = queries.snapshot_of(found.live_list).shown if found.live_list else ()
    options = {
        "party_id": [Option(str(one.party_id), one.name) for one in shown],
        "ground": [Option(ground.value, words.gettext(word_code(ground))) for ground in CHOSEN_BY],
    }
    return form_view(request, ChoosingIn, action=action, submit="choosing.record", options=options)


def _sending(
    request: Request, work: Work, found: NeedPage, chosen: ChoiceLine, action: str
) -> dict[str, Any]:
    buyers = queries.buyers_named(work, found.call.id, identity.today(work))
    reasons = service.reasons_not_to_send(
        work,
        chosen.choice,
        found.need,
        chosen.contract,
        {found.need.buyer_id: WHOLE},
        is_newest=True,
        buyers={buyer for buyer, _ in buyers},
    )
    if reasons:
        return {"send_no": worded(request, reasons)}
    form = form_view(
        request,
        SendingIn,
        action=action,
        submit="order.send",
        options={"payer_id": [Option(str(buyer), name) for buyer, name in buyers]},
        rows={"payers": len(buyers)},
    )
    return {"sending": form if len(buyers) > 1 else without(form, "payers")}


def _steps(request: Request, state: NeedState) -> list[dict[str, str]]:
    words = words_of(request)
    at = STEPS.index(state) if state in STEPS else len(STEPS)
    return [
        {
            "label": words.gettext(f"need.step.{step}"),
            "state": "done" if number < at else ("current" if number == at else "todo"),
        }
        for number, step in enumerate(STEPS)
    ]


def _name(work: Work, client_id: UUID) -> str:
    told = clients.reveal(work, client_id, NAMES, purpose=READING)
    return " ".join(told[field] for field in NAMES)
