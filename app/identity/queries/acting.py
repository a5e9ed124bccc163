"""For whom a person acts on a day: by own roles, lent ones, as a deputy, for groups and as a successor.

Every request asks this at the door, so it is asked in two questions: what the person holds, and how far
it reaches.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.identity.models import (
    Absence,
    GroupMember,
    LentRole,
    Membership,
    Person,
    SecuritySetting,
    Succession,
)
from app.identity.queries.parties import heirs_on, remember_heirs
from app.identity.rules import GroupPlace, acted_for, roles_by_party, spread
from app.kernel.actors import Actor, ActorKind, Delegation, Role
from app.kernel.refusals import Missing
from app.platform.db import in_force, rows_of
from app.platform.work import Work

OWN, LENT, DEPUTISED = 0, 1, 2
HEIR, PLACE = 0, 1
AT_DOOR = "what the caller was found to hold at the door"


member, lent, away = (model.__table__.c for model in (Membership, LentRole, Absence))
group, succession, setting = (model.__table__.c for model in (GroupMember, Succession, SecuritySetting))
WHO: Any = sa.bindparam("person_id", type_=sa.Uuid())
ON: Any = sa.bindparam("on", type_=sa.Date())
PARTIES: Any = sa.bindparam("party_ids", expanding=True, type_=sa.Uuid())


def _held(source: int, row: Any, from_person_id: Any, process_id: Any) -> Select[Any]:
    return select(
        sa.literal(source).label("source"),
        row.id.label("row_id"),
        row.party_id.label("party_id"),
        row.role.label("role"),
        from_person_id.label("from_person_id"),
        process_id.label("process_id"),
        sa.func.coalesce(setting.second_step, sa.false()).label("demands"),
    )


def _still_held(row: Any, holder_id: Any) -> sa.ColumnElement[bool]:
    """What is lent ends with the lender's own role."""
    return sa.and_(
        member.person_id == holder_id,
        member.party_id == row.party_id,
        member.role == row.role,
        in_force(member.valid_from, member.valid_to, ON),
    )


def _of_a_person() -> Select[Any]:
    """Own, lent and deputised roles, each with what its party demands."""
    members, lents, absences = Membership.__table__, LentRole.__table__, Absence.__table__
    settings, for_all = SecuritySetting.__table__, sa.cast(sa.null(), sa.Uuid)
    every = sa.union_all(
        _held(OWN, member, member.person_id, for_all)
        .select_from(members.outerjoin(settings, setting.party_id == member.party_id))
        .where(member.person_id == WHO, in_force(member.valid_from, member.valid_to, ON)),
        _held(LENT, lent, lent.from_person_id, lent.process_id)
        .select_from(
            lents.join(members, _still_held(lent, lent.from_person_id)).outerjoin(
                settings, setting.party_id == lent.party_id
            )
        )
        .where(lent.to_person_id == WHO, in_force(lent.valid_from, lent.valid_to, ON)),
        _held(DEPUTISED, away, away.person_id, for_all)
        .select_from(
            absences.join(members, _still_held(away, away.person_id)).outerjoin(
                settings, setting.party_id == away.party_id
            )
        )
        .where(away.deputy_id == WHO, in_force(away.valid_from, away.valid_to, ON)),
    ).subquery()
    of = every.c
    columns = of.source, of.party_id, of.role, of.from_person_id, of.process_id, of.demands
    return select(*columns).order_by(of.source, of.row_id)


def _beyond() -> sa.CompoundSelect[Any]:
    heirs = select(
        sa.literal(HEIR).label("kind"),
        succession.predecessor_id.label("one"),
        succession.successor_id.label("other"),
        sa.false().label("is_coordinator"),
    ).where(succession.effective_on <= ON)
    theirs = sa.or_(
        group.organisation_id.in_(PARTIES), group.organisation_id.in_(select(succession.predecessor_id))
    )
    places = select(sa.literal(PLACE), group.group_id, group.organisation_id, group.is_coordinator)
    return sa.union_all(heirs, places.where(theirs, in_force(group.valid_from, group.valid_to, ON)))


# Asked at every door, so put together once: building them anew costs more than asking them.
HELD, REACH = _of_a_person(), _beyond()


@dataclass(frozen=True)
class Held:
    """One role of a person in one party, and whether that party demands a second step of its people."""

    source: int
    party_id: UUID
    role: Role
    from_person_id: UUID
    process_id: UUID | None
    demands: bool

    @property
    def is_own(self) -> bool:
        return self.source == OWN

    def as_delegation(self) -> Delegation:
        return Delegation(self.party_id, self.role, self.from_person_id, self.process_id)


def actor_of(db: Session, person_id: UUID, on: date) -> Actor:
    """Missing when nobody has the id; somebody without roles is an actor who sees and may do nothing.

    From the day a party is succeeded, roles given there hold no more, and the successor's people act for
    it. A coordinator's people act for its group; the other members' people see the group.
    """
    if db.get(Person, person_id) is None:
        raise Missing
    return acting(db, person_id, on, held_on(db, person_id, on))


def acting(
    db: Session, person_id: UUID, on: date, holds: Sequence[Held], *, kind: ActorKind = ActorKind.PERSON
) -> Actor:
    """The actor that these roles make: the second question of the two."""
    if not holds:
        return Actor(kind, person_id)
    held: dict[UUID, set[Role]] = {}
    for one in holds:
        if one.process_id is None:
            held.setdefault(one.party_id, set()).add(one.role)

    heirs, all_places = _reach(db, on, {one.party_id for one in holds})
    remember_heirs(db, on, heirs)
    without_groups = {party for one in holds for party in acted_for(one.party_id, heirs, [])}
    places = [place for place in all_places if place.organisation_id in without_groups]
    roles = roles_by_party(held, heirs, places)
    lent_here = spread([one.as_delegation() for one in holds if not one.is_own], heirs, places)
    seen = {place.group_id for place in places if place.group_id not in heirs}
    return Actor(
        kind=kind,
        id=person_id,
        party_ids=frozenset({*roles, *seen, *(lent.organisation_id for lent in lent_here)}),
        roles=roles,
        delegations=lent_here,
    )


def held_at_door(db: Session, person_id: UUID, on: date) -> list[Held]:
    """Remembered for `stood_in_for`: whoever comes in tells of absences in one Work and acts in another."""
    known: dict[tuple[UUID, date], list[Held]] = db.info.setdefault(AT_DOOR, {})
    known[person_id, on] = held_on(db, person_id, on)
    return known[person_id, on]


def held_on(db: Session, person_id: UUID, on: date) -> list[Held]:
    """Own roles, those lent as long as the lender holds them, and those of absent people: one question."""
    return [Held(*row) for row in rows_of(db, HELD, {"person_id": person_id, "on": on})]


def holds(work: Work, person_id: UUID, role: Role, party_id: UUID, on: date) -> bool:
    """Whether the person could act in the role on that day."""
    return actor_of(work.db, person_id, on).holds(role, party_id)


def stood_in_for(work: Work, role: Role, on: date) -> set[tuple[UUID, UUID]]:
    """For whom this actor is the deputy in the role: pairs of party and absent person."""
    heirs, at_door = heirs_on(work.db, on), work.db.info.get(AT_DOOR, {})
    held = at_door.get((work.actor.id, on)) or held_on(work.db, work.actor.id, on)
    return {
        (party, one.from_person_id)
        for one in held
        if one.source == DEPUTISED and one.role is role
        for party in acted_for(one.party_id, heirs, [])
    }


def _reach(
    db: Session, on: date, party_ids: Collection[UUID]
) -> tuple[dict[UUID, UUID], Iterable[GroupPlace]]:
    """Who succeeded whom by the day, and the places of these parties and of any predecessor in groups."""
    found = rows_of(db, REACH, {"party_ids": list(party_ids), "on": on}).all()
    heirs = {row.one: row.other for row in found if row.kind == HEIR}
    remember_heirs(db, on, heirs)
    return heirs, [GroupPlace(row.one, row.other, row.is_coordinator) for row in found if row.kind == PLACE]
