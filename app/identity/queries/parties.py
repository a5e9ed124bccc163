"""Organisations and groups as they are on a day; what a public register would tell anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, Uuid, and_, bindparam, func, or_, select, true, union_all
from sqlalchemy.orm import Session

from app.identity import policy
from app.identity.models import (
    GroupMember,
    Identifier,
    Party,
    PartyVersion,
    Signatory,
    SigningRule,
    Succession,
)
from app.identity.rules import (
    GroupPlace,
    IdentifierScheme,
    Member,
    PartyFacts,
    PartyKind,
    SigningKind,
    search_norm,
)
from app.identity.rules import standing_for as last_heir
from app.kernel.refusals import Missing
from app.law import queries as law
from app.law.ports import Country
from app.platform.db import get_once, in_force, rows_of
from app.platform.extensions import installed
from app.platform.work import Work

HEIRS = "the successions that this Work has read"
MOST_FOUND = 50
TODAY = "today"
ON: Any = bindparam("on", type_=Date())
MEMBER: Any = func.coalesce(GroupMember.organisation_id, Party.id, type_=Uuid())
MEMBER_IDS: Any = (  # asked all day, so put together once
    select(MEMBER.label("id"))
    .select_from(Party)
    .outerjoin(
        GroupMember,
        and_(GroupMember.group_id == Party.id, in_force(GroupMember.valid_from, GroupMember.valid_to, ON)),
    )
    .join(
        PartyVersion,
        and_(PartyVersion.party_id == MEMBER, in_force(PartyVersion.valid_from, PartyVersion.valid_to, ON)),
    )
    .where(
        Party.id == bindparam("party_id", type_=Uuid()),
        or_(GroupMember.organisation_id.is_not(None), Party.kind == PartyKind.ORGANISATION),
    )
)


@dataclass(frozen=True)
class Found:
    """An organisation or a group in a list of search results."""

    id: UUID
    name: str
    town: str
    kind: PartyKind


def today(work: Work) -> date:
    """The day of this Work's moment, where the installation is: asked often, so asked of the law once."""
    if TODAY not in work.db.info:
        work.db.info[TODAY] = law.local_day(work, work.ground.country, work.now)
    day: date = work.db.info[TODAY]
    return day


def party(work: Work, party_id: UUID) -> Party:
    found = get_once(work.db, Party, party_id)
    if found is None:
        raise Missing
    return found


def own_party(work: Work, party_id: UUID) -> Party:
    """A party that the actor belongs to; administrators see them all."""
    if not policy.may_see(work.actor, party_id):
        raise Missing
    return party(work, party_id)


def party_on(work: Work, party_id: UUID, on: date) -> PartyFacts:
    """Who the party was, is or will be on that day, by the version of the day."""
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    asked = select(PartyVersion, Party.kind).join(Party, Party.id == PartyVersion.party_id)
    found = work.db.execute(asked.where(PartyVersion.party_id == party_id, valid)).one_or_none()
    if found is None:
        raise Missing
    version, kind = found
    identifiers = _identifiers(work, [party_id], on).get(party_id, {})
    business_id = identifiers.get(IdentifierScheme.BUSINESS_ID, "")
    return PartyFacts(
        id=party_id,
        kind=kind,
        name=version.name,
        street=version.street,
        postal_code=version.postal_code,
        town=version.town,
        country=version.country,
        email=version.email,
        language=version.language,
        host_id=version.host_id,
        business_id=business_id,
        ovt=identifiers.get(IdentifierScheme.OVT) or _address_of(version.country, business_id),
        sort_key=version.sort_key,
    )


def legal_person(work: Work, party_id: UUID, on: date) -> PartyFacts:
    """Who is liable: the host behind an area that is none itself, and whoever succeeded either by then."""
    facts = party_on(work, standing_for(work, party_id, on), on)
    if facts.host_id is None:
        return facts
    return party_on(work, standing_for(work, facts.host_id, on), on)


def members(work: Work, party_id: UUID, on: date) -> list[Member]:
    """The coordinator first, then the others by name; an organisation is its own only member."""
    rows = work.db.execute(members_asked(party_id, on)).all()
    if not rows:
        party(work, party_id)  # Missing, where there is no such party
    return [Member(row.organisation_id, row.name, row.business_id or "", row.is_coordinator) for row in rows]


def members_asked(party_id: UUID, on: date) -> Select[Any]:
    """The same as a question, for another chapter to join what it knows of each member."""
    places = select(GroupMember.organisation_id, GroupMember.is_coordinator).where(
        GroupMember.group_id == party_id, in_force(GroupMember.valid_from, GroupMember.valid_to, on)
    )
    itself = select(Party.id, true()).where(Party.id == party_id, Party.kind == PartyKind.ORGANISATION)
    place = union_all(places, itself).subquery().c
    numbered = and_(
        Identifier.party_id == place.organisation_id,
        Identifier.scheme == IdentifierScheme.BUSINESS_ID,
        in_force(Identifier.valid_from, Identifier.valid_to, on),
    )
    return (
        select(
            place.organisation_id,
            PartyVersion.name,
            Identifier.value.label("business_id"),
            place.is_coordinator,
        )
        .join(PartyVersion, PartyVersion.party_id == place.organisation_id)
        .outerjoin(Identifier, numbered)
        .where(in_force(PartyVersion.valid_from, PartyVersion.valid_to, on))
        .order_by(place.is_coordinator.desc(), PartyVersion.sort_key, place.organisation_id)
    )


def member_ids(work: Work, party_id: UUID, on: date) -> set[UUID]:
    """Who the members are, where nobody asks for their names."""
    return {row.id for row in rows_of(work.db, MEMBER_IDS, {"party_id": party_id, "on": on})}


def coordinator_of(work: Work, party_id: UUID, on: date) -> UUID:
    """Who acts for a group and answers for it towards the buyer; an organisation does so itself."""
    if party(work, party_id).kind is PartyKind.ORGANISATION:
        return party_id
    for place in group_places(work.db, on, group_id=party_id):
        if place.is_coordinator:
            return place.organisation_id
    raise Missing


def standing_for(work: Work, party_id: UUID, on: date) -> UUID:
    """Who stands in the party's place on the day: its last successor by then, or itself."""
    return last_heir(party_id, heirs_on(work.db, on))


def signing_rule(work: Work, organisation_id: UUID, on: date) -> SigningKind:
    standing = standing_for(work, organisation_id, on)
    valid = in_force(SigningRule.valid_from, SigningRule.valid_to, on)
    found = work.db.scalar(select(SigningRule.kind).where(SigningRule.party_id == standing, valid))
    return found or SigningKind.ALONE


def signatories(work: Work, organisation_id: UUID, on: date) -> set[UUID]:
    standing = standing_for(work, organisation_id, on)
    valid = in_force(Signatory.valid_from, Signatory.valid_to, on)
    return set(work.db.scalars(select(Signatory.person_id).where(Signatory.party_id == standing, valid)))


def organisations(work: Work, like: str, on: date) -> list[Found]:
    """By any part of the name, whatever its case, in Finnish order; the first fifty."""
    named = PartyVersion.search_norm.contains(search_norm(like), autoescape=True)
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    columns = select(Party.id, PartyVersion.name, PartyVersion.town, Party.kind)
    asked = columns.join(PartyVersion, PartyVersion.party_id == Party.id).where(named, valid)
    rows = work.db.execute(asked.order_by(PartyVersion.sort_key, Party.id).limit(MOST_FOUND))
    return [Found(*row) for row in rows]


def heirs_on(db: Session, on: date | None = None) -> dict[UUID, UUID]:
    """Each predecessor's successor: those in effect on the day, or all that have been decided.

    Every question about a party asks this one first, so a Work asks it once for a day.
    """
    known: dict[date | None, dict[UUID, UUID]] = db.info.setdefault(HEIRS, {})
    if on not in known:
        asked = select(Succession.predecessor_id, Succession.successor_id)
        if on is not None:
            asked = asked.where(Succession.effective_on <= on)
        known[on] = {row.predecessor_id: row.successor_id for row in db.execute(asked)}
    return dict(known[on])


def remember_heirs(db: Session, on: date, heirs: dict[UUID, UUID]) -> None:
    """Read with something else already, as by the door that every request comes through."""
    db.info.setdefault(HEIRS, {})[on] = heirs


def forget_heirs(db: Session) -> None:
    """A succession was decided in this Work: what it read before no longer holds."""
    db.info.pop(HEIRS, None)


def group_places(
    db: Session, on: date, *, group_id: UUID | None = None, organisation_ids: Iterable[UUID] | None = None
) -> list[GroupPlace]:
    """Of one group, or of all groups where these organisations have a place."""
    asked = select(GroupMember.group_id, GroupMember.organisation_id, GroupMember.is_coordinator)
    asked = asked.where(in_force(GroupMember.valid_from, GroupMember.valid_to, on))
    if group_id is not None:
        asked = asked.where(GroupMember.group_id == group_id)
    if organisation_ids is not None:
        asked = asked.where(GroupMember.organisation_id.in_(list(organisation_ids)))
    return [GroupPlace(*row) for row in db.execute(asked)]


def live_identifier(work: Work, scheme: IdentifierScheme, value: str) -> UUID | None:
    """Whose number it is now."""
    here = Identifier.scheme == scheme, Identifier.value == value, Identifier.valid_to.is_(None)
    return work.db.scalar(select(Identifier.party_id).where(*here))


def open_version(work: Work, party_id: UUID) -> PartyVersion:
    """The version that holds until further notice, locked until the commit."""
    here = PartyVersion.party_id == party_id, PartyVersion.valid_to.is_(None)
    found = work.db.scalar(select(PartyVersion).where(*here).with_for_update())
    if found is None:
        raise Missing
    return found


def open_identifier(work: Work, party_id: UUID, scheme: IdentifierScheme) -> Identifier | None:
    here = Identifier.party_id == party_id, Identifier.scheme == scheme, Identifier.valid_to.is_(None)
    return work.db.scalar(select(Identifier).where(*here))


def open_signing_rule(work: Work, party_id: UUID) -> SigningRule | None:
    here = SigningRule.party_id == party_id, SigningRule.valid_to.is_(None)
    return work.db.scalar(select(SigningRule).where(*here))


def open_signatory(work: Work, party_id: UUID, person_id: UUID) -> Signatory | None:
    here = Signatory.party_id == party_id, Signatory.person_id == person_id, Signatory.valid_to.is_(None)
    return work.db.scalar(select(Signatory).where(*here))


def open_places(work: Work, group_id: UUID) -> list[GroupMember]:
    """The group's members until further notice, locked until the commit."""
    here = GroupMember.group_id == group_id, GroupMember.valid_to.is_(None)
    return list(work.db.scalars(select(GroupMember).where(*here).with_for_update()))


def kinds_of(work: Work, party_ids: Iterable[UUID]) -> dict[UUID, PartyKind]:
    rows = work.db.execute(select(Party.id, Party.kind).where(Party.id.in_(list(party_ids))))
    return {row.id: row.kind for row in rows}


@cache  # what is installed does not change while the program runs
def country_packs() -> tuple[Country, ...]:
    return tuple(installed("country").values())


def _identifiers(work: Work, party_ids: Iterable[UUID], on: date) -> dict[UUID, dict[IdentifierScheme, str]]:
    valid = in_force(Identifier.valid_from, Identifier.valid_to, on)
    asked = select(Identifier.party_id, Identifier.scheme, Identifier.value).where(
        Identifier.party_id.in_(list(party_ids)), valid
    )
    found: dict[UUID, dict[IdentifierScheme, str]] = {}
    for row in work.db.execute(asked):
        found.setdefault(row.party_id, {})[row.scheme] = row.value
    return found


def _address_of(country: str, business_id: str) -> str:
    """The e-invoice address that the number alone gives, where the country's pack knows."""
    packs = [pack for pack in country_packs() if pack.code == country]
    return packs[0].einvoice_address(business_id) if packs and business_id else ""
