from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel.money import Money
from app.law import policy, queries, service
from app.law.models import LegalProposal
from app.law.queries import FactRow
from app.law.rules.facts import Certainty, LegalFact, LegalKind, LegalUnit
from app.law.schemas import OverrideIn
from app.platform.forms import Option, Problem, Unfit, word_code
from app.platform.pages import money, percent
from app.platform.showing import worded, words_of
from app.platform.texts import Catalogue
from app.platform.web import (
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    language_of,
    page,
    see_other,
    shown_again_by,
)

router = APIRouter(include_in_schema=False, route_class=WorkRoute)
WAYS = ("law_pages.text.", "law.part.", "word.regime.", "word.legal_basis.")  # where a code has its words
TONES = {
    Certainty.SEEN: "success",
    Certainty.PARTLY_SEEN: "info",
    Certainty.GENERAL_KNOWLEDGE: "warning",
    Certainty.OWN_DEFAULT: "neutral",
}


@dataclass(frozen=True)
class Said:
    """A fact, what people call it where that is known, and what it says in words that they read."""

    fact: FactRow | LegalProposal
    name: str
    words: str


@router.get("/law")
def show_law(request: Request, work: RequestWork, kind: str = "") -> Response:
    chosen = _kind(kind)
    rows = queries.facts(work, work.ground.country, chosen)
    words = words_of(request)
    options = [Option("", words.gettext("law_pages.any_kind"))]
    options += [Option(one.value, words.gettext(word_code(one))) for one in LegalKind]
    field = {
        "name": "kind",
        "id": "filter-kind",
        "label": words.gettext("law_pages.field.kind"),
        "kind": "select",
        "value": kind,
        "options": options,
        "required": False,
    }
    return page(
        request,
        "law/law.html",
        kinds=[(one, _said(request, some)) for one, some in groupby(rows, lambda row: row.kind)],
        tones=TONES,
        filter=[field],
        is_narrowed=chosen is not None,
        may_propose=policy.is_administrator(work.actor),
        waiting=len(queries.waiting_proposals(work, work.ground.country)),
    )


@router.get("/law/proposals")
def show_proposals(request: Request, work: RequestWork) -> Response:
    waiting = queries.waiting_proposals(work, work.ground.country)
    return page(
        request,
        "law/proposals.html",
        rows=[
            (said, worded(request, service.reasons_not_to_confirm(work, proposal)))
            for said, proposal in zip(_said(request, waiting), waiting, strict=True)
        ],
        tones=TONES,
        may_propose=policy.is_administrator(work.actor),
    )


@router.get("/law/proposals/new")
def show_proposing(
    request: Request, work: RequestWork, kind: str = "", key: str = "", valid_from: str = ""
) -> Response:
    """Beginning from a row that stands, or from nothing."""
    given = _given(work, kind, key, valid_from)
    form = form_view(
        request,
        OverrideIn,
        action="/law/proposals",
        submit="law_pages.propose",
        given=given,
        options={"unit": _units(request)},
        drafts_for=work,
    )
    return page(
        request,
        "law/proposing.html",
        form=form,
        reasons=worded(request, policy.reasons_not_to("propose", work.actor)),
    )


@router.post("/law/proposals")
@shown_again_by(show_proposing)
def propose(work: RequestWork, form: Posted) -> Response:
    service.propose_override(work, work.ground.country, form.read(OverrideIn).fact())
    return see_other("/law/proposals", done="law_pages.done.proposed")


@router.post("/law/proposals/{proposal_id}/confirm")
@shown_again_by(show_proposals)
def confirm(work: RequestWork, proposal_id: UUID, form: Posted) -> Response:
    service.confirm_override(work, proposal_id)
    return see_other("/law/proposals", done="law_pages.done.confirmed")


@router.post("/law/proposals/{proposal_id}/drop")
@shown_again_by(show_proposals)
def drop(work: RequestWork, proposal_id: UUID, form: Posted) -> Response:
    service.drop_override(work, proposal_id)
    return see_other("/law/proposals", done="law_pages.done.dropped")


def _said(request: Request, facts: Iterable[FactRow | LegalProposal]) -> list[Said]:
    return [Said(fact, name_of(words_of(request), fact), _in_words(request, fact)) for fact in facts]


def name_of(words: Catalogue, fact: FactRow | LegalProposal | LegalFact) -> str:
    """Of the fact itself, of each part of its code, or of its kind; nothing for a code that is new to us."""
    named = words.strings.get(f"law.name.{fact.kind}.{fact.key}")
    parts = [_called(words, part) for part in fact.key.split(".")]
    return named or (": ".join(parts) if all(parts) else words.strings.get(f"law.name.{fact.kind}", ""))


def _called(words: Catalogue, code: str) -> str:
    return next((words.strings[way + code] for way in WAYS if way + code in words.strings), "")


def _in_words(request: Request, fact: FactRow | LegalProposal) -> str:
    number, text = _number(request, fact), fact.text or ""
    known = [_called(words_of(request), code) for code in text.split()]
    return " · ".join(part for part in (number, ", ".join(known) if all(known) else text) if part)


def _number(request: Request, fact: FactRow | LegalProposal) -> str:
    locale = f"{language_of(request)}_FI"
    if fact.number is None:
        return ""
    if fact.unit is LegalUnit.CENTS:
        return money(Money(fact.number), locale)
    if fact.unit is LegalUnit.BASIS_POINTS:
        return percent(fact.number, locale)
    if fact.unit is None:
        return words_of(request).gettext("law_pages.yes" if fact.number else "law_pages.no")
    return f"{fact.number} {words_of(request).gettext(word_code(fact.unit))}"


def _given(work: RequestWork, kind: str, key: str, valid_from: str) -> dict[str, Any]:
    """The standing row's own words, so that only what changes has to be written."""
    found = [
        row
        for row in queries.facts(work, work.ground.country, _kind(kind))
        if kind and (row.key, row.valid_from.isoformat()) == (key, valid_from)
    ]
    if not found:
        return {"kind": kind, "key": key}
    return {name: getattr(found[0], name) for name in OverrideIn.model_fields}


def _units(request: Request) -> list[Option]:
    words = words_of(request)
    none = Option("", words.gettext("law_pages.no_unit"))
    return [none, *(Option(unit.value, words.gettext(word_code(unit))) for unit in LegalUnit)]


def _kind(written: str) -> LegalKind | None:
    if written and written not in list(LegalKind):
        raise Unfit([Problem("kind", "field.not_offered", {})])
    return LegalKind(written) if written else None
