"""Organisations as their own people keep them: lists, and everything dated that is told of one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import or_, select

from app.identity.models import (
    CostCentre,
    GroupMember,
    Identifier,
    MemberMunicipality,
    Party,
    PartyVersion,
    Person,
    SecuritySetting,
    Signatory,
    SigningRule,
)
from app.identity.queries import parties
from app.identity.rules import IdentifierScheme, PartyKind, SigningKind
from app.law.policy import administers
from app.platform.db import in_force
from app.platform.work import Work


@dataclass(frozen=True)
class PartyRow:
    """An organisation or a group that the actor belongs to; an administrator's list is all of them."""

    id: UUID
    name: str
    town: str
    kind: PartyKind


@dataclass(frozen=True)
class Told:
    """A version: who the party is from a day on."""

    name: str
    street: str
    postal_code: str
    town: str
    country: str
    email: str
    language: str
    host_id: UUID | None
    valid_from: date


@dataclass(frozen=True)
class Dated:
    """A number, a municipality, a cost centre or a member, from a day to a day."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Signs:
    person_id: UUID
    name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Registers:
    """What an organisation keeps of itself: its numbers, whom it serves, and where it books its costs."""

    numbers: tuple[tuple[IdentifierScheme, Dated], ...]
    municipalities: tuple[Dated, ...]
    cost_centres: tuple[Dated, ...]


@dataclass(frozen=True)
class Settings:
    """How an organisation is bound, and whether it demands a second step of its people."""

    signing: SigningKind
    second_step: bool


def own_parties(work: Work) -> list[PartyRow]:
    """By name in Finnish order."""
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, parties.today(work))
    columns = select(Party.id, PartyVersion.name, PartyVersion.town, Party.kind)
    asked = columns.join(PartyVersion, PartyVersion.party_id == Party.id).where(valid)
    if not administers(work.actor):
        asked = asked.where(Party.id.in_(work.actor.party_ids))
    return [PartyRow(*row) for row in work.db.execute(asked.order_by(PartyVersion.sort_key, Party.id))]


def versions(work: Work, party_id: UUID) -> list[Told]:
    """The newest first; one that is still to come stands on top."""
    parties.own_party(work, party_id)
    columns = select(
        PartyVersion.name,
        PartyVersion.street,
        PartyVersion.postal_code,
        PartyVersion.town,
        PartyVersion.country,
        PartyVersion.email,
        PartyVersion.language,
        PartyVersion.host_id,
        PartyVersion.valid_from,
    )
    asked = columns.where(PartyVersion.party_id == party_id).order_by(PartyVersion.valid_from.desc())
    return [Told(*row) for row in work.db.execute(asked)]


def registers_of(work: Work, party_id: UUID, on: date) -> Registers:
    """Numbers of all times, by the order in which they were told; the others of the day or later, by code."""
    numbers = select(
        sa.literal(Identifier.__tablename__).label("register"),
        Identifier.id.label("id"),
        Identifier.scheme.label("scheme"),
        Identifier.value.label("code"),
        sa.literal("").label("name"),
        Identifier.valid_from.label("valid_from"),
        Identifier.valid_to.label("valid_to"),
    ).where(Identifier.party_id == party_id)
    lists = [_dated(model, party_id, on) for model in (MemberMunicipality, CostCentre)]
    found: dict[str, list[Any]] = {}
    rows: Any = work.db.execute(sa.union_all(numbers, *lists))
    for row in sorted(rows, key=lambda row: ("" if row.scheme else row.code, row.id)):
        found.setdefault(row.register, []).append(row)

    def kept(model: Any) -> list[Any]:
        return found.get(model.__tablename__, [])

    return Registers(
        numbers=tuple((row.scheme, _as_dated(row)) for row in kept(Identifier)),
        municipalities=tuple(_as_dated(row) for row in kept(MemberMunicipality)),
        cost_centres=tuple(_as_dated(row) for row in kept(CostCentre)),
    )


def signatories_of(work: Work, party_id: UUID, on: date) -> list[Signs]:
    """Who signs on the day or later, by the order in which they were named."""
    columns = select(Signatory.person_id, Person.name, Signatory.valid_from, Signatory.valid_to)
    asked = columns.join(Person, Person.id == Signatory.person_id).where(Signatory.party_id == party_id)
    return [Signs(*row) for row in work.db.execute(_not_over(asked, Signatory, on).order_by(Signatory.id))]


def settings_of(work: Work, party_id: UUID, on: date) -> Settings:
    valid = in_force(SigningRule.valid_from, SigningRule.valid_to, on)
    rule = select(SigningRule.kind).where(SigningRule.party_id == party_id, valid).scalar_subquery()
    demands = select(SecuritySetting.second_step).where(SecuritySetting.party_id == party_id)
    kind, second_step = work.db.execute(select(rule, demands.scalar_subquery())).one()
    return Settings(kind or SigningKind.ALONE, bool(second_step))


def groups_of(work: Work, party_id: UUID, on: date) -> list[PartyRow]:
    """The groups in which an organisation has a place."""
    columns = select(Party.id, PartyVersion.name, PartyVersion.town, Party.kind)
    asked = (
        columns.join(PartyVersion, PartyVersion.party_id == Party.id)
        .join(GroupMember, GroupMember.group_id == Party.id)
        .where(
            GroupMember.organisation_id == party_id,
            in_force(GroupMember.valid_from, GroupMember.valid_to, on),
            in_force(PartyVersion.valid_from, PartyVersion.valid_to, on),
        )
    )
    return [PartyRow(*row) for row in work.db.execute(asked.order_by(PartyVersion.sort_key, Party.id))]


def _dated(model: Any, party_id: UUID, on: date) -> Any:
    kind = sa.literal(model.__tablename__)
    asked = select(kind, model.id, sa.null(), model.code, model.name, model.valid_from, model.valid_to)
    return _not_over(asked.where(model.party_id == party_id), model, on)


def _as_dated(row: Any) -> Dated:
    return Dated(row.code, row.name, row.valid_from, row.valid_to)


def _not_over(asked: Any, kind: Any, on: date) -> Any:
    return asked.where(or_(kind.valid_to.is_(None), kind.valid_to > on))
