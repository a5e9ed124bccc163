"""The one shape that everything waiting has in SQL, so that one question asks for all of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, type_coerce

from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind
from app.desks.rules import NEAREST, Kind
from app.identity.models import PartyVersion
from app.kernel.actors import Actor, Role
from app.kernel.texts import Texts
from app.orders.models import ServiceOrder
from app.platform.db import Moment, Words, in_force, rounded
from app.platform.work import Work

NOTHING = sa.null()
EMPTY = sa.literal("")


@dataclass(frozen=True)
class Row:
    """One thing that waits, with how many of its kind there are and what they are worth together."""

    kind: str
    id: UUID
    name: str
    of: str
    title: Texts | None
    due_on: date | None
    due_at: datetime | None
    cents: int | None
    pieces: int
    count: int
    together: int | None


@dataclass(frozen=True)
class Seen:
    """By whom and when the desk is looked at: all that its parts depend on."""

    work: Work
    today: date

    @property
    def actor(self) -> Actor:
        return self.work.actor

    @property
    def now(self) -> datetime:
        return self.work.now


def columns(
    kind: Kind,
    *,
    id: Any,
    name: Any = EMPTY,
    of: Any = EMPTY,
    title: Any = NOTHING,
    due_on: Any = NOTHING,
    due_at: Any = NOTHING,
    cents: Any = NOTHING,
    pieces: Any = 1,
) -> tuple[ColumnElement[Any], ...]:
    """What is not told is null of the right kind: in a union PostgreSQL guesses none."""
    return (
        sa.cast(sa.literal(kind.value), sa.String).label("kind"),
        sa.cast(id, sa.Uuid).label("id"),
        sa.cast(name, sa.String).label("name"),
        sa.cast(of, sa.String).label("of"),
        (sa.cast(title, Words()) if title is NOTHING else title).label("title"),
        (sa.cast(due_on, sa.Date) if due_on is NOTHING else due_on).label("due_on"),
        (sa.cast(due_at, Moment()) if due_at is NOTHING else due_at).label("due_at"),
        sa.cast(cents if cents is NOTHING else type_coerce(cents, sa.BigInteger), sa.BigInteger).label(
            "cents"
        ),
        sa.cast(pieces, sa.BigInteger).label("pieces"),
    )


def nearest_of_each(work: Work, parts: Iterable[Select[Any]]) -> list[Row]:
    """The most urgent few of every part, in one question."""
    asked = [_nearest(part) for part in parts]
    if not asked:
        return []
    return [Row(*row) for row in work.db.execute(sa.union_all(*asked))]


def _nearest(part: Select[Any]) -> Select[Any]:
    all_of = part.subquery()
    counted = (
        func.sum(all_of.c.pieces).over().label("count"),
        func.sum(all_of.c.cents).over().label("together"),
    )
    by_urgency = all_of.c.due_on.nulls_last(), all_of.c.due_at.nulls_last(), all_of.c.id
    few = select(*all_of.c, *counted).order_by(*by_urgency).limit(NEAREST).subquery()
    return select(*few.c)


def name_of(party_id: Any, today: date) -> Any:
    """As the party is called today."""
    named = in_force(PartyVersion.valid_from, PartyVersion.valid_to, today)
    asked = select(PartyVersion.name).where(PartyVersion.party_id == party_id, named)
    return func.coalesce(asked.limit(1).scalar_subquery(), "")


def worth() -> ColumnElement[int]:
    """What a delivery will cost, by the price its order is committed for."""
    price = case(
        (Delivery.kind == DeliveryKind.BONUS, type_coerce(ServiceOrder.bonus, sa.BigInteger)),
        else_=type_coerce(ServiceOrder.covered_price, sa.BigInteger),
    )
    return rounded(price * Delivery.quantity_value, Delivery.quantity_per.expression)


def held_by(actor: Actor, roles: Collection[Role], *, party: Any, process: Any = None) -> ColumnElement[bool]:
    """Where the actor holds one of the roles, for everything or for the process: `Actor.holds` as SQL."""
    held = frozenset(roles)
    whole = {party_id for party_id, own in actor.roles.items() if own & held}
    lent = [one for one in actor.delegations if one.role in held]
    whole |= {one.organisation_id for one in lent if one.process_id is None}
    everywhere: ColumnElement[bool] = party.in_(whole)
    if process is None:
        return everywhere
    for_one = [
        and_(party == one.organisation_id, process == one.process_id) for one in lent if one.process_id
    ]
    return or_(everywhere, *for_one)
