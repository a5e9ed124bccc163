"""What happens to the journal itself: that somebody took a copy of a chain."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChainExported(Event):
    """`rows` is how many rows the copy holds; it never holds this one."""

    event_name = "audit.chain_exported"
    chain: UUID
    rows: int
