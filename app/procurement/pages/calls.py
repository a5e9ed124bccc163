"""What everybody reads: the list of calls, each call in plain words, and the feed of new ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request
from fastapi.responses import Response

from app.platform.pages import environment
from app.platform.paging import Cursor, page_of, part_of
from app.platform.showing import words_of
from app.platform.texts import Catalogue
from app.platform.web import PUBLIC, RequestWork, language_of, page
from app.platform.work import Work
from app.procurement import queries
from app.procurement.models import Call
from app.procurement.pages.routing import router
from app.procurement.queries import CallRow, Shows

ATOM = "application/atom+xml"
NEWEST = 50
Sought = Annotated[str, Query(max_length=200)]


@router.get("/", openapi_extra=PUBLIC)
def show_calls(
    request: Request,
    work: RequestWork,
    cursor: Cursor,
    words: Sought = "",
    region: Sought = "",
    shows: Sought = "",
) -> Response:
    everything = queries.public_calls(work)
    asked = Shows(shows) if shows in list(Shows) else None
    rows = queries.narrowed(everything, work.now, words=words, region=region, shows=asked)
    part = page_of(part_of(rows, cursor, _id), cursor, lambda row: row, _id)
    wishes = {"words": words, "region": region, "shows": shows}
    return page(
        request,
        "procurement/calls.html",
        calls=part.items,
        next=f"/?{urlencode({**wishes, 'after': part.next})}" if part.next else "",
        first="/" if cursor.after else "",
        any_call=bool(everything),
        region_options=[
            _option(place, _place(words_of(request), place)) for place in queries.places_of(everything)
        ],
        state_options=[
            _option("", words_of(request).gettext("calls.any_state")),
            *(_option(one, words_of(request).gettext(f"calls.stage.{one}")) for one in Shows),
        ],
        stage=lambda row: queries.stage_of(row, work.now),
        wished=wishes,
    )


@router.get("/calls.atom", openapi_extra=PUBLIC)
def show_feed(request: Request, work: RequestWork) -> Response:
    """New calls for whoever follows them with a feed reader."""
    language = language_of(request)
    rows = sorted(queries.public_calls(work), key=_published_at, reverse=True)[:NEWEST]
    feed = environment(language).get_template("procurement/calls.atom.xml")
    told = feed.render(
        calls=rows,
        base=str(request.base_url).rstrip("/"),
        updated=max(map(_published_at, rows), default=work.now),
        published_at=_published_at,
    )
    return Response(told, media_type=ATOM, headers={"Content-Language": language})


@router.get("/calls/{public_id}", openapi_extra=PUBLIC)
def show_public_call(request: Request, work: RequestWork, public_id: UUID) -> Response:
    call = queries.published(work, public_id)
    return page(
        request,
        "procurement/call.html",
        public_id=public_id,
        steps=steps_of(call, work.now),
        **told(work, call),
    )


def told(work: Work, call: Call) -> dict[str, Any]:
    """A call with everything that hangs on it, for a template."""
    buyers = queries.buyer_names(work, call)
    return {
        "call": call,
        "buyer": buyers[0].name,
        "others": buyers[1:],
        "is_open": queries.is_open_now(work, call),
        "now": work.now,
        "categories": [
            {
                "id": category.id,
                "category": category,
                "tariff": queries.tariff_of(category),
                "requirements": queries.requirements_of(category).items,
            }
            for category in queries.categories(work, call.id)
        ],
        "metrics": queries.metrics_of(work, call.id),
        "requirements": queries.requirements_of(call).items,
        "terms": queries.terms_of(call),
        "ranking": queries.ranking_of(call),
        "office": queries.office_of(call),
    }


def steps_of(call: Call, now: datetime) -> list[dict[str, Any]]:
    """The call's way through time: what is behind, what is now, what is to come."""
    moments: Sequence[tuple[str, datetime | None]] = (
        ("opens", call.opens_at),
        ("questions", call.questions_until),
        ("first_round", call.first_round_closes_at),
        ("closes", call.closes_at),
    )
    told = [(name, at) for name, at in moments if at is not None]
    ahead = [name for name, at in told if at > now]
    return [
        {"name": name, "at": at, "state": _step(name, ahead) if now < call.closes_at else "done"}
        for name, at in told
    ]


def _step(name: str, ahead: Sequence[str]) -> str:
    if name not in ahead:
        return "done"
    return "current" if name == ahead[0] else "todo"


def _place(known: Catalogue, code: str) -> str:
    return known.strings.get(f"nuts.{code}", code)


def _option(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def _id(row: CallRow) -> UUID:
    return row.id


def _published_at(row: CallRow) -> datetime:
    if row.published_at is None:
        raise ValueError(f"call {row.id} is a draft, and no draft is listed")
    return row.published_at
