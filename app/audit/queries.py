"""The journal's chains: how long they are, whether they hold, and what stands in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import policy
from app.kernel.refusals import Missing, refuse_if
from app.platform.journal import Broken, JournalHead, JournalRow, verify
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


def length(work: Work, chain: UUID) -> int:
    return work.db.scalar(select(JournalHead.seq).where(JournalHead.chain == chain)) or 0


def ask_to_read(work: Work, chain: UUID) -> None:
    if not policy.may_see(work.actor, chain):
        raise Missing
    refuse_if(policy.reasons_not_to_read(work.actor, chain))
