from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.desks import queries, service
from app.desks.queries import leaving
from app.desks.rules import PASSWORD, TOUR, View
from app.desks.schemas import HandingOverIn
from app.identity import queries as identity
from app.kernel.refusals import Missing
from app.platform.forms import Option
from app.platform.texts import catalogue
from app.platform.web import (
    PUBLIC,
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
LEAVING = "/organisations/{party_id}/people/{person_id}/leaving"


@router.get("/desk")
def show_desk(request: Request, work: RequestWork) -> Response:
    return page(request, "desks/desk.html", today=queries.today(work), View=View)


@router.get(LEAVING)
def show_leaving(request: Request, work: RequestWork, party_id: UUID, person_id: UUID) -> Response:
    at_hand = leaving.at_hand(work, party_id, person_id)
    successors = leaving.colleagues(work, party_id, person_id)
    words = catalogue(language_of(request))
    form = form_view(
        request,
        HandingOverIn,
        action=LEAVING.format(party_id=party_id, person_id=person_id),
        submit="desks.leaving.submit",
        given={"on": identity.today(work), "roles": list(at_hand.alone_in)},
        options={
            "successor_id": [Option(str(one.id), one.name) for one in successors],
            "roles": [Option(role, words.gettext(f"word.role.{role}")) for role in at_hand.roles],
        },
        tone="danger",
    )
    return page(
        request,
        "desks/leaving.html",
        at_hand=at_hand,
        party_id=party_id,
        form=form if successors else None,
    )


@router.post(LEAVING)
@shown_again_by(show_leaving)
def hand_over(work: RequestWork, party_id: UUID, person_id: UUID, form: Posted) -> Response:
    service.hand_over(work, party_id, person_id, **form.read(HandingOverIn).facts())
    return see_other(f"/organisations/{party_id}/people", done="desks.leaving.done")


@router.get("/tour", openapi_extra=PUBLIC)
def show_tour(request: Request, work: RequestWork) -> Response:
    """Only the demo has one: elsewhere nobody is told how to log in as somebody else."""
    if not getattr(request.app.state, "is_demo", False):
        raise Missing
    return page(request, "desks/tour.html", steps=TOUR, password=PASSWORD)
