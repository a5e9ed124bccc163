from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.catalogue import queries, service
from app.catalogue.queries import Service
from app.catalogue.schemas import CapacityIn, CardIn, CardOut, card_out
from app.platform.forms import FormView
from app.platform.paging import Cursor
from app.platform.web import (
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    language_of,
    page,
    see_other,
    shown_again_by,
    updates,
)
from app.platform.web.route import version_of
from app.suppliers.schemas import spoken_options

router = APIRouter(include_in_schema=False, route_class=WorkRoute)


@router.get("/catalogue")
def show_services(request: Request, work: RequestWork, cursor: Cursor) -> Response:
    rows = queries.services(work, cursor)
    here = rows[: cursor.limit]
    return page(
        request,
        "catalogue/services.html",
        services=here,
        next=f"/catalogue?after={here[-1].id}" if len(rows) > cursor.limit else "",
        first="/catalogue" if cursor.after else "",
    )


@router.get("/catalogue/{party_id}/{category_id}")
def show_service(request: Request, work: RequestWork, party_id: UUID, category_id: UUID) -> Response:
    found, here = queries.service_of(work, party_id, category_id), f"/catalogue/{party_id}/{category_id}"
    may_describe = not service.reasons_not_to_tell(work, "describe", party_id)
    may_set = not service.reasons_not_to_tell(work, "set_capacity", party_id)
    return page(
        request,
        "catalogue/service.html",
        found=found,
        spoken={option.value: option.label for option in spoken_options(language_of(request))},
        card_form=_card_form(request, found, here) if may_describe else None,
        capacity_form=_capacity_form(request, found, here) if may_set else None,
    )


def read_card(work: RequestWork, party_id: UUID, category_id: UUID) -> CardOut:
    return card_out(queries.service_of(work, party_id, category_id))


@router.post("/catalogue/{party_id}/{category_id}/describe")
@shown_again_by(show_service)
@updates(read_card)
def describe(work: RequestWork, party_id: UUID, category_id: UUID, form: Posted) -> Response:
    told = form.read(CardIn)
    prevailing = queries.service_of(work, party_id, category_id).category.title.prevailing
    facts = {**told.facts(), "description": told.texts_in(prevailing)}
    service.describe(work, party_id, category_id, **facts)
    return see_other(f"/catalogue/{party_id}/{category_id}", done="catalogue.described")


@router.post("/catalogue/{party_id}/{category_id}/set-capacity")
@shown_again_by(show_service)
def set_capacity(work: RequestWork, party_id: UUID, category_id: UUID, form: Posted) -> Response:
    service.set_capacity(work, party_id, category_id, places=form.read(CapacityIn).places)
    return see_other(f"/catalogue/{party_id}/{category_id}", done="catalogue.capacity_set")


def _card_form(request: Request, found: Service, here: str) -> FormView:
    card = found.card
    return form_view(
        request,
        CardIn,
        action=f"{here}/describe",
        submit="catalogue.describe",
        given={name: getattr(card, name) for name in CardIn.model_fields} if card else {},
        options={"languages": spoken_options(language_of(request))},
        version=version_of(card_out(found)) if card else "",
    )


def _capacity_form(request: Request, found: Service, here: str) -> FormView:
    given = {"places": found.capacity.places} if found.capacity else {}
    return form_view(
        request, CapacityIn, action=f"{here}/set-capacity", submit="catalogue.set_capacity", given=given
    )
