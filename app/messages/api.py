from fastapi import APIRouter

from app.messages import queries, service
from app.messages.queries import MessageRow
from app.messages.rules.kinds import Kind
from app.messages.schemas import ChosenIn, MessageOut, WishOut
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import RequestWork, WorkRoute, updates

router = APIRouter(prefix="/api/v1/messages", tags=["messages"], route_class=WorkRoute)


@router.get("", operation_id="list_messages")
def list_messages(work: RequestWork, cursor: Cursor) -> Page[MessageOut]:
    """What the caller, and the mailboxes of the caller's organisations, have been told; the newest first."""
    rows: list[MessageRow] = queries.own_messages(work, cursor)
    return page_of(rows, cursor, MessageOut.model_validate, lambda row: row.id)


@router.get("/wishes", operation_id="list_message_wishes")
def list_message_wishes(work: RequestWork) -> list[WishOut]:
    """How the caller is told of each kind of thing that the caller's roles are told of."""
    return [WishOut.model_validate(wish) for wish in queries.own_wishes(work)]


@router.get("/wishes/{kind}", operation_id="get_message_wish")
def get_message_wish(work: RequestWork, kind: Kind) -> WishOut:
    """How the caller is told of one kind of thing."""
    return WishOut.model_validate(queries.own_wish(work, kind))


@router.put("/wishes/{kind}", operation_id="save_message_wish")
@updates(get_message_wish)
def save_message_wish(work: RequestWork, kind: Kind, told: ChosenIn) -> WishOut:
    """From the next message on; what has a deadline cannot be turned off."""
    service.wish(work, kind, chosen=told.wish)
    return WishOut.model_validate(queries.own_wish(work, kind))
