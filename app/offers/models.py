from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.models import Party, Person
from app.kernel.money import Money
from app.offers.rules.states import ApplicationState, OfferState, Round
from app.platform.db import Base, Json, unique_where
from app.platform.files import StoredFile
from app.platform.guards import frozen
from app.procurement.models import Call, Category

ONE_LIVE = "state IN ('draft', 'sent', 'opened')"


@frozen("OLD.state = 'decided'")
class Application(Base):
    """One supplier's application to one call. Until it is opened, `sealed` is all that holds its content.

    A decided application is never changed: who was rejected applies anew with a new row (RULE-17).
    """

    __tablename__ = "application"
    __table_args__ = (unique_where("uq_application_live", "call_id", "party_id", where=ONE_LIVE),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(unique=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    state: Mapped[ApplicationState]
    round: Mapped[Round | None]
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    late_by_us: Mapped[int] = mapped_column(default=0)  # microseconds after the first round closed
    sent_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    sha256: Mapped[bytes | None]  # of the content as it was received
    sealed: Mapped[bytes | None]
    opened_at: Mapped[datetime | None]
    decide_by: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(String(500), default="")


@frozen("OLD.state <> 'offered'")
class Offer(Base):
    """What an opened application offers in one category: a unit price and answers."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("application_id", "category_id"),
        CheckConstraint("unit_price_cents > 0", "some_price"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(Application.id), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), index=True)
    unit_price: Mapped[Money] = mapped_column("unit_price_cents")
    answers: Mapped[Json]
    state: Mapped[OfferState]
    grounds: Mapped[list[str]]  # the officer's reasons, as they stand in the letter


class Score(Base):
    """An evaluator's points for one criterion of one offer, in hundredths of a point."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("offer_id", "criterion"),
        CheckConstraint("hundredths >= 0", "not_below_zero"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey(Offer.id), index=True)
    criterion: Mapped[str] = mapped_column(String(30))
    hundredths: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000))
    evaluator_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@frozen("OLD.id IS NOT NULL", may_change=("letter", "letter_file_id", "notified_at", "remedy_ends_on"))
class Decision(Base):
    """Admission and rejection of one application, its letter, and when its notice was given."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("buyer_id", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey(Application.id), unique=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    number: Mapped[str] = mapped_column(String(60))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    delegated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))  # who lent the role (RULE-26)
    facts: Mapped[str] = mapped_column(String(2000))
    letter: Mapped[Json]  # offers.rules.letter.DecisionLetterData
    letter_file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    notified_at: Mapped[datetime | None]
    remedy_ends_on: Mapped[date | None]


@frozen("OLD.id IS NOT NULL", may_change=("ended_at", "end_reason"))
class Admission(Base):
    """A row of the public register: a party admitted in a category, until it ends."""

    __tablename__ = "admission"
    __table_args__ = (unique_where("uq_admission_live", "category_id", "party_id", where="ended_at IS NULL"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey(Offer.id))
    admitted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(500), default="")
