"""Deliveries in a list, and all that was told of one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.deliveries.models import Delivery
from app.deliveries.queries.own import IS_LIVE, quantity_of, theirs
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity.models import Person
from app.kernel.money import Money
from app.kernel.quantity import Quantity
from app.orders.models import ServiceOrder
from app.platform.work import Work


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery in a list: its newest version, with what it pays once it is approved."""

    id: UUID
    order_id: UUID
    order_number: str
    kind: DeliveryKind
    quantity: Quantity
    delivered_on: date
    last_on: date
    member_id: UUID
    worker_name: str
    reference: str
    version: int
    state: DeliveryState
    net: Money | None


def deliveries(work: Work, *, order_id: UUID | None = None, month: date | None = None) -> list[DeliveryRow]:
    """All that the actor may see, of one order or of one month where asked so, by day."""
    asked = _listing().where(theirs(work), IS_LIVE).order_by(Delivery.delivered_on, Delivery.id)
    if order_id is not None:
        asked = asked.where(Delivery.order_id == order_id)
    if month is not None:
        asked = asked.where(Delivery.month == month.replace(day=1))
    return [_listed(row) for row in work.db.execute(asked)]


def _listing() -> Any:
    return (
        select(
            Delivery.id,
            Delivery.order_id,
            ServiceOrder.number,
            Delivery.kind,
            Delivery.quantity_value,
            Delivery.quantity_per,
            Delivery.quantity_unit,
            Delivery.delivered_on,
            Delivery.last_on,
            Delivery.member_id,
            Person.name,
            Delivery.reference,
            Delivery.version,
            Delivery.state,
            Delivery.net.label("net"),
        )
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(Person, Person.id == Delivery.worker_id)
    )


def versions(work: Work, root_id: UUID) -> list[DeliveryRow]:
    """All that was told of one delivery, the first first."""
    asked = _listing().where(theirs(work), Delivery.root_id == root_id).order_by(Delivery.version)
    return [_listed(row) for row in work.db.execute(asked)]


def _listed(row: Any) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        order_id=row.order_id,
        order_number=row.number,
        kind=row.kind,
        quantity=quantity_of(row),
        delivered_on=row.delivered_on,
        last_on=row.last_on,
        member_id=row.member_id,
        worker_name=row.name,
        reference=row.reference,
        version=row.version,
        state=row.state,
        net=row.net,
    )
