"""People, the roles they hold themselves, and what they have lent to whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Uuid, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased

from app.identity import policy
from app.identity.models import (
    Absence,
    Credential,
    LentRole,
    Membership,
    Party,
    PartyVersion,
    Person,
    SecuritySetting,
)
from app.identity.queries import parties
from app.identity.rules import PartyKind
from app.identity.rules import sort_key as sorted_by
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.law.policy import administers
from app.platform.db import in_force, rows_of
from app.platform.work import Work

ON: Any = bindparam("on", type_=Date())
OWN_ROLES: Any = select(Membership.role).where(  # asked all day, so put together once
    Membership.person_id == bindparam("person_id", type_=Uuid()),
    Membership.party_id == bindparam("party_id", type_=Uuid()),
    in_force(Membership.valid_from, Membership.valid_to, ON),
)


@dataclass(frozen=True)
class RoleRow:
    """Who holds which role in a party, from when to when; `has_password` once the invitation is answered."""

    person_id: UUID
    name: str
    email: str
    role: Role
    valid_from: date
    valid_to: date | None
    has_password: bool


@dataclass(frozen=True)
class LentRow:
    """A lent role or an absence: whose role, and who acts in it."""

    id: UUID
    role: Role
    from_person_id: UUID
    from_name: str
    to_person_id: UUID
    to_name: str
    valid_from: date
    valid_to: date | None
    process_id: UUID | None = None
    decision: str = ""


@dataclass(frozen=True)
class Administered:
    """An organisation whose people the actor may manage, or may see all the same."""

    id: UUID
    name: str
    town: str
    second_step: bool


def person(work: Work, person_id: UUID) -> Person:
    found = work.db.get(Person, person_id)
    if found is None:
        raise Missing
    return found


def person_by_email(work: Work, email: str) -> Person | None:
    return work.db.scalar(select(Person).where(Person.email == email.strip().casefold()))


def own_roles(work: Work, person_id: UUID, party_id: UUID, on: date) -> set[Role]:
    """Held by membership: neither lent nor by succession."""
    given = {"person_id": person_id, "party_id": party_id, "on": on}
    return {row.role for row in rows_of(work.db, OWN_ROLES, given)}


def open_memberships(work: Work, person_id: UUID, party_id: UUID, role: Role, on: date) -> list[Membership]:
    """Those that would still hold on the day or later."""
    same = Membership.person_id == person_id, Membership.party_id == party_id, Membership.role == role
    not_over = or_(Membership.valid_to.is_(None), Membership.valid_to > on)
    return list(work.db.scalars(select(Membership).where(*same, not_over).with_for_update()))


def has_administrator(work: Work) -> bool:
    """Whether anybody was ever made one: the installation opens once."""
    asked = select(Membership.id).where(Membership.role == Role.PLATFORM_ADMIN)
    return work.db.scalar(asked.limit(1)) is not None


def people_of(work: Work, party_id: UUID, on: date | None = None) -> list[RoleRow]:
    """Roles of the day and those to come, by name in Finnish order; for the party's own people."""
    parties.own_party(work, party_id)
    columns = select(
        Membership.person_id,
        Person.name,
        Person.email,
        Membership.role,
        Membership.valid_from,
        Membership.valid_to,
        Credential.person_id.is_not(None),
    )
    joined = columns.join(Person, Person.id == Membership.person_id).outerjoin(
        Credential, Credential.person_id == Membership.person_id
    )
    asked = joined.where(Membership.party_id == party_id, _not_over(Membership, on or parties.today(work)))
    rows = [RoleRow(*row) for row in work.db.execute(asked.order_by(Membership.id))]
    return sorted(rows, key=lambda row: (sorted_by(row.name), row.person_id, row.role))


def lent_roles_of(work: Work, party_id: UUID, on: date | None = None) -> list[LentRow]:
    """Of the day and to come; the latest decision last."""
    parties.own_party(work, party_id)
    more = LentRole.process_id, LentRole.decision
    asked = _lent(LentRole, LentRole.from_person_id, LentRole.to_person_id, *more)
    return _rows(work, asked.where(LentRole.party_id == party_id), LentRole, on)


def absences_of(work: Work, party_id: UUID, on: date | None = None) -> list[LentRow]:
    parties.own_party(work, party_id)
    asked = _lent(Absence, Absence.person_id, Absence.deputy_id)
    return _rows(work, asked.where(Absence.party_id == party_id), Absence, on)


def administered(work: Work) -> list[Administered]:
    """The organisations whose people this actor manages: an administrator's list is all of them."""
    columns = select(
        Party.id,
        PartyVersion.name,
        PartyVersion.town,
        func.coalesce(SecuritySetting.second_step, false()),
    )
    on = parties.today(work)
    asked = (
        columns.join(PartyVersion, PartyVersion.party_id == Party.id)
        .outerjoin(SecuritySetting, SecuritySetting.party_id == Party.id)
        .where(
            Party.kind == PartyKind.ORGANISATION,
            in_force(PartyVersion.valid_from, PartyVersion.valid_to, on),
        )
    )
    if not administers(work.actor):
        asked = asked.where(Party.id.in_(work.actor.parties_where(*policy.OWN_ADMINS)))
    return [Administered(*row) for row in work.db.execute(asked.order_by(PartyVersion.sort_key, Party.id))]


def _lent(kind: Any, from_id: Any, to_id: Any, *more: Any) -> Select[Any]:
    lender, borrower = aliased(Person), aliased(Person)
    columns = kind.id, kind.role, from_id, lender.name, to_id, borrower.name, kind.valid_from, kind.valid_to
    return select(*columns, *more).join(lender, lender.id == from_id).join(borrower, borrower.id == to_id)


def _rows(work: Work, asked: Select[Any], kind: Any, on: date | None) -> list[LentRow]:
    current = asked.where(_not_over(kind, on or parties.today(work)))
    return [LentRow(*row) for row in work.db.execute(current.order_by(kind.valid_from, kind.id))]


def _not_over(kind: Any, on: date) -> ColumnElement[bool]:
    return or_(kind.valid_to.is_(None), kind.valid_to > on)
