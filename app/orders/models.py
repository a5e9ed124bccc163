from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from app.clients.models import Client
from app.contracts.models import Contract, PriceLine
from app.identity.models import Party, Person
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.orders.rules.states import ChoiceGround, NeedState, OrderState
from app.platform.db import Base, Json, unique_where
from app.platform.guards import added_only, frozen
from app.procurement.models import Call, Category, Process


class Need(Base):
    """What one client needs of one category; what tells of the client is sealed under the client's key."""

    __tablename__ = "need"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey(Client.id), index=True)
    quantity_value: Mapped[int]
    quantity_per: Mapped[int]
    quantity_unit: Mapped[Unit]
    quantity: Mapped[Quantity] = composite("quantity_value", "quantity_per", "quantity_unit")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    summary: Mapped[str] = mapped_column(Text)
    plan_ref: Mapped[str] = mapped_column(Text)  # the client's own plan and decision: an exemption needs both
    decision_ref: Mapped[str] = mapped_column(Text)
    state: Mapped[NeedState]
    at: Mapped[datetime]


@frozen("OLD.id IS NOT NULL", may_change=("ended_at",))
class ChoiceList(Base):
    """The suppliers that the client was shown, in which order and why: frozen, with the seed of its order."""

    __tablename__ = "choice_list"
    __table_args__ = (unique_where("uq_choice_list_live", "need_id", where="ended_at IS NULL"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey(Need.id), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    rule_version: Mapped[str] = mapped_column(String(20))
    snapshot: Mapped[Json]  # orders.rules.choosing.Snapshot: who was shown in what order, who was left out
    opened_at: Mapped[datetime]
    window_ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


@added_only
class ContactAttempt(Base):
    """That somebody tried to reach the client: needed before any fallback (RULE-71)."""

    __tablename__ = "contact_attempt"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey(Need.id), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    reached: Mapped[bool]
    by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@added_only
class Choice(Base):
    """Who was chosen, by whom, from which list, on what ground, and who was passed over why."""

    __tablename__ = "choice"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey(ChoiceList.id), index=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey(Need.id), index=True)
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id))
    ground: Mapped[ChoiceGround]
    reason: Mapped[str] = mapped_column(Text)  # ciphertext under the client's key
    record: Mapped[Json]  # orders.rules.choosing.Record
    by_kind: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[UUID]
    at: Mapped[datetime]


class ServiceOrder(Base):
    """One service, for one client, from one supplier. Only what is ordered commits money (RULE-62).

    `used_value` counts the units that deliveries and fees have taken, in 1/30,000 of a unit, so that
    quarters, thirtieths and percentages of a unit all come out even.
    """

    __tablename__ = "service_order"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        unique_where("uq_service_order_live", "need_id", where="state IN ('sent', 'accepted', 'running')"),
        CheckConstraint("used_parts >= 0", "not_below_zero"),
        CheckConstraint("used_parts * quantity_per <= 30000 * quantity_value", "within_order"),
        CheckConstraint("ends_on >= starts_on", "in_order"),
    )
    id: Mapped[UUID] = mapped_column(ForeignKey(Process.id), primary_key=True)
    number: Mapped[str] = mapped_column(String(60))
    call_id: Mapped[UUID] = mapped_column(ForeignKey(Call.id), index=True)
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey(Category.id), index=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey(Need.id), index=True)
    choice_id: Mapped[UUID] = mapped_column(ForeignKey(Choice.id))
    client_id: Mapped[UUID] = mapped_column(ForeignKey(Client.id), index=True)
    case_worker_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id), index=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey(Contract.id), index=True)
    price_line_id: Mapped[UUID] = mapped_column(ForeignKey(PriceLine.id))
    party_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey(Party.id))  # the group's member it is routed to
    quantity_value: Mapped[int]
    quantity_per: Mapped[int]
    quantity_unit: Mapped[Unit]
    quantity: Mapped[Quantity] = composite("quantity_value", "quantity_per", "quantity_unit")
    used_parts: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    unit_price: Mapped[Money] = mapped_column("unit_price_cents")  # known at sending
    covered_price: Mapped[Money] = mapped_column("covered_price_cents")  # what a unit left is committed for
    bonus: Mapped[Money] = mapped_column("bonus_cents")
    bonus_earned: Mapped[bool] = mapped_column(default=False)  # once; its money stays committed
    committed: Mapped[Money] = mapped_column("committed_cents")
    exemption_ready: Mapped[bool]  # plan and decision stand on the need: the order's half of RULE-52
    state: Mapped[OrderState]
    sent_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    start_by: Mapped[date]
    answered_at: Mapped[datetime | None]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")  # ciphertext: it may tell of the client
    uncovered_rise: Mapped[bool] = mapped_column(default=False)  # a price rise found no money: see to it
    version: Mapped[int] = mapped_column(default=1)


class OrderPayer(Base):
    """Who pays which share of an order; one payer of 10,000 basis points by default.

    `share_before` adds up the shares of the payers before this one, so that SQL can split to the cent.
    """

    __tablename__ = "order_payer"
    __table_args__ = (
        CheckConstraint("share > 0 AND share_before >= 0 AND share + share_before <= 10000", "some_share"),
        UniqueConstraint("order_id", "share_before"),
    )
    order_id: Mapped[UUID] = mapped_column(ForeignKey(ServiceOrder.id), primary_key=True)
    payer_id: Mapped[UUID] = mapped_column(ForeignKey(Party.id), primary_key=True)
    share: Mapped[int]  # basis points
    share_before: Mapped[int]


class ClientLink(Base):
    """A client's own way to a list, on a phone: whoever holds the secret may choose from it, once.

    The database finds it by a hash. The secret itself stands sealed under the client's key, so that the
    case worker can print it again, and nobody can once the client is forgotten.
    """

    __tablename__ = "client_link"
    __table_args__ = (unique_where("uq_client_link_live", "list_id", where="withdrawn_at IS NULL"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey(ChoiceList.id), index=True)
    secret_sha256: Mapped[bytes] = mapped_column(unique=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    choice_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Choice.id)
    )  # what was chosen by it, while it stands
