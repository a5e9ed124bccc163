"""A case worker's Monday: the five things, and what comes between them."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.clients import queries as clients
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryState
from app.desks.queries.parts import Seen, columns, name_of, worth
from app.desks.rules import ENDING_SOON, Kind
from app.impact.models import OutcomeClaim
from app.impact.rules import ClaimState
from app.orders.models import ChoiceList, Need, ServiceOrder
from app.orders.rules.states import NeedState, OrderState
from app.procurement.models import Category


def case_workers(seen: Seen) -> Iterator[Select[Any]]:
    """Of the clients whose case worker the actor is, or stands in for."""
    mine = clients.own_client_ids(seen.work)
    yield _choices(mine)
    yield _unsent(mine)
    yield _orders(Kind.ORDER_UNANSWERED, seen, mine, OrderState.SENT, due_at=ServiceOrder.answer_by)
    yield _orders(Kind.ORDER_TO_START, seen, mine, OrderState.ACCEPTED, due_on=ServiceOrder.start_by)
    yield _to_approve(mine)
    ending = or_(ServiceOrder.ends_on <= seen.today + ENDING_SOON, ServiceOrder.uncovered_rise)
    running = _orders(Kind.ORDER_ENDING, seen, mine, OrderState.RUNNING, due_on=ServiceOrder.ends_on)
    yield running.where(ending)
    yield _claims(mine)


def _choices(mine: Sequence[UUID]) -> Select[Any]:
    """Nobody is named: whose need it is stands sealed, and is shown where the view of it is logged."""
    facts = columns(
        Kind.CHOICE,
        id=Need.id,
        name=Category.code,
        title=Category.title,
        due_at=ChoiceList.window_ends_at,
    )
    return (
        select(*facts)
        .join(ChoiceList, ChoiceList.need_id == Need.id)
        .join(Category, Category.id == Need.category_id)
        .where(Need.client_id.in_(mine), Need.state == NeedState.OPEN, ChoiceList.ended_at.is_(None))
    )


def _unsent(mine: Sequence[UUID]) -> Select[Any]:
    facts = columns(Kind.ORDER_UNSENT, id=Need.id, name=Category.code, title=Category.title)
    return (
        select(*facts)
        .join(Category, Category.id == Need.category_id)
        .where(Need.client_id.in_(mine), Need.state == NeedState.CHOSEN)
    )


def _orders(
    kind: Kind,
    seen: Seen,
    mine: Sequence[UUID],
    state: OrderState,
    *,
    due_on: Any = None,
    due_at: Any = None,
) -> Select[Any]:
    due = {name: column for name, column in (("due_on", due_on), ("due_at", due_at)) if column is not None}
    facts = columns(
        kind,
        id=ServiceOrder.id,
        name=ServiceOrder.number,
        of=name_of(ServiceOrder.party_id, seen.today),
        cents=ServiceOrder.committed,
        **due,
    )
    return select(*facts).where(ServiceOrder.client_id.in_(mine), ServiceOrder.state == state)


def _to_approve(mine: Sequence[UUID]) -> Select[Any]:
    """By order: how many, and what they will cost unless something is corrected."""
    facts = columns(
        Kind.DELIVERY,
        id=ServiceOrder.id,
        name=ServiceOrder.number,
        cents=func.sum(worth()),
        pieces=func.count(),
    )
    return (
        select(*facts)
        .join(Delivery, Delivery.order_id == ServiceOrder.id)
        .where(_of(mine), Delivery.state == DeliveryState.LOGGED)
        .group_by(ServiceOrder.id, ServiceOrder.number)
    )


def _claims(mine: Sequence[UUID]) -> Select[Any]:
    facts = columns(Kind.CLAIM, id=OutcomeClaim.id, name=ServiceOrder.number, cents=OutcomeClaim.bonus)
    return (
        select(*facts)
        .join(ServiceOrder, ServiceOrder.id == OutcomeClaim.order_id)
        .where(_of(mine), OutcomeClaim.state == ClaimState.EVIDENCED)
    )


def _of(mine: Sequence[UUID]) -> ColumnElement[bool]:
    return ServiceOrder.client_id.in_(mine)
