"""One call, as far as the actor may see it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, or_, select

from app.kernel.refusals import Missing
from app.law import queries as law
from app.law.rules.thresholds import Purchase
from app.platform.work import Work
from app.procurement.models import BuyerLanguage, Call, CallBuyer, CallVersion, Process
from app.procurement.rules.states import CallState, is_open

MINE: Any = bindparam("mine", expanding=True, type_=Uuid())


def seen_by(mine: Any) -> ColumnElement[bool]:
    """What is published is everybody's, and a draft its buyers'."""
    drafted = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(mine))
    return or_(Call.published_at.is_not(None), Call.id.in_(drafted))


def call(work: Work, call_id: UUID, *, lock: bool = False) -> Call:
    """`lock` holds it until the commit; rows that merely point at it are not kept waiting."""
    asked = select(Call).where(Call.id == call_id, visible(work))
    found = work.db.scalar(asked.with_for_update(key_share=True) if lock else asked)
    if found is None:
        raise Missing
    return found


def by_number(work: Work, buyer_id: UUID, number: str) -> Call:
    asked = select(Call).where(Call.buyer_id == buyer_id, Call.number == number, visible(work))
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
    found = work.db.scalar(select(Process.public_id).join(Call).where(Call.id == call_id, visible(work)))
    if found is None:
        raise Missing
    return found


def is_open_at(now: datetime) -> ColumnElement[bool]:
    """The SQL form of `rules.states.is_open`."""
    return and_(Call.state == CallState.PUBLISHED, Call.opens_at <= now, Call.closes_at > now)


def is_open_now(work: Work, call: Call) -> bool:
    return is_open(state=call.state, now=work.now, opens_at=call.opens_at, closes_at=call.closes_at)


def buyers_of(work: Work, call_id: UUID) -> set[UUID]:
    """The lead buyer among them."""
    asked = select(CallBuyer.buyer_id).join(Call).where(Call.id == call_id, visible(work))
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


def visible(work: Work) -> ColumnElement[bool]:
    return seen_by(work.actor.party_ids)
