"""Every question about deliveries: a buyer's people see its own, a member's people their own member's.

A group's coordinator sees all that the group delivers. What waits for a decision is told to the client's
case worker and whoever stands in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import aliased

from app.clients import queries as clients
from app.deliveries.models import Delivery
from app.deliveries.rules.counting import FeesBefore
from app.deliveries.rules.deciding import decide_by
from app.deliveries.rules.logging import Period
from app.deliveries.rules.states import FEES, DeliveryKind, DeliveryState
from app.identity.models import Membership, Party, PartyVersion, Person
from app.identity.rules import PartyKind, sort_key
from app.kernel.actors import SUPPLIER_ROLES, Role
from app.kernel.deadlines import Calendar, Limit
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing
from app.law import queries as law
from app.orders import queries as orders
from app.orders.models import ServiceOrder
from app.platform.db import in_force, rows_of
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Category
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
    asked = select(Delivery).join(ServiceOrder).where(Delivery.id == delivery_id, _theirs(work))
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
    asked = _listing().where(_theirs(work), IS_LIVE).order_by(Delivery.delivered_on, Delivery.id)
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


DECIDER = aliased(Person)
ON: Any = bindparam("on", type_=Date())
MINE: Any = bindparam("mine", expanding=True, type_=Uuid())
SERVING: Any = bindparam("serving", expanding=True, type_=Uuid())


def _named(asked: Any) -> Any:
    """Of one delivery, with the names around it."""
    member = in_force(PartyVersion.valid_from, PartyVersion.valid_to, ON)
    return (
        asked.join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(Party, Party.id == ServiceOrder.party_id)
        .join(Category, Category.id == ServiceOrder.category_id)
        .join(Person, Person.id == Delivery.worker_id)
        .join(PartyVersion, and_(PartyVersion.party_id == Delivery.member_id, member))
        .outerjoin(DECIDER, DECIDER.id == Delivery.decided_by_id)
        .where(Delivery.id == bindparam("delivery_id", type_=Uuid()))
    )


def _whose(mine: Any, serving: Any) -> ColumnElement[bool]:
    """The buyer's own, and what its supplier and the member that served the client have told.

    A member's people see the group without holding a role in it; its deliveries are the coordinator's.
    """
    return or_(
        Delivery.buyer_id.in_(mine), Delivery.member_id.in_(serving), ServiceOrder.party_id.in_(serving)
    )


THEIRS = _whose(MINE, SERVING)
PAGE: Any = _named(
    select(Delivery, ServiceOrder, Category, PartyVersion.name, Person.name, DECIDER.name, Party.kind)
)
TOLD: Any = _named(
    select(
        Delivery.id,
        Delivery.root_id,
        Delivery.version,
        Delivery.order_id,
        ServiceOrder.number,
        Category.code,
        Delivery.kind,
        Delivery.quantity_value,
        Delivery.quantity_per,
        Delivery.quantity_unit,
        Delivery.delivered_on,
        Delivery.last_on,
        Delivery.begins_at,
        Delivery.notice_at,
        Delivery.member_id,
        PartyVersion.name,
        Delivery.worker_id,
        Person.name,
        Delivery.reference,
        Delivery.state,
        Delivery.logged_at,
        DECIDER.name,
        Delivery.decided_at,
        Delivery.unit_price,
        Delivery.net,
        Delivery.vat_category,
        Delivery.vat_rate,
        Delivery.exemption,
    )
)
OWN_PAGE, OWN_TOLD = PAGE.where(THEIRS), TOLD.where(THEIRS)


@dataclass(frozen=True)
class DeliveryPage:
    """One version with the names around it, and its order."""

    delivery: Delivery
    order: ServiceOrder
    category: Category
    member: str
    worker: str
    decided_by: str | None
    party_kind: PartyKind

    @property
    def is_group(self) -> bool:
        return self.party_kind is PartyKind.GROUP


def delivery_page(work: Work, delivery_id: UUID, on: date) -> DeliveryPage:
    asked = PAGE if work.actor.is_system else OWN_PAGE
    found = work.db.execute(asked, _gaps(work, delivery_id, on)).one_or_none()
    if found is None:
        raise Missing
    return DeliveryPage(*found)


@dataclass(frozen=True)
class DeliveryTold:
    """One version as programs are told of it: columns alone, which cost half of what rows do."""

    id: UUID
    root_id: UUID
    version: int
    order_id: UUID
    order_number: str
    category_code: str
    kind: DeliveryKind
    quantity_value: int
    quantity_per: int
    quantity_unit: Unit
    delivered_on: date
    last_on: date
    begins_at: datetime | None
    notice_at: datetime | None
    member_id: UUID
    member: str
    worker_id: UUID
    worker: str
    reference: str
    state: DeliveryState
    logged_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    unit_price: Money | None
    net: Money | None
    vat_category: str | None
    vat_rate: int | None
    exemption: str | None

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.quantity_value, self.quantity_per, self.quantity_unit)


def delivery_told(work: Work, delivery_id: UUID, on: date) -> DeliveryTold:
    asked = TOLD if work.actor.is_system else OWN_TOLD
    found = rows_of(work.db, asked, _gaps(work, delivery_id, on)).one_or_none()
    if found is None:
        raise Missing
    return DeliveryTold(*found)


def _gaps(work: Work, delivery_id: UUID, on: date) -> dict[str, Any]:
    given: dict[str, Any] = {"delivery_id": delivery_id, "on": on}
    if not work.actor.is_system:
        given["mine"] = list(work.actor.party_ids)
        given["serving"] = list(work.actor.parties_where(*SUPPLIER_ROLES))
    return given


def versions(work: Work, root_id: UUID) -> list[DeliveryRow]:
    """All that was told of one delivery, the first first."""
    asked = _listing().where(_theirs(work), Delivery.root_id == root_id).order_by(Delivery.version)
    return [_listed(row) for row in work.db.execute(asked)]


def last_held(work: Work, order_id: UUID) -> Quantity | None:
    """How much it was the last time: what a quick entry begins with."""
    columns = Delivery.quantity_value, Delivery.quantity_per, Delivery.quantity_unit
    here = Delivery.order_id == order_id, Delivery.kind == DeliveryKind.HELD, IS_LIVE, _theirs(work)
    asked = select(*columns).join(ServiceOrder).where(*here)
    newest = work.db.execute(asked.order_by(Delivery.delivered_on.desc(), Delivery.id.desc()).limit(1))
    row = newest.one_or_none()
    return _quantity(row) if row else None


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


def _theirs(work: Work) -> ColumnElement[bool]:
    if work.actor.is_system:
        return true()
    return _whose(work.actor.party_ids, work.actor.parties_where(*SUPPLIER_ROLES))


def _is_not(root_id: UUID | None) -> ColumnElement[bool]:
    return true() if root_id is None else Delivery.root_id != root_id


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
        quantity=_quantity(row),
        delivered_on=row.delivered_on,
        last_on=row.last_on,
        worker_name=row.name,
        logged_at=row.logged_at,
        decide_by=last,
        is_late=calendar.local_day(now) > last,
    )


def _listed(row: Any) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        order_id=row.order_id,
        order_number=row.number,
        kind=row.kind,
        quantity=_quantity(row),
        delivered_on=row.delivered_on,
        last_on=row.last_on,
        member_id=row.member_id,
        worker_name=row.name,
        reference=row.reference,
        version=row.version,
        state=row.state,
        net=row.net,
    )


def _quantity(row: Any) -> Quantity:
    return Quantity(row.quantity_value, row.quantity_per, row.quantity_unit)
