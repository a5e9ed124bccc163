"""The journal's chains: how long they are, whether they hold, and what stands in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.audit import policy
from app.identity import queries as identity
from app.identity.models import PartyVersion, Person
from app.kernel.actors import ActorKind, Role
from app.kernel.refusals import Missing, refuse_if
from app.platform.db import in_force
from app.platform.journal import PLATFORM, Broken, JournalHead, JournalRow, verify
from app.platform.paging import Slice
from app.platform.views import ViewRow
from app.platform.work import Work

MOST = 200


@dataclass(frozen=True)
class ChainProof:
    """One chain proved: how many rows its head promises, and the first place that does not hold."""

    chain: UUID
    rows: int
    broken: Broken | None

    @property
    def holds(self) -> bool:
        return self.broken is None


@dataclass(frozen=True)
class Entry:
    """A journal row as a list shows it."""

    seq: int
    at: datetime
    event: str
    about: UUID
    actor_kind: str
    actor_id: UUID


def proofs(db: Session, chain: UUID | None = None) -> list[ChainProof]:
    """Every chain, or one; a chain that lost its head is there too, with no rows promised."""
    broken = {place.chain: place for place in verify(db, chain)}
    asked = select(JournalHead.chain, JournalHead.seq).order_by(JournalHead.chain)
    if chain is not None:
        asked = asked.where(JournalHead.chain == chain)
    known = {row.chain: row.seq for row in db.execute(asked)}
    return [
        ChainProof(chain=found, rows=known.get(found, 0), broken=broken.get(found))
        for found in sorted({*known, *broken})
    ]


def own_proof(work: Work, chain: UUID) -> ChainProof:
    ask_to_read(work, chain)
    found = proofs(work.db, chain)
    if not found:
        raise Missing
    return found[0]


def entries(work: Work, chain: UUID, *, before: int | None = None, about: UUID | None = None) -> list[Entry]:
    """The newest first, at most two hundred; `before` goes on from the last one seen."""
    ask_to_read(work, chain)
    columns = (
        JournalRow.seq,
        JournalRow.at,
        JournalRow.event,
        JournalRow.about,
        JournalRow.actor_kind,
        JournalRow.actor_id,
    )
    asked = select(*columns).where(JournalRow.chain == chain)
    if before is not None:
        asked = asked.where(JournalRow.seq < before)
    if about is not None:
        asked = asked.where(JournalRow.about == about)
    return [Entry(*row) for row in work.db.execute(asked.order_by(JournalRow.seq.desc()).limit(MOST))]


@dataclass(frozen=True)
class Chain:
    """A chain that the actor may read, and how long it is; the platform's own has no name."""

    chain: UUID
    name: str
    rows: int

    @property
    def is_platforms(self) -> bool:
        return self.chain == PLATFORM


def chains(work: Work) -> list[Chain]:
    """The buyers' chains by name in Finnish order, the platform's own first; those that exist."""
    named = and_(
        PartyVersion.party_id == JournalHead.chain,
        in_force(PartyVersion.valid_from, PartyVersion.valid_to, identity.today(work)),
    )
    asked = (
        select(JournalHead.chain, func.coalesce(PartyVersion.name, ""), JournalHead.seq)
        .outerjoin(PartyVersion, named)
        .order_by(PartyVersion.sort_key.asc().nulls_first(), JournalHead.chain)
    )
    if not policy.reads_all(work.actor):
        asked = asked.where(JournalHead.chain.in_(work.actor.parties_where(Role.AUDITOR)))
    return [Chain(*row) for row in work.db.execute(asked)]


def head_of(work: Work, chain: UUID) -> str:
    """The hash of the last row, which stands for the whole chain: keep it elsewhere, and compare."""
    ask_to_read(work, chain)
    digest = work.db.scalar(select(JournalHead.sha256).where(JournalHead.chain == chain))
    if digest is None:
        raise Missing
    return digest.hex()


def names_of_people(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Who acted, for readers of a chain: clients and the system have no name here."""
    asked = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return {row.id: row.name for row in work.db.execute(asked)}


@dataclass(frozen=True)
class View:
    """Somebody was shown fields of a person: which fields and why, never what stood in them."""

    id: UUID
    at: datetime
    actor_kind: ActorKind
    actor_id: UUID
    actor: str
    subject_id: UUID
    fields: list[str]
    purpose: str


def views(
    work: Work, buyer_id: UUID, part: Slice, *, subject_id: UUID | None = None, actor_id: UUID | None = None
) -> list[View]:
    """Who looked at what of the buyer's clients, the newest first: for its auditors."""
    ask_to_read(work, buyer_id)
    columns: list[Any] = [
        ViewRow.id,
        ViewRow.at,
        ViewRow.actor_kind,
        ViewRow.actor_id,
        func.coalesce(Person.name, ""),
        ViewRow.subject_id,
        ViewRow.fields,
        ViewRow.purpose,
    ]
    asked = select(*columns).outerjoin(Person, Person.id == ViewRow.actor_id)
    asked = asked.where(ViewRow.buyer_id == buyer_id)
    if subject_id is not None:
        asked = asked.where(ViewRow.subject_id == subject_id)
    if actor_id is not None:
        asked = asked.where(ViewRow.actor_id == actor_id)
    return [View(*row) for row in work.db.execute(part.of(asked, ViewRow.id))]


def length(work: Work, chain: UUID) -> int:
    return work.db.scalar(select(JournalHead.seq).where(JournalHead.chain == chain)) or 0


def ask_to_read(work: Work, chain: UUID) -> None:
    if not policy.may_see(work.actor, chain):
        raise Missing
    refuse_if(policy.reasons_not_to_read(work.actor, chain))
