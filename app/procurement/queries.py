"""Every question about calls: a published one is everybody's, a draft is its buyers' own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, case, func, or_, select

from app.identity.models import PartyVersion
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.law import queries as law
from app.law.rules.thresholds import Purchase
from app.platform.db import in_force, rows_of
from app.platform.work import Work
from app.procurement.models import BuyerLanguage, Call, CallBuyer, CallMetric, CallVersion, Category, Process
from app.procurement.rules.call import (
    CallFacts,
    CategoryFacts,
    MetricFacts,
    Office,
    WholeCall,
    office_from_json,
    value_from_json,
)
from app.procurement.rules.metrics import definition_from_json
from app.procurement.rules.ranking import RankingTerms, ranking_from_json
from app.procurement.rules.requirements import Requirements, requirements_from_json
from app.procurement.rules.states import CallState, is_open
from app.procurement.rules.tariffs.tariff import Cancellation, Tariff, tariff_from_json
from app.procurement.rules.terms import OrderTerms, terms_from_json

MINE: Any = bindparam("mine", expanding=True, type_=Uuid())


def _seen_by(mine: Any) -> ColumnElement[bool]:
    """What is published is everybody's, and a draft its buyers'."""
    drafted = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(mine))
    return or_(Call.published_at.is_not(None), Call.id.in_(drafted))


TARIFF: Any = (  # asked all day, so put together once
    select(Category.tariff)
    .join(Call)
    .where(Category.id == bindparam("category_id", type_=Uuid()), _seen_by(MINE))
)
TARIFFS = "tariffs that were read"


def call(work: Work, call_id: UUID, *, lock: bool = False) -> Call:
    """`lock` holds it until the commit; rows that merely point at it are not kept waiting."""
    asked = select(Call).where(Call.id == call_id, _visible(work))
    found = work.db.scalar(asked.with_for_update(key_share=True) if lock else asked)
    if found is None:
        raise Missing
    return found


def by_number(work: Work, buyer_id: UUID, number: str) -> Call:
    asked = select(Call).where(Call.buyer_id == buyer_id, Call.number == number, _visible(work))
    found = work.db.scalar(asked)
    if found is None:
        raise Missing
    return found


def number_is_taken(work: Work, buyer_id: UUID, number: str) -> bool:
    asked = select(Call.id).where(Call.buyer_id == buyer_id, Call.number == number)
    return work.db.scalar(asked) is not None


def published(work: Work, public_id: UUID) -> Call:
    """By the random id of its public page; a draft has none yet, its own buyers' included."""
    asked = select(Call).join(Process, Process.id == Call.id)
    found = work.db.scalar(asked.where(Process.public_id == public_id, Call.published_at.is_not(None)))
    if found is None:
        raise Missing
    return found


def own_call(work: Work, call_id: UUID) -> Call:
    """As its buyers' people see it: to others even a published call has no such page."""
    mine = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    found = work.db.scalar(select(Call).where(Call.id == call_id, Call.id.in_(mine)))
    if found is None:
        raise Missing
    return found


def public_id(work: Work, call_id: UUID) -> UUID:
    """The random id that notices and open data bear."""
    visible = select(Process.public_id).join(Call).where(Call.id == call_id, _visible(work))
    found = work.db.scalar(visible)
    if found is None:
        raise Missing
    return found


def is_open_at(now: datetime) -> ColumnElement[bool]:
    """The SQL form of `rules.states.is_open`."""
    return and_(Call.state == CallState.PUBLISHED, Call.opens_at <= now, Call.closes_at > now)


def is_open_now(work: Work, call: Call) -> bool:
    return is_open(state=call.state, now=work.now, opens_at=call.opens_at, closes_at=call.closes_at)


@dataclass(frozen=True)
class CallRow:
    """A row of a list of calls."""

    id: UUID
    public_id: UUID
    number: str
    title: Texts
    description: Texts
    buyer: str
    legal_basis: str
    state: CallState
    is_open: bool
    nuts: list[str]
    published_at: datetime | None
    opens_at: datetime
    first_round_closes_at: datetime
    closes_at: datetime
    categories: int


class Shows(StrEnum):
    """Which calls a reader of the public list asks for."""

    OPEN = "open"
    COMING = "coming"
    ENDED = "ended"


def public_calls(work: Work) -> list[CallRow]:
    """All that were ever published, the open ones first, then those that close last."""
    asked = _rows(work).where(Call.published_at.is_not(None))
    return [CallRow(*row) for row in work.db.execute(asked)]


def narrowed(
    rows: Iterable[CallRow], now: datetime, *, words: str = "", region: str = "", shows: Shows | None = None
) -> list[CallRow]:
    """Those that the reader asks for; a region is the beginning of a NUTS code."""
    return [
        row
        for row in rows
        if _tells_of(row, words)
        and (not region or any(place.startswith(region) for place in row.nuts))
        and (shows is None or stage_of(row, now) is shows)
    ]


def places_of(rows: Iterable[CallRow]) -> list[str]:
    return sorted({place for row in rows for place in row.nuts})


def own_calls(work: Work) -> list[CallRow]:
    """The actor's own buyers' calls: drafts first, then the open ones."""
    mine = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    asked = _rows(work).where(Call.id.in_(mine))
    rows = [CallRow(*row) for row in work.db.execute(asked)]
    return sorted(rows, key=lambda row: row.state is not CallState.DRAFT)


def _rows(work: Work) -> Any:
    today = law.local_day(work, work.ground.country, work.now)
    counted = select(func.count()).where(Category.call_id == Call.id).scalar_subquery()
    open_now = is_open_at(work.now)
    return (
        select(
            Call.id,
            Process.public_id,
            Call.number,
            Call.title,
            Call.description,
            PartyVersion.name,
            Call.legal_basis,
            Call.state,
            open_now,
            Call.nuts,
            Call.published_at,
            Call.opens_at,
            Call.first_round_closes_at,
            Call.closes_at,
            counted,
        )
        .join(Process, Process.id == Call.id)
        .join(PartyVersion, PartyVersion.party_id == Call.buyer_id)
        .where(in_force(PartyVersion.valid_from, PartyVersion.valid_to, today))
        .order_by(open_now.desc(), Call.closes_at.desc(), Call.number)
    )


def _tells_of(row: CallRow, words: str) -> bool:
    """Every word asked for stands somewhere in the row, in whatever language."""
    told = [row.number, row.buyer, *row.title.by_language.values(), *row.description.by_language.values()]
    whole = " ".join(told).casefold()
    return all(word in whole for word in words.casefold().split())


def stage_of(row: CallRow, now: datetime) -> Shows:
    if row.is_open:
        return Shows.OPEN
    return Shows.COMING if row.state is CallState.PUBLISHED and now < row.opens_at else Shows.ENDED


@dataclass(frozen=True)
class Named:
    id: UUID
    name: str


def buyer_names(work: Work, call: Call) -> list[Named]:
    """The lead buyer first."""
    with_us = select(CallBuyer.buyer_id).where(CallBuyer.call_id == call.id)
    named = parties_named(work, PartyVersion.party_id.in_(with_us))
    return sorted(named, key=lambda one: one.id != call.buyer_id)


def buyers_to_draft_for(work: Work) -> list[Named]:
    """The buyers whose officer the actor is."""
    return parties_named(work, PartyVersion.party_id.in_(work.actor.parties_where(Role.OFFICER)))


def parties_named(work: Work, which: ColumnElement[bool]) -> list[Named]:
    """By today's names, in their order."""
    today = law.local_day(work, work.ground.country, work.now)
    asked = select(PartyVersion.party_id, PartyVersion.name).where(
        which, in_force(PartyVersion.valid_from, PartyVersion.valid_to, today)
    )
    return [Named(*row) for row in work.db.execute(asked.order_by(PartyVersion.sort_key))]


@dataclass(frozen=True)
class Waiting:
    """What of the actor's calls asks for attention."""

    drafts: int
    open: int
    next_first_round: datetime | None


def waiting(work: Work) -> Waiting:
    """For a desk: drafts to finish, open calls, and when the next first round closes."""
    mine = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    is_draft, open_now = Call.state == CallState.DRAFT, is_open_at(work.now)
    closing = case((and_(open_now, Call.first_round_closes_at > work.now), Call.first_round_closes_at))
    asked = select(func.count().filter(is_draft), func.count().filter(open_now), func.min(closing)).where(
        Call.id.in_(mine)
    )
    return Waiting(*work.db.execute(asked).one())


def categories(work: Work, call_id: UUID) -> list[Category]:
    """By code, the way a call lists them."""
    asked = select(Category).join(Call).where(Call.id == call_id, _visible(work)).order_by(Category.code)
    return list(work.db.scalars(asked))


def category(work: Work, category_id: UUID) -> Category:
    found = work.db.scalar(select(Category).join(Call).where(Category.id == category_id, _visible(work)))
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
    here = Category.call_id == call_id, Category.code == code, _visible(work)
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
    here = CallMetric.call_id == call_id, CallMetric.code == code, _visible(work)
    found = work.db.scalar(select(CallMetric).join(Call).where(*here))
    if found is None:
        raise Missing
    return found


def metrics_of(work: Work, call_id: UUID) -> list[MetricFacts]:
    """By code."""
    asked = select(CallMetric).join(Call).where(Call.id == call_id, _visible(work)).order_by(CallMetric.code)
    return [
        MetricFacts(metric.code, metric.title, definition_from_json(metric.definition))
        for metric in work.db.scalars(asked)
    ]


def buyers_of(work: Work, call_id: UUID) -> set[UUID]:
    """The lead buyer among them."""
    asked = select(CallBuyer.buyer_id).join(Call).where(Call.id == call_id, _visible(work))
    return set(work.db.scalars(asked))


def version_of(work: Work, call_id: UUID, version: int) -> CallVersion:
    """The call as it was published then."""
    found = work.db.get(CallVersion, (call(work, call_id).id, version))
    if found is None:
        raise Missing
    return found


def required_languages(work: Work, buyer_ids: Iterable[UUID]) -> frozenset[str]:
    """Those that the buyers have said they must publish in; nothing said is nothing required."""
    asked = select(BuyerLanguage.language).where(BuyerLanguage.buyer_id.in_(list(buyer_ids)))
    return frozenset(work.db.scalars(asked))


def terms_of(call: Call) -> OrderTerms:
    return terms_from_json(call.terms)


def cancellation_of(work: Work, call_id: UUID) -> Cancellation:
    return terms_of(call(work, call_id)).cancellation


def ranking_of(call: Call) -> RankingTerms:
    return ranking_from_json(call.ranking)


def office_of(call: Call) -> Office:
    return office_from_json(call.office)


def requirements_of(thing: Call | Category) -> Requirements:
    """Those of every applicant, or those of one category."""
    return requirements_from_json(thing.requirements)


def tariff_of(category: Category) -> Tariff:
    return tariff_from_json(category.tariff)


def whole_call(work: Work, call: Call) -> WholeCall:
    return WholeCall(
        facts_of(call),
        tuple(category_facts_of(category) for category in categories(work, call.id)),
        tuple(metrics_of(work, call.id)),
    )


def facts_of(call: Call) -> CallFacts:
    return CallFacts(
        number=call.number,
        title=call.title,
        description=call.description,
        languages=tuple(call.languages),
        legal_basis=call.legal_basis,
        regime=call.regime,
        regime_reason=call.regime_reason,
        split_reason=call.split_reason,
        cpv_main=call.cpv_main,
        cpv_extra=tuple(call.cpv_extra),
        nuts=tuple(call.nuts),
        value=value_from_json(call.value_parts),
        office=office_of(call),
        guideline_url=call.guideline_url,
        opens_at=call.opens_at,
        questions_until=call.questions_until,
        first_round_closes_at=call.first_round_closes_at,
        closes_at=call.closes_at,
        starts_on=call.starts_on,
        ends_on=call.ends_on,
        option_months=call.option_months,
        requirements=requirements_of(call),
        terms=terms_of(call),
        ranking=ranking_of(call),
    )


def category_facts_of(category: Category) -> CategoryFacts:
    return CategoryFacts(
        code=category.code,
        title=category.title,
        description=category.description,
        tariff=tariff_of(category),
        price_ceiling=category.price_ceiling,
        vat_nature=category.vat_nature,
        requirements=requirements_of(category),
        choice_mode=category.choice_mode,
        max_units=category.max_units,
    )


def purchases_of(work: Work, buyer_ids: set[UUID], *, besides: UUID) -> list[Purchase]:
    """The buyers' other published calls, as the ban on splitting looks at them."""
    theirs = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(buyer_ids))
    published = Call.published_at.is_not(None)
    columns = Call.id, Call.number, Call.cpv_main, Call.published_at, Call.estimated_value
    asked = (
        select(*columns, CallBuyer.buyer_id)
        .join(CallBuyer, CallBuyer.call_id == Call.id)
        .where(Call.id.in_(theirs), Call.id != besides, published)
        .order_by(Call.number)
    )
    found: dict[UUID, Any] = {}
    whose: dict[UUID, set[UUID]] = {}
    for row in work.db.execute(asked):
        found[row.id] = row
        whose.setdefault(row.id, set()).add(row.buyer_id)
    calendar = law.calendar(work, work.ground.country, strict=False)
    return [
        Purchase(
            number=row.number,
            buyer_ids=frozenset(whose[row.id]),
            cpv=row.cpv_main,
            published_on=calendar.local_day(row.published_at),
            value=row.estimated_value,
        )
        for row in found.values()
    ]


def local_day(work: Work, moment: datetime) -> date:
    return law.local_day(work, work.ground.country, moment)


def _visible(work: Work) -> ColumnElement[bool]:
    return _seen_by(work.actor.party_ids)
