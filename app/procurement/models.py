from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.models import Party
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.texts import Texts
from app.law.rules.thresholds import LegalBasis, Regime
from app.platform.db import Base, Json
from app.platform.guards import added_only
from app.procurement.rules.states import CallState, ChoiceMode, ProcessKind
from app.suppliers.rules import VatNature


class Process(Base):
    """A call, a competition inside it, or an order: what has a public id and a file of its own."""

    __tablename__ = "process"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)  # random: usable as BT-04 and in an OCDS id
    kind: Mapped[ProcessKind]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("process.id"), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    at: Mapped[datetime]


class Call(Base):
    """One open call. Its ceiling is for all categories, years and options together, VAT excluded."""

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("buyer_id", "number"),
        CheckConstraint("closes_at > opens_at", "in_order"),
        CheckConstraint("ends_on > starts_on", "contracts_in_order"),
    )
    id: Mapped[UUID] = mapped_column(ForeignKey(Process.id), primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)  # the lead buyer
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[Texts]
    description: Mapped[Texts]
    languages: Mapped[list[str]]  # in which the call is published
    legal_basis: Mapped[LegalBasis]
    regime: Mapped[Regime]
    regime_reason: Mapped[str] = mapped_column(String(500))  # why these CPV codes fall under the regime
    cpv_main: Mapped[str] = mapped_column(String(10))
    cpv_extra: Mapped[list[str]]
    nuts: Mapped[list[str]]
    estimated_value: Mapped[Money] = mapped_column("estimated_value_cents")
    value_parts: Mapped[Json]  # procurement.rules.call.Value: what the estimate is made of
    split_reason: Mapped[str] = mapped_column(String(500), default="")  # why not one purchase with another
    guideline_url: Mapped[str] = mapped_column(String(300))  # the buyer's own published guideline (RULE-06)
    office: Mapped[Json]  # procurement.rules.call.Office: whom to ask, where claims for review go
    rule_set: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[datetime]
    questions_until: Mapped[datetime | None]
    first_round_closes_at: Mapped[datetime]
    closes_at: Mapped[datetime]  # the end of the validity: nobody is admitted after it
    starts_on: Mapped[date]  # the contracts' period
    ends_on: Mapped[date]
    option_months: Mapped[int] = mapped_column(default=0)
    requirements: Mapped[Json]  # procurement.rules.requirements.Requirements: of every applicant
    terms: Mapped[Json]  # procurement.rules.terms.OrderTerms
    ranking: Mapped[Json]  # procurement.rules.ranking.RankingTerms: criteria, weights, decimals
    state: Mapped[CallState]
    state_reason: Mapped[str] = mapped_column(String(500), default="")
    published_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CallBuyer(Base):
    """Several buyers may buy under one call; the lead buyer is one of them."""

    __tablename__ = "call_buyer"
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True, index=True)


class BuyerLanguage(Base):
    """A language in which the buyer must publish; a bilingual authority has two (RULE-10)."""

    __tablename__ = "buyer_language"
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)


@added_only
class CallVersion(Base):
    """The call as it was published, word for word, version by version."""

    __tablename__ = "call_version"
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[Json]
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]


class Category(Base):
    """A lot of the call: one service, its unit, its price ceiling and what it demands."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("call_id", "code"),
        CheckConstraint("price_ceiling_cents > 0", "some_price"),
        CheckConstraint("per > 0", "whole_parts"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    code: Mapped[str] = mapped_column(String(10))
    title: Mapped[Texts]
    description: Mapped[Texts]
    unit: Mapped[Unit]
    per: Mapped[int]  # the smallest part that is counted: 4 is a quarter of an hour
    price_ceiling: Mapped[Money] = mapped_column("price_ceiling_cents")
    vat_nature: Mapped[VatNature]
    requirements: Mapped[Json]  # procurement.rules.requirements.Requirements
    tariff: Mapped[Json]  # procurement.rules.tariffs.Tariff
    choice_mode: Mapped[ChoiceMode]
    max_units: Mapped[int | None]  # in one order


class CallMetric(Base):
    """What the call measures of its results, set before anybody applies."""

    __tablename__ = "call_metric"
    __table_args__ = (UniqueConstraint("call_id", "code"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[Texts]
    definition: Mapped[Json]  # procurement.rules.metrics.MetricDefinition
