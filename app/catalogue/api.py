from uuid import UUID

from fastapi import APIRouter

from app.catalogue import queries, service
from app.catalogue.queries import ServiceRow
from app.catalogue.schemas import (
    CapacityIn,
    CapacityOut,
    CardIn,
    CardOut,
    ServiceRowOut,
    capacity_out,
    card_out,
)
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import RequestWork, WorkRoute, updates

router = APIRouter(prefix="/api/v1/service-cards", tags=["catalogue"], route_class=WorkRoute)


@router.get("", operation_id="list_services")
def list_services(work: RequestWork, cursor: Cursor) -> Page[ServiceRowOut]:
    """The services under the caller's contracts, with their cards' and places' state."""

    def shown(row: ServiceRow) -> ServiceRowOut:
        told = {**vars(row), "title": row.title.as_json(), "is_full": row.is_full}
        return ServiceRowOut.model_validate(told)

    return page_of(queries.services(work, cursor), cursor, shown, lambda row: row.id)


@router.get("/{party_id}/{category_id}", operation_id="get_service_card")
def get_service_card(work: RequestWork, party_id: UUID, category_id: UUID) -> CardOut:
    """One service card, as clients compare it."""
    return card_out(queries.service_of(work, party_id, category_id))


@router.put("/{party_id}/{category_id}", operation_id="describe_service")
@updates(get_service_card)
def describe_service(work: RequestWork, party_id: UUID, category_id: UUID, told: CardIn) -> CardOut:
    """The whole card anew; a first one is written with `If-Match: *`."""
    prevailing = queries.service_of(work, party_id, category_id).category.title.prevailing
    facts = {**told.facts(), "description": told.texts_in(prevailing)}
    service.describe(work, party_id, category_id, **facts)
    work.db.flush()
    return card_out(queries.service_of(work, party_id, category_id))


@router.get("/{party_id}/{category_id}/capacity", operation_id="get_capacity")
def get_capacity(work: RequestWork, party_id: UUID, category_id: UUID) -> CapacityOut:
    """How many clients at a time, and how many now."""
    return capacity_out(queries.service_of(work, party_id, category_id), party_id)


@router.post("/{party_id}/{category_id}/capacity", operation_id="set_capacity")
def set_capacity(work: RequestWork, party_id: UUID, category_id: UUID, told: CapacityIn) -> CapacityOut:
    """Fewer places than clients now only stops new ones."""
    service.set_capacity(work, party_id, category_id, places=told.places)
    return capacity_out(queries.service_of(work, party_id, category_id), party_id)
