"""Calls in a list: the public one, and a buyer's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from app.identity.models import PartyVersion
from app.kernel.actors import Role
from app.kernel.texts import Texts
from app.law import queries as law
from app.platform.db import in_force
from app.platform.work import Work
from app.procurement.models import Call, CallBuyer, Category, Process
from app.procurement.queries.own import is_open_at
from app.procurement.rules.states import CallState


@dataclass(frozen=True)
class CallRow:
    """A row of a list of calls."""

    id: UUID
    public_id: UUID
    number: str
    title: Texts
    description: Texts
    buyer: str
    legal_basis: str
    state: CallState
    is_open: bool
    nuts: list[str]
    published_at: datetime | None
    opens_at: datetime
    first_round_closes_at: datetime
    closes_at: datetime
    categories: int


class Shows(StrEnum):
    """Which calls a reader of the public list asks for."""

    OPEN = "open"
    COMING = "coming"
    ENDED = "ended"


def public_calls(work: Work) -> list[CallRow]:
    """All that were ever published, the open ones first, then those that close last."""
    asked = _rows(work).where(Call.published_at.is_not(None))
    return [CallRow(*row) for row in work.db.execute(asked)]


def narrowed(
    rows: Iterable[CallRow], now: datetime, *, words: str = "", region: str = "", shows: Shows | None = None
) -> list[CallRow]:
    """Those that the reader asks for; a region is the beginning of a NUTS code."""
    return [
        row
        for row in rows
        if _tells_of(row, words)
        and (not region or any(place.startswith(region) for place in row.nuts))
        and (shows is None or stage_of(row, now) is shows)
    ]


def places_of(rows: Iterable[CallRow]) -> list[str]:
    return sorted({place for row in rows for place in row.nuts})


def own_calls(work: Work) -> list[CallRow]:
    """The actor's own buyers' calls: drafts first, then the open ones."""
    mine = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    asked = _rows(work).where(Call.id.in_(mine))
    rows = [CallRow(*row) for row in work.db.execute(asked)]
    return sorted(rows, key=lambda row: row.state is not CallState.DRAFT)


def _rows(work: Work) -> Any:
    today = law.local_day(work, work.ground.country, work.now)
    counted = select(func.count()).where(Category.call_id == Call.id).scalar_subquery()
    open_now = is_open_at(work.now)
    return (
        select(
            Call.id,
            Process.public_id,
            Call.number,
            Call.title,
            Call.description,
            PartyVersion.name,
            Call.legal_basis,
            Call.state,
            open_now,
            Call.nuts,
            Call.published_at,
            Call.opens_at,
            Call.first_round_closes_at,
            Call.closes_at,
            counted,
        )
        .join(Process, Process.id == Call.id)
        .join(PartyVersion, PartyVersion.party_id == Call.buyer_id)
        .where(in_force(PartyVersion.valid_from, PartyVersion.valid_to, today))
        .order_by(open_now.desc(), Call.closes_at.desc(), Call.number)
    )


def _tells_of(row: CallRow, words: str) -> bool:
    """Every word asked for stands somewhere in the row, in whatever language."""
    told = [row.number, row.buyer, *row.title.by_language.values(), *row.description.by_language.values()]
    whole = " ".join(told).casefold()
    return all(word in whole for word in words.casefold().split())


def stage_of(row: CallRow, now: datetime) -> Shows:
    if row.is_open:
        return Shows.OPEN
    return Shows.COMING if row.state is CallState.PUBLISHED and now < row.opens_at else Shows.ENDED


@dataclass(frozen=True)
class Named:
    id: UUID
    name: str


def buyer_names(work: Work, call: Call) -> list[Named]:
    """The lead buyer first."""
    with_us = select(CallBuyer.buyer_id).where(CallBuyer.call_id == call.id)
    named = parties_named(work, PartyVersion.party_id.in_(with_us))
    return sorted(named, key=lambda one: one.id != call.buyer_id)


def buyers_to_draft_for(work: Work) -> list[Named]:
    """The buyers whose officer the actor is."""
    return parties_named(work, PartyVersion.party_id.in_(work.actor.parties_where(Role.OFFICER)))


def parties_named(work: Work, which: ColumnElement[bool]) -> list[Named]:
    """By today's names, in their order."""
    today = law.local_day(work, work.ground.country, work.now)
    asked = select(PartyVersion.party_id, PartyVersion.name).where(
        which, in_force(PartyVersion.valid_from, PartyVersion.valid_to, today)
    )
    return [Named(*row) for row in work.db.execute(asked.order_by(PartyVersion.sort_key))]


@dataclass(frozen=True)
class Waiting:
    """What of the actor's calls asks for attention."""

    drafts: int
    open: int
    next_first_round: datetime | None


def waiting(work: Work) -> Waiting:
    """For a desk: drafts to finish, open calls, and when the next first round closes."""
    mine = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    is_draft, open_now = Call.state == CallState.DRAFT, is_open_at(work.now)
    closing = case((and_(open_now, Call.first_round_closes_at > work.now), Call.first_round_closes_at))
    asked = select(func.count().filter(is_draft), func.count().filter(open_now), func.min(closing)).where(
        Call.id.in_(mine)
    )
    return Waiting(*work.db.execute(asked).one())
