"""What happened, in the past tense: each chapter's `events.py` lists its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class Sealed:
    """Personal text as ciphertext under its subject's key: all that the journal may hold of it."""

    token: str

    def __str__(self) -> str:
        return self.token


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact for the journal; a `public` one is also told to subscribers after the commit.

    Its fields are a promise: change them, and `event_version` grows by one. They hold ids, codes,
    amounts and dates; what a person wrote about a person is `Sealed`.
    """

    event_name: ClassVar[str]
    event_version: ClassVar[int] = 1
    public: ClassVar[bool] = False

    about: UUID
    buyer_id: UUID | None = None  # whose chain the row belongs to; None is the platform's own
    process_id: UUID | None = None
    subject_id: UUID | None = None  # whose key seals the Sealed fields
    public_at: datetime | None = None  # from when anybody may read the row


HEADING = ("about", "buyer_id", "process_id", "subject_id", "public_at")
