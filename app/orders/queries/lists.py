"""What pages and programs list: needs and orders with the names that people know them by, in one question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from app.clients import queries as clients
from app.clients.models import Client
from app.contracts.models import Contract
from app.identity.models import PartyVersion, Person
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.orders.models import Choice, ChoiceList, ClientLink, ContactAttempt, Need, ServiceOrder
from app.orders.queries.own import LIVE
from app.orders.rules.states import ChoiceGround, NeedState, OrderState
from app.platform.db import in_force
from app.platform.paging import Slice
from app.platform.work import Work
from app.procurement.models import Call, CallBuyer, Category
from app.procurement.rules.states import CallState

ORDERABLE = (CallState.PUBLISHED, CallState.CLOSED)  # a closed call admits nobody new, its contracts go on
UNORDERED = (NeedState.OPEN, NeedState.CHOSEN)


def _named(party_id: Any, version: Any, on: Any) -> ColumnElement[bool]:
    return and_(version.party_id == party_id, in_force(version.valid_from, version.valid_to, on))


@dataclass(frozen=True)
class Orderable:
    """A category that a need may be opened in."""

    id: UUID
    code: str
    title: Texts
    unit: Unit
    per: int
    max_units: int | None
    call_number: str


def orderable(work: Work, buyer_id: UUID, on: date) -> list[Orderable]:
    """The categories of the buyer's calls under which contracts run or will, by call and code."""
    asked: Any = (
        select(
            Category.id,
            Category.code,
            Category.title,
            Category.unit,
            Category.per,
            Category.max_units,
            Call.number,
        )
        .join(Call, Call.id == Category.call_id)
        .join(CallBuyer, and_(CallBuyer.call_id == Call.id, CallBuyer.buyer_id == buyer_id))
        .where(CallBuyer.buyer_id.in_(work.actor.party_ids))
        .where(Call.state.in_(ORDERABLE), Call.ends_on >= on)
        .order_by(Call.number, Category.code)
    )
    return [Orderable(*row) for row in work.db.execute(asked)]


@dataclass(frozen=True)
class NeedLine:
    """A need in its case worker's list; `window_ends_at` where the client's list is open."""

    id: UUID
    client_id: UUID
    category_code: str
    category_title: Texts
    call_number: str
    quantity: Quantity
    starts_on: date
    ends_on: date
    state: NeedState
    at: datetime
    window_ends_at: datetime | None


def needs(
    work: Work,
    *,
    client_id: UUID | None = None,
    states: Collection[NeedState] = tuple(NeedState),
    part: Slice | None = None,
) -> list[NeedLine]:
    """Of the actor's own clients, or of one of them; newest first, one more than the part asks."""
    live = and_(ChoiceList.need_id == Need.id, ChoiceList.ended_at.is_(None))
    asked: Any = (
        select(
            Need.id,
            Need.client_id,
            Category.code,
            Category.title,
            Call.number,
            Need.quantity_value,
            Need.quantity_per,
            Need.quantity_unit,
            Need.starts_on,
            Need.ends_on,
            Need.state,
            Need.at,
            ChoiceList.window_ends_at,
        )
        .join(Category, Category.id == Need.category_id)
        .join(Call, Call.id == Need.call_id)
        .outerjoin(ChoiceList, live)
        .where(Need.client_id.in_(clients.own_ids(work)), Need.state.in_(states))
    )
    if client_id is not None:
        asked = asked.where(Need.client_id == client_id)
    return [_need_line(row) for row in work.db.execute((part or Slice()).of(asked, Need.id))]


@dataclass(frozen=True)
class NeedPage:
    """A need with what stands around it, for the client's case worker."""

    need: Need
    client: Client
    category: Category
    call: Call
    live_list: ChoiceList | None
    live_link: ClientLink | None


def need_page(work: Work, need_id: UUID) -> NeedPage:
    live = and_(ChoiceList.need_id == Need.id, ChoiceList.ended_at.is_(None))
    link = and_(ClientLink.list_id == ChoiceList.id, ClientLink.withdrawn_at.is_(None))
    asked: Any = (
        select(Need, Client, Category, Call, ChoiceList, ClientLink)
        .join(Client, Client.id == Need.client_id)
        .join(Category, Category.id == Need.category_id)
        .join(Call, Call.id == Need.call_id)
        .outerjoin(ChoiceList, live)
        .outerjoin(ClientLink, link)
        .where(Need.id == need_id, Need.client_id.in_(clients.own_ids(work)))
    )
    found = work.db.execute(asked).one_or_none()
    if found is None:
        raise Missing
    return NeedPage(*found)


@dataclass(frozen=True)
class ChoiceLine:
    """A choice that was made for a need, with the order that came of it; whole, for who may send one."""

    id: UUID
    party_id: UUID
    contract_id: UUID
    supplier: str
    ground: ChoiceGround
    by_kind: str
    at: datetime
    order_id: UUID | None
    order_number: str | None
    order_state: OrderState | None
    choice: Choice
    contract: Contract


def choices(work: Work, need_id: UUID, on: date) -> list[ChoiceLine]:
    """Newest first; whose the need is, has been asked."""
    asked: Any = (
        select(
            Choice.id,
            Choice.party_id,
            Choice.contract_id,
            PartyVersion.name,
            Choice.ground,
            Choice.by_kind,
            Choice.at,
            ServiceOrder.id,
            ServiceOrder.number,
            ServiceOrder.state,
            Choice,
            Contract,
        )
        .join(Contract, Contract.id == Choice.contract_id)
        .join(PartyVersion, _named(Choice.party_id, PartyVersion, on))
        .outerjoin(ServiceOrder, ServiceOrder.choice_id == Choice.id)
        .where(Choice.need_id == need_id)
        .order_by(Choice.id.desc())
    )
    return [ChoiceLine(*row) for row in work.db.execute(asked)]


@dataclass(frozen=True)
class AttemptLine:
    channel: str
    reached: bool
    by: str
    at: datetime


def attempts(work: Work, need_id: UUID) -> list[AttemptLine]:
    """Newest first; whose the need is, has been asked."""
    asked: Any = (
        select(ContactAttempt.channel, ContactAttempt.reached, Person.name, ContactAttempt.at)
        .join(Person, Person.id == ContactAttempt.by_id)
        .where(ContactAttempt.need_id == need_id)
        .order_by(ContactAttempt.at.desc(), ContactAttempt.id.desc())
    )
    return [AttemptLine(*row) for row in work.db.execute(asked)]


def buyers_named(work: Work, call_id: UUID, on: date) -> list[tuple[UUID, str]]:
    """Who may pay for an order under the call, by name."""
    asked: Any = (
        select(CallBuyer.buyer_id, PartyVersion.name)
        .join(PartyVersion, _named(CallBuyer.buyer_id, PartyVersion, on))
        .where(CallBuyer.call_id == call_id)
        .order_by(PartyVersion.sort_key)
    )
    return [(row.buyer_id, row.name) for row in work.db.execute(asked)]


@dataclass(frozen=True)
class Waits:
    """What waits for this actor: how many, and until when the first of them."""

    to_answer: int
    answer_by: datetime | None
    to_choose: int
    window_ends_at: datetime | None
    to_send: int
    uncovered: int


def waits(work: Work) -> Waits:
    """A supplier's unanswered orders; a case worker's needs without a choice or an order."""
    mine = work.actor.party_ids
    sent = select(func.count(), func.min(ServiceOrder.answer_by)).where(
        ServiceOrder.party_id.in_(mine), ServiceOrder.state == OrderState.SENT
    )
    to_answer, answer_by = work.db.execute(sent).one()
    open_needs = needs(work, states=UNORDERED, part=Slice(limit=1000))
    windows = [
        need.window_ends_at for need in open_needs if need.window_ends_at and need.state is NeedState.OPEN
    ]
    flagged = select(func.count()).where(
        ServiceOrder.buyer_id.in_(mine), ServiceOrder.uncovered_rise, ServiceOrder.state.in_(LIVE)
    )
    return Waits(
        to_answer=to_answer,
        answer_by=answer_by,
        to_choose=sum(need.state is NeedState.OPEN for need in open_needs),
        window_ends_at=min(windows, default=None),
        to_send=sum(need.state is NeedState.CHOSEN for need in open_needs),
        uncovered=work.db.scalar(flagged) or 0,
    )


def _need_line(row: Any) -> NeedLine:
    return NeedLine(
        id=row.id,
        client_id=row.client_id,
        category_code=row.code,
        category_title=row.title,
        call_number=row.number,
        quantity=Quantity(row.quantity_value, row.quantity_per, row.quantity_unit),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=row.state,
        at=row.at,
        window_ends_at=row.window_ends_at,
    )
