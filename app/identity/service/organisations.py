"""Founding an organisation, and telling what is new of it from a day on."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from app.identity import events, policy, queries
from app.identity.models import CostCentre, Identifier, MemberMunicipality, Party, PartyVersion, Succession
from app.identity.queries import parties
from app.identity.rules import (
    IdentifierScheme,
    PartyKind,
    reasons_not_after,
    reasons_not_named,
    reasons_not_to_succeed,
    search_norm,
    sort_key,
)
from app.kernel.refusals import Reason, refuse_if
from app.platform.work import Work


class PartyChanges(TypedDict, total=False):
    """What a new version may say otherwise than the last."""

    name: str
    street: str
    postal_code: str
    town: str
    country: str
    email: str
    language: str
    host_id: UUID | None


def found_organisation(
    work: Work,
    *,
    name: str,
    valid_from: date,
    business_id: str = "",
    street: str = "",
    postal_code: str = "",
    town: str = "",
    country: str = "FI",
    email: str = "",
    language: str = "fi",
    host_id: UUID | None = None,
) -> UUID:
    """An organisation under its business id; an area that is no legal person has a host instead."""
    scheme = IdentifierScheme.BUSINESS_ID
    wrong_number = _reasons_not_its_number(work, scheme, business_id) if business_id else []
    refuse_if(
        [*policy.reasons_not_to("found_organisation", work.actor), *reasons_not_named(name), *wrong_number]
    )

    party_id = new_party(
        work,
        PartyKind.ORGANISATION,
        valid_from=valid_from,
        name=name,
        street=street,
        postal_code=postal_code,
        town=town,
        country=country,
        email=email,
        language=language,
        host_id=host_id,
    )
    if business_id:
        _add_identifier(work, party_id, scheme, business_id, valid_from)
    work.record(events.OrganisationFounded(about=party_id, valid_from=valid_from))
    return party_id


def new_party(work: Work, kind: PartyKind, *, valid_from: date, **told: Unpack[PartyChanges]) -> UUID:
    """A party with its first version: the other use cases of this chapter begin here."""
    party = Party(id=work.new_id(), public_id=work.world.secret_id(), kind=kind)
    work.db.add(party)
    work.db.flush()
    work.db.add(_version(work, party.id, valid_from, told))
    work.db.flush()
    return party.id


def change_organisation(
    work: Work, party_id: UUID, *, valid_from: date, **changed: Unpack[PartyChanges]
) -> None:
    """From the day on the party is told anew; papers of earlier days keep what was told before."""
    queries.own_party(work, party_id)
    last = parties.open_version(work, party_id)
    told: PartyChanges = {**_told(last), **changed}
    refuse_if(
        [
            *policy.reasons_not_to("change_organisation", work.actor, party_id=party_id),
            *reasons_not_named(told["name"]),
            *reasons_not_after(valid_from, last.valid_from),
        ]
    )

    last.valid_to = valid_from
    work.db.flush()  # closed before the next one opens: only one version is open at a time
    work.db.add(_version(work, party_id, valid_from, told))
    work.record(
        events.OrganisationChanged(about=party_id, valid_from=valid_from, fields=tuple(sorted(changed)))
    )


def add_identifier(
    work: Work, party_id: UUID, scheme: IdentifierScheme, value: str, *, valid_from: date
) -> None:
    """A number of the party's own from the day on, in the place of an earlier one of the same scheme."""
    queries.own_party(work, party_id)
    last = parties.open_identifier(work, party_id, scheme)
    refuse_if(
        [
            *policy.reasons_not_to("add_identifier", work.actor, party_id=party_id),
            *_reasons_not_its_number(work, scheme, value),
            *reasons_not_after(valid_from, last.valid_from if last else None),
        ]
    )

    if last:
        last.valid_to = valid_from
        work.db.flush()
    _add_identifier(work, party_id, scheme, value, valid_from)
    work.record(events.IdentifierAdded(about=party_id, scheme=scheme, valid_from=valid_from))


def add_municipality(
    work: Work, party_id: UUID, *, code: str, name: str, valid_from: date, valid_to: date | None = None
) -> None:
    """A municipality that an employment area serves."""
    _ask_to_add(work, "add_municipality", party_id, name)
    _add_coded(work, MemberMunicipality, party_id, code, name, valid_from, valid_to)
    work.record(events.MunicipalityAdded(about=party_id, code=code, valid_from=valid_from))


def add_cost_centre(
    work: Work, party_id: UUID, *, code: str, name: str, valid_from: date, valid_to: date | None = None
) -> None:
    _ask_to_add(work, "add_cost_centre", party_id, name)
    _add_coded(work, CostCentre, party_id, code, name, valid_from, valid_to)
    work.record(events.CostCentreAdded(about=party_id, code=code, valid_from=valid_from))


def _ask_to_add(work: Work, act: str, party_id: UUID, name: str) -> None:
    queries.own_party(work, party_id)
    refuse_if([*policy.reasons_not_to(act, work.actor, party_id=party_id), *reasons_not_named(name)])


def _add_coded(
    work: Work,
    kind: type[MemberMunicipality | CostCentre],
    party_id: UUID,
    code: str,
    name: str,
    valid_from: date,
    valid_to: date | None,
) -> None:
    dates = {"valid_from": valid_from, "valid_to": valid_to}
    work.db.add(kind(id=work.new_id(), party_id=party_id, code=code, name=name, **dates))


def succeed(work: Work, predecessor_id: UUID, successor_id: UUID, *, effective_on: date, ground: str) -> None:
    """A merger or an area reform: from the day on the successor stands in the predecessor's place.

    Nothing else is written: contracts, orders and papers name whom they always named, and who acts for
    that party is asked by day.
    """
    queries.own_party(work, predecessor_id)
    queries.own_party(work, successor_id)
    heirs = parties.heirs_on(work.db)
    refuse_if(
        [
            *policy.reasons_not_to("succeed", work.actor),
            *reasons_not_to_succeed(predecessor_id, successor_id, heirs=heirs),
        ]
    )

    work.db.add(
        Succession(
            id=work.new_id(),
            predecessor_id=predecessor_id,
            successor_id=successor_id,
            effective_on=effective_on,
            ground=ground,
        )
    )
    work.db.flush()
    queries.forget_heirs(work.db)
    work.record(
        events.PartySucceeded(
            about=predecessor_id, successor_id=successor_id, effective_on=effective_on, ground=ground
        )
    )


def _version(work: Work, party_id: UUID, valid_from: date, told: PartyChanges) -> PartyVersion:
    name = told["name"].strip()
    return PartyVersion(
        **{**told, "name": name},
        id=work.new_id(),
        party_id=party_id,
        valid_from=valid_from,
        search_norm=search_norm(name),
        sort_key=sort_key(name),
    )


def _told(version: PartyVersion) -> PartyChanges:
    return {
        "name": version.name,
        "street": version.street,
        "postal_code": version.postal_code,
        "town": version.town,
        "country": version.country,
        "email": version.email,
        "language": version.language,
        "host_id": version.host_id,
    }


def _add_identifier(
    work: Work, party_id: UUID, scheme: IdentifierScheme, value: str, valid_from: date
) -> None:
    row = Identifier(id=work.new_id(), party_id=party_id, scheme=scheme, value=value, valid_from=valid_from)
    work.db.add(row)
    work.db.flush()


def _reasons_not_its_number(work: Work, scheme: IdentifierScheme, value: str) -> list[Reason]:
    """Its form by the country that knows the scheme, and that nobody else bears it now."""
    packs = [pack for pack in parties.country_packs() if scheme in pack.schemes]
    reasons = packs[0].reasons_identifier_wrong(scheme, value) if packs else []
    if parties.live_identifier(work, scheme, value) is not None:
        reasons = [*reasons, Reason("identity.number_taken", {"value": value})]
    return reasons
