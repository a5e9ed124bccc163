"""Promises to tell subscribers; the worker keeps them after the commit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.db import Base


class Fate(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class OutboxMessage(Base):
    """Points to its journal row, which holds what is told: ids only, never personal data.

    A worker claims it by lease; `leased_until` passes, and another worker may take it.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        ForeignKeyConstraint(["chain", "seq"], ["journal.chain", "journal.seq"]),
        Index("ix_outbox_message_waiting", "state", "ready_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    chain: Mapped[UUID]
    seq: Mapped[int]
    event: Mapped[str] = mapped_column(String(80))
    state: Mapped[Fate]
    ready_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200))


MESSAGES: Any = OutboxMessage.__table__
PROMISED = insert(MESSAGES)  # as rows: who promises needs no message in its session


class OutboxHeard(Base):
    """A subscriber hears a message once: the row is written when it has dealt with it."""

    __tablename__ = "outbox_heard"
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    subscriber: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime]


@dataclass(frozen=True)
class Told:
    """What a subscriber is told: the event's heading and facts, as the journal holds them."""

    id: UUID
    event: str
    version: int
    about: UUID
    buyer_id: UUID | None
    process_id: UUID | None
    at: datetime
    facts: dict[str, Any]
