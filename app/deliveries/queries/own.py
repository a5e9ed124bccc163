"""One delivery, or what an order has had so far: for whoever may see it."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, case, func, or_, select, true

from app.deliveries.models import Delivery
from app.deliveries.rules.counting import FeesBefore
from app.deliveries.rules.logging import Period
from app.deliveries.rules.states import FEES, DeliveryKind, DeliveryState
from app.identity.models import Membership, Person
from app.identity.rules import sort_key
from app.kernel.actors import SUPPLIER_ROLES, Role
from app.kernel.quantity import Quantity
from app.kernel.refusals import Missing
from app.orders import queries as orders
from app.orders.models import ServiceOrder
from app.platform.db import in_force
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.rules.tariffs.tariff import Tariff

WORKING_ROLES = frozenset({Role.WORKER, Role.SUPPLIER_ADMIN})
IS_LIVE = Delivery.state != DeliveryState.CORRECTED
# What is asked all day is put together once: building a statement anew costs more than asking it.
BY_REFERENCE = select(Delivery).where(
    Delivery.order_id == bindparam("order_id", type_=Uuid()),
    Delivery.reference == bindparam("reference"),
    IS_LIVE,
)


def own_delivery(work: Work, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A version that the actor may see; `lock` holds it until the commit, as it stands by then.

    The lock is a full one: a billing run that is linking the delivery waits for it, or is waited for.
    """
    asked = select(Delivery).join(ServiceOrder).where(Delivery.id == delivery_id, theirs(work))
    fresh = {"populate_existing": lock}
    found = work.db.scalar(asked.with_for_update(of=Delivery) if lock else asked, execution_options=fresh)
    if found is None:
        raise Missing
    return found


def by_reference(work: Work, order_id: UUID, reference: str) -> Delivery | None:
    """The live version that bears the supplier's reference; nothing bears none."""
    if not reference:
        return None
    return work.db.scalar(BY_REFERENCE, {"order_id": order_id, "reference": reference})


def fees_before(work: Work, order_id: UUID, month: date, *, besides: UUID | None = None) -> FeesBefore:
    """The fees that the order has had; asked with the order locked, so that no two are both the last."""
    in_month = func.coalesce(func.sum(case((Delivery.month == month, 1), else_=0)), 0)
    paid = Delivery.kind.in_(FEES), Delivery.quantity_value > 0
    here = Delivery.order_id == order_id, IS_LIVE, _is_not(besides)
    in_order, in_this_month = work.db.execute(select(func.count(), in_month).where(*here, *paid)).one()
    return FeesBefore(in_order=int(in_order), in_month=int(in_this_month))


def periods(work: Work, order_id: UUID, *, besides: UUID | None = None) -> list[Period]:
    """The days for which a month service has been told."""
    held = Delivery.order_id == order_id, IS_LIVE, Delivery.kind == DeliveryKind.HELD, _is_not(besides)
    rows = work.db.execute(select(Delivery.delivered_on, Delivery.last_on).where(*held))
    return [Period(first_on, last_on) for first_on, last_on in rows]


def whose(mine: Any, serving: Any) -> ColumnElement[bool]:
    """The buyer's own, and what its supplier and the member that served the client have told.

    A member's people see the group without holding a role in it; its deliveries are the coordinator's.
    """
    return or_(
        Delivery.buyer_id.in_(mine), Delivery.member_id.in_(serving), ServiceOrder.party_id.in_(serving)
    )


def last_held(work: Work, order_id: UUID) -> Quantity | None:
    """How much it was the last time: what a quick entry begins with."""
    columns = Delivery.quantity_value, Delivery.quantity_per, Delivery.quantity_unit
    here = Delivery.order_id == order_id, Delivery.kind == DeliveryKind.HELD, IS_LIVE, theirs(work)
    asked = select(*columns).join(ServiceOrder).where(*here)
    newest = work.db.execute(asked.order_by(Delivery.delivered_on.desc(), Delivery.id.desc()).limit(1))
    row = newest.one_or_none()
    return quantity_of(row) if row else None


def workers(work: Work, party_ids: Collection[UUID], on: date) -> list[tuple[UUID, str]]:
    """Who may have done the work: the people of these organisations on the day, by name."""
    valid = in_force(Membership.valid_from, Membership.valid_to, on)
    here = Membership.party_id.in_(party_ids), Membership.role.in_(WORKING_ROLES), valid
    asked = select(Person.id, Person.name).join(Membership, Membership.person_id == Person.id).where(*here)
    return sorted({(row.id, row.name) for row in work.db.execute(asked)}, key=lambda one: sort_key(one[1]))


def tariff_behind(work: Work, order_id: UUID) -> Tariff:
    """In what steps an order of the actor's is counted."""
    order = orders.own_order(work, order_id)
    return procurement.tariff(work, order.category_id)


def theirs(work: Work) -> ColumnElement[bool]:
    if work.actor.is_system:
        return true()
    return whose(work.actor.party_ids, work.actor.parties_where(*SUPPLIER_ROLES))


def _is_not(root_id: UUID | None) -> ColumnElement[bool]:
    return true() if root_id is None else Delivery.root_id != root_id


def quantity_of(row: Any) -> Quantity:
    return Quantity(row.quantity_value, row.quantity_per, row.quantity_unit)
