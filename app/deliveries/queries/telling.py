"""One version with the names around it: for a page, and for a program in columns alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, and_, bindparam, select
from sqlalchemy.orm import aliased

from app.deliveries.models import Delivery
from app.deliveries.queries.own import whose
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity.models import Party, PartyVersion, Person
from app.identity.rules import PartyKind
from app.kernel.actors import SUPPLIER_ROLES
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing
from app.orders.models import ServiceOrder
from app.platform.db import in_force, rows_of
from app.platform.work import Work
from app.procurement.models import Category

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


THEIRS = whose(MINE, SERVING)
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
