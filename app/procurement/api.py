from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import PUBLIC, RequestWork, WorkRoute, updates
from app.procurement import queries, service
from app.procurement.queries import Shows
from app.procurement.schemas.showing import (
    CallOut,
    CallRowOut,
    CategoryOut,
    NotReadyOut,
    ReasonOut,
    StartedOut,
    row_out,
    shown_call,
    shown_category,
)
from app.procurement.schemas.telling import (
    BuyerIn,
    CallIn,
    CategoryIn,
    DraftIn,
    EndIn,
    LanguagesIn,
    MetricIn,
)

router = APIRouter(prefix="/api/v1", tags=["calls"], route_class=WorkRoute)

CREATED = 201
Sought = Annotated[str, Query(max_length=200)]
Region = Annotated[str, Query(max_length=5, description="The beginning of a NUTS code.")]


@router.get("/calls", openapi_extra=PUBLIC)
def list_calls(
    work: RequestWork, cursor: Cursor, words: Sought = "", region: Region = "", shows: Shows | None = None
) -> Page[CallRowOut]:
    """Every call that was ever published, the open ones first."""
    rows = queries.public_calls(work)
    return _page(queries.narrowed(rows, work.now, words=words, region=region, shows=shows), cursor)


@router.get("/calls/own")
def list_own_calls(work: RequestWork, cursor: Cursor) -> Page[CallRowOut]:
    """The calls of the caller's own buyers, drafts first."""
    return _page(queries.own_calls(work), cursor)


@router.get("/calls/{call_id}", openapi_extra=PUBLIC)
def read_call(work: RequestWork, call_id: UUID) -> CallOut:
    """A published call is everybody's, a draft its own buyers'."""
    return shown_call(work, call_id)


@router.post("/calls", status_code=CREATED)
def draft_call(work: RequestWork, told: DraftIn) -> StartedOut:
    """Drafts a call of one buyer."""
    return StartedOut(id=service.draft_call(work, told.buyer_id, facts=told.call_facts()))


@router.put("/calls/{call_id}")
@updates(shown_call)
def redraft_call(work: RequestWork, call_id: UUID, told: CallIn) -> CallOut:
    """Tells a draft's whole text anew."""
    service.redraft_call(work, call_id, facts=told.call_facts())
    return shown_call(work, call_id)


@router.post("/calls/{call_id}/buyers", status_code=CREATED)
def add_buyer(work: RequestWork, call_id: UUID, told: BuyerIn) -> CallOut:
    """Takes another buyer into a draft."""
    service.add_buyer(work, call_id, told.buyer_id)
    return shown_call(work, call_id)


@router.delete("/calls/{call_id}/buyers/{buyer_id}")
def remove_buyer(work: RequestWork, call_id: UUID, buyer_id: UUID) -> CallOut:
    """Leaves a buyer out of a draft again."""
    service.remove_buyer(work, call_id, buyer_id)
    return shown_call(work, call_id)


@router.post("/calls/{call_id}/categories", status_code=CREATED)
def add_category(work: RequestWork, call_id: UUID, told: CategoryIn) -> StartedOut:
    """Adds a category to a draft."""
    facts = told.category_facts(queries.cancellation_of(work, call_id))
    return StartedOut(id=service.add_category(work, call_id, facts))


@router.get("/calls/{call_id}/categories/{category_id}", openapi_extra=PUBLIC)
def read_category(work: RequestWork, call_id: UUID, category_id: UUID) -> CategoryOut:
    """One category of a call."""
    return shown_category(work, call_id, category_id)


@router.put("/calls/{call_id}/categories/{category_id}")
@updates(shown_category)
def redraft_category(work: RequestWork, call_id: UUID, category_id: UUID, told: CategoryIn) -> CategoryOut:
    """Tells a category of a draft anew."""
    facts = told.category_facts(queries.cancellation_of(work, call_id))
    service.redraft_category(work, call_id, category_id, facts)
    return shown_category(work, call_id, category_id)


@router.delete("/calls/{call_id}/categories/{category_id}")
def remove_category(work: RequestWork, call_id: UUID, category_id: UUID) -> CallOut:
    """Takes a category out of a draft."""
    service.remove_category(work, call_id, category_id)
    return shown_call(work, call_id)


@router.post("/calls/{call_id}/metrics", status_code=CREATED)
def add_metric(work: RequestWork, call_id: UUID, told: MetricIn) -> CallOut:
    """Says what the call will measure of its results."""
    service.add_metric(work, call_id, code=told.code, title=told.metric_title(), definition=told.definition())
    return shown_call(work, call_id)


@router.delete("/calls/{call_id}/metrics/{code}")
def remove_metric(work: RequestWork, call_id: UUID, code: str) -> CallOut:
    """Takes a metric out of a draft."""
    service.remove_metric(work, call_id, code)
    return shown_call(work, call_id)


@router.get("/calls/{call_id}/readiness")
def read_readiness(work: RequestWork, call_id: UUID) -> NotReadyOut:
    """Everything that keeps the call from being published, at once."""
    reasons = service.reasons_not_to_publish(work, queries.own_call(work, call_id))
    return NotReadyOut(reasons=[ReasonOut(code=one.code, facts=dict(one.facts)) for one in reasons])


@router.post("/calls/{call_id}/publication")
def publish_call(work: RequestWork, call_id: UUID) -> CallOut:
    """Publishes a draft: from here on anybody reads it, and its words stand."""
    service.publish(work, call_id)
    return shown_call(work, call_id)


@router.post("/calls/{call_id}/closing")
def close_call(work: RequestWork, call_id: UUID, told: EndIn) -> CallOut:
    """Nobody applies any more; whoever was admitted stays."""
    service.close(work, call_id, reason=told.reason)
    return shown_call(work, call_id)


@router.post("/calls/{call_id}/interruption")
def interrupt_call(work: RequestWork, call_id: UUID, told: EndIn) -> CallOut:
    """Gives the procurement up."""
    service.interrupt(work, call_id, reason=told.reason)
    return shown_call(work, call_id)


@router.post("/buyers/{buyer_id}/languages")
def set_languages(work: RequestWork, buyer_id: UUID, told: LanguagesIn) -> LanguagesIn:
    """Says in which languages a buyer must publish from now on."""
    service.set_languages(work, buyer_id, languages=told.languages)
    return told


def _page(rows: list[queries.CallRow], cursor: Cursor) -> Page[CallRowOut]:
    return page_of(part_of(rows, cursor, lambda row: row.id), cursor, row_out, lambda row: row.id)
