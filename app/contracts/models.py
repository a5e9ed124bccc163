from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.contracts.rules.states import ContractState, InvoiceMode
from app.identity.models import Party, Person
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.platform.db import Base, Json, unique_where
from app.platform.files import StoredFile
from app.platform.guards import added_only, frozen
from app.procurement.models import Call, Category

ONE_LIVE = "state IN ('draft', 'offered', 'active')"


@frozen("OLD.state IN ('active', 'ended')", may_change=("state", "ended_at"))
class Contract(Base):
    """One for each admitted party and call. The signed bytes are kept for ever, under their hash."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("call_id", "supplier_number"),
        UniqueConstraint("buyer_id", "number"),
        unique_where("uq_contract_live", "call_id", "party_id", where=ONE_LIVE),
        CheckConstraint("state <> 'active' OR pdf_sha256 IS NOT NULL", "signed_bytes"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    number: Mapped[str] = mapped_column(String(60))
    supplier_number: Mapped[int]  # the party's running number in the call: 1, 2, 3 …
    state: Mapped[ContractState]
    language: Mapped[str] = mapped_column(String(5))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    template_version: Mapped[str] = mapped_column(String(20))
    data: Mapped[Json]  # contracts.rules.document.ContractData, as attached to the PDF
    pdf_file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    pdf_sha256: Mapped[bytes | None]
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PriceLine(Base):
    """What the contract sells in one category; its prices are versions."""

    __tablename__ = "price_line"
    __table_args__ = (UniqueConstraint("contract_id", "category_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), index=True)
    unit: Mapped[Unit]
    per: Mapped[int]
    bonus: Mapped[Money] = mapped_column("bonus_cents")  # fixed outcome bonus; 0 where there is none


@added_only
class PriceVersion(Base):
    """A unit price from a day on: for units delivered from that day (RULE-67). Only ever added."""

    __tablename__ = "price_version"
    __table_args__ = (
        UniqueConstraint("price_line_id", "valid_from"),
        CheckConstraint("unit_price_cents > 0", "some_price"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    price_line_id: Mapped[UUID] = mapped_column(ForeignKey(PriceLine.id), index=True)
    valid_from: Mapped[date]
    unit_price: Mapped[Money] = mapped_column("unit_price_cents")
    ground: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]


@added_only
class Signature(Base):
    """One person's signature for one organisation, on exactly these bytes."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("contract_id", "organisation_id", "person_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id))
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    pdf_sha256: Mapped[bytes]
    at: Mapped[datetime]


@added_only
class DataProtectionAgreement(Base):
    """One person's signature for one organisation; two of them where two sign together.

    Without a dated agreement with every member no order reaches the contract (RULE-77).
    """

    __tablename__ = "data_protection_agreement"
    __table_args__ = (UniqueConstraint("contract_id", "organisation_id", "signed_by_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id))
    signed_on: Mapped[date]
    signed_by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))


class BillingMandate(Base):
    """The seller's written authorisation: whose invoice Kutsu writes, in which series and reference rule."""

    __tablename__ = "billing_mandate"
    __table_args__ = (unique_where("uq_billing_mandate_live", "contract_id", where="revoked_at IS NULL"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id), index=True)
    seller_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)  # a group's coordinator
    mode: Mapped[InvoiceMode]
    series: Mapped[str] = mapped_column(String(8))
    reference_rule: Mapped[str] = mapped_column(String(40))
    payment_days: Mapped[int]
    authorised_by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    authorised_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
