"""Kinds of party, how names are found and sorted, signing rules, and who acts for whom."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.actors import Delegation, Role
from app.kernel.refusals import Reason


class PartyKind(StrEnum):
    ORGANISATION = "organisation"
    GROUP = "group"


class IdentifierScheme(StrEnum):
    """Codes of ISO 6523 where there is one: 0212 the Finnish business id, 0216 the Finnish OVT."""

    BUSINESS_ID = "0212"
    OVT = "0216"
    VAT = "vat"


class SigningKind(StrEnum):
    ALONE = "alone"
    TWO_TOGETHER = "two_together"


SIGNERS_NEEDED = {SigningKind.ALONE: 1, SigningKind.TWO_TOGETHER: 2}

# The Finnish alphabet ends å ä ö; other languages' letters stand where a Finnish reader looks for them.
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzåäö"
LIKE = str.maketrans({"æ": "ä", "ø": "ö", "œ": "ö", "ü": "y", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
PLACE = {letter: f"{place:02}" for place, letter in enumerate(ALPHABET, start=10)}
SPACE, UNKNOWN = "00", "99"
NAME_LENGTH, SORT_LENGTH = 200, 400


@dataclass(frozen=True)
class PartyFacts:
    """Who a party is on one day; `ovt` is its e-invoice address, its own or the one its number gives."""

    id: UUID
    kind: PartyKind
    name: str
    street: str
    postal_code: str
    town: str
    country: str
    email: str
    language: str
    host_id: UUID | None
    business_id: str
    ovt: str
    sort_key: str


@dataclass(frozen=True)
class Member:
    """An organisation of a group, or an organisation that is its own only member."""

    organisation_id: UUID
    name: str
    business_id: str
    is_coordinator: bool


@dataclass(frozen=True)
class GroupPlace:
    """One organisation's place in one group."""

    group_id: UUID
    organisation_id: UUID
    is_coordinator: bool


def search_norm(name: str) -> str:
    """How a name is stored to be found, whatever its case.

    >>> search_norm("Järvi-Hämeen  TYÖLLISYYSALUE")
    'järvi-hämeen työllisyysalue'
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())[:NAME_LENGTH]


def sort_key(name: str) -> str:
    """Two digits a letter, in Finnish order, so that every database and collation sorts alike.

    >>> sorted(["Öystilä", "Åbo", "Zeta", "Ähtäri", "Aalto"], key=sort_key)
    ['Aalto', 'Zeta', 'Åbo', 'Ähtäri', 'Öystilä']
    """
    known = unicodedata.normalize("NFC", name).casefold().translate(LIKE)
    words = "".join(_plain_letter(letter) for letter in known).split()
    return SPACE.join("".join(PLACE.get(letter, UNKNOWN) for letter in word) for word in words)[:SORT_LENGTH]


def _plain_letter(letter: str) -> str:
    """Without its accents, unless the alphabet knows it with them; what is no letter parts words."""
    if letter in PLACE:
        return letter
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base.isalnum() else " "


def is_signed(kind: SigningKind, signed_by: Collection[UUID]) -> bool:
    """Whether these different people bind the organisation.

    >>> is_signed(SigningKind.TWO_TOGETHER, {UUID(int=1)})
    False
    """
    return len(set(signed_by)) >= SIGNERS_NEEDED[kind]


def reasons_not_to_sign(*, may_sign: bool, has_signed: bool) -> list[Reason]:
    reasons = []
    if not may_sign:
        reasons.append(Reason("identity.not_a_signatory"))
    if has_signed:
        reasons.append(Reason("identity.already_signed"))
    return reasons


def standing_for(party_id: UUID, heirs: Mapping[UUID, UUID]) -> UUID:
    """Who stands in the party's place: its successor's successor, or itself.

    >>> town, city, region = UUID(int=1), UUID(int=2), UUID(int=3)
    >>> standing_for(town, {town: city, city: region}) == region
    True
    """
    while party_id in heirs:
        party_id = heirs[party_id]
    return party_id


def acted_for(party_id: UUID, heirs: Mapping[UUID, UUID], places: Iterable[GroupPlace]) -> set[UUID]:
    """The parties for which this one's people act: itself, those it succeeded, and groups they coordinate.

    >>> old, new, group = UUID(int=1), UUID(int=2), UUID(int=3)
    >>> acted_for(new, {old: new}, [GroupPlace(group, old, is_coordinator=True)]) == {old, new, group}
    True
    >>> acted_for(old, {old: new}, [])
    set()
    """
    if party_id in heirs:
        return set()
    own = {party_id, *_predecessors(party_id, heirs)}
    groups = {place.group_id for place in places if place.is_coordinator and place.organisation_id in own}
    standing = {group for group in groups if group not in heirs}
    return own | standing | {old for group in standing for old in _predecessors(group, heirs)}


def _predecessors(party_id: UUID, heirs: Mapping[UUID, UUID]) -> set[UUID]:
    return {old for old in heirs if standing_for(old, heirs) == party_id}


def spread(
    delegations: Iterable[Delegation], heirs: Mapping[UUID, UUID], places: Collection[GroupPlace]
) -> tuple[Delegation, ...]:
    """Lent roles reach as far as the lender's own: to predecessors and to coordinated groups."""
    return tuple(
        Delegation(party, lent.role, lent.from_person_id, lent.process_id)
        for lent in delegations
        for party in sorted(acted_for(lent.organisation_id, heirs, places))
    )


def roles_by_party(
    held: Mapping[UUID, Collection[Role]], heirs: Mapping[UUID, UUID], places: Collection[GroupPlace]
) -> dict[UUID, frozenset[Role]]:
    """Which roles a person's memberships give, and where.

    >>> org, group = UUID(int=1), UUID(int=2)
    >>> roles = roles_by_party({org: {Role.WORKER}}, {}, [GroupPlace(group, org, is_coordinator=True)])
    >>> roles[group]
    frozenset({<Role.WORKER: 'worker'>})
    """
    found: dict[UUID, frozenset[Role]] = {}
    for own, roles in held.items():
        for party in acted_for(own, heirs, places):
            found[party] = found.get(party, frozenset()) | frozenset(roles)
    return found


def reasons_not_to_succeed(
    predecessor_id: UUID, successor_id: UUID, *, heirs: Mapping[UUID, UUID]
) -> list[Reason]:
    """A party has one successor, and successions never close a circle.

    >>> town, city = UUID(int=1), UUID(int=2)
    >>> [reason.code for reason in reasons_not_to_succeed(city, town, heirs={town: city})]
    ['identity.succession_circle']
    """
    if predecessor_id in heirs:
        return [Reason("identity.has_a_successor")]
    if standing_for(successor_id, heirs) == predecessor_id:
        return [Reason("identity.succession_circle")]
    return []


def reasons_not_a_group(organisation_ids: Collection[UUID]) -> list[Reason]:
    """
    >>> [reason.code for reason in reasons_not_a_group([UUID(int=1), UUID(int=1)])]
    ['identity.group_needs_two']
    """
    return [] if len(set(organisation_ids)) > 1 else [Reason("identity.group_needs_two")]


def reasons_not_named(name: str) -> list[Reason]:
    if not name.strip():
        return [Reason("identity.name_missing")]
    if len(name) > NAME_LENGTH:
        return [Reason("identity.name_too_long", {"most": str(NAME_LENGTH)})]
    return []


def reasons_not_after(valid_from: date, last_from: date | None) -> list[Reason]:
    """What is dated goes forward: no day that papers were already made by is told anew.

    >>> [reason.code for reason in reasons_not_after(date(2026, 1, 1), date(2026, 1, 1))]
    ['identity.not_after_the_last']
    """
    if last_from is None or valid_from > last_from:
        return []
    return [Reason("identity.not_after_the_last", {"last": last_from.isoformat()})]


def reasons_not_in_order(valid_from: date, valid_to: date | None) -> list[Reason]:
    if valid_to is None or valid_to > valid_from:
        return []
    return [Reason("identity.ends_before_it_starts", {"valid_from": valid_from.isoformat()})]
