"""What a call asks for and what it measures: its categories and metrics."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from app.kernel.refusals import Missing
from app.platform.db import rows_of
from app.platform.work import Work
from app.procurement.models import Call, CallMetric, Category
from app.procurement.queries.own import MINE, seen_by, visible
from app.procurement.rules.call import (
    MetricFacts,
)
from app.procurement.rules.metrics import definition_from_json
from app.procurement.rules.tariffs.tariff import Tariff, tariff_from_json

TARIFF: Any = (  # asked all day, so put together once
    select(Category.tariff)
    .join(Call)
    .where(Category.id == bindparam("category_id", type_=Uuid()), seen_by(MINE))
)
TARIFFS = "tariffs that were read"


def categories(work: Work, call_id: UUID) -> list[Category]:
    """By code, the way a call lists them."""
    asked = select(Category).join(Call).where(Call.id == call_id, visible(work)).order_by(Category.code)
    return list(work.db.scalars(asked))


def category(work: Work, category_id: UUID) -> Category:
    found = work.db.scalar(select(Category).join(Call).where(Category.id == category_id, visible(work)))
    if found is None:
        raise Missing
    return found


def tariff(work: Work, category_id: UUID) -> Tariff:
    """Of a call that has been published: asked once in a Work, as it changes in no act that counts by it."""
    known: dict[UUID, Tariff] = work.db.info.setdefault(TARIFFS, {})
    if category_id not in known:
        given = {"category_id": category_id, "mine": list(work.actor.party_ids)}
        found = rows_of(work.db, TARIFF, given).one_or_none()
        if found is None:
            raise Missing
        known[category_id] = tariff_from_json(found.tariff)
    return known[category_id]


def category_by_code(work: Work, call_id: UUID, code: str) -> Category:
    here = Category.call_id == call_id, Category.code == code, visible(work)
    found = work.db.scalar(select(Category).join(Call).where(*here))
    if found is None:
        raise Missing
    return found


def category_of(work: Work, call_id: UUID, category_id: UUID) -> Category:
    """Of this very call."""
    found = category(work, category_id)
    if found.call_id != call_id:
        raise Missing
    return found


def metric_by_code(work: Work, call_id: UUID, code: str) -> CallMetric:
    here = CallMetric.call_id == call_id, CallMetric.code == code, visible(work)
    found = work.db.scalar(select(CallMetric).join(Call).where(*here))
    if found is None:
        raise Missing
    return found


def metrics_of(work: Work, call_id: UUID) -> list[MetricFacts]:
    """By code."""
    asked = select(CallMetric).join(Call).where(Call.id == call_id, visible(work)).order_by(CallMetric.code)
    return [
        MetricFacts(metric.code, metric.title, definition_from_json(metric.definition))
        for metric in work.db.scalars(asked)
    ]
