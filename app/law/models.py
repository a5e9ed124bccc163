"""Legal facts as rows, the days off of each calendar, and what administrators propose instead."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.law.rules.calendars import CalendarKind
from app.law.rules.facts import Certainty, LegalFact, LegalKind, LegalUnit
from app.law.rules.overriding import ProposalState
from app.platform.db import Base
from app.platform.guards import frozen


class FactColumns:
    """A `LegalFact` of one country, as columns."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    kind: Mapped[LegalKind]
    key: Mapped[str] = mapped_column(String(80))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    number: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(String(500))
    unit: Mapped[LegalUnit | None]
    source: Mapped[str] = mapped_column(String(300))
    certainty: Mapped[Certainty]


class LegalRow(FactColumns, Base):
    """A pack's fact, or what two administrators put in its place. Rows are never deleted."""

    __tablename__ = "legal_row"
    __table_args__ = (
        UniqueConstraint("country", "kind", "key", "valid_from"),
        CheckConstraint("valid_to > valid_from", "in_order"),
        CheckConstraint("number IS NOT NULL OR text IS NOT NULL", "says_something"),
        CheckConstraint("(proposed_by IS NULL) = (confirmed_by IS NULL)", "both_or_none"),
        CheckConstraint("proposed_by <> confirmed_by", "two_people"),
    )
    proposed_by: Mapped[UUID | None]  # both are set once the row is no longer what the pack said
    confirmed_by: Mapped[UUID | None]
    at: Mapped[datetime]


@frozen("OLD.state <> 'proposed'")
class LegalProposal(FactColumns, Base):
    """An override that waits for its second administrator, or what became of it."""

    __tablename__ = "legal_proposal"
    __table_args__ = (
        CheckConstraint("valid_to > valid_from", "in_order"),
        CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", "two_people"),
        CheckConstraint("(state = 'proposed') = (decided_by IS NULL)", "decided_once"),
    )
    state: Mapped[ProposalState]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class DayOffRow(Base):
    """A day off as the pack knows it; exceptions are legal rows, so that two people make them."""

    __tablename__ = "day_off"
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    calendar: Mapped[CalendarKind] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(300))
    certainty: Mapped[Certainty]


def fact_of(row: LegalRow | LegalProposal) -> LegalFact:
    return LegalFact(
        kind=row.kind,
        key=row.key,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        number=row.number,
        text=row.text,
        unit=row.unit,
        source=row.source,
        certainty=row.certainty,
    )
