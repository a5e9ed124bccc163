"""The journal: who did what to which thing, and when, each row sealed to the one before it.

One chain for each buyer and one for the platform, so that buyers do not queue for each other.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import RowMapping, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.actors import Actor
from app.kernel.events import HEADING, Event
from app.kernel.plain import canonical_json
from app.platform.db import Base
from app.platform.guards import added_only

FIRST = bytes(32)
AT_ONCE = 5000  # rows of a chain
PLATFORM = UUID(int=0)


@added_only
class JournalRow(Base):
    """Only ever added. `body` is the truth; the columns beside it are for searching."""

    __tablename__ = "journal"
    chain: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes]
    sha256: Mapped[bytes]
    event: Mapped[str] = mapped_column(String(80))
    event_version: Mapped[int]
    about: Mapped[UUID] = mapped_column(index=True)
    process_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_id: Mapped[UUID | None]
    public_at: Mapped[datetime | None]
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID] = mapped_column(index=True)


class JournalHead(Base):
    """Where a chain ends; its writers queue for this row, and take it last of all locks."""

    __tablename__ = "journal_head"
    chain: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    sha256: Mapped[bytes]


# Written with every act, so put together once, and for the tables: the session needs to know of no row.
ROWS: Any = JournalRow.__table__
HEADS: Any = JournalHead.__table__
AT = sa.bindparam("of", type_=sa.Uuid())
HEAD: Any = select(HEADS.c.seq, HEADS.c.sha256).where(HEADS.c.chain == AT).with_for_update()
MOVED = (
    sa.update(HEADS)
    .where(HEADS.c.chain == AT)
    .values(seq=sa.bindparam("to_seq"), sha256=sa.bindparam("to_sha256"))
)
ADDED = sa.insert(ROWS)


@dataclass(frozen=True)
class Place:
    """Where an event was written down."""

    chain: UUID
    seq: int


def write(db: Session, events: Sequence[Event], *, at: datetime, actor: Actor) -> list[Place]:
    """The events as rows of their chains, in order; the places come back in the order of `events`."""
    places: dict[int, Place] = {}
    for chain in sorted({_chain_of(event) for event in events}):  # one order for everyone: no deadlock
        mine = [index for index, event in enumerate(events) if _chain_of(event) == chain]
        seq, last = _locked_head(db, chain)
        rows = []
        for index in mine:
            seq += 1
            row = _row(events[index], chain=chain, seq=seq, at=at, actor=actor)
            last = row["sha256"] = sha256(last + row["body"]).digest()
            rows.append(row)
            places[index] = Place(chain, seq)
        db.execute(ADDED, rows)
        db.execute(MOVED, {"of": chain, "to_seq": seq, "to_sha256": last})
    return [places[index] for index in range(len(events))]


def _chain_of(event: Event) -> UUID:
    return event.buyer_id or PLATFORM


def _locked_head(db: Session, chain: UUID) -> tuple[int, bytes]:
    head = db.execute(HEAD, {"of": chain}).one_or_none()
    if head is None:  # the buyer's first row; a rival may start the chain at the same moment
        begin = (
            "INSERT INTO journal_head (chain, seq, sha256) VALUES (:chain, 0, :first) ON CONFLICT DO NOTHING"
        )
        first = sa.bindparam("first", FIRST, sa.LargeBinary)
        db.execute(sa.text(begin).bindparams(sa.bindparam("chain", chain, sa.Uuid), first))
        head = db.execute(HEAD, {"of": chain}).one()
    return head.seq, head.sha256


def _row(event: Event, *, chain: UUID, seq: int, at: datetime, actor: Actor) -> dict[str, Any]:
    facts = {item.name: getattr(event, item.name) for item in fields(event)}
    heading = {name: facts.pop(name) for name in HEADING}
    del heading["buyer_id"]  # the chain says it
    columns = {
        "chain": chain,
        "seq": seq,
        "event": event.event_name,
        "event_version": event.event_version,
        **heading,
        "at": at,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
    }
    return {**columns, "body": canonical_json({**columns, "facts": facts})}


def happened(db: Session, event: str, about: UUID, *, since: datetime) -> int:
    """How often, since then: traces of refused attempts are counted by what they leave here."""
    here = JournalRow.about == about, JournalRow.event == event, JournalRow.at > since
    return db.scalar(select(sa.func.count()).select_from(JournalRow).where(*here)) or 0


@dataclass(frozen=True)
class Broken:
    """The first place of a chain that does not follow from what stands before it."""

    chain: UUID
    seq: int
    why: str


def verify(db: Session, chain: UUID | None = None) -> Iterator[Broken]:
    """The first broken place of each chain; nothing when all is well, also while others write on.

    A row must follow from the one before it, its search columns must say what its body says, and the
    head must be the last row: a cut tail is found too, as long as the head was left alone.
    """
    heads = select(JournalHead.chain, JournalHead.seq, JournalHead.sha256).order_by(JournalHead.chain)
    if chain is not None:
        heads = heads.where(JournalHead.chain == chain)
    broken = set()
    for head in db.execute(heads).all():
        if place := _verify_chain(db, head.chain, head.seq, head.sha256):
            broken.add(head.chain)
            yield place
    for stray in db.execute(_beyond_heads(chain)):
        if stray.chain not in broken:
            yield Broken(stray.chain, stray.seq, "a row stands beyond the head of its chain")


def _verify_chain(db: Session, chain: UUID, last_seq: int, last_sha256: bytes) -> Broken | None:
    seq, before = 0, FIRST
    try:
        for row in rows_until(db, chain, last_seq):  # what came since is the next verifying's
            seq += 1
            if row["seq"] != seq:
                return Broken(chain, seq, "a row is missing")
            before = sha256(before + row["body"]).digest()
            if before != row["sha256"]:
                return Broken(chain, seq, "the row does not follow from the one before it")
            if not _says_the_same(row):
                return Broken(chain, seq, "the search columns do not say what the body says")
    except (ValueError, LookupError):  # a column that no longer holds a value of its kind
        return Broken(chain, seq + 1, "a row from here on cannot be read")
    if (seq, before) != (last_seq, last_sha256):
        return Broken(chain, last_seq, "the chain does not end where its head says")
    return None


def rows_until(db: Session, chain: UUID, last_seq: int) -> Iterator[RowMapping]:
    """A chain's rows in order, batch by batch: no cursor stays open, so a reading Work can ask too."""
    seq, mine = 0, select(JournalRow.__table__).where(JournalRow.chain == chain, JournalRow.seq <= last_seq)
    in_order = mine.order_by(JournalRow.seq).limit(AT_ONCE)
    while batch := db.execute(in_order.where(JournalRow.seq > seq)).mappings().all():
        yield from batch
        seq = batch[-1]["seq"]


def _beyond_heads(chain: UUID | None) -> sa.Select[UUID, int]:
    """Rows that no head covers, asked in one statement: a head and its rows are committed together."""
    beyond = sa.or_(JournalHead.chain.is_(None), JournalRow.seq > JournalHead.seq)
    first = select(JournalRow.chain, sa.func.min(JournalRow.seq).label("seq"))
    asked = first.outerjoin(JournalHead, JournalHead.chain == JournalRow.chain).where(beyond)
    if chain is not None:
        asked = asked.where(JournalRow.chain == chain)
    return asked.group_by(JournalRow.chain).order_by(JournalRow.chain)


def _says_the_same(row: Any) -> bool:
    told = json.loads(row["body"])
    columns = json.loads(canonical_json({name: row[name] for name in told if name != "facts"}))
    same: bool = columns == {name: value for name, value in told.items() if name != "facts"}
    return same
