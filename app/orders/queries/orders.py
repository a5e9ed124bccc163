"""Orders as they are listed and shown, with the names around them.

All of this is asked all day, so its statements are put together once: building one anew costs more than
asking it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, and_, bindparam, select
from sqlalchemy.orm import aliased

from app.clients import queries as clients
from app.contracts.models import Contract
from app.identity.models import Party, PartyVersion, Person
from app.identity.rules import PartyKind
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.orders.models import Choice, OrderPayer, ServiceOrder
from app.orders.queries.own import THEIRS, mine
from app.orders.rules.states import ChoiceGround, OrderState
from app.platform.db import in_force, rows_of
from app.platform.paging import Slice
from app.platform.work import Work
from app.procurement.models import Call, Category

ON: Any = bindparam("on", type_=Date())
MEMBER = aliased(PartyVersion)


def _named(party_id: Any, version: Any) -> ColumnElement[bool]:
    return and_(version.party_id == party_id, in_force(version.valid_from, version.valid_to, ON))


LINES: Any = (
    select(
        ServiceOrder.id,
        ServiceOrder.number,
        ServiceOrder.client_id,
        PartyVersion.name,
        Category.code,
        Category.title,
        ServiceOrder.state,
        ServiceOrder.quantity_value,
        ServiceOrder.quantity_per,
        ServiceOrder.quantity_unit,
        ServiceOrder.used_parts,
        ServiceOrder.starts_on,
        ServiceOrder.ends_on,
        ServiceOrder.answer_by,
        ServiceOrder.committed,
        ServiceOrder.uncovered_rise,
    )
    .join(Category, Category.id == ServiceOrder.category_id)
    .join(PartyVersion, _named(ServiceOrder.party_id, PartyVersion))
    .order_by(ServiceOrder.id.desc())
    .limit(bindparam("limit"))
)
NARROWED: dict[str, Any] = {  # by the gap that is filled
    "mine": THEIRS,
    "states": ServiceOrder.state.in_(bindparam("states", expanding=True)),
    "client_id": ServiceOrder.client_id == bindparam("client_id", type_=Uuid()),
    "after": ServiceOrder.id < bindparam("after", type_=Uuid()),
}
TOLD: Any = (
    select(
        ServiceOrder.id,
        ServiceOrder.number,
        ServiceOrder.need_id,
        ServiceOrder.party_id,
        PartyVersion.name,
        ServiceOrder.member_id,
        Contract.number,
        Call.number,
        Category.code,
        Category.title,
        Person.name,
        ServiceOrder.state,
        ServiceOrder.quantity_value,
        ServiceOrder.quantity_per,
        ServiceOrder.quantity_unit,
        ServiceOrder.used_parts,
        ServiceOrder.starts_on,
        ServiceOrder.ends_on,
        ServiceOrder.unit_price,
        ServiceOrder.committed,
        ServiceOrder.bonus,
        ServiceOrder.sent_at,
        ServiceOrder.answer_by,
        ServiceOrder.start_by,
        ServiceOrder.answered_at,
        ServiceOrder.started_on,
        ServiceOrder.ended_on,
        ServiceOrder.uncovered_rise,
        ServiceOrder.version,
    )
    .join(Category, Category.id == ServiceOrder.category_id)
    .join(Call, Call.id == ServiceOrder.call_id)
    .join(Contract, Contract.id == ServiceOrder.contract_id)
    .join(Person, Person.id == ServiceOrder.case_worker_id)
    .join(PartyVersion, _named(ServiceOrder.party_id, PartyVersion))
    .where(ServiceOrder.id == bindparam("order_id", type_=Uuid()))
)
PAGE: Any = (
    select(
        ServiceOrder,
        Category,
        Call.number,
        PartyVersion.name,
        MEMBER.name,
        Person.name,
        Person.email,
        Choice.ground,
        Contract.number,
        Party.kind,
    )
    .join(Category, Category.id == ServiceOrder.category_id)
    .join(Party, Party.id == ServiceOrder.party_id)
    .join(Call, Call.id == ServiceOrder.call_id)
    .join(Choice, Choice.id == ServiceOrder.choice_id)
    .join(Contract, Contract.id == ServiceOrder.contract_id)
    .join(Person, Person.id == ServiceOrder.case_worker_id)
    .join(PartyVersion, _named(ServiceOrder.party_id, PartyVersion))
    .outerjoin(MEMBER, _named(ServiceOrder.member_id, MEMBER))
    .where(ServiceOrder.id == bindparam("order_id", type_=Uuid()))
)
PAYERS: Any = (
    select(OrderPayer.payer_id, PartyVersion.name, OrderPayer.share)
    .join(PartyVersion, _named(OrderPayer.payer_id, PartyVersion))
    .where(OrderPayer.order_id == bindparam("order_id", type_=Uuid()))
    .order_by(OrderPayer.share_before)
)


@cache
def _narrowed(asked: Any, gaps: frozenset[str]) -> Any:
    return asked.where(*(NARROWED[gap] for gap in sorted(gaps & NARROWED.keys())))


@dataclass(frozen=True)
class OrderLine:
    """An order in a list; it names no client, only the file that the case worker may open."""

    id: UUID
    number: str
    client_id: UUID
    supplier: str
    category_code: str
    category_title: Texts
    state: OrderState
    quantity_value: int
    quantity_per: int
    quantity_unit: Unit
    used_parts: int
    starts_on: date
    ends_on: date
    answer_by: datetime
    committed: Money
    uncovered_rise: bool

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.quantity_value, self.quantity_per, self.quantity_unit)


def orders(
    work: Work,
    on: date,
    *,
    states: Collection[OrderState] = (),
    client_id: UUID | None = None,
    own_clients: bool = False,
    part: Slice | None = None,
) -> list[OrderLine]:
    """The actor's, newest first, one more than the part asks; `own_clients` leaves out colleagues' ones."""
    part = part or Slice()
    given = {"on": on, "limit": part.limit + 1, **mine(work)}
    if states:
        given["states"] = list(states)
    if client_id is not None:
        given["client_id"] = client_id
    if part.after is not None:
        given["after"] = part.after
    asked = _narrowed(LINES, frozenset(given))
    if own_clients:
        asked = asked.where(ServiceOrder.client_id.in_(clients.own_ids(work)))
    return [OrderLine(*row) for row in rows_of(work.db, asked, given).all()]


@dataclass(frozen=True)
class OrderTold:
    """An order as programs are told of it; it names no client."""

    id: UUID
    number: str
    need_id: UUID
    party_id: UUID
    supplier: str
    member_id: UUID | None
    contract_number: str
    call_number: str
    category_code: str
    category_title: Texts
    case_worker: str
    state: OrderState
    quantity_value: int
    quantity_per: int
    quantity_unit: Unit
    used_parts: int
    starts_on: date
    ends_on: date
    unit_price: Money
    committed: Money
    bonus: Money
    sent_at: datetime
    answer_by: datetime
    start_by: date
    answered_at: datetime | None
    started_on: date | None
    ended_on: date | None
    uncovered_rise: bool
    version: int

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.quantity_value, self.quantity_per, self.quantity_unit)


def order_told(work: Work, order_id: UUID, on: date) -> OrderTold:
    given = {"order_id": order_id, "on": on, **mine(work)}
    found = rows_of(work.db, _narrowed(TOLD, frozenset(given)), given).one_or_none()
    if found is None:
        raise Missing
    return OrderTold(*found)


@dataclass(frozen=True)
class OrderPage:
    """An order with the names around it."""

    order: ServiceOrder
    category: Category
    call_number: str
    supplier: str
    member: str | None
    case_worker: str
    case_worker_email: str
    ground: ChoiceGround
    contract_number: str
    party_kind: PartyKind

    @property
    def is_group(self) -> bool:
        return self.party_kind is PartyKind.GROUP


def order_page(work: Work, order_id: UUID, on: date) -> OrderPage:
    given = {"order_id": order_id, "on": on, **mine(work)}
    found = work.db.execute(_narrowed(PAGE, frozenset(given)), given).one_or_none()
    if found is None:
        raise Missing
    return OrderPage(*found)


@dataclass(frozen=True)
class PayerLine:
    payer_id: UUID
    name: str
    share: int


def payers_named(work: Work, order_id: UUID, on: date) -> list[PayerLine]:
    """In the order in which the shares add up."""
    return [PayerLine(*row) for row in rows_of(work.db, PAYERS, {"order_id": order_id, "on": on})]
