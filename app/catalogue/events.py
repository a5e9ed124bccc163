"""What suppliers say of their services and of their room."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CapacitySet(Event):
    """`about` is the party; `places` of None is no limit."""

    event_name = "catalogue.capacity_set"
    category_id: UUID
    places: int | None


@dataclass(frozen=True, kw_only=True)
class CardDescribed(Event):
    event_name = "catalogue.card_described"
    category_id: UUID
    version: int
