"""An opened application as the buyer's people see it: its content, its points, and the decision on it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.kernel.money import Money
from app.offers import queries, service
from app.offers.models import Application, Offer
from app.offers.pages import asking
from app.offers.pages.asking import Caption
from app.offers.rules.content import ApplicationContent
from app.offers.rules.states import ApplicationState
from app.offers.schemas.telling import DecideIn, ExtendIn, ScoreIn
from app.platform.forms import FormView, Problem
from app.platform.showing import worded, words_of
from app.platform.web import form_view, language_of, page
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category

Offered = Sequence[tuple[Offer, Category]]
Scores = dict[tuple[UUID, str], queries.ScoreRow]


def show(request: Request, work: Work, application: Application, call: Call) -> Response:
    offers = queries.offers_in(work, application)
    scores = queries.scores_on(work, application.id)
    content = queries.opened_content(work, application)
    may_not_decide = service.reasons_not_to_decide_now(work, application)
    may_score = not service.reasons_not_to_score_now(work, application)
    today = procurement.local_day(work, work.now)
    is_decided = application.state is ApplicationState.DECIDED
    return page(
        request,
        "offers/opened.html",
        application=application,
        call=call,
        applicant=queries.party_named(work, application.party_id, today),
        today=today,
        offers=[
            {
                "offer": offer,
                "category": category,
                "answers": _answered_in(call, category, offer.answers),
                "is_over": offer.unit_price > category.price_ceiling,
                "scores": _scores_of(call, offer, scores),
                "form": _score_form(request, application, call, offer, scores) if may_score else None,
            }
            for offer, category in offers
        ],
        declared=declared(call, content),
        decision=queries.decision_of(work, application) if is_decided else None,
        decide_form=None if may_not_decide else _decide_form(request, work, application, offers),
        why_not_decide=worded(request, may_not_decide),
        extend_form=_extend_form(request, work, application, today),
    )


def answered(call: Call, categories: Sequence[Category], content: ApplicationContent) -> list[dict[str, Any]]:
    """What was offered, category by category, with its questions in words."""
    return [
        {
            "category": category,
            "unit_price": content.offers[category.code].unit_price,
            "answers": _answered_in(call, category, dict(content.offers[category.code].answers)),
        }
        for category in categories
        if category.code in content.offers
    ]


def declared(call: Call, content: ApplicationContent) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "proof": one.proof, "answer": content.declarations.get(one.code, "")}
        for one in asking.questions_to_all(call)
    ]


def _answered_in(call: Call, category: Category, answers: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "proof": one.proof, "answer": answers.get(one.code, "")}
        for one in asking.questions_of(call, category)
    ]


def _scores_of(call: Call, offer: Offer, scores: Scores) -> list[dict[str, Any]]:
    return [
        {"criterion": one, "score": scores.get((offer.id, one.code))}
        for one in procurement.ranking_of(call).criteria
    ]


def _score_form(
    request: Request, application: Application, call: Call, offer: Offer, scores: Scores
) -> FormView | None:
    criteria = procurement.ranking_of(call).criteria
    if not criteria:
        return None
    language, words = language_of(request), words_of(request)
    action = f"/offers/applications/{application.id}/offers/{offer.id}/score"
    codes = [one.code for one in criteria]
    asking.placed(request, action, lambda one: replace(one, field=one.field or _where_scored(one, codes)))
    given = [
        {
            "criterion": one.code,
            **({"points": Money(row.hundredths), "reason": row.reason} if row else {}),
        }
        for one in criteria
        for row in [scores.get((offer.id, one.code))]
    ]
    view = form_view(
        request,
        ScoreIn,
        action=action,
        submit="offers.score",
        given={"scores": given},
        rows={"scores": len(criteria)},
    )
    captions = {}
    for row, one in enumerate(criteria):
        captions[f"scores.{row}"] = Caption(label=one.title.in_language(language))
        captions[f"scores.{row}.criterion"] = Caption(kind="hidden")
        captions[f"scores.{row}.points"] = Caption(
            hint=words.say("offers.points.hint", {"most": str(one.points)})
        )
    return asking.captioned(view, captions)


def _decide_form(request: Request, work: Work, application: Application, offers: Offered) -> FormView:
    language, action = language_of(request), f"/offers/applications/{application.id}/decide"
    codes = [category.code for _, category in offers]
    asking.placed(request, action, lambda one: replace(one, field=one.field or _where_decided(one, codes)))
    view = form_view(
        request,
        DecideIn,
        action=action,
        submit="offers.decide",
        given={"verdicts": [{"category": category.code} for _, category in offers]},
        rows={"verdicts": len(offers)},
        drafts_for=work,
    )
    captions = {}
    for row, (_, category) in enumerate(offers):
        title = f"{category.code}{asking.SEPARATOR}{category.title.in_language(language)}"
        captions[f"verdicts.{row}"] = Caption(label=title)
        captions[f"verdicts.{row}.category"] = Caption(kind="hidden")
        captions[f"verdicts.{row}.grounds"] = Caption(required=True)
    captions["known_facts"] = Caption(required=True)
    return asking.captioned(view, captions)


def _where_scored(problem: Problem, codes: Sequence[str]) -> str:
    code = problem.facts.get("criterion", "")
    if code not in codes:
        return ""
    name = "reason" if problem.code == "offers.score_without_reason" else "points"
    return f"scores.{codes.index(code)}.{name}"


def _where_decided(problem: Problem, codes: Sequence[str]) -> str:
    whole = {"offers.facts_missing": "known_facts", "offers.number_taken": "number"}
    code = problem.facts.get("category", "")
    if code not in codes:
        return whole.get(problem.code, "")
    name = "grounds" if problem.code == "offers.grounds_missing" else "outcome"
    return f"verdicts.{codes.index(code)}.{name}"


def _extend_form(request: Request, work: Work, application: Application, today: date) -> FormView | None:
    if service.reasons_not_to_extend_now(work, application, today):
        return None
    return form_view(
        request,
        ExtendIn,
        action=f"/offers/applications/{application.id}/extend",
        submit="offers.extend",
    )
