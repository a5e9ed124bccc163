from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.messages import queries, service
from app.messages.rules.states import MessageState
from app.messages.schemas import WishIn
from app.platform.forms import Option
from app.platform.paging import Slice, page_of
from app.platform.texts import say
from app.platform.web import (
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
HERE = "/account/messages"
TONES = {
    MessageState.WAITING: "info",
    MessageState.IN_DIGEST: "info",
    MessageState.SENT: "success",
    MessageState.FAILED: "danger",
}


@router.get(HERE)
def show_messages(request: Request, work: RequestWork, after: UUID | None = None) -> Response:
    wishes, language, cursor = queries.own_wishes(work), language_of(request), Slice(after)
    part = page_of(queries.own_messages(work, cursor), cursor, lambda row: row, lambda row: row.id)
    kinds = [Option(wish.kind, say(f"messages.kind.{wish.kind}", {}, language)) for wish in wishes]
    return page(
        request,
        "messages/account.html",
        wishes=wishes,
        rows=part.items,
        tones=TONES,
        next=f"{HERE}?after={part.next}" if part.next else "",
        first=HERE if after else "",
        form=form_view(
            request,
            WishIn,
            action=f"{HERE}/choose",
            submit="messages.choose",
            given={},
            options={"kind": kinds},
        ),
    )


@router.post(f"{HERE}/choose")
@shown_again_by(show_messages)
def choose(work: RequestWork, form: Posted) -> Response:
    told = form.read(WishIn)
    service.wish(work, told.kind, chosen=told.wish)
    return see_other(HERE, done="messages.chosen")
