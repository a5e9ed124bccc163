"""For whom a person acts on a day: by own roles, lent ones, as a deputy, for groups and as a successor."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.identity.models import Absence, LentRole, Membership, Person
from app.identity.queries.parties import group_places, heirs_on
from app.identity.rules import acted_for, roles_by_party, spread
from app.kernel.actors import Actor, ActorKind, Delegation, Role
from app.kernel.refusals import Missing
from app.platform.db import in_force
from app.platform.work import Work


def actor_of(db: Session, person_id: UUID, on: date) -> Actor:
    """Missing when nobody has the id; somebody without roles is an actor who sees and may do nothing.

    From the day a party is succeeded, roles given there hold no more, and the successor's people act for
    it. A coordinator's people act for its group; the other members' people see the group.
    """
    if db.get(Person, person_id) is None:
        raise Missing
    own = _own_roles(db, person_id, on)
    delegations = [*_lent(db, person_id, on), *_deputised(db, person_id, on)]
    held = {party: set(roles) for party, roles in own.items()}
    for lent in delegations:
        if lent.process_id is None:
            held.setdefault(lent.organisation_id, set()).add(lent.role)

    heirs = heirs_on(db, on)
    belongs_to = {*held, *(lent.organisation_id for lent in delegations)}
    without_groups = {party for own in belongs_to for party in acted_for(own, heirs, [])}
    places = group_places(db, on, organisation_ids=without_groups)
    roles = roles_by_party(held, heirs, places)
    lent_here = spread(delegations, heirs, places)
    seen = {place.group_id for place in places if place.group_id not in heirs}
    return Actor(
        kind=ActorKind.PERSON,
        id=person_id,
        party_ids=frozenset({*roles, *seen, *(lent.organisation_id for lent in lent_here)}),
        roles=roles,
        delegations=lent_here,
    )


def holds(work: Work, person_id: UUID, role: Role, party_id: UUID, on: date) -> bool:
    """Whether the person could act in the role on that day."""
    return actor_of(work.db, person_id, on).holds(role, party_id)


def stood_in_for(work: Work, role: Role, on: date) -> set[tuple[UUID, UUID]]:
    """For whom this actor is the deputy in the role: pairs of party and absent person."""
    heirs = heirs_on(work.db, on)
    return {
        (party, lent.from_person_id)
        for lent in _deputised(work.db, work.actor.id, on)
        if lent.role is role
        for party in acted_for(lent.organisation_id, heirs, [])
    }


def _own_roles(db: Session, person_id: UUID, on: date) -> dict[UUID, set[Role]]:
    valid = in_force(Membership.valid_from, Membership.valid_to, on)
    asked = select(Membership.party_id, Membership.role).where(Membership.person_id == person_id, valid)
    found: dict[UUID, set[Role]] = {}
    for row in db.execute(asked):
        found.setdefault(row.party_id, set()).add(row.role)
    return found


def _lent(db: Session, person_id: UUID, on: date) -> Iterable[Delegation]:
    """A role is lent only as long as its lender holds it."""
    lender = and_(
        Membership.person_id == LentRole.from_person_id,
        Membership.party_id == LentRole.party_id,
        Membership.role == LentRole.role,
        in_force(Membership.valid_from, Membership.valid_to, on),
    )
    columns = LentRole.party_id, LentRole.role, LentRole.from_person_id, LentRole.process_id
    valid = in_force(LentRole.valid_from, LentRole.valid_to, on)
    asked = select(*columns).join(Membership, lender).where(LentRole.to_person_id == person_id, valid)
    return [Delegation(*row) for row in db.execute(asked.order_by(LentRole.id))]


def _deputised(db: Session, person_id: UUID, on: date) -> Iterable[Delegation]:
    absent = and_(
        Membership.person_id == Absence.person_id,
        Membership.party_id == Absence.party_id,
        Membership.role == Absence.role,
        in_force(Membership.valid_from, Membership.valid_to, on),
    )
    columns = Absence.party_id, Absence.role, Absence.person_id
    valid = in_force(Absence.valid_from, Absence.valid_to, on)
    asked = select(*columns).join(Membership, absent).where(Absence.deputy_id == person_id, valid)
    return [Delegation(*row) for row in db.execute(asked.order_by(Absence.id))]
