"""What waits for a decision, and by which day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from app.clients import queries as clients
from app.deliveries.models import Delivery
from app.deliveries.queries.own import quantity_of
from app.deliveries.rules.deciding import decide_by
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity.models import Person
from app.kernel.actors import SUPPLIER_ROLES
from app.kernel.deadlines import Calendar, Limit
from app.kernel.quantity import Quantity
from app.law import queries as law
from app.orders.models import ServiceOrder
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Category


@dataclass(frozen=True)
class Waiting:
    """A delivery that nobody has decided on yet; `decide_by` is the last day to do so in time."""

    id: UUID
    order_id: UUID
    order_number: str
    category_code: str
    kind: DeliveryKind
    quantity: Quantity
    delivered_on: date
    last_on: date
    worker_name: str
    logged_at: datetime
    decide_by: date
    is_late: bool


def waiting_for(work: Work) -> list[Waiting]:
    """What this actor has to decide on, as case worker or deputy: what was told first stands first."""
    asked = (
        select(
            Delivery.id,
            Delivery.order_id,
            ServiceOrder.number,
            ServiceOrder.call_id,
            Category.code,
            Delivery.kind,
            Delivery.quantity_value,
            Delivery.quantity_per,
            Delivery.quantity_unit,
            Delivery.delivered_on,
            Delivery.last_on,
            Person.name,
            Delivery.logged_at,
        )
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(Category, Category.id == ServiceOrder.category_id)
        .join(Person, Person.id == Delivery.worker_id)
        .where(Delivery.state == DeliveryState.LOGGED)
        .where(ServiceOrder.client_id.in_(clients.own_client_ids(work)))
        .order_by(Delivery.logged_at, Delivery.id)
    )
    rows = work.db.execute(asked).all()
    within = _time_to_decide(work, {row.call_id for row in rows})
    calendar = law.calendar(work, work.ground.country, strict=False)
    return [_waiting(row, within[row.call_id], calendar, now=work.now) for row in rows]


@dataclass(frozen=True)
class Waits:
    """What waits for this actor: to be decided on as case worker, to be answered as supplier."""

    to_decide: int
    told_first_at: datetime | None
    disputed: int


def waits(work: Work) -> Waits:
    logged = (
        select(func.count(), func.min(Delivery.logged_at))
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(Delivery.state == DeliveryState.LOGGED)
        .where(ServiceOrder.client_id.in_(clients.own_ids(work)))
    )
    to_decide, told_first_at = work.db.execute(logged).one()
    serving = work.actor.parties_where(*SUPPLIER_ROLES)
    disputed = (
        select(func.count())
        .select_from(Delivery)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(Delivery.state == DeliveryState.DISPUTED)
        .where(or_(Delivery.member_id.in_(serving), ServiceOrder.party_id.in_(serving)))
    )
    return Waits(to_decide, told_first_at, work.db.scalar(disputed) or 0)


def _time_to_decide(work: Work, call_ids: Collection[UUID]) -> Mapping[UUID, Limit]:
    return {
        call_id: procurement.terms_of(procurement.call(work, call_id)).approve_within for call_id in call_ids
    }


def _waiting(row: Any, within: Limit, calendar: Calendar, *, now: datetime) -> Waiting:
    last = decide_by(calendar.local_day(row.logged_at), within, calendar)
    return Waiting(
        id=row.id,
        order_id=row.order_id,
        order_number=row.number,
        category_code=row.code,
        kind=row.kind,
        quantity=quantity_of(row),
        delivered_on=row.delivered_on,
        last_on=row.last_on,
        worker_name=row.name,
        logged_at=row.logged_at,
        decide_by=last,
        is_late=calendar.local_day(now) > last,
    )
