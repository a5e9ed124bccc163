"""Who parties are on a day, who belongs to them, and for whom a person acts."""

from app.identity.queries.acting import actor_of, holds, stood_in_for
from app.identity.queries.parties import (
    coordinator_of,
    country_packs,
    group_places,
    heirs_on,
    legal_person,
    members,
    organisations,
    own_party,
    party,
    party_on,
    signatories,
    signing_rule,
    standing_for,
    today,
)
from app.identity.queries.people import (
    has_administrator,
    open_memberships,
    own_roles,
    person,
    person_by_email,
)

__all__ = [
    "actor_of",
    "coordinator_of",
    "country_packs",
    "group_places",
    "has_administrator",
    "heirs_on",
    "holds",
    "legal_person",
    "members",
    "open_memberships",
    "organisations",
    "own_party",
    "own_roles",
    "party",
    "party_on",
    "person",
    "person_by_email",
    "signatories",
    "signing_rule",
    "standing_for",
    "stood_in_for",
    "today",
]
