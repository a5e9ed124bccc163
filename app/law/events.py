"""What happens to legal data: packs are loaded, administrators override."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PackLoaded(Event):
    """`differing` names rows that stand as they were, although the pack now says something else."""

    event_name = "law.pack_loaded"
    country: str
    rows: int
    days: int
    differing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OverrideProposed(Event):
    event_name = "law.override_proposed"
    country: str
    kind: str
    key: str
    valid_from: date
    valid_to: date | None
    number: int | None
    text: str | None
    unit: str | None
    source: str


@dataclass(frozen=True, kw_only=True)
class OverrideConfirmed(Event):
    """What the row said before and says from now on; `proposed_by` is the first of the two."""

    event_name = "law.override_confirmed"
    proposal_id: UUID
    proposed_by: UUID
    country: str
    kind: str
    key: str
    valid_from: date
    number_before: int | None
    number: int | None
    text_before: str | None
    text: str | None
    valid_to_before: date | None
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class OverrideDropped(Event):
    event_name = "law.override_dropped"
    country: str
    kind: str
    key: str
