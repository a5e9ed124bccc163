"""What happens to calls."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.events import Event
from app.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class LanguagesSet(Event):
    event_name = "procurement.languages_set"
    languages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CallDrafted(Event):
    event_name = "procurement.call_drafted"
    number: str
    legal_basis: str
    estimated_value: Money


@dataclass(frozen=True, kw_only=True)
class BuyerAdded(Event):
    event_name = "procurement.buyer_added"
    added_id: UUID


@dataclass(frozen=True, kw_only=True)
class CategoryAdded(Event):
    event_name = "procurement.category_added"
    category_id: UUID
    code: str
    price_ceiling: Money


@dataclass(frozen=True, kw_only=True)
class MetricAdded(Event):
    event_name = "procurement.metric_added"
    code: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class CallRedrafted(Event):
    """A draft's text was changed; what it said before was never published."""

    event_name = "procurement.call_redrafted"
    number: str
    legal_basis: str
    estimated_value: Money


@dataclass(frozen=True, kw_only=True)
class CategoryRedrafted(Event):
    event_name = "procurement.category_redrafted"
    category_id: UUID
    code: str
    price_ceiling: Money


@dataclass(frozen=True, kw_only=True)
class CategoryRemoved(Event):
    event_name = "procurement.category_removed"
    category_id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class MetricRemoved(Event):
    event_name = "procurement.metric_removed"
    code: str


@dataclass(frozen=True, kw_only=True)
class BuyerRemoved(Event):
    event_name = "procurement.buyer_removed"
    removed_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallPublished(Event):
    """`body_sha256` is of the call word for word as it was published; `rule_set` names the law of the day."""

    event_name = "procurement.call_published"
    public = True
    number: str
    version: int
    body_sha256: bytes
    rule_set: str
    estimated_value: Money
    first_round_closes_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallClosed(Event):
    event_name = "procurement.call_closed"
    public = True
    reason: str


@dataclass(frozen=True, kw_only=True)
class CallInterrupted(Event):
    event_name = "procurement.call_interrupted"
    public = True
    reason: str
