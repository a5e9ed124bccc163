"""Forming a group of organisations that offer together, and changing who belongs to it."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from app.identity import events, policy, queries
from app.identity.models import GroupMember
from app.identity.queries import parties
from app.identity.rules import PartyKind, reasons_not_a_group, reasons_not_after, reasons_not_named
from app.identity.service.organisations import new_party
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.work import Work


def form_group(
    work: Work,
    *,
    name: str,
    coordinator_id: UUID,
    member_ids: Collection[UUID],
    valid_from: date,
    language: str = "fi",
    email: str = "",
) -> UUID:
    """The coordinator is a member whether or not the list says so."""
    queries.own_party(work, coordinator_id)
    others = sorted(set(member_ids) - {coordinator_id})
    refuse_if(
        [
            *policy.reasons_not_to("form_group", work.actor, party_id=coordinator_id),
            *reasons_not_named(name),
            *reasons_not_a_group([coordinator_id, *others]),
            *_reasons_not_organisations(work, [coordinator_id, *others]),
        ]
    )

    group_id = new_party(
        work, PartyKind.GROUP, valid_from=valid_from, name=name, language=language, email=email
    )
    for organisation_id in (coordinator_id, *others):
        is_coordinator = organisation_id == coordinator_id
        _add_place(work, group_id, organisation_id, valid_from, is_coordinator=is_coordinator)
    work.record(
        events.GroupFormed(
            about=group_id,
            coordinator_id=coordinator_id,
            member_ids=(coordinator_id, *others),
            valid_from=valid_from,
        )
    )
    return group_id


def change_member(
    work: Work, group_id: UUID, *, on: date, joins: UUID | None = None, leaves: UUID | None = None
) -> None:
    """From the day on one organisation is in, another out, or both; the coordinator stays."""
    queries.own_party(work, group_id)
    places = {place.organisation_id: place for place in parties.open_places(work, group_id)}
    leaving = places.get(leaves) if leaves else None
    staying = {*places, *({joins} if joins else ())} - {leaves}
    refuse_if(
        [
            *policy.reasons_not_to("change_member", work.actor, party_id=group_id),
            *([] if joins is None else _reasons_not_to_join(work, joins, places)),
            *([] if leaves is None else _reasons_not_to_leave(leaving, on)),
            *reasons_not_a_group(staying),
        ]
    )

    if leaving:
        leaving.valid_to = on
    if joins:
        _add_place(work, group_id, joins, on, is_coordinator=False)
    work.record(events.MemberChanged(about=group_id, on=on, joined=joins, left=leaves))


def change_coordinator(work: Work, group_id: UUID, organisation_id: UUID, *, on: date) -> None:
    """Another member acts for the group from the day on; the former coordinator stays as a member."""
    queries.own_party(work, group_id)
    places = {place.organisation_id: place for place in parties.open_places(work, group_id)}
    before = next((place for place in places.values() if place.is_coordinator), None)
    after = places.get(organisation_id)
    refuse_if(
        [
            *policy.reasons_not_to("change_coordinator", work.actor, party_id=group_id),
            *_reasons_not_to_coordinate(before, after, on),
        ]
    )

    moved = [place for place in (before, after) if place]
    for place in moved:
        place.valid_to = on
    work.db.flush()  # the old coordinator's place is closed before the new one's opens
    for place in moved:
        _add_place(work, group_id, place.organisation_id, on, is_coordinator=place is after)
    work.record(events.CoordinatorChanged(about=group_id, on=on, coordinator_id=organisation_id))


def _add_place(
    work: Work, group_id: UUID, organisation_id: UUID, valid_from: date, *, is_coordinator: bool
) -> None:
    work.db.add(
        GroupMember(
            id=work.new_id(),
            group_id=group_id,
            organisation_id=organisation_id,
            is_coordinator=is_coordinator,
            valid_from=valid_from,
        )
    )
    work.db.flush()


def _reasons_not_organisations(work: Work, party_ids: Collection[UUID]) -> list[Reason]:
    kinds = parties.kinds_of(work, party_ids)
    if len(kinds) < len(party_ids):
        raise Missing
    groups = [party_id for party_id, kind in kinds.items() if kind is not PartyKind.ORGANISATION]
    return [Reason("identity.group_in_group", {"group": str(party_id)}) for party_id in groups]


def _reasons_not_to_join(
    work: Work, organisation_id: UUID, places: Mapping[UUID, GroupMember]
) -> list[Reason]:
    if organisation_id in places:
        return [Reason("identity.member_already")]
    return _reasons_not_organisations(work, [organisation_id])


def _reasons_not_to_leave(place: GroupMember | None, on: date) -> list[Reason]:
    if place is None:
        return [Reason("identity.not_a_member")]
    if place.is_coordinator:
        return [Reason("identity.coordinator_stays")]
    return reasons_not_after(on, place.valid_from)


def _reasons_not_to_coordinate(
    before: GroupMember | None, after: GroupMember | None, on: date
) -> list[Reason]:
    if after is None:
        return [Reason("identity.not_a_member")]
    if after is before:
        return [Reason("identity.coordinator_already")]
    dated = [place.valid_from for place in (before, after) if place]
    return reasons_not_after(on, max(dated))
