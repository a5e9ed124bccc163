"""What the API shows of calls; times are in UTC, money is without VAT."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.law.rules.thresholds import LegalBasis
from app.platform.fields import Euros
from app.platform.schemas import Shown
from app.platform.work import Work
from app.procurement import queries
from app.procurement.models import Category
from app.procurement.rules.states import CallState
from app.procurement.schemas.telling import CallIn, CategoryIn, category_told, told_of


class CallRowOut(Shown):
    """A row of a list of calls."""

    id: UUID
    public_id: UUID
    number: str
    title: dict[str, str]
    buyer: str
    legal_basis: LegalBasis
    state: CallState
    is_open: bool
    first_round_closes_at: datetime
    closes_at: datetime
    categories: int


class BuyerOut(Shown):
    id: UUID
    name: str


class CategoryOut(Shown):
    """A category; `category` is what was told, and what an update tells anew."""

    id: UUID
    public_id: UUID
    category: CategoryIn


class MetricOut(Shown):
    code: str
    title: dict[str, str]
    definition: dict[str, Any]


class CallOut(Shown):
    """A whole call; `call` is what was told, and what an update tells anew. The first buyer leads."""

    id: UUID
    public_id: UUID
    state: CallState
    state_reason: str
    is_open: bool
    published_at: datetime | None
    version: int
    estimated_value: Euros
    buyers: list[BuyerOut]
    call: CallIn
    categories: list[CategoryOut]
    metrics: list[MetricOut]


class StartedOut(Shown):
    """The id of what was made."""

    id: UUID


class ReasonOut(Shown):
    """One ground for a no; its words are in the problem documents and on the pages."""

    code: str
    facts: dict[str, str]


class NotReadyOut(Shown):
    """Why the call cannot be published now; empty when it can."""

    reasons: list[ReasonOut]


def row_out(row: queries.CallRow) -> CallRowOut:
    return CallRowOut.model_validate({**vars(row), "title": dict(row.title.by_language)})


def shown_call(work: Work, call_id: UUID) -> CallOut:
    call = queries.call(work, call_id)
    return CallOut(
        id=call.id,
        public_id=queries.public_id(work, call.id),
        state=call.state,
        state_reason=call.state_reason,
        is_open=queries.is_open_now(work, call),
        published_at=call.published_at,
        version=call.version,
        estimated_value=call.estimated_value,
        buyers=[BuyerOut(id=one.id, name=one.name) for one in queries.buyer_names(work, call)],
        call=told_of(queries.facts_of(call)),
        categories=[_category_out(one) for one in queries.categories(work, call.id)],
        metrics=[
            MetricOut(code=one.code, title=dict(one.title.by_language), definition=one.definition.as_json())
            for one in queries.metrics_of(work, call.id)
        ],
    )


def shown_category(work: Work, call_id: UUID, category_id: UUID) -> CategoryOut:
    return _category_out(queries.category_of(work, call_id, category_id))


def _category_out(category: Category) -> CategoryOut:
    told = category_told(queries.category_facts_of(category))
    return CategoryOut(id=category.id, public_id=category.public_id, category=told)
