"""What is told of deliveries and decided on them, and what is shown."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from app.deliveries.queries import DeliveryRow, DeliveryTold, Waiting
from app.deliveries.rules.logging import LONGEST_REFERENCE
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.kernel.quantity import Quantity
from app.orders.schemas import AmountOut, Said, amount_out, in_unit
from app.platform.fields import At, Day, Euros, Line, Parts
from app.platform.schemas import Shown, Told
from app.procurement.rules.tariffs.tariff import Tariff

Reference = Annotated[Line, StringConstraints(max_length=LONGEST_REFERENCE)]


class LoggingIn(Told):
    """What was held: a day, or the days of a month service from `delivered_on` to `ends_on`."""

    texts: ClassVar[str] = "logging"
    delivered_on: Day
    ends_on: Day | None = None
    quantity: Parts | None = None
    begins_at: At | None = None
    member_id: UUID | None = None
    worker_id: UUID | None = None
    reference: Reference = ""


class CancellingIn(Told):
    """A visit that the client called off; the tariff says whether it pays anything."""

    texts: ClassVar[str] = "cancelling"
    begins_at: At
    notice_at: At
    quantity: Parts | None = None
    member_id: UUID | None = None
    worker_id: UUID | None = None
    reference: Reference = ""


class NoShowIn(Told):
    """By its day, or by the hour at which the client was expected."""

    texts: ClassVar[str] = "no_show"
    delivered_on: Day | None = None
    begins_at: At | None = None
    quantity: Parts | None = None
    member_id: UUID | None = None
    worker_id: UUID | None = None
    reference: Reference = ""


class CorrectingIn(Told):
    """What is not said stays as it was told."""

    texts: ClassVar[str] = "correcting"
    kind: DeliveryKind | None = None
    delivered_on: Day | None = None
    ends_on: Day | None = None
    quantity: Parts | None = None
    begins_at: At | None = None
    notice_at: At | None = None
    member_id: UUID | None = None
    worker_id: UUID | None = None
    reference: Reference | None = None


class ApprovingIn(Told):
    texts: ClassVar[str] = "approving"
    delivery_ids: list[UUID] = Field(min_length=1, max_length=200)


class DisputingIn(Told):
    texts: ClassVar[str] = "disputing"
    reason: Said


class ReopeningIn(Told):
    texts: ClassVar[str] = "reopening"
    reason: Said


class DeliveryLineOut(Shown):
    """The newest version of a delivery; `net` once it is approved."""

    id: UUID
    order_id: UUID
    order: str
    kind: DeliveryKind
    amount: AmountOut
    delivered_on: date
    last_on: date
    member_id: UUID
    worker: str
    reference: str
    version: int
    state: DeliveryState
    net: Euros | None


class WaitingOut(Shown):
    """A delivery that nobody has decided on; `decide_by` is the last day to do so in time."""

    id: UUID
    order_id: UUID
    order: str
    category: str
    kind: DeliveryKind
    amount: AmountOut
    delivered_on: date
    last_on: date
    worker: str
    logged_at: datetime
    decide_by: date
    is_late: bool


class DeliveryOut(Shown):
    id: UUID
    root_id: UUID
    version: int
    order_id: UUID
    order: str
    category: str
    kind: DeliveryKind
    amount: AmountOut
    delivered_on: date
    last_on: date
    begins_at: datetime | None
    notice_at: datetime | None
    member_id: UUID
    member: str
    worker_id: UUID
    worker: str
    reference: str
    state: DeliveryState
    logged_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    unit_price: Euros | None
    net: Euros | None
    vat_category: str | None
    vat_rate: int | None
    exemption: str | None


class ReasonOut(Shown):
    """Why a delivery was disputed or opened again; reading it is logged."""

    reason: str


class RefusalOut(Shown):
    code: str
    facts: dict[str, str]


class DecidedOut(Shown):
    """What became of one of many; no reasons are a yes."""

    id: UUID
    approved: bool
    reasons: list[RefusalOut]


def quantity_told(written: str | None, tariff: Tariff) -> Quantity | None:
    return None if written is None else in_unit(written, tariff.unit, tariff.per)


def line_out(row: DeliveryRow) -> DeliveryLineOut:
    return DeliveryLineOut(
        id=row.id,
        order_id=row.order_id,
        order=row.order_number,
        kind=row.kind,
        amount=amount_out(row.quantity),
        delivered_on=row.delivered_on,
        last_on=row.last_on,
        member_id=row.member_id,
        worker=row.worker_name,
        reference=row.reference,
        version=row.version,
        state=row.state,
        net=row.net,
    )


def waiting_out(row: Waiting) -> WaitingOut:
    return WaitingOut(
        id=row.id,
        order_id=row.order_id,
        order=row.order_number,
        category=row.category_code,
        kind=row.kind,
        amount=amount_out(row.quantity),
        delivered_on=row.delivered_on,
        last_on=row.last_on,
        worker=row.worker_name,
        logged_at=row.logged_at,
        decide_by=row.decide_by,
        is_late=row.is_late,
    )


def delivery_out(one: DeliveryTold) -> DeliveryOut:
    return DeliveryOut(
        id=one.id,
        root_id=one.root_id,
        version=one.version,
        order_id=one.order_id,
        order=one.order_number,
        category=one.category_code,
        kind=one.kind,
        amount=amount_out(one.quantity),
        delivered_on=one.delivered_on,
        last_on=one.last_on,
        begins_at=one.begins_at,
        notice_at=one.notice_at,
        member_id=one.member_id,
        member=one.member,
        worker_id=one.worker_id,
        worker=one.worker,
        reference=one.reference,
        state=one.state,
        logged_at=one.logged_at,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
        unit_price=one.unit_price,
        net=one.net,
        vat_category=one.vat_category,
        vat_rate=one.vat_rate,
        exemption=one.exemption,
    )
