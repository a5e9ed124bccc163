"""Every question about outcome claims and results; exact figures are for the call's buyers alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    distinct,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from app.clients import queries as clients
from app.deliveries.models import Delivery
from app.deliveries.rules.states import FEES, DeliveryKind, DeliveryState
from app.identity.models import PartyVersion, Person
from app.impact import policy
from app.impact.models import OutcomeClaim
from app.impact.rules import ClaimState, MetricResult, Start, is_known, was_in_time, without_small_groups
from app.kernel.actors import SUPPLIER_ROLES, Role
from app.kernel.deadlines import Calendar, Limit, last_day, last_day_of_month
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.law import queries as law
from app.orders.models import ServiceOrder
from app.orders.rules.states import AT_WORK, UNIT_OF_USE, OrderState
from app.platform.db import in_force
from app.platform.fields import ZONE
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.call import MetricFacts
from app.procurement.rules.metrics import MetricKind

# An order that the buyer withdrew before the service began had nothing to start any more.
WAS_TO_START = (OrderState.ACCEPTED, OrderState.RUNNING, OrderState.ENDED)
BOOKED = (DeliveryKind.HELD, *FEES)  # what was cancelled in time was not booked any more


def own_claim(work: Work, claim_id: UUID, *, lock: bool = False) -> OutcomeClaim:
    """For those who serve the client, and for the client's case worker and whoever stands in."""
    asked = select(OutcomeClaim).join(ServiceOrder).where(OutcomeClaim.id == claim_id, _theirs(work))
    fresh = {"populate_existing": lock}
    found = work.db.scalar(
        asked.with_for_update(of=OutcomeClaim, key_share=True) if lock else asked, execution_options=fresh
    )
    if found is None:
        raise Missing
    return found


def own_claim_and_order(work: Work, claim_id: UUID) -> tuple[OutcomeClaim, ServiceOrder]:
    """Both in one question, for whoever only looks."""
    asked = select(OutcomeClaim, ServiceOrder).join(ServiceOrder).where(OutcomeClaim.id == claim_id)
    found = work.db.execute(asked.where(_theirs(work))).one_or_none()
    if found is None:
        raise Missing
    claimed, order = found
    return claimed, order


def is_claimed(work: Work, call_id: UUID, client_id: UUID) -> bool:
    """Whether the outcome is claimed or paid already, by whichever supplier."""
    here = OutcomeClaim.call_id == call_id, OutcomeClaim.client_id == client_id
    live = OutcomeClaim.state != ClaimState.REJECTED
    return work.db.scalar(select(OutcomeClaim.id).where(*here, live)) is not None


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list: dates and money, and nothing that was written about the client."""

    id: UUID
    order_number: str
    began_on: date
    reached_on: date
    bonus: Money
    state: ClaimState


def claims(work: Work, *states: ClaimState) -> list[ClaimRow]:
    """The actor's, the oldest first; in these states, or in any."""
    columns = (
        OutcomeClaim.id,
        ServiceOrder.number,
        OutcomeClaim.began_on,
        OutcomeClaim.reached_on,
        OutcomeClaim.bonus,
        OutcomeClaim.state,
    )
    asked = select(*columns).join(ServiceOrder, ServiceOrder.id == OutcomeClaim.order_id)
    here = _theirs(work), OutcomeClaim.state.in_(states or tuple(ClaimState))
    rows = work.db.execute(asked.where(*here).order_by(OutcomeClaim.claimed_at, OutcomeClaim.id))
    return [ClaimRow(*row) for row in rows]


@dataclass(frozen=True)
class Claimable:
    """An order whose outcome its supplier may claim: it pays a bonus, and nobody has claimed it yet."""

    id: UUID
    number: str
    service: Texts
    bonus: Money


def claimable(work: Work) -> list[Claimable]:
    """Of the actor's orders at work, by number."""
    serving = work.actor.parties_where(Role.SUPPLIER_ADMIN, Role.WORKER)
    claimed = exists().where(
        OutcomeClaim.call_id == ServiceOrder.call_id,
        OutcomeClaim.client_id == ServiceOrder.client_id,
        OutcomeClaim.state != ClaimState.REJECTED,
    )
    asked = (
        select(ServiceOrder.id, ServiceOrder.number, Category.title, ServiceOrder.bonus)
        .join(Category, Category.id == ServiceOrder.category_id)
        .where(
            or_(ServiceOrder.party_id.in_(serving), ServiceOrder.member_id.in_(serving)),
            ServiceOrder.state.in_(AT_WORK),
            ServiceOrder.bonus != Money(0),
            ~claimed,
        )
        .order_by(ServiceOrder.number)
    )
    return [Claimable(*row) for row in work.db.execute(asked)]


@dataclass(frozen=True)
class ClaimHeading:
    """What stands around a claim; nothing of it tells who the client is."""

    order_number: str
    service: Texts
    supplier: str
    claimed_by: str
    decided_by: str | None


def heading_of(work: Work, claimed: OutcomeClaim) -> ClaimHeading:
    claimer, decider = aliased(Person), aliased(Person)
    today = work.now.astimezone(ZONE).date()  # for the name alone, so the calendar is not asked
    named = and_(
        PartyVersion.party_id == ServiceOrder.party_id,
        in_force(PartyVersion.valid_from, PartyVersion.valid_to, today),
    )
    asked = (
        select(
            ServiceOrder.number,
            Category.title,
            func.coalesce(PartyVersion.name, ""),
            claimer.name,
            decider.name,
        )
        .select_from(OutcomeClaim)
        .join(ServiceOrder, ServiceOrder.id == OutcomeClaim.order_id)
        .join(Category, Category.id == ServiceOrder.category_id)
        .join(claimer, claimer.id == OutcomeClaim.claimed_by_id)
        .outerjoin(decider, decider.id == OutcomeClaim.decided_by_id)
        .outerjoin(PartyVersion, named)
        .where(OutcomeClaim.id == claimed.id)
    )
    return ClaimHeading(*work.db.execute(asked).one())


@dataclass(frozen=True)
class Waits:
    """Claims on which this actor, as case worker or deputy, has to decide, and the money they ask for."""

    count: int
    bonus: Money


def waits_for(work: Work) -> Waits:
    here = ServiceOrder.client_id.in_(clients.own_client_ids(work))
    asked = (
        select(func.count(), func.sum(type_coerce(OutcomeClaim.bonus, BigInteger)))
        .join(ServiceOrder, ServiceOrder.id == OutcomeClaim.order_id)
        .where(here, OutcomeClaim.state == ClaimState.EVIDENCED)
    )
    count, cents = work.db.execute(asked).one()
    return Waits(count, Money(int(cents or 0)))


@dataclass(frozen=True)
class Months:
    """From the first day of one month to the last of another."""

    first_on: date
    last_on: date

    def hold(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True)
class CallResults:
    """A call's results as this reader may have them; `is_exact` where small groups are not hidden."""

    call_id: UUID
    public_id: UUID
    number: str
    title: Texts
    results: list[MetricResult]
    titles: Mapping[str, Texts]
    is_exact: bool


def call_results(work: Work, public_id: UUID, months: Months | None = None) -> CallResults:
    """For anybody who knows the call's public page: its buyers' people read the exact figures."""
    call = procurement.published(work, public_id)
    is_exact = policy.may_read_figures(work.actor, procurement.buyers_of(work, call.id))
    metrics = procurement.metrics_of(work, call.id)
    found = _results(work, call, metrics, months)
    return CallResults(
        call_id=call.id,
        public_id=public_id,
        number=call.number,
        title=call.title,
        results=found if is_exact else without_small_groups(found),
        titles={metric.code: metric.title for metric in metrics},
        is_exact=is_exact,
    )


def months_between(first: date | None, last: date | None) -> Months | None:
    """Of whole months; one end left open is the month of the other, and both open is all of time."""
    told = [month for month in (first, last) if month is not None]
    return Months(told[0].replace(day=1), last_day_of_month(told[-1])) if told else None


def results(work: Work, call_id: UUID, months: Months | None = None) -> list[MetricResult]:
    """What the call has achieved by its own metrics, exactly: for its buyers' people."""
    if not policy.may_read_figures(work.actor, procurement.buyers_of(work, call_id)):
        raise Missing
    return _results(work, procurement.call(work, call_id), procurement.metrics_of(work, call_id), months)


def public_results(work: Work, call_id: UUID, months: Months | None = None) -> list[MetricResult]:
    """The same for anybody, small groups hidden."""
    call, metrics = procurement.call(work, call_id), procurement.metrics_of(work, call_id)
    return without_small_groups(_results(work, call, metrics, months))


def _results(
    work: Work, call: Call, metrics: Iterable[MetricFacts], months: Months | None
) -> list[MetricResult]:
    """Those of its metrics that orders and deliveries can tell of, in the order of their codes."""
    measure = {MetricKind.STARTED_IN_TIME: _started_in_time, MetricKind.ATTENDANCE: _attendance}
    return [
        result
        for metric in metrics
        if metric.definition.kind in measure
        for result in measure[metric.definition.kind](work, call, metric, months)
    ]


def _started_in_time(
    work: Work, call: Call, metric: MetricFacts, months: Months | None
) -> list[MetricResult]:
    """Accepted orders whose start is known: the service has begun, or its time is over."""
    calendar = law.calendar(work, work.ground.country, strict=False)
    today = calendar.local_day(work.now)
    starts = [
        start
        for start in _starts(work, call, metric.definition.within, calendar)
        if is_known(start, today) and (months is None or months.hold(start.measured_on))
    ]
    if not metric.definition.by_category:
        return [_of_starts(metric, None, starts)]
    by_code = groupby(
        sorted(starts, key=lambda start: start.category_code), lambda start: start.category_code
    )
    return [_of_starts(metric, code, list(mine)) for code, mine in by_code]


def _of_starts(metric: MetricFacts, category_code: str | None, starts: Sequence[Start]) -> MetricResult:
    return MetricResult(
        code=metric.code,
        kind=metric.definition.kind,
        category_code=category_code,
        unit=None,
        numerator=Fraction(sum(was_in_time(start) for start in starts)),
        denominator=Fraction(len(starts)),
        clients=len({start.client_id for start in starts}),
        least_shown=metric.definition.least_shown,
    )


def _starts(work: Work, call: Call, within: Limit | None, calendar: Calendar) -> Iterable[Start]:
    """By the term that the order was accepted under, or by the metric's own where that is another."""
    agreed = procurement.terms_of(call).start_within
    # A supplier may tell of the second visit before the first: the order knows the one it heard of first.
    held = Delivery.kind == DeliveryKind.HELD, Delivery.state == DeliveryState.APPROVED
    first_held = (
        select(func.min(Delivery.delivered_on)).where(Delivery.order_id == ServiceOrder.id, *held)
    ).scalar_subquery()
    asked = (
        select(
            ServiceOrder.client_id,
            Category.code,
            ServiceOrder.answered_at,
            ServiceOrder.start_by,
            ServiceOrder.started_on,
            first_held,
        )
        .join(Category, Category.id == ServiceOrder.category_id)
        .where(ServiceOrder.call_id == call.id, ServiceOrder.state.in_(WAS_TO_START))
    )
    for client_id, code, answered_at, start_by, started_on, held_on in work.db.execute(asked):
        begun = [day for day in (started_on, held_on) if day is not None]
        due = start_by
        if within is not None and within != agreed and answered_at is not None:
            due = last_day(calendar.local_day(answered_at), within, calendar)
        yield Start(client_id, code, due, min(begun, default=None))


def _attendance(work: Work, call: Call, metric: MetricFacts, months: Months | None) -> list[MetricResult]:
    """Approved units that the client attended over those booked, category by category."""
    attended = func.sum(case((Delivery.kind == DeliveryKind.HELD, Delivery.booked_parts), else_=0))
    booked = func.sum(Delivery.booked_parts)
    asked = (
        select(
            Category.code,
            Category.unit,
            attended,
            booked,
            func.count(distinct(ServiceOrder.client_id)),
        )
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(Category, Category.id == ServiceOrder.category_id)
        .where(
            ServiceOrder.call_id == call.id,
            Delivery.state == DeliveryState.APPROVED,
            Delivery.kind.in_(BOOKED),
            Category.unit != Unit.MONTH,  # nobody books a month of support
        )
        .group_by(Category.code, Category.unit)
        .order_by(Category.code)
    )
    if months is not None:
        asked = asked.where(Delivery.delivered_on.between(months.first_on, months.last_on))
    return [
        MetricResult(
            code=metric.code,
            kind=metric.definition.kind,
            category_code=code,
            unit=unit,
            numerator=Fraction(int(attended), UNIT_OF_USE),
            denominator=Fraction(int(booked), UNIT_OF_USE),
            clients=people,
            least_shown=metric.definition.least_shown,
        )
        for code, unit, attended, booked, people in work.db.execute(asked)
    ]


def _theirs(work: Work) -> ColumnElement[bool]:
    serving = work.actor.parties_where(*SUPPLIER_ROLES)
    return or_(
        ServiceOrder.client_id.in_(clients.own_client_ids(work)),
        ServiceOrder.party_id.in_(serving),
        ServiceOrder.member_id.in_(serving),
    )
