from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.identity.models import Party, Person
from app.platform.db import Base


class Client(Base):
    """A case file. Whatever tells who somebody is stands here as ciphertext under the client's own key."""

    __tablename__ = "client"
    __table_args__ = (UniqueConstraint("buyer_id", "blind_index"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    case_worker_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    blind_index: Mapped[bytes]  # of the buyer's own case number: found by exact match only
    case_number: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str] = mapped_column(Text)
    last_name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5))
    interpreter: Mapped[str] = mapped_column(String(20), default="")  # language or sign language needed
    protected_contact: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Pseudonym(Base):
    """The name by which one supplier knows a client before it accepts; it says nothing to another one."""

    __tablename__ = "pseudonym"
    client_id: Mapped[UUID] = mapped_column(ForeignKey(Client.id), primary_key=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    value: Mapped[str] = mapped_column(String(20), unique=True)


class Representative(Base):
    """Who may act for a client, in what, from when to when."""

    __tablename__ = "representative"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey(Client.id), index=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
