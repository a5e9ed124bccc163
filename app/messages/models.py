from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.models import Party, Person
from app.messages.rules.states import MessageState
from app.messages.rules.telling import Wish
from app.platform.db import Base, unique_where


class Message(Base):
    """That somebody is told of something. What the letter says is worded when it is sent, and not kept.

    `told_id` is the outbox message that it follows from; a digest follows from the clock, and has none.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (party_id IS NULL)", "one_recipient"),
        unique_where("uq_message_person", "told_id", "kind", "person_id", where="person_id IS NOT NULL"),
        unique_where("uq_message_party", "told_id", "kind", "party_id", where="party_id IS NOT NULL"),
        Index("ix_message_gathered", "state", "made_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    told_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))  # of messages.rules.kinds, whose list grows with releases
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id), index=True)
    party_id: Mapped[UUID | None] = mapped_column(ForeignKey(Party.id), index=True)
    language: Mapped[str] = mapped_column(String(5))
    state: Mapped[MessageState]
    about: Mapped[UUID]
    buyer_id: Mapped[UUID | None]  # whose chain tells of it; an applicant's stands in the platform's own
    process_id: Mapped[UUID | None]
    act_by: Mapped[datetime | None]
    digest_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(String(40), default="")


class Preference(Base):
    """How a person wants to be told of one kind of thing; without a row, as the kind itself says."""

    __tablename__ = "message_preference"
    person_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    wish: Mapped[Wish]
