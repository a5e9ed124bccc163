from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from app.deliveries.rules.logging import LONGEST_REFERENCE
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity.models import Party, Person
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.orders.models import ServiceOrder
from app.platform.db import Base, unique_where
from app.platform.guards import frozen

LIVE = "state <> 'corrected'"
PRICED = (
    "unit_price_cents IS NOT NULL AND net_cents IS NOT NULL "
    "AND vat_category IS NOT NULL AND vat_rate IS NOT NULL"
)
DECISION = (
    "state",
    "decided_by_id",
    "decided_at",
    "reason",
    "unit_price_cents",
    "net_cents",
    "vat_category",
    "vat_rate",
    "exemption",
)


@frozen("OLD.id IS NOT NULL", may_change=DECISION)
class Delivery(Base):
    """One version of one delivery. Approval freezes its price and VAT; a correction is a new version.

    What the supplier told never changes in its row, in no state: only the decision on it does. `month` is
    the first day of the month in which it was delivered: invoice lines gather by it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("root_id", "version"),
        unique_where("uq_delivery_live", "root_id", where=LIVE),
        unique_where("uq_delivery_reference", "order_id", "reference", where=f"{LIVE} AND reference <> ''"),
        unique_where("uq_delivery_bonus", "order_id", where=f"{LIVE} AND kind = 'bonus'"),
        Index("ix_delivery_billable", "buyer_id", "month", "state"),
        CheckConstraint(f"state <> 'approved' OR ({PRICED})", "approved_is_priced"),
        CheckConstraint("quantity_value >= 0", "not_below_zero"),
        CheckConstraint("booked_parts >= 0", "booked_not_below_zero"),
        CheckConstraint("last_on >= delivered_on", "in_order"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    root_id: Mapped[UUID] = mapped_column(index=True)  # the first version's id
    version: Mapped[int]
    order_id: Mapped[UUID] = mapped_column(ForeignKey(ServiceOrder.id), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id))
    kind: Mapped[DeliveryKind]
    # what is paid for: half a session for a fee, nothing when cancelled in time
    quantity_value: Mapped[int]
    quantity_per: Mapped[int]
    quantity_unit: Mapped[Unit]
    quantity: Mapped[Quantity] = composite("quantity_value", "quantity_per", "quantity_unit")
    booked_parts: Mapped[int]  # what was booked, in 1/30,000 of a unit as orders count use: for attendance
    delivered_on: Mapped[date]
    last_on: Mapped[date]  # the same day, but for a month service's period
    month: Mapped[date]
    begins_at: Mapped[datetime | None]  # of a booked time, from which a cancellation's notice counts
    notice_at: Mapped[datetime | None]
    member_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE), default="")  # the supplier's own
    state: Mapped[DeliveryState]
    logged_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")  # ciphertext under the client's key
    unit_price: Mapped[Money | None] = mapped_column("unit_price_cents")
    net: Mapped[Money | None] = mapped_column("net_cents")
    vat_category: Mapped[str | None] = mapped_column(String(2))
    vat_rate: Mapped[int | None]  # basis points
    exemption: Mapped[str | None] = mapped_column(String(30))


@frozen("OLD.issued", may_change=("released_by_credit",))
class Billed(Base):
    """That an invoice line holds a delivery for a payer. Released once, by a full credit.

    `issued` turns when the invoice gets its number: from then on the row stays for ever, and only a
    credit opens the way back.
    """

    __tablename__ = "billed"
    __table_args__ = (
        unique_where("uq_billed_live", "delivery_id", "payer_id", where="released_by_credit IS NULL"),
        CheckConstraint("released_by_credit IS NULL OR issued", "only_issued_is_released"),
    )
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey(Delivery.id), primary_key=True)
    payer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("invoice_line.id"), primary_key=True)
    issued: Mapped[bool] = mapped_column(default=False)
    released_by_credit: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"))
