from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.models import Party
from app.platform.db import Base
from app.suppliers.rules import ExemptionGround


class SupplierProfile(Base):
    """One organisation's facts for every call; a group's member has its own."""

    __tablename__ = "supplier_profile"
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    iban: Mapped[str] = mapped_column(String(34))
    bic: Mapped[str] = mapped_column(String(11), default="")
    einvoice_scheme: Mapped[str] = mapped_column(String(4), default="0216")
    einvoice_address: Mapped[str] = mapped_column(String(50))
    einvoice_operator: Mapped[str] = mapped_column(String(35), default="")
    operator_checked_at: Mapped[datetime | None]  # the operator answers for this address
    languages: Mapped[list[str]]
    places: Mapped[list[str]]
    version: Mapped[int] = mapped_column(default=1)


class VatLiability(Base):
    """Whether the organisation is in the VAT register, from a day on; the supplier's word, with evidence."""

    __tablename__ = "vat_liability"
    __table_args__ = (
        UniqueConstraint("organisation_id", "valid_from"),
        CheckConstraint("valid_to > valid_from", "in_order"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    liable: Mapped[bool]
    evidence: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class VatExemption(Base):
    """The supplier's half of an exemption: its registration and self-monitoring plan (RULE-52)."""

    __tablename__ = "vat_exemption"
    __table_args__ = (
        UniqueConstraint("organisation_id", "ground", "valid_from"),
        CheckConstraint("valid_to > valid_from", "in_order"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    ground: Mapped[ExemptionGround]
    registration: Mapped[str] = mapped_column(String(100))
    self_monitoring_plan: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
