"""Scoring, deciding and telling: the acts on an opened application, and the decision with its letter."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.offers import queries, service
from app.offers.pages.applying import show_application
from app.offers.pages.routing import router
from app.offers.schemas.telling import DecideIn, ExtendIn, ScoreIn
from app.platform.showing import worded
from app.platform.web import Posted, RequestWork, page, see_other, shown_again_by

PDF = "application/pdf"


@router.post("/offers/applications/{application_id}/offers/{offer_id}/score")
@shown_again_by(show_application)
def score_offer(work: RequestWork, application_id: UUID, offer_id: UUID, form: Posted) -> Response:
    told = form.read(ScoreIn)
    service.score_all(work, offer_id, told.points())
    return see_other(f"/offers/applications/{application_id}", done="offers.done.scored")


@router.post("/offers/applications/{application_id}/extend")
@shown_again_by(show_application)
def extend_decision_time(work: RequestWork, application_id: UUID, form: Posted) -> Response:
    told = form.read(ExtendIn)
    service.extend(work, application_id, reason=told.reason)
    return see_other(f"/offers/applications/{application_id}", done="offers.done.extended")


@router.post("/offers/applications/{application_id}/decide")
@shown_again_by(show_application)
def decide_application(work: RequestWork, application_id: UUID, form: Posted) -> Response:
    told = form.read(DecideIn)
    decision_id = service.decide(
        work,
        application_id,
        number=told.number,
        verdicts=told.by_category(),
        facts=told.known_facts,
        title=told.title,
    )
    return see_other(f"/offers/decisions/{decision_id}", done="offers.done.decided")


@router.get("/offers/decisions/{decision_id}")
def show_decision(request: Request, work: RequestWork, decision_id: UUID) -> Response:
    decision = queries.decision(work, decision_id)
    is_buyers = decision.buyer_id in work.actor.party_ids
    may_not = service.reasons_not_to_notify_today(work, decision) if is_buyers else []
    return page(
        request,
        "offers/decision.html",
        decision=decision,
        letter=queries.letter_data(decision),
        call_id=queries.call_of(work, decision),
        is_buyers=is_buyers,
        why_not_notify=worded(request, may_not),
        may_renew=is_buyers and not service.reasons_not_to_renew_letter(work, decision),
    )


@router.post("/offers/decisions/{decision_id}/notify")
@shown_again_by(show_decision)
def notify_decision(work: RequestWork, decision_id: UUID, form: Posted) -> Response:
    service.notify(work, decision_id)
    return see_other(f"/offers/decisions/{decision_id}", done="offers.done.notified")


@router.post("/offers/decisions/{decision_id}/renew-letter")
@shown_again_by(show_decision)
def renew_letter(work: RequestWork, decision_id: UUID, form: Posted) -> Response:
    service.renew_letter(work, decision_id)
    return see_other(f"/offers/decisions/{decision_id}", done="offers.done.letter_renewed")


@router.get("/offers/decisions/{decision_id}/letter")
def show_letter(work: RequestWork, decision_id: UUID) -> Response:
    headers = {"Content-Disposition": f'inline; filename="decision-{decision_id}.pdf"'}
    return Response(queries.letter(work, decision_id), media_type=PDF, headers=headers)
