from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.clients.models import Client
from app.deliveries.models import Delivery
from app.identity.models import Party, Person
from app.impact.rules import ClaimState
from app.kernel.money import Money
from app.orders.models import ServiceOrder
from app.platform.db import Base, unique_where
from app.procurement.models import Call

NOT_REJECTED = "state <> 'rejected'"


class OutcomeClaim(Base):
    """A supplier's claim that an outcome was reached: paid once for a client in a call, whoever claims it."""

    __tablename__ = "outcome_claim"
    __table_args__ = (
        unique_where("uq_outcome_claim_once", "call_id", "client_id", where=NOT_REJECTED),
        CheckConstraint("state <> 'verified' OR delivery_id IS NOT NULL", "verified_is_paid"),
        CheckConstraint("state NOT IN ('evidenced', 'verified') OR evidence IS NOT NULL", "shown"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey(Client.id), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(ServiceOrder.id), index=True)
    began_on: Mapped[date]  # when the outcome began: the first day at work
    reached_on: Mapped[date]
    bonus: Mapped[Money] = mapped_column("bonus_cents")
    evidence: Mapped[str | None] = mapped_column(Text)  # ciphertext under the client's key
    evidence_at: Mapped[datetime | None]
    consent_on: Mapped[date | None]  # without the client's permission the outcome pays nothing (RULE-66)
    state: Mapped[ClaimState]
    claimed_at: Mapped[datetime]
    claimed_by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # ciphertext under the client's key
    delivery_id: Mapped[UUID | None] = mapped_column(ForeignKey(Delivery.id))
