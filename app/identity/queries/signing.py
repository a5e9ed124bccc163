"""Who binds which organisation on a day, asked for many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import select

from app.identity.models import PartyVersion, Person, Signatory, SigningRule, Succession
from app.identity.rules import SigningKind, sort_key, standing_for
from app.platform.db import in_force
from app.platform.work import Work

HEIR, HOST = 0, 1


@dataclass(frozen=True)
class Binding:
    """By which rule and by whose signatures an organisation is bound; people by id, with their names."""

    kind: SigningKind
    people: Mapping[UUID, str]


def bindings(work: Work, organisation_ids: Collection[UUID], on: date) -> dict[UUID, Binding]:
    """An area that has named no signatories of its own is bound by its host's."""
    heirs, hosts = _behind(work, on)
    own = {one: standing_for(one, heirs) for one in organisation_ids}
    host = {one: standing_for(hosts.get(own[one], own[one]), heirs) for one in own}
    kinds, people = _bound(work, {*own.values(), *host.values()}, on)
    binding = {one: own[one] if people.get(own[one]) else host[one] for one in own}
    return {
        one: Binding(kinds.get(bound, SigningKind.ALONE), people.get(bound, {}))
        for one, bound in binding.items()
    }


def _behind(work: Work, on: date) -> tuple[dict[UUID, UUID], dict[UUID, UUID]]:
    """Each predecessor's successor by the day, and each area's host: two questions in one."""
    heirs = select(
        sa.literal(HEIR).label("kind"),
        Succession.predecessor_id.label("one"),
        Succession.successor_id.label("other"),
    ).where(Succession.effective_on <= on)
    hosts = select(sa.literal(HOST), PartyVersion.party_id, PartyVersion.host_id).where(
        PartyVersion.host_id.is_not(None), in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    )
    found: Sequence[Any] = work.db.execute(sa.union_all(heirs, hosts)).all()
    return (
        {row.one: row.other for row in found if row.kind == HEIR},
        {row.one: row.other for row in found if row.kind == HOST},
    )


def _bound(
    work: Work, party_ids: Collection[UUID], on: date
) -> tuple[dict[UUID, SigningKind], dict[UUID, dict[UUID, str]]]:
    """The signing rules and the signatories, by the alphabet: again two in one."""
    rules = select(
        SigningRule.party_id.label("party_id"),
        SigningRule.kind.label("kind"),
        sa.cast(sa.null(), sa.Uuid).label("person_id"),
        sa.cast(sa.null(), Person.name.type).label("name"),
    ).where(SigningRule.party_id.in_(party_ids), in_force(SigningRule.valid_from, SigningRule.valid_to, on))
    people = (
        select(Signatory.party_id, sa.cast(sa.null(), SigningRule.kind.type), Person.id, Person.name)
        .join(Person, Person.id == Signatory.person_id)
        .where(Signatory.party_id.in_(party_ids), in_force(Signatory.valid_from, Signatory.valid_to, on))
    )
    kinds: dict[UUID, SigningKind] = {}
    found: dict[UUID, dict[UUID, str]] = {}
    for row in sorted(work.db.execute(sa.union_all(rules, people)), key=lambda row: sort_key(row.name or "")):
        if row.kind is not None:
            kinds[row.party_id] = row.kind
        else:
            found.setdefault(row.party_id, {})[row.person_id] = row.name
    return kinds, found
