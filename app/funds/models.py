from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.funds.rules import LimitKind, Turn
from app.identity.models import Party, Person
from app.kernel.money import Money
from app.platform.db import Base, unique_where
from app.platform.guards import added_only

ONE_CEILING = "kind = 'call_ceiling'"


class Limit(Base):
    """What may be committed. `committed` only moves through `funds.service`, in one statement."""

    __tablename__ = "spending_limit"
    __table_args__ = (
        CheckConstraint("committed_cents <= amount_cents", "within_amount"),
        CheckConstraint("committed_cents >= 0", "not_below_zero"),
        unique_where("uq_spending_limit_ceiling", "process_id", where=ONE_CEILING),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[LimitKind]
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    process_id: Mapped[UUID | None]  # the call or the order; a budget has none
    name: Mapped[str] = mapped_column(String(100))
    amount: Mapped[Money] = mapped_column("amount_cents")
    committed: Mapped[Money] = mapped_column("committed_cents")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Hold(Base):
    """How much of a limit one order holds now: what a release may give back, and no more."""

    __tablename__ = "hold"
    __table_args__ = (CheckConstraint("held_cents >= 0", "not_below_zero"),)
    limit_id: Mapped[UUID] = mapped_column(ForeignKey(Limit.id), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    held: Mapped[Money] = mapped_column("held_cents")


@added_only
class Commitment(Base):
    """Why `committed` is what it is. Only ever added."""

    __tablename__ = "commitment"
    __table_args__ = (CheckConstraint("cents > 0", "some_money"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    limit_id: Mapped[UUID] = mapped_column(ForeignKey(Limit.id), index=True)
    order_id: Mapped[UUID] = mapped_column(index=True)
    turn: Mapped[Turn]
    amount: Mapped[Money] = mapped_column("cents")
    at: Mapped[datetime]


class SecondApproval(Base):
    """A second person's yes to a commitment that reaches the approval share of its limit."""

    __tablename__ = "second_approval"
    __table_args__ = (UniqueConstraint("limit_id", "need_id", "approver_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    limit_id: Mapped[UUID] = mapped_column(ForeignKey(Limit.id), index=True)
    need_id: Mapped[UUID]  # what is about to be ordered
    approver_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    up_to: Mapped[Money] = mapped_column("up_to_cents")
    at: Mapped[datetime]
