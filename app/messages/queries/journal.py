"""What was told before: an event names what it is about, and the journal knows the rest.

Later chapters' tables are not read from here. What they recorded is open to every chapter.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.platform.journal import PLATFORM, JournalRow
from app.platform.work import Work


@dataclass(frozen=True)
class Entry:
    """One journal row as it is used here; `buyer_id` is None in the platform's own chain."""

    buyer_id: UUID | None
    actor_id: UUID
    at: datetime
    facts: dict[str, Any]


def last_told(work: Work, about: UUID | None, *events: str) -> Entry | None:
    """The newest row about the thing under one of these names."""
    found = _told(work, about, *events)
    return found[-1] if found else None


def told_since(work: Work, about: UUID, event: str, since: datetime) -> list[Entry]:
    """In the order in which it happened."""
    return [entry for entry in _told(work, about, event) if entry.at >= since]


def _told(work: Work, about: UUID | None, *events: str) -> list[Entry]:
    columns = JournalRow.chain, JournalRow.actor_id, JournalRow.at, JournalRow.body
    asked = select(*columns).where(JournalRow.about == about, JournalRow.event.in_(events))
    rows = work.db.execute(asked.order_by(JournalRow.at, JournalRow.chain, JournalRow.seq))
    return [
        Entry(None if row.chain == PLATFORM else row.chain, row.actor_id, row.at, _facts(row.body))
        for row in rows
    ]


def _facts(body: bytes) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(body)["facts"]
    return facts
