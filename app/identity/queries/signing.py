"""Who binds which organisation on a day, asked for many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select

from app.identity.models import PartyVersion, Person, Signatory, SigningRule
from app.identity.queries.parties import heirs_on
from app.identity.rules import SigningKind, sort_key, standing_for
from app.platform.db import in_force
from app.platform.work import Work


@dataclass(frozen=True)
class Binding:
    """By which rule and by whose signatures an organisation is bound; people by id, with their names."""

    kind: SigningKind
    people: Mapping[UUID, str]


def bindings(work: Work, organisation_ids: Collection[UUID], on: date) -> dict[UUID, Binding]:
    """An area that has named no signatories of its own is bound by its host's."""
    heirs = heirs_on(work.db, on)
    own = {one: standing_for(one, heirs) for one in organisation_ids}
    found = _bound(work, set(own.values()), set(heirs.values()), on)
    host = {one: standing_for(found.hosts.get(own[one], own[one]), heirs) for one in own}
    binding = {one: own[one] if found.people.get(own[one]) else host[one] for one in own}
    return {
        one: Binding(found.kinds.get(bound, SigningKind.ALONE), found.people.get(bound, {}))
        for one, bound in binding.items()
    }


@dataclass
class Bound:
    """What is known of many organisations: each one's host, rule and signatories."""

    hosts: dict[UUID, UUID] = field(default_factory=dict)
    kinds: dict[UUID, SigningKind] = field(default_factory=dict)
    people: dict[UUID, dict[UUID, str]] = field(default_factory=dict)


def _bound(work: Work, own: Collection[UUID], successors: Collection[UUID], on: date) -> Bound:
    """The hosts, the rules and the signatories, by the alphabet: three questions in one.

    Which of the successors stands for a host is known only when the hosts are, so all of them are asked;
    they are few.
    """
    is_area = PartyVersion.party_id.in_(own), in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    hosts = select(
        PartyVersion.party_id.label("party_id"),
        PartyVersion.host_id.label("host_id"),
        sa.cast(sa.null(), SigningRule.kind.type).label("kind"),
        sa.cast(sa.null(), sa.Uuid).label("person_id"),
        sa.cast(sa.null(), Person.name.type).label("name"),
    ).where(PartyVersion.host_id.is_not(None), *is_area)
    host_ids = select(PartyVersion.host_id).where(PartyVersion.host_id.is_not(None), *is_area)

    def asked(party_id: Any) -> sa.ColumnElement[bool]:
        return sa.or_(party_id.in_({*own, *successors}), party_id.in_(host_ids))

    rules = select(SigningRule.party_id, sa.null(), SigningRule.kind, sa.null(), sa.null()).where(
        asked(SigningRule.party_id), in_force(SigningRule.valid_from, SigningRule.valid_to, on)
    )
    people = (
        select(Signatory.party_id, sa.null(), sa.null(), Person.id, Person.name)
        .join(Person, Person.id == Signatory.person_id)
        .where(asked(Signatory.party_id), in_force(Signatory.valid_from, Signatory.valid_to, on))
    )
    bound = Bound()
    rows: Any = work.db.execute(sa.union_all(hosts, rules, people))
    for row in sorted(rows, key=lambda row: sort_key(row.name or "")):
        if row.host_id is not None:
            bound.hosts[row.party_id] = row.host_id
        elif row.kind is not None:
            bound.kinds[row.party_id] = row.kind
        else:
            bound.people.setdefault(row.party_id, {})[row.person_id] = row.name
    return bound
