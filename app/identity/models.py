from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.rules import IdentifierScheme, PartyKind, SigningKind
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
