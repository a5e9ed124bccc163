"""People and the roles they hold themselves."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from app.identity.models import Membership, Person
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.platform.db import in_force
from app.platform.work import Work


def person(work: Work, person_id: UUID) -> Person:
    found = work.db.get(Person, person_id)
    if found is None:
        raise Missing
    return found


def person_by_email(work: Work, email: str) -> Person | None:
    return work.db.scalar(select(Person).where(Person.email == email.strip().casefold()))


def own_roles(work: Work, person_id: UUID, party_id: UUID, on: date) -> set[Role]:
    """Held by membership: neither lent nor by succession."""
    here = Membership.person_id == person_id, Membership.party_id == party_id
    valid = in_force(Membership.valid_from, Membership.valid_to, on)
    return set(work.db.scalars(select(Membership.role).where(*here, valid)))


def open_memberships(work: Work, person_id: UUID, party_id: UUID, role: Role, on: date) -> list[Membership]:
    """Those that would still hold on the day or later."""
    same = Membership.person_id == person_id, Membership.party_id == party_id, Membership.role == role
    not_over = or_(Membership.valid_to.is_(None), Membership.valid_to > on)
    return list(work.db.scalars(select(Membership).where(*same, not_over).with_for_update()))


def has_administrator(work: Work) -> bool:
    """Whether anybody was ever made one: the installation opens once."""
    asked = select(Membership.id).where(Membership.role == Role.PLATFORM_ADMIN)
    return work.db.scalar(asked.limit(1)) is not None
