"""Rows for lists and desks: what was sent, what is still sealed, and what asks for attention."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.identity.models import PartyVersion
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.offers.models import Application, Decision
from app.offers.rules.states import ApplicationState, Round
from app.platform.db import in_force
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call


@dataclass(frozen=True)
class ApplicationRow:
    """A row of a list of applications; the decision's id is there once it is the reader's to see."""

    id: UUID
    call_id: UUID
    call_number: str
    call_title: Texts
    party_id: UUID
    party: str
    state: ApplicationState
    round: Round | None
    received_at: datetime | None
    late_by_us: int
    decide_by: date | None
    extension_reason: str
    decision_id: UUID | None
    notified_at: datetime | None


def opened_rows(work: Work, call_id: UUID, on: date) -> list[ApplicationRow]:
    """The applications that are opened to the call's buyer, by receipt."""
    of_buyer = Application.buyer_id.in_(work.actor.party_ids), Application.opened_at.is_not(None)
    asked = _application_rows(on).where(Application.call_id == call_id, *of_buyer)
    ordered = asked.order_by(Application.received_at, Application.id)
    return [ApplicationRow(*row) for row in work.db.execute(ordered)]


def applicants_rows(work: Work) -> list[ApplicationRow]:
    """The actor's own parties' applications to all calls, newest first."""
    mine = Application.party_id.in_(work.actor.party_ids)
    asked = _application_rows(procurement.local_day(work, work.now)).where(mine)
    rows = [ApplicationRow(*row) for row in work.db.execute(asked.order_by(Application.id.desc()))]
    return [row if row.notified_at else replace(row, decision_id=None) for row in rows]


def _application_rows(on: date) -> Any:
    return (
        select(
            Application.id,
            Application.call_id,
            Call.number,
            Call.title,
            Application.party_id,
            PartyVersion.name,
            Application.state,
            Application.round,
            Application.received_at,
            Application.late_by_us,
            Application.decide_by,
            Application.extension_reason,
            Decision.id,
            Decision.notified_at,
        )
        .join(Call, Call.id == Application.call_id)
        .join(PartyVersion, PartyVersion.party_id == Application.party_id)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .where(in_force(PartyVersion.valid_from, PartyVersion.valid_to, on))
    )


@dataclass(frozen=True)
class SealedRow:
    """One that came after the first round and waits for its opening: nobody knows yet whose it is."""

    id: UUID
    received_at: datetime
    decide_by: date


def sealed_rows(work: Work, call_id: UUID) -> list[SealedRow]:
    """Of the first round nothing is told, not even how many there are (RULE-28)."""
    waiting = Application.state == ApplicationState.SENT, Application.round == Round.CONTINUOUS
    mine = Application.call_id == call_id, Application.buyer_id.in_(work.actor.party_ids)
    asked = select(Application.id, Application.received_at, Application.decide_by).where(*mine, *waiting)
    rows: Iterable[Any] = work.db.execute(asked.order_by(Application.received_at))
    return [SealedRow(*row) for row in rows]


def first_round_waits(work: Work, call: Call) -> bool:
    """Whether the first round has closed and something of it is still sealed."""
    if work.now < call.first_round_closes_at or call.buyer_id not in work.actor.party_ids:
        return False
    waiting = Application.state == ApplicationState.SENT, Application.round == Round.FIRST
    asked = select(Application.id).where(Application.call_id == call.id, *waiting).limit(1)
    return work.db.scalar(asked) is not None


@dataclass(frozen=True)
class Waiting:
    """What of applications asks for attention: counts, and the nearest last day."""

    to_open: int
    to_decide: int
    decide_by: date | None
    to_notify: int
    unsent: int


def waiting(work: Work) -> Waiting:
    """For a desk: of the actor's buyers what to open, decide and tell, of its suppliers what is unsent.

    First rounds that are open tell nothing, so only those that have closed are counted.
    """
    mine = work.actor.party_ids
    of_buyer, undecided = Application.buyer_id.in_(mine), Application.state == ApplicationState.OPENED
    may_open = or_(Application.round == Round.CONTINUOUS, Call.first_round_closes_at <= work.now)
    to_open = and_(of_buyer, Application.state == ApplicationState.SENT, may_open)
    untold = and_(of_buyer, Decision.id.is_not(None), Decision.notified_at.is_(None))
    unsent = and_(Application.party_id.in_(mine), Application.state == ApplicationState.DRAFT)
    to_decide = and_(of_buyer, undecided)
    asked = (
        select(
            func.count().filter(to_open),
            func.count().filter(to_decide),
            func.min(Application.decide_by).filter(to_decide),
            func.count().filter(untold),
            func.count().filter(unsent),
        )
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Decision, Decision.application_id == Application.id)
        .where(or_(of_buyer, Application.party_id.in_(mine)))
    )
    return Waiting(*work.db.execute(asked).one())


def party_named(work: Work, party_id: UUID, on: date) -> str:
    """The party's name on the day."""
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    found = work.db.scalar(select(PartyVersion.name).where(PartyVersion.party_id == party_id, valid))
    if found is None:
        raise Missing
    return found


def parties_to_apply_for(work: Work) -> list[procurement.Named]:
    """Where the actor may send applications: own organisations, and groups they coordinate."""
    may = work.actor.parties_where(Role.SUPPLIER_ADMIN)
    return procurement.parties_named(work, PartyVersion.party_id.in_(may))
