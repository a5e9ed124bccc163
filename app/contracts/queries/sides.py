"""The parties to a contract, by whose signatures each is bound, and who has signed so far."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select

from app.contracts.models import DataProtectionAgreement, Signature
from app.identity import queries as identity
from app.identity.models import GroupMember, PartyVersion, Person
from app.identity.queries.signing import Binding, bindings
from app.identity.rules import SIGNERS_NEEDED, SigningKind, is_signed
from app.law import queries as law
from app.platform.db import in_force
from app.platform.work import Work


class Paper(Protocol):
    """What is signed, and by whom: a contract, or its row in a list."""

    @property
    def id(self) -> UUID: ...
    @property
    def buyer_id(self) -> UUID: ...
    @property
    def party_id(self) -> UUID: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def pdf_sha256(self) -> bytes | None: ...


@dataclass(frozen=True)
class Mark:
    """Somebody's signature: a contract's has a moment, a data protection agreement's a day."""

    person_id: UUID
    name: str
    at: datetime | None = None
    on: date | None = None


@dataclass(frozen=True)
class Side:
    """One organisation of a contract.

    `is_on_paper` says that the paper names it and waits for it; `is_member` that it belongs to the
    supplying party today, and concludes the data protection agreement.
    """

    organisation_id: UUID
    name: str
    is_buyer: bool
    is_on_paper: bool
    is_member: bool
    is_seller: bool
    rule: SigningKind
    may_sign: Mapping[UUID, str]
    signed: Sequence[Mark]
    agreed: Sequence[Mark]

    @property
    def signers(self) -> set[UUID]:
        return {mark.person_id for mark in self.signed}

    @property
    def agreers(self) -> set[UUID]:
        return {mark.person_id for mark in self.agreed}

    @property
    def is_bound(self) -> bool:
        return is_signed(self.rule, self.signers)

    @property
    def is_data_protected(self) -> bool:
        return is_signed(self.rule, self.agreers)

    @property
    def signers_left(self) -> int:
        return max(SIGNERS_NEEDED[self.rule] - len(self.signers), 0)

    def waits_for(self, person_id: UUID) -> bool:
        return self.is_on_paper and not self.is_bound and person_id in set(self.may_sign) - self.signers


@dataclass(frozen=True)
class Place:
    organisation_id: UUID
    is_coordinator: bool
    valid_from: date
    valid_to: date | None

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


Marks = Mapping[tuple[UUID, UUID], Sequence[Mark]]


@dataclass(frozen=True)
class Known:
    """What the sides are made of, read for many papers at once."""

    today: date
    places: Mapping[UUID, Sequence[Place]]
    names: Mapping[UUID, tuple[str, str]]
    bindings: Mapping[UUID, Binding]
    signed: Marks
    agreed: Marks


def sides(work: Work, paper: Paper) -> tuple[Side, ...]:
    """The buyer first, then the coordinator, then the other members by name."""
    return sides_of(work, [paper])[paper.id]


def sides_of(work: Work, papers: Collection[Paper]) -> dict[UUID, tuple[Side, ...]]:
    """For many contracts in as many questions as for one."""
    today, places = identity.today(work), _places(work, {paper.party_id for paper in papers})
    buyers = {paper.buyer_id for paper in papers}
    everybody = buyers | {place.organisation_id for held in places.values() for place in held}
    names, bound = _names(work, everybody, today), bindings(work, everybody, today)
    known = Known(today, places, names, bound, *_marks(work, papers))
    return {paper.id: _sides(paper, _local_day(work, paper.created_at), known) for paper in papers}


def _sides(paper: Paper, drawn_up_on: date, known: Known) -> tuple[Side, ...]:
    places = known.places[paper.party_id]
    then = {place.organisation_id for place in places if place.holds_on(drawn_up_on)}
    now = {place.organisation_id: place for place in places if place.holds_on(known.today)}
    seller = next((one for one, place in now.items() if place.is_coordinator), None)
    members = sorted(then | set(now), key=lambda one: (one != seller, known.names.get(one, ("", ""))[1]))
    return tuple(
        _side(paper, one, known, is_on_paper=one in then, is_member=one in now, is_seller=one == seller)
        for one in (paper.buyer_id, *members)
    )


def _side(
    paper: Paper, organisation_id: UUID, known: Known, *, is_on_paper: bool, is_member: bool, is_seller: bool
) -> Side:
    is_buyer, binding = organisation_id == paper.buyer_id, known.bindings[organisation_id]
    return Side(
        organisation_id=organisation_id,
        name=known.names.get(organisation_id, ("", ""))[0],
        is_buyer=is_buyer,
        is_on_paper=is_on_paper or is_buyer,
        is_member=is_member,
        is_seller=is_seller,
        rule=binding.kind,
        may_sign=binding.people,
        signed=known.signed.get((paper.id, organisation_id), ()),
        agreed=known.agreed.get((paper.id, organisation_id), ()),
    )


def _places(work: Work, party_ids: Collection[UUID]) -> dict[UUID, list[Place]]:
    """A group's members of all times; an organisation is its own only member, for ever."""
    asked = select(
        GroupMember.group_id,
        GroupMember.organisation_id,
        GroupMember.is_coordinator,
        GroupMember.valid_from,
        GroupMember.valid_to,
    ).where(GroupMember.group_id.in_(party_ids))
    found: dict[UUID, list[Place]] = {}
    for group_id, organisation_id, is_coordinator, valid_from, valid_to in work.db.execute(asked):
        place = Place(organisation_id, is_coordinator, valid_from, valid_to)
        found.setdefault(group_id, []).append(place)
    return {one: found.get(one) or [Place(one, True, date.min, None)] for one in party_ids}


def _names(work: Work, party_ids: Collection[UUID], on: date) -> dict[UUID, tuple[str, str]]:
    """The name, and what it is sorted by."""
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    asked = select(PartyVersion.party_id, PartyVersion.name, PartyVersion.sort_key)
    rows = work.db.execute(asked.where(PartyVersion.party_id.in_(party_ids), valid))
    return {row.party_id: (row.name, row.sort_key) for row in rows}


def _marks(work: Work, papers: Collection[Paper]) -> tuple[Marks, Marks]:
    """Signatures, only on the very bytes that each contract names, and data protection agreements."""
    bytes_of, agreement = {paper.id: paper.pdf_sha256 for paper in papers}, DataProtectionAgreement
    signatures = (
        select(
            Signature.contract_id,
            Signature.organisation_id,
            Signature.person_id,
            Person.name,
            Signature.at,
            sa.cast(sa.null(), sa.Date).label("on"),
            Signature.pdf_sha256,
        )
        .join(Person, Person.id == Signature.person_id)
        .where(Signature.contract_id.in_(list(bytes_of)))
    )
    agreements = (
        select(
            agreement.contract_id,
            agreement.organisation_id,
            agreement.signed_by_id,
            Person.name,
            sa.cast(sa.null(), Signature.at.type),
            agreement.signed_on,
            sa.cast(sa.null(), Signature.pdf_sha256.type),
        )
        .join(Person, Person.id == agreement.signed_by_id)
        .where(agreement.contract_id.in_(list(bytes_of)))
    )
    signed: dict[tuple[UUID, UUID], list[Mark]] = {}
    agreed: dict[tuple[UUID, UUID], list[Mark]] = {}
    for contract_id, organisation_id, person_id, name, at, on, sha256 in work.db.execute(
        sa.union_all(signatures, agreements)
    ):
        marks, mark = (agreed if on else signed), Mark(person_id, name, at, on)
        if on or sha256 == bytes_of[contract_id]:
            marks.setdefault((contract_id, organisation_id), []).append(mark)
    return signed, agreed


def _local_day(work: Work, moment: datetime) -> date:
    return law.local_day(work, work.ground.country, moment)
