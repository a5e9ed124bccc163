"""What happens to parties and to people's roles. Names and addresses stay in their own dated rows."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PlatformOpened(Event):
    event_name = "identity.platform_opened"
    admin_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Event):
    event_name = "identity.organisation_founded"
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """Which fields say something new from the day on."""

    event_name = "identity.organisation_changed"
    valid_from: date
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class IdentifierAdded(Event):
    event_name = "identity.identifier_added"
    scheme: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class MunicipalityAdded(Event):
    event_name = "identity.municipality_added"
    code: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class CostCentreAdded(Event):
    event_name = "identity.cost_centre_added"
    code: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class PartySucceeded(Event):
    """`about` is the predecessor."""

    event_name = "identity.party_succeeded"
    public = True
    successor_id: UUID
    effective_on: date
    ground: str


@dataclass(frozen=True, kw_only=True)
class GroupFormed(Event):
    event_name = "identity.group_formed"
    coordinator_id: UUID
    member_ids: tuple[UUID, ...]
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    event_name = "identity.member_changed"
    on: date
    joined: UUID | None
    left: UUID | None


@dataclass(frozen=True, kw_only=True)
class CoordinatorChanged(Event):
    event_name = "identity.coordinator_changed"
    on: date
    coordinator_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    event_name = "identity.person_registered"


@dataclass(frozen=True, kw_only=True)
class RoleGiven(Event):
    """`about` is the party, here and below."""

    event_name = "identity.role_given"
    person_id: UUID
    role: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    event_name = "identity.role_ended"
    person_id: UUID
    role: str
    on: date


@dataclass(frozen=True, kw_only=True)
class RoleLent(Event):
    event_name = "identity.role_lent"
    role: str
    from_person_id: UUID
    to_person_id: UUID
    decision: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class DeputyAppointed(Event):
    event_name = "identity.deputy_appointed"
    role: str
    person_id: UUID
    deputy_id: UUID
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class SigningRuleSet(Event):
    event_name = "identity.signing_rule_set"
    kind: str
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class SignatoryNamed(Event):
    event_name = "identity.signatory_named"
    person_id: UUID
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class SignatoryRemoved(Event):
    event_name = "identity.signatory_removed"
    person_id: UUID
    on: date
