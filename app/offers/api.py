"""Applications for programs: sent and sealed, opened, scored, decided, and given notice of."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.offers import queries, service
from app.offers.schemas.showing import (
    AdmissionOut,
    ApplicationOut,
    ApplicationRowOut,
    DecisionOut,
    ExtendedOut,
    OpenedOut,
    ReceiptOut,
    SealedOut,
    StandingOut,
    StartedOut,
    receipt_of,
    shown_application,
    shown_decision,
)
from app.offers.schemas.telling import DecideIn, ExtendIn, ScoreIn, SendIn, StartIn
from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import PUBLIC, RequestWork, WorkRoute
from app.procurement import queries as procurement

router = APIRouter(prefix="/api/v1", tags=["offers"], route_class=WorkRoute)

CREATED = 201
PDF = "application/pdf"
LETTER: dict[int | str, dict[str, Any]] = {
    200: {"content": {PDF: {}}, "description": "The letter as it is sent."}
}


@router.get("/applications")
def list_applications(work: RequestWork, cursor: Cursor) -> Page[ApplicationRowOut]:
    """The caller's own parties' applications, newest first."""
    return _page(queries.applicants_rows(work), cursor)


@router.get("/calls/{call_id}/applications")
def list_opened_applications(work: RequestWork, call_id: UUID, cursor: Cursor) -> Page[ApplicationRowOut]:
    """What is opened to the call's buyer, in the order of receipt."""
    call = procurement.own_call(work, call_id)
    rows = queries.opened_rows(work, call.id, procurement.local_day(work, work.now))
    return _page(rows, cursor)


@router.get("/calls/{call_id}/applications/sealed")
def list_sealed_applications(work: RequestWork, call_id: UUID) -> list[SealedOut]:
    """Those that came after the first round and wait for their opening."""
    call = procurement.own_call(work, call_id)
    return [SealedOut.model_validate(row) for row in queries.sealed_rows(work, call.id)]


@router.post("/calls/{call_id}/applications", status_code=CREATED)
def start_application(work: RequestWork, call_id: UUID, told: StartIn) -> StartedOut:
    """Starts an application of one of the caller's parties; nothing is submitted yet."""
    return StartedOut(id=service.start(work, call_id, told.party_id, language=told.language))


@router.get("/applications/{application_id}")
def read_application(work: RequestWork, application_id: UUID) -> ApplicationOut:
    """The applicant's own at any time, the buyer's once it is opened."""
    return shown_application(work, application_id)


@router.post("/applications/{application_id}/submission")
def send_application(work: RequestWork, application_id: UUID, told: SendIn) -> ReceiptOut:
    """Sends an application, whole or not at all, and answers with the receipt."""
    service.send(work, application_id, told.content())
    return receipt_of(queries.own_application(work, application_id))


@router.get("/applications/{application_id}/receipt")
def read_receipt(work: RequestWork, application_id: UUID) -> ReceiptOut:
    """The receipt of an application that was sent."""
    return receipt_of(queries.own_application(work, application_id))


@router.get("/applications/{application_id}/envelope")
def read_envelope(work: RequestWork, application_id: UUID) -> Response:
    """Byte for byte what was received and sealed: its SHA-256 is the receipt's."""
    envelope = queries.opened_envelope(work, queries.own_application(work, application_id))
    return Response(envelope.as_bytes(), media_type="application/json")


@router.post("/applications/{application_id}/withdrawal")
def withdraw_application(work: RequestWork, application_id: UUID) -> ApplicationOut:
    """Takes an undecided application back."""
    service.withdraw(work, application_id)
    return shown_application(work, application_id)


@router.post("/calls/{call_id}/opening")
def open_first_round(work: RequestWork, call_id: UUID) -> OpenedOut:
    """Opens the applications of the first round, from its closing on."""
    return OpenedOut(ids=service.open_first_round(work, call_id))


@router.post("/applications/{application_id}/opening")
def open_application(work: RequestWork, application_id: UUID) -> ApplicationOut:
    """Opens one application that came after the first round."""
    service.open_one(work, application_id)
    return shown_application(work, application_id)


@router.post("/offers/{offer_id}/scores")
def score_offer(work: RequestWork, offer_id: UUID, told: ScoreIn) -> ApplicationOut:
    """Gives an offer points by the published criteria, and says why."""
    service.score_all(work, offer_id, told.points())
    return shown_application(work, queries.own_offer(work, offer_id).application_id)


@router.post("/applications/{application_id}/extension")
def extend_decision_time(work: RequestWork, application_id: UUID, told: ExtendIn) -> ExtendedOut:
    """Takes the longer time to decide, for a reason that the applicant is told."""
    return ExtendedOut(decide_by=service.extend(work, application_id, reason=told.reason))


@router.post("/applications/{application_id}/decision", status_code=CREATED)
def decide_application(work: RequestWork, application_id: UUID, told: DecideIn) -> DecisionOut:
    """Admits or rejects, category by category, with grounds; the letter follows as a PDF."""
    decision_id = service.decide(
        work,
        application_id,
        number=told.number,
        verdicts=told.by_category(),
        facts=told.known_facts,
        title=told.title,
    )
    return shown_decision(work, decision_id)


@router.get("/decisions/{decision_id}")
def read_decision(work: RequestWork, decision_id: UUID) -> DecisionOut:
    """A decision, for the buyer's people, and for its applicant once it is notified."""
    return shown_decision(work, decision_id)


@router.get("/decisions/{decision_id}/letter", response_class=Response, responses=LETTER)
def read_letter(work: RequestWork, decision_id: UUID) -> Response:
    """The decision letter as a PDF."""
    return Response(queries.letter(work, decision_id), media_type=PDF)


@router.post("/decisions/{decision_id}/letter-renewal")
def renew_letter(work: RequestWork, decision_id: UUID) -> DecisionOut:
    """Has the letter made anew before it is sent, as it reads today."""
    service.renew_letter(work, decision_id)
    return shown_decision(work, decision_id)


@router.post("/decisions/{decision_id}/notice")
def notify_decision(work: RequestWork, decision_id: UUID) -> DecisionOut:
    """Gives the applicant notice of the decision: the time for remedies starts."""
    service.notify(work, decision_id)
    return shown_decision(work, decision_id)


@router.get("/calls/{call_id}/admissions", openapi_extra=PUBLIC)
def list_admissions(work: RequestWork, call_id: UUID) -> list[AdmissionOut]:
    """The public register: who is admitted to what."""
    return [
        AdmissionOut.model_validate({**vars(row), "category_title": dict(row.category_title.by_language)})
        for row in queries.register(work, call_id)
    ]


@router.get("/calls/{call_id}/ranking")
def list_ranking(work: RequestWork, call_id: UUID) -> list[StandingOut]:
    """The order of preference in every category, for the call's own buyers."""
    return [
        StandingOut(
            category=row.category,
            place=row.ranked.place,
            party_id=row.ranked.entry.party_id,
            party=row.party,
            unit_price=row.ranked.entry.price,
            quality=row.ranked.entry.quality,
            price_points=row.ranked.price_points,
            total=row.ranked.total,
        )
        for row in queries.standings(work, procurement.own_call(work, call_id))
    ]


def _page(rows: list[queries.ApplicationRow], cursor: Cursor) -> Page[ApplicationRowOut]:
    part = part_of(rows, cursor, lambda row: row.id)
    return page_of(part, cursor, ApplicationRowOut.model_validate, lambda row: row.id)
