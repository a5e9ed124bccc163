"""What happens to parties and to people's roles. Names and addresses stay in their own dated rows."""

from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    """`about` is the person, here and below: whose account it is."""

    event_name = "identity.password_set"


@dataclass(frozen=True, kw_only=True)
class LoggedIn(Event):
    event_name = "identity.logged_in"
    session_id: UUID
    by: str


@dataclass(frozen=True, kw_only=True)
class LogInFailed(Event):
    """An account that is not there has the id of nobody."""

    event_name = "identity.log_in_failed"
    step: str


@dataclass(frozen=True, kw_only=True)
class ProofFailed(Event):
    """The password asked again before a weighty change was wrong."""

    event_name = "identity.proof_failed"


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    event_name = "identity.session_ended"
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    """All that were open, but for the one that ended them."""

    event_name = "identity.sessions_ended"


@dataclass(frozen=True, kw_only=True)
class SecondStepTaken(Event):
    event_name = "identity.second_step_taken"


@dataclass(frozen=True, kw_only=True)
class SecondStepGivenUp(Event):
    event_name = "identity.second_step_given_up"


@dataclass(frozen=True, kw_only=True)
class SecondStepDemanded(Event):
    """`about` is the organisation."""

    event_name = "identity.second_step_demanded"
    demanded: bool


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    event_name = "identity.recovery_code_used"


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(Event):
    event_name = "identity.passkey_added"
    passkey_id: UUID


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(Event):
    event_name = "identity.passkey_removed"
    passkey_id: UUID


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(Event):
    """Whom the provider knows the person as stays in its own row."""

    event_name = "identity.identity_linked"
    identity_id: UUID


@dataclass(frozen=True, kw_only=True)
class IdentityRemoved(Event):
    event_name = "identity.identity_removed"
    identity_id: UUID


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    event_name = "identity.token_made"
    token_id: UUID
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class TokenEnded(Event):
    event_name = "identity.token_ended"
    token_id: UUID


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """Who sends letters makes the secret and sends it; the outbox carries the link's id alone."""

    event_name = "identity.link_asked"
    public = True
    link_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class EmailChangeAsked(Event):
    """The address that still holds is told too: a stranger may have asked."""

    event_name = "identity.email_change_asked"
    public = True
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class LinkUsed(Event):
    event_name = "identity.link_used"
    link_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Event):
    event_name = "identity.email_changed"


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    event_name = "identity.person_changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LentRoleEnded(Event):
    """`about` is the party again, here and below."""

    event_name = "identity.lent_role_ended"
    lent_id: UUID
    on: date


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(Event):
    event_name = "identity.absence_ended"
    absence_id: UUID
    on: date


@dataclass(frozen=True, kw_only=True)
class PersonLeft(Event):
    event_name = "identity.person_left"
    public = True
    person_id: UUID
    on: date


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(Event):
    event_name = "identity.recovery_asked"
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecoveryConfirmed(Event):
    event_name = "identity.recovery_confirmed"
    request_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecoveryTurnedDown(Event):
    event_name = "identity.recovery_turned_down"
    request_id: UUID
