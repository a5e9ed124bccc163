"""What a person has at hand in an organisation, and who could take it over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Select, func, select, true, type_coerce

from app.clients.models import Client
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryState
from app.desks.queries.parts import worth
from app.identity import policy
from app.identity import queries as identity
from app.identity.queries.people import LentRow
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing, refuse_if
from app.orders.models import ServiceOrder
from app.orders.queries import LIVE
from app.platform.work import Work


@dataclass(frozen=True)
class AtHand:
    """All that moves: files, live orders, deliveries to approve, roles, and calls that were lent."""

    name: str
    clients: int
    orders: int
    committed: Money
    deliveries: int
    worth: Money
    roles: tuple[Role, ...]
    alone_in: tuple[Role, ...]  # nobody else in the organisation holds these
    lent: tuple[LentRow, ...]  # for one call each, by somebody else's decision


@dataclass(frozen=True)
class Colleague:
    id: UUID
    name: str
    roles: frozenset[Role]


def at_hand(work: Work, party_id: UUID, person_id: UUID) -> AtHand:
    """For those who manage the organisation's people; how many, and never who the clients are."""
    today = identity.today(work)
    people = _people(work, party_id, today)
    if person_id not in people:
        raise Missing
    leaver = people.pop(person_id)
    others = {role for one in people.values() for role in one.roles}
    counted = work.db.execute(_counted(party_id, person_id)).one()
    lent = [row for row in identity.lent_roles_of(work, party_id, today) if row.to_person_id == person_id]
    return AtHand(
        name=leaver.name,
        clients=counted.clients,
        orders=counted.orders,
        committed=Money(int(counted.committed or 0)),
        deliveries=counted.deliveries,
        worth=Money(int(counted.worth or 0)),
        roles=_in_order(leaver.roles),
        alone_in=_in_order(leaver.roles - others),
        lent=tuple(row for row in lent if row.process_id is not None),
    )


def colleagues(work: Work, party_id: UUID, person_id: UUID) -> list[Colleague]:
    """Everybody else who holds a role there today, by name."""
    people = _people(work, party_id, identity.today(work))
    return [one for one in people.values() if one.id != person_id]


def _people(work: Work, party_id: UUID, today: date) -> dict[UUID, Colleague]:
    identity.own_party(work, party_id)
    refuse_if(policy.reasons_not_to("leave", work.actor, party_id=party_id))
    found: dict[UUID, Colleague] = {}
    for row in identity.people_of(work, party_id, today):
        if row.valid_from <= today:
            before = found.get(row.person_id, Colleague(row.person_id, row.name, frozenset()))
            found[row.person_id] = Colleague(row.person_id, row.name, before.roles | {row.role})
    return found


def _counted(party_id: UUID, person_id: UUID) -> Select[Any]:
    theirs = Client.buyer_id == party_id, Client.case_worker_id == person_id
    mine = select(Client.id).where(*theirs)
    live = (
        ServiceOrder.buyer_id == party_id,
        ServiceOrder.case_worker_id == person_id,
        ServiceOrder.state.in_(LIVE),
    )
    told = (
        select(func.count().label("deliveries"), func.sum(worth()).label("worth"))
        .select_from(Delivery)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(Delivery.state == DeliveryState.LOGGED, ServiceOrder.client_id.in_(mine))
        .subquery()
    )
    orders = (
        select(
            func.count().label("orders"),
            func.sum(type_coerce(ServiceOrder.committed, BigInteger)).label("committed"),
        )
        .where(*live)
        .subquery()
    )
    files = select(func.count().label("clients")).select_from(Client).where(*theirs).subquery()
    columns = files.c.clients, orders.c.orders, orders.c.committed, told.c.deliveries, told.c.worth
    each = files.join(orders, true()).join(told, true())  # one row of each
    return select(*columns).select_from(each)


def _in_order(roles: Collection[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in roles)
