"""Every question about needs, choices and orders.

Needs and choices are the client's case workers' alone: even that somebody is a client is secret. Orders,
which name no client, are their buyer's and their supplier's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, func, or_, select, true

from app.clients import queries as clients
from app.contracts.models import PriceVersion
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.orders.models import Choice, ChoiceList, ContactAttempt, Need, OrderPayer, ServiceOrder
from app.orders.rules.choosing import Snapshot, snapshot_from_json
from app.orders.rules.needs import Share
from app.orders.rules.states import ChoiceGround, OrderState
from app.platform.db import get_once
from app.platform.work import Work

Row = TypeVar("Row")
NEEDS, ORDERS = "needs that were read", "orders that were read"
MINE: Any = bindparam("mine", expanding=True, type_=Uuid())
LIVE = (OrderState.SENT, OrderState.ACCEPTED, OrderState.RUNNING)


def _whose(mine: Any) -> ColumnElement[bool]:
    return or_(ServiceOrder.buyer_id.in_(mine), ServiceOrder.party_id.in_(mine))


THEIRS = _whose(MINE)


def own_need(work: Work, need_id: UUID, *, lock: bool = False) -> Need:
    """For the client's case worker and whoever stands in."""
    known: dict[UUID, Need] = work.db.info.setdefault(NEEDS, {})  # asked once in a Work, where nobody waits
    if lock or need_id not in known:
        known[need_id] = _one(work, _a_need(need_id, lock=lock), fresh=lock)
    clients.own_client(work, known[need_id].client_id)
    return known[need_id]


def own_list(work: Work, list_id: UUID) -> ChoiceList:
    found = get_once(work.db, ChoiceList, list_id)
    if found is None:
        raise Missing
    own_need(work, found.need_id)
    return found


def own_choice(work: Work, choice_id: UUID) -> Choice:
    found = get_once(work.db, Choice, choice_id)
    if found is None:
        raise Missing
    own_need(work, found.need_id)
    return found


def own_order(work: Work, order_id: UUID, *, lock: bool = False) -> ServiceOrder:
    """An order of the actor's buyer or supplier; `lock` holds it until the commit."""
    known: dict[UUID, ServiceOrder] = work.db.info.setdefault(ORDERS, {})  # a Work has one actor
    if lock or order_id not in known:
        own = mine(work)
        asked = _an_order(is_own=bool(own), lock=lock)
        known[order_id] = _one(work, asked, {"order_id": order_id, **own}, fresh=lock)
    return known[order_id]


@cache
def _an_order(*, is_own: bool, lock: bool) -> Select[ServiceOrder]:
    asked = select(ServiceOrder).where(ServiceOrder.id == bindparam("order_id", type_=Uuid()))
    asked = asked.where(THEIRS) if is_own else asked
    return asked.with_for_update(key_share=True) if lock else asked


def by_number(work: Work, call_id: UUID, number: str) -> ServiceOrder:
    here = ServiceOrder.call_id == call_id, ServiceOrder.number == number, theirs(work)
    return _one(work, select(ServiceOrder).where(*here))


@dataclass(frozen=True)
class OrderRow:
    """An order in a list; `state` is what is stored, not what the clock would make of it."""

    id: UUID
    number: str
    category_id: UUID
    party_id: UUID
    state: OrderState
    starts_on: date
    ends_on: date
    answer_by: datetime
    committed: Money


def own_orders(work: Work, call_id: UUID) -> list[OrderRow]:
    """The actor's, by number."""
    columns = (
        ServiceOrder.id,
        ServiceOrder.number,
        ServiceOrder.category_id,
        ServiceOrder.party_id,
        ServiceOrder.state,
        ServiceOrder.starts_on,
        ServiceOrder.ends_on,
        ServiceOrder.answer_by,
        ServiceOrder.committed,
    )
    here = ServiceOrder.call_id == call_id, theirs(work)
    return [
        OrderRow(*row) for row in work.db.execute(select(*columns).where(*here).order_by(ServiceOrder.number))
    ]


def payers(work: Work, order_id: UUID) -> list[Share]:
    """Who pays which share, in the order in which the shares add up."""
    columns = OrderPayer.payer_id, OrderPayer.share, OrderPayer.share_before
    asked = select(*columns).where(OrderPayer.order_id == order_id).order_by(OrderPayer.share_before)
    return [Share(*row) for row in work.db.execute(asked)]


def snapshot_of(choice_list: ChoiceList) -> Snapshot:
    return snapshot_from_json(choice_list.snapshot)


def live_list(work: Work, need_id: UUID) -> ChoiceList | None:
    live = ChoiceList.need_id == need_id, ChoiceList.ended_at.is_(None)
    return work.db.scalar(select(ChoiceList).where(*live))


def list_to_fall_back_on(work: Work, need_id: UUID) -> ChoiceList | None:
    """The live list, or the last one when the fallback has picked from it before.

    Who declined is passed over at once then: the client's time to choose has already been given.
    """
    last = work.db.scalar(
        select(ChoiceList).where(ChoiceList.need_id == need_id).order_by(ChoiceList.id.desc()).limit(1)
    )
    if last is None or last.ended_at is None:
        return last
    grounds = select(Choice.ground).where(Choice.list_id == last.id)
    return last if ChoiceGround.FALLBACK in work.db.scalars(grounds).all() else None


def contact_attempts(work: Work, need_id: UUID) -> list[datetime]:
    return list(work.db.scalars(select(ContactAttempt.at).where(ContactAttempt.need_id == need_id)))


def gave_up(work: Work, need_id: UUID, *states: OrderState) -> set[UUID]:
    """The suppliers whose orders for this need came to such an end."""
    here = ServiceOrder.need_id == need_id, ServiceOrder.state.in_(states)
    return set(work.db.scalars(select(ServiceOrder.party_id).where(*here)))


def earlier_orders(work: Work, call_id: UUID) -> int:
    """Asked with the call locked, so that two orders never get one number."""
    return work.db.scalar(select(func.count()).where(ServiceOrder.call_id == call_id)) or 0


def used_parts(work: Work, order_id: UUID) -> int:
    """As the database has it now: it is moved by statements that the session does not see."""
    return work.db.scalar(select(ServiceOrder.used_parts).where(ServiceOrder.id == order_id)) or 0


def unanswered(work: Work) -> list[UUID]:
    """Orders whose time to answer is over."""
    over = ServiceOrder.state == OrderState.SENT, ServiceOrder.answer_by <= work.now
    return list(work.db.scalars(select(ServiceOrder.id).where(*over).order_by(ServiceOrder.id)))


def risen(work: Work, on: date) -> list[UUID]:
    """Live orders whose price of the day is above what is committed for their undelivered units.

    A flagged one waits for a person: asking again and again would find no more money.
    """
    newest = (
        select(PriceVersion.unit_price)
        .where(PriceVersion.price_line_id == ServiceOrder.price_line_id, PriceVersion.valid_from <= on)
        .order_by(PriceVersion.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    uncovered = newest > ServiceOrder.covered_price, ServiceOrder.uncovered_rise.is_(False)
    asked = select(ServiceOrder.id).where(ServiceOrder.state.in_(LIVE), *uncovered)
    return list(work.db.scalars(asked.order_by(ServiceOrder.id)))


def theirs(work: Work) -> ColumnElement[bool]:
    """The orders of the actor's buyers and of its suppliers."""
    return true() if work.actor.is_system else _whose(work.actor.party_ids)


def mine(work: Work) -> dict[str, Any]:
    """What `THEIRS` leaves open; nothing for the system, which sees every order."""
    return {} if work.actor.is_system else {"mine": list(work.actor.party_ids)}


def need_behind(work: Work, need_id: UUID, *, lock: bool = False) -> Need:
    """For acts on an order, which has been asked for already."""
    return _one(work, _a_need(need_id, lock=lock), fresh=lock)


def live_order(work: Work, need_id: UUID) -> UUID | None:
    """The one order of the need that has not come to its end."""
    live = ServiceOrder.need_id == need_id, ServiceOrder.state.in_(LIVE)
    return work.db.scalar(select(ServiceOrder.id).where(*live))


def newest_choice(work: Work, need_id: UUID) -> UUID | None:
    asked = select(Choice.id).where(Choice.need_id == need_id).order_by(Choice.id.desc()).limit(1)
    return work.db.scalar(asked)


def _a_need(need_id: UUID, *, lock: bool) -> Select[Need]:
    asked = select(Need).where(Need.id == need_id)
    return asked.with_for_update(key_share=True) if lock else asked


def _one(work: Work, asked: Select[Row], given: dict[str, Any] | None = None, *, fresh: bool = False) -> Row:
    # What was read before the lock may have changed since: the row is read again.
    found = work.db.scalar(asked, given, execution_options={"populate_existing": fresh})
    if found is None:
        raise Missing
    return found
