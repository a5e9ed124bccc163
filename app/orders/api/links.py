"""The client's own link: made by the case worker, and what whoever holds it may do."""

from uuid import UUID

from fastapi.responses import Response

from app.orders import queries, service
from app.orders.api.base import router
from app.orders.schemas import (
    LinkChoiceIn,
    LinkOut,
    LinkSecretIn,
    LinkSecretOut,
    OneOut,
    OpenedOut,
    link_out,
    opened_out,
)
from app.platform.web import PERSONAL, PUBLIC, RequestWork


@router.post("/lists/{list_id}/links", status_code=201)
def make_client_link(work: RequestWork, list_id: UUID) -> LinkOut:
    """Makes the client's own link to the list; one that was made before opens no more."""
    return link_out(service.make_link(work, list_id))


@router.get("/links/{link_id}/secret", openapi_extra=PERSONAL)
def get_client_link_secret(work: RequestWork, link_id: UUID) -> LinkSecretOut:
    """Where the link leads, for the case worker to hand over; the view is logged."""
    secret = service.read_link(work, link_id)
    return LinkSecretOut(path=f"/c/{secret}", expires_at=queries.own_link(work, link_id).expires_at)


@router.post("/links/{link_id}/withdrawal", status_code=204)
def withdraw_client_link(work: RequestWork, link_id: UUID) -> Response:
    """The link opens nothing any more; a choice made by it stays."""
    service.withdraw_link(work, link_id)
    return Response(status_code=204)


@router.post("/client-links/opening", openapi_extra=PUBLIC)
def open_client_link(work: RequestWork, told: LinkSecretIn) -> OpenedOut:
    """What the link shows; opening consumes nothing."""
    return opened_out(service.open_link(work, told.secret))


@router.post("/client-links/choices", status_code=201, openapi_extra=PUBLIC)
def choose_by_link(work: RequestWork, told: LinkChoiceIn) -> OneOut:
    """The client's own choice."""
    return OneOut(id=service.choose_by_link(work, told.secret, told.party_id).id)


@router.post("/client-links/withdrawal", status_code=204, openapi_extra=PUBLIC)
def take_back_choice(work: RequestWork, told: LinkSecretIn) -> Response:
    """The client takes the choice back, until the next working day's noon."""
    service.take_back(work, told.secret)
    return Response(status_code=204)
