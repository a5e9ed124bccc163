"""Every question about deliveries: a buyer's people see its own, a member's people their own member's.

A group's coordinator sees all that the group delivers; what waits for a decision is told only to the
client's case worker and whoever stands in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, func, select

from app.clients import queries as clients
from app.deliveries.models import Delivery
from app.deliveries.rules.counting import FeesBefore
from app.deliveries.rules.deciding import decide_by
from app.deliveries.rules.logging import Period
from app.deliveries.rules.states import FEES, DeliveryKind, DeliveryState
from app.identity.models import Person
from app.kernel.quantity import Quantity
from app.kernel.refusals import Missing
from app.law import queries as law
from app.orders.models import ServiceOrder
from app.platform.work import Work
from app.procurement.models import Category

IS_LIVE = Delivery.state != DeliveryState.CORRECTED
QUANTITY = (Delivery.quantity_value, Delivery.quantity_per, Delivery.quantity_unit)


def own_delivery(work: Work, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A delivery that the actor may see; `lock` holds it until the commit, as it stands by then."""
    asked = _visible(work, select(Delivery)).where(Delivery.id == delivery_id)
    fresh = {"populate_existing": lock}
    found = work.db.scalar(asked.with_for_update(of=Delivery) if lock else asked, execution_options=fresh)
    if found is None:
        raise Missing
    return found


def by_reference(work: Work, order_id: UUID, reference: str) -> Delivery | None:
    """The live version that bears the supplier's reference."""
    here = Delivery.order_id == order_id, Delivery.reference == reference, IS_LIVE
    return work.db.scalar(select(Delivery).where(*here)) if reference else None


def fees_before(work: Work, order_id: UUID, month: date, *, besides: UUID | None = None) -> FeesBefore:
    """The fees that the order has had; asked with the order locked, so that no two are both the last."""
    in_month = func.coalesce(func.sum(case((Delivery.month == month, 1), else_=0)), 0)
    asked = select(func.count(), in_month).where(
        Delivery.order_id == order_id, IS_LIVE, Delivery.kind.in_(FEES), Delivery.quantity_value > 0
    )
    row = work.db.execute(_besides(asked, besides)).one()
    return FeesBefore(in_order=int(row[0]), in_month=int(row[1]))


def periods(work: Work, order_id: UUID, *, besides: UUID | None = None) -> list[Period]:
    """The days that a month service has been told for."""
    here = Delivery.order_id == order_id, IS_LIVE, Delivery.kind == DeliveryKind.HELD
    asked = select(Delivery.delivered_on, Delivery.last_on).where(*here)
    return [Period(*row) for row in work.db.execute(_besides(asked, besides))]


@dataclass(frozen=True)
class Waiting:
    """A delivery that its case worker has not decided on; `decide_by` is the last day to do so in time."""

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
    """What waits for this actor as case worker or deputy, what was told first before the rest."""
    columns = (
        Delivery.id,
        Delivery.order_id,
        ServiceOrder.number,
        Category.code,
        Delivery.kind,
        *QUANTITY,
        Delivery.delivered_on,
        Delivery.last_on,
        Person.name,
        Delivery.logged_at,
        Delivery.buyer_id,
        ServiceOrder.call_id,
    )
    asked = (
        select(*columns)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(Category, Category.id == ServiceOrder.category_id)
        .join(Person, Person.id == Delivery.worker_id)
        .where(Delivery.state == DeliveryState.LOGGED)
        .where(ServiceOrder.client_id.in_(clients.own_client_ids(work)))
        .order_by(Delivery.logged_at, Delivery.id)
    )
    rows = work.db.execute(asked).all()
    within = _time_to_approve(work, {row.call_id for row in rows})
    calendar = law.calendar(work, work.ground.country, strict=False)
    today = calendar.local_day(work.now)
    found = []
    for row in rows:
        last = decide_by(calendar.local_day(row.logged_at), within[row.call_id], calendar)
        found.append(
            Waiting(
                id=row.id,
                order_id=row.order_id,
                order_number=row.number,
                category_code=row.code,
                kind=row.kind,
                quantity=Quantity(row.quantity_value, row.quantity_per, row.quantity_unit),
                delivered_on=row.delivered_on,
                last_on=row.last_on,
                worker_name=row.name,
                logged_at=row.logged_at,
                decide_by=last,
                is_late=today > last,
            )
        )
    return found
