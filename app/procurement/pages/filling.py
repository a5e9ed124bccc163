"""The forms of an officer's calls: what stands in them at first, and in which order one fills them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from fastapi import Request

from app.identity import queries as identity
from app.kernel.deadlines import local_moment
from app.kernel.quantity import Unit
from app.platform.fields import ZONE
from app.platform.forms import FieldView, FormView, Option
from app.platform.showing import words_of
from app.platform.texts import languages
from app.platform.web import form_view
from app.platform.work import Work
from app.procurement import queries, service
from app.procurement.models import Call
from app.procurement.rules.metrics import MetricKind
from app.procurement.rules.requirements import Proof
from app.procurement.schemas.telling import FINNISH, CallIn, CategoryIn, EndIn, LanguagesIn, MetricIn, told_of

NATIONAL = (FINNISH, "sv")
SPARE = 2  # empty rows below those that are filled
CRITERIA = 4  # rows for them on an empty form: quality is seldom judged by two things only
BY_LANGUAGE = ("title", "description", "review_body", "hours", "text")


def call_form(
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


def category_form(
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


def metric_form(request: Request, call_id: UUID) -> FormView:
    view = form_view(
        request,
        MetricIn,
        action=f"/procurement/calls/{call_id}/add-metric",
        submit="procurement.add_metric",
        options={"kind": _kinds(request)},
    )
    return with_finnish_first(view)


def ending_forms(request: Request, work: Work, call: Call) -> dict[str, FormView]:
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


def languages_form(request: Request, work: Work, buyer_id: UUID, name: str) -> FormView:
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


def without_terms(view: FormView) -> FormView:
    """The terms have defaults that most calls keep: they wait folded below the rest."""
    rest = [field for field in view.fields if field.name != "terms"]
    return replace(view, fields=tuple(sorted(rest, key=lambda field: field.name != "buyer_id")))


def terms_of(view: FormView) -> FieldView:
    return next(field for field in view.fields if field.name == "terms")


def copied_call(work: Work, call_id: str) -> dict[str, Any]:
    """An earlier call's text under a number of its own and with dates of its own."""
    earlier = next((row for row in queries.own_calls(work) if str(row.id) == call_id), None)
    if earlier is None:
        return {}
    given = told_of(queries.facts_of(queries.own_call(work, earlier.id))).facts()
    basics = {**given["basics"].facts(), "number": ""}
    return {**given, "basics": basics, "schedule": _schedule(work.now)}


def usual_call(request: Request, work: Work) -> dict[str, Any]:
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
