from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.rules import IdentifierScheme, PartyKind, SigningKind
from app.identity.rules.accounts import Attempt, LinkKind
from app.kernel.actors import Role
from app.platform.db import Base, unique_where


class Party(Base):
    """An organisation, or a group of them: what applications, contracts and orders point at."""

    __tablename__ = "party"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[PartyKind]


class PartyVersion(Base):
    """Name and address from a day on. An old paper keeps the version of its own day."""

    __tablename__ = "party_version"
    __table_args__ = (
        UniqueConstraint("party_id", "valid_from"),
        CheckConstraint("valid_to > valid_from", "in_order"),
        unique_where("uq_party_version_open", "party_id", where="valid_to IS NULL"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    name: Mapped[str] = mapped_column(String(200))
    search_norm: Mapped[str] = mapped_column(String(200), index=True)
    sort_key: Mapped[str] = mapped_column(String(400))
    street: Mapped[str] = mapped_column(String(100), default="")
    postal_code: Mapped[str] = mapped_column(String(12), default="")
    town: Mapped[str] = mapped_column(String(60), default="")
    country: Mapped[str] = mapped_column(String(2), default="FI")
    email: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(5), default="fi")
    host_id: Mapped[UUID | None] = mapped_column(ForeignKey(Party.id))  # the legal person behind an area


class Identifier(Base):
    __tablename__ = "identifier"
    __table_args__ = (
        UniqueConstraint("party_id", "scheme", "valid_from"),
        unique_where("uq_identifier_live", "scheme", "value", where="valid_to IS NULL"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    scheme: Mapped[IdentifierScheme]
    value: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class MemberMunicipality(Base):
    """Which municipalities an employment area serves, from when to when."""

    __tablename__ = "member_municipality"
    __table_args__ = (UniqueConstraint("party_id", "code", "valid_from"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    code: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CostCentre(Base):
    __tablename__ = "cost_centre"
    __table_args__ = (UniqueConstraint("party_id", "code", "valid_from"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Succession(Base):
    """From a day on the successor stands in the predecessor's place; no old row is rewritten."""

    __tablename__ = "succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id"),  # one successor: who stands in its place has one answer
        CheckConstraint("predecessor_id <> successor_id", "two_parties"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    predecessor_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id))
    successor_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    effective_on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(200))


class GroupMember(Base):
    __tablename__ = "group_member"
    __table_args__ = (
        UniqueConstraint("group_id", "organisation_id", "valid_from"),
        unique_where("uq_group_member_coordinator", "group_id", where="is_coordinator AND valid_to IS NULL"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    is_coordinator: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Person(Base):
    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200), unique=True)  # casefolded
    language: Mapped[str] = mapped_column(String(5), default="fi")


class Membership(Base):
    """A person's role in a party, from a day to a day."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "party_id", "role", "valid_from"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    role: Mapped[Role]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class LentRole(Base):
    """A delegation: the decision behind it is stored (RULE-26), it has a scope and ends by date."""

    __tablename__ = "lent_role"
    __table_args__ = (CheckConstraint("from_person_id <> to_person_id", "two_people"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    role: Mapped[Role]
    from_person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    to_person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    process_id: Mapped[UUID | None]
    decision: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Absence(Base):
    """While a person is away, waiting acts and timers of that role move to the deputy."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("person_id <> deputy_id", "two_people"),
        CheckConstraint("valid_to > valid_from", "in_order"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    role: Mapped[Role]
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class SigningRule(Base):
    __tablename__ = "signing_rule"
    __table_args__ = (UniqueConstraint("party_id", "valid_from"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    kind: Mapped[SigningKind]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Signatory(Base):
    """A person who may sign for the organisation, from a day to a day."""

    __tablename__ = "signatory"
    __table_args__ = (UniqueConstraint("party_id", "person_id", "valid_from"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Credential(Base):
    """What a person's password is checked against."""

    __tablename__ = "credential"
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))  # Argon2id with its salt and its costs
    changed_at: Mapped[datetime]


class SecondFactor(Base):
    """A code generator; it counts from its first right code on."""

    __tablename__ = "second_factor"
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]  # a code is taken once: none of this step or an earlier one


class RecoveryCode(Base):
    """For the day when the telephone is lost: each opens once."""

    __tablename__ = "recovery_code"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    code_sha256: Mapped[bytes] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    __tablename__ = "passkey"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a passkey is asked to sign, once; a log-in's belongs to nobody yet."""

    __tablename__ = "passkey_challenge"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    challenge: Mapped[bytes]
    ends_at: Mapped[datetime]


class ExternalIdentity(Base):
    """Whom another provider knows the person as: the lasting link, as an address may change hands."""

    __tablename__ = "external_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("person_id", "issuer"),  # at one provider a person is one
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]


class LoginSession(Base):
    """One log-in on one device. The secret is with the browser; here is what it hashes to."""

    __tablename__ = "login_session"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    secret_sha256: Mapped[bytes] = mapped_column(unique=True)
    agent: Mapped[str] = mapped_column(String(80))
    waits: Mapped[bool]  # for the second step: it opens nothing yet
    issuer: Mapped[str | None] = mapped_column(String(300))  # what waits to be linked after that step
    subject: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_ends_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ApiToken(Base):
    """For a program that acts for a person, within scopes and until a day."""

    __tablename__ = "api_token"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(String(12))  # to tell one from another in a list
    secret_sha256: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SingleUseLink(Base):
    """A link by e-mail. Its secret is made when the letter is sent, and never stored."""

    __tablename__ = "single_use_link"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[LinkKind]
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    address: Mapped[str] = mapped_column(String(200))  # where it is sent
    former_address: Mapped[str] = mapped_column(String(200), default="")
    secret_sha256: Mapped[bytes | None] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class LoginThrottle(Base):
    """How often something was tried in the window that runs; whose try it was is a keyed hash."""

    __tablename__ = "login_throttle"
    attempt: Mapped[Attempt] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    count: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(index=True)


class SecuritySetting(Base):
    """What an organisation asks of its own people."""

    __tablename__ = "security_setting"
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    second_step: Mapped[bool]


class RecoveryRequest(Base):
    """An organisation without an administrator gets one: asked by one officer, confirmed by another."""

    __tablename__ = "recovery_request"
    __table_args__ = (
        CheckConstraint("confirmed_by <> asked_by", "two_people"),
        unique_where("uq_recovery_request_open", "party_id", where="settled_at IS NULL"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5))
    proof: Mapped[str] = mapped_column(String(2000))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    settled_at: Mapped[datetime | None]
