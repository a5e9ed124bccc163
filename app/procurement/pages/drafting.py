"""An officer's calls: drafting and mending one, with its categories, metrics and buyers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import queries as identity
from app.kernel.deadlines import local_moment
from app.kernel.quantity import Unit
from app.platform.fields import ZONE
from app.platform.forms import FieldView, FormView, Option
from app.platform.paging import Cursor, Slice, page_of, part_of
from app.platform.texts import languages
from app.platform.web import Posted, RequestWork, form_view, page, see_other, shown_again_by, updates
from app.platform.web.route import version_of
from app.platform.work import Work
from app.procurement import queries, service
from app.procurement.models import Call
from app.procurement.pages.calls import Sought, told, words_of
from app.procurement.pages.routing import router
from app.procurement.rules.metrics import MetricKind
from app.procurement.rules.requirements import Proof
from app.procurement.schemas.showing import shown_call, shown_category
from app.procurement.schemas.telling import (
    FINNISH,
    BuyerIn,
    CallIn,
    CategoryIn,
    DraftIn,
    EndIn,
    LanguagesIn,
    MetricIn,
    category_told,
    told_of,
)

NATIONAL = (FINNISH, "sv")
SPARE = 2  # empty rows below those that are filled
CRITERIA = 4  # rows for them on an empty form: quality is seldom judged by two things only
BY_LANGUAGE = ("title", "description", "review_body", "hours", "text")


@router.get("/procurement/calls")
def show_own_calls(request: Request, work: RequestWork, cursor: Cursor) -> Response:
    rows = queries.own_calls(work)
    part = page_of(part_of(rows, cursor, lambda row: row.id), cursor, lambda row: row, lambda row: row.id)
    officers = queries.buyers_to_draft_for(work)
    return page(
        request,
        "procurement/own_calls.html",
        calls=part.items,
        next=f"/procurement/calls?after={part.next}" if part.next else "",
        first="/procurement/calls" if cursor.after else "",
        can_draft=bool(officers),
        buyers=[(one, _languages_form(request, work, one.id, one.name)) for one in officers],
    )


@router.get("/procurement/calls/new")
def show_new_call(request: Request, work: RequestWork, copied: str = "") -> Response:
    """Filled with the usual terms, or with an earlier call's."""
    officers = queries.buyers_to_draft_for(work)
    if not officers:
        return page(request, "procurement/new_call.html", form=None, terms=None, earlier=[])
    given = _copied(work, copied) or _usual(request, work)
    view = _call_form(
        request,
        DraftIn,
        given | ({"buyer_id": officers[0].id} if len(officers) == 1 else {}),
        action="/procurement/calls/new",
        submit="procurement.draft",
        buyers=[Option(str(one.id), one.name) for one in officers],
        drafts_for=work,
    )
    return page(
        request,
        "procurement/new_call.html",
        form=_without_terms(view),
        terms=_terms(view),
        earlier=queries.own_calls(work),
    )


@router.post("/procurement/calls/new")
@shown_again_by(show_new_call)
def draft_call(work: RequestWork, form: Posted) -> Response:
    told = form.read(DraftIn)
    call_id = service.draft_call(work, told.buyer_id, facts=told.call_facts())
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.drafted")


@router.get("/procurement/calls/{call_id}")
def show_own_call(request: Request, work: RequestWork, call_id: UUID, sought: Sought = "") -> Response:
    """`sought` is the name of an organisation that may be taken along as another buyer."""
    call = queries.own_call(work, call_id)
    can_write = not service.reasons_not_to_write(work, call)
    return page(
        request,
        "procurement/own_call.html",
        public_id=queries.public_id(work, call_id),
        can_write=can_write,
        sought=sought,
        found=identity.organisations(work, sought, identity.today(work)) if sought.strip() else [],
        metric_form=_metric_form(request, call_id) if can_write else None,
        ending=_ending(request, work, call),
        **told(work, call),
    )


@router.get("/procurement/calls/{call_id}/check")
def show_check(request: Request, work: RequestWork, call_id: UUID) -> Response:
    """Everything that keeps the call from being published, at once."""
    call = queries.own_call(work, call_id)
    reasons = service.reasons_not_to_publish(work, call)
    words = words_of(request)
    return page(
        request,
        "procurement/check.html",
        call=call,
        reasons=[words.say(reason.code, reason.facts) for reason in reasons],
    )


@router.get("/procurement/calls/{call_id}/text")
def show_text(request: Request, work: RequestWork, call_id: UUID) -> Response:
    call = queries.own_call(work, call_id)
    if service.reasons_not_to_write(work, call):
        return page(request, "procurement/text.html", call=call, form=None, terms=None)
    view = _call_form(
        request,
        CallIn,
        told_of(queries.facts_of(call)).facts(),
        action=f"/procurement/calls/{call_id}/redraft",
        submit="procurement.redraft",
        version=version_of(shown_call(work, call_id)),
        drafts_for=work,
    )
    return page(request, "procurement/text.html", call=call, form=_without_terms(view), terms=_terms(view))


@router.post("/procurement/calls/{call_id}/redraft")
@shown_again_by(show_text)
@updates(shown_call)
def redraft_call(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(CallIn)
    service.redraft_call(work, call_id, facts=told.call_facts())
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.redrafted")


@router.post("/procurement/calls/{call_id}/add-buyer")
@shown_again_by(show_own_call)
def add_buyer(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(BuyerIn)
    service.add_buyer(work, call_id, told.buyer_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.buyer_added")


@router.post("/procurement/calls/{call_id}/buyers/{buyer_id}/remove")
@shown_again_by(show_own_call)
def remove_buyer(work: RequestWork, call_id: UUID, buyer_id: UUID, form: Posted) -> Response:
    service.remove_buyer(work, call_id, buyer_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.buyer_removed")


@router.get("/procurement/calls/{call_id}/categories/new")
def show_new_category(request: Request, work: RequestWork, call_id: UUID) -> Response:
    call = queries.own_call(work, call_id)
    view = None
    if not service.reasons_not_to_write(work, call):
        action = f"/procurement/calls/{call_id}/categories/new"
        view = _category_form(request, {}, action=action, drafts_for=work)
    return page(request, "procurement/category.html", call=call, code="", form=view)


@router.post("/procurement/calls/{call_id}/categories/new")
@shown_again_by(show_new_category)
def add_category(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(CategoryIn)
    service.add_category(work, call_id, told.category_facts(queries.cancellation_of(work, call_id)))
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.category_added")


@router.get("/procurement/calls/{call_id}/categories/{category_id}")
def show_category(request: Request, work: RequestWork, call_id: UUID, category_id: UUID) -> Response:
    call = queries.own_call(work, call_id)
    category = queries.category_of(work, call_id, category_id)
    view = None
    if not service.reasons_not_to_write(work, call):
        view = _category_form(
            request,
            category_told(queries.category_facts_of(category)).facts(),
            action=f"/procurement/calls/{call_id}/categories/{category_id}/redraft",
            version=version_of(shown_category(work, call_id, category_id)),
        )
    return page(request, "procurement/category.html", call=call, code=category.code, form=view)


@router.post("/procurement/calls/{call_id}/categories/{category_id}/redraft")
@shown_again_by(show_category)
@updates(shown_category)
def redraft_category(work: RequestWork, call_id: UUID, category_id: UUID, form: Posted) -> Response:
    told = form.read(CategoryIn)
    facts = told.category_facts(queries.cancellation_of(work, call_id))
    service.redraft_category(work, call_id, category_id, facts)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.category_redrafted")


@router.post("/procurement/calls/{call_id}/categories/{category_id}/remove")
@shown_again_by(show_own_call)
def remove_category(work: RequestWork, call_id: UUID, category_id: UUID, form: Posted) -> Response:
    service.remove_category(work, call_id, category_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.category_removed")


@router.post("/procurement/calls/{call_id}/add-metric")
@shown_again_by(show_own_call)
def add_metric(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(MetricIn)
    service.add_metric(work, call_id, code=told.code, title=told.metric_title(), definition=told.definition())
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.metric_added")


@router.post("/procurement/calls/{call_id}/metrics/{code}/remove")
@shown_again_by(show_own_call)
def remove_metric(work: RequestWork, call_id: UUID, code: str, form: Posted) -> Response:
    service.remove_metric(work, call_id, code)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.metric_removed")


def _show_first_calls(request: Request, work: RequestWork) -> Response:
    return show_own_calls(request, work, Slice())


@router.post("/procurement/buyers/{buyer_id}/languages")
@shown_again_by(_show_first_calls)
def set_languages(work: RequestWork, buyer_id: UUID, form: Posted) -> Response:
    told = form.read(LanguagesIn)
    service.set_languages(work, buyer_id, languages=told.languages)
    return see_other("/procurement/calls", done="procurement.done.languages_set")


# ------------------------------------------------------------------------------------------------ forms


def _call_form(
    request: Request,
    model: type[CallIn],
    given: Mapping[str, Any],
    *,
    action: str,
    submit: str,
    drafts_for: Work,
    buyers: Sequence[Option] = (),
    version: str = "",
) -> FormView:
    rows = {
        "value": len(given.get("value", ())) or 1,
        "requirements": len(given.get("requirements", ())) + SPARE,
        "ranking.criteria": max(CRITERIA, _criteria(given) + SPARE),
    }
    view = form_view(
        request,
        model,
        action=action,
        submit=submit,
        given=given,
        options={"languages": _languages(request), "buyer_id": buyers},
        rows=rows,
        drafts_for=drafts_for,
        version=version,
    )
    return with_finnish_first(view)


def _criteria(given: Mapping[str, Any]) -> int:
    ranking = given.get("ranking")
    return len(getattr(ranking, "criteria", ()) if ranking is not None else ())


def _category_form(
    request: Request,
    given: Mapping[str, Any],
    *,
    action: str,
    version: str = "",
    drafts_for: Work | None = None,
) -> FormView:
    words = words_of(request)
    view = form_view(
        request,
        CategoryIn,
        action=action,
        submit="procurement.keep_category",
        given=given,
        options={"unit": [Option(unit.value, words.gettext(f"unit.{unit}")) for unit in Unit]},
        rows={"requirements": len(given.get("requirements", ())) + SPARE},
        version=version,
        drafts_for=drafts_for,
    )
    return with_finnish_first(view)


def _metric_form(request: Request, call_id: UUID) -> FormView:
    view = form_view(
        request,
        MetricIn,
        action=f"/procurement/calls/{call_id}/add-metric",
        submit="procurement.add_metric",
        options={"kind": _kinds(request)},
    )
    return with_finnish_first(view)


def _ending(request: Request, work: Work, call: Call) -> dict[str, FormView]:
    """The ways to end the call that are open to this officer now."""
    ways = {
        "close": service.reasons_not_to_close(work, call),
        "interrupt": service.reasons_not_to_interrupt(work, call),
    }
    return {
        way: form_view(
            request,
            EndIn,
            action=f"/procurement/calls/{call.id}/{way}",
            submit=f"procurement.{way}",
            tone="danger",
        )
        for way, reasons in ways.items()
        if not reasons
    }


def _languages_form(request: Request, work: Work, buyer_id: UUID, name: str) -> FormView:
    return form_view(
        request,
        LanguagesIn,
        action=f"/procurement/buyers/{buyer_id}/languages",
        submit="procurement.set_languages",
        given={"languages": sorted(queries.required_languages(work, [buyer_id]))},
        options={"languages": _languages(request)},
    )


def _languages(request: Request) -> list[Option]:
    words = words_of(request)
    known = sorted(languages(), key=_nearness)
    return [Option(language, words.gettext(f"language.{language}")) for language in known]


def _kinds(request: Request) -> list[Option]:
    words = words_of(request)
    return [Option(kind.value, words.gettext(f"calls.metric_kind.{kind}")) for kind in MetricKind]


def with_finnish_first(view: FormView) -> FormView:
    """Finnish prevails, so it stands first and is needed; the others may follow, Swedish before them."""
    return replace(view, fields=tuple(_finnish_first(field) for field in view.fields))


def _finnish_first(field: FieldView) -> FieldView:
    children = tuple(_finnish_first(child) for child in field.fields)
    if field.name.rsplit(".", 1)[-1] not in BY_LANGUAGE or field.kind != "group":
        return replace(field, fields=children)
    marked = [
        replace(
            child,
            required=field.required and child.name.endswith(f".{FINNISH}"),
            error=child.error or (field.error if child.name.endswith(f".{FINNISH}") else ""),
        )
        for child in children
    ]
    return replace(field, fields=tuple(sorted(marked, key=lambda child: _nearness(child.name[-2:]))))


def _nearness(language: str) -> tuple[int, str]:
    """The national languages first, in their usual order, then the others."""
    return (NATIONAL.index(language) if language in NATIONAL else len(NATIONAL), language)


def _without_terms(view: FormView) -> FormView:
    """The terms have defaults that most calls keep: they wait folded below the rest."""
    rest = [field for field in view.fields if field.name != "terms"]
    return replace(view, fields=tuple(sorted(rest, key=lambda field: field.name != "buyer_id")))


def _terms(view: FormView) -> FieldView:
    return next(field for field in view.fields if field.name == "terms")


def _copied(work: Work, call_id: str) -> dict[str, Any]:
    """An earlier call's text under a number of its own and with dates of its own."""
    earlier = next((row for row in queries.own_calls(work) if str(row.id) == call_id), None)
    if earlier is None:
        return {}
    given = told_of(queries.facts_of(queries.own_call(work, earlier.id))).facts()
    basics = {**given["basics"].facts(), "number": ""}
    return {**given, "basics": basics, "schedule": _schedule(work.now)}


def _usual(request: Request, work: Work) -> dict[str, Any]:
    """What most calls of this kind say, ready to be changed."""
    person = identity.person(work, work.actor.id)
    words = words_of(request)
    codes = {"insurance": Proof.DOCUMENT, "liability-act": Proof.DOCUMENT}
    return {
        "basics": {"languages": [FINNISH]},
        "basis": CallIn.model_fields["basis"].default,
        "schedule": _schedule(work.now),
        "office": {"contact": person.name, "contact_email": person.email},
        "requirements": [
            {"code": code, "proof": proof, "text": {FINNISH: words.gettext(f"procurement.usual.{code}")}}
            for code, proof in codes.items()
        ],
    }


def _schedule(now: datetime) -> dict[str, Any]:
    """From a week ahead: five weeks for the first round, open for two years."""
    today = now.astimezone(ZONE).date()

    def at(days: int, hour: int) -> datetime:
        return local_moment(today + timedelta(days=days), time(hour), ZONE)

    return {
        "opens_at": at(7, 9),
        "questions_until": at(21, 12),
        "first_round_closes_at": at(42, 12),
        "closes_at": at(735, 16),
        "starts_on": today + timedelta(days=63),
        "ends_on": today + timedelta(days=735),
    }
