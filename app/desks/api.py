from uuid import UUID

from fastapi import APIRouter

from app.desks import queries, service
from app.desks.queries import leaving
from app.desks.schemas import HandedOverOut, HandingOverIn, TodayOut, shown_today
from app.platform.web import RequestWork, WorkRoute

router = APIRouter(prefix="/api/v1", route_class=WorkRoute)


@router.get("/desk", tags=["desk"])
def read_desk(work: RequestWork) -> TodayOut:
    """What waits for the caller now: counts, working days left, money."""
    return shown_today(queries.today(work))


@router.get("/parties/{party_id}/people/{person_id}/tasks", tags=["people"])
def read_tasks_at_hand(work: RequestWork, party_id: UUID, person_id: UUID) -> HandedOverOut:
    """What a person of the organisation has at hand: what would go over to a successor."""
    return HandedOverOut.model_validate(leaving.at_hand(work, party_id, person_id))


@router.post("/parties/{party_id}/people/{person_id}/handing-over", tags=["people"])
def hand_tasks_over(work: RequestWork, party_id: UUID, person_id: UUID, told: HandingOverIn) -> HandedOverOut:
    """Hands everything over to a successor and ends the person's roles in the organisation."""
    return HandedOverOut.model_validate(service.hand_over(work, party_id, person_id, **told.facts()))
