"""Acts of deliveries: logged, corrected, approved, disputed, re-opened."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.deliveries import queries, service
from app.deliveries.rules.states import DeliveryKind
from app.demo.acting import act
from app.demo.fields import At, Day, Fields, Parts, Words
from app.demo.stage import Stage
from app.kernel.quantity import Quantity, quantity_from_text
from app.orders import queries as orders
from app.platform.work import Work


class Delivered(Fields):
    order: str
    on: Day
    quantity: Parts = Field(default="1", description="In the order's unit; of a month not needed.")
    until: Day | None = Field(default=None, description="The last day, of a month or a part of one.")
    member: str = Field(default="", description="The member that delivered; the order's own by default.")
    worker: str = Field(default="", description="Who did the work; whoever logs it by default.")
    begins_at: At | None = None
    reference: str = ""


@act("log_delivery", Delivered)
def log_delivery(stage: Stage, work: Work, facts: Delivered) -> UUID:
    """Logs what was delivered."""
    delivery = service.log(
        work,
        stage.id(facts.order),
        delivered_on=facts.on,
        ends_on=facts.until,
        quantity=None if facts.until else _quantity(work, stage, facts.order, facts.quantity),
        begins_at=facts.begins_at,
        reference=facts.reference,
        **_who(stage, facts.member, facts.worker),
    )
    return delivery.id


class Days(Fields):
    order: str
    days: list[Day] = Field(min_length=1)
    quantity: Parts = "1"
    member: str = ""
    worker: str = ""


@act("log_deliveries", Days)
def log_deliveries(stage: Stage, work: Work, facts: Days) -> None:
    """Logs the same quantity on several days, such as the days of a group."""
    for day in facts.days:
        service.log(
            work,
            stage.id(facts.order),
            delivered_on=day,
            quantity=_quantity(work, stage, facts.order, facts.quantity),
            **_who(stage, facts.member, facts.worker),
        )


class Cancelled(Fields):
    order: str
    begins_at: At = Field(description="When the visit would have begun.")
    notice_at: At = Field(description="When the client cancelled it.")
    quantity: Parts = Field(default="1", description="What was booked.")
    member: str = ""
    worker: str = ""


@act("log_cancellation", Cancelled)
def log_cancellation(stage: Stage, work: Work, facts: Cancelled) -> UUID:
    """Logs a cancelled visit; by its notice the tariff says whether it pays anything."""
    delivery = service.log_cancellation(
        work,
        stage.id(facts.order),
        begins_at=facts.begins_at,
        notice_at=facts.notice_at,
        quantity=_quantity(work, stage, facts.order, facts.quantity),
        **_who(stage, facts.member, facts.worker),
    )
    return delivery.id


class NoShow(Fields):
    order: str
    on: Day
    quantity: Parts = Field(default="1", description="What was booked.")
    member: str = ""
    worker: str = ""


@act("log_no_show", NoShow)
def log_no_show(stage: Stage, work: Work, facts: NoShow) -> UUID:
    """Logs that the client did not come."""
    delivery = service.log_no_show(
        work,
        stage.id(facts.order),
        delivered_on=facts.on,
        quantity=_quantity(work, stage, facts.order, facts.quantity),
        **_who(stage, facts.member, facts.worker),
    )
    return delivery.id


class Correcting(Fields):
    delivery: str
    kind: DeliveryKind | None = Field(default=None, description="held, cancelled or no_show.")
    on: Day | None = None
    quantity: Parts = ""
    begins_at: At | None = None
    notice_at: At | None = None


@act("correct_delivery", Correcting)
def correct_delivery(stage: Stage, work: Work, facts: Correcting) -> UUID:
    """Corrects an unapproved delivery: a new version, the old one stays."""
    delivery_id = stage.id(facts.delivery)
    corrected = service.correct(
        work,
        delivery_id,
        kind=facts.kind,
        delivered_on=facts.on,
        quantity=_corrected(work, delivery_id, facts.quantity),
        begins_at=facts.begins_at,
        notice_at=facts.notice_at,
    )
    return corrected.id


class OneDelivery(Fields):
    delivery: str


@act("approve_delivery", OneDelivery)
def approve_delivery(stage: Stage, work: Work, facts: OneDelivery) -> None:
    """Approves a delivery: its price and VAT are frozen."""
    service.approve(work, stage.id(facts.delivery))


class AllOf(Fields):
    orders: Words


@act("approve_all", AllOf)
def approve_all(stage: Stage, work: Work, facts: AllOf) -> None:
    """Approves every delivery of these orders that waits."""
    of_these = {stage.id(key) for key in facts.orders}
    for waiting in queries.waiting_for(work):
        if waiting.order_id in of_these:
            service.approve(work, waiting.id)


class Disputing(Fields):
    delivery: str
    reason: str


@act("dispute_delivery", Disputing)
def dispute_delivery(stage: Stage, work: Work, facts: Disputing) -> None:
    """Disputes a delivery, with a reason."""
    service.dispute(work, stage.id(facts.delivery), reason=facts.reason)


@act("reopen_delivery", Disputing)
def reopen_delivery(stage: Stage, work: Work, facts: Disputing) -> None:
    """Re-opens an approval, until an issued invoice line holds the delivery."""
    service.reopen(work, stage.id(facts.delivery), reason=facts.reason)


def _quantity(work: Work, stage: Stage, order_key: str, written: str) -> Quantity:
    order = orders.own_order(work, stage.id(order_key))
    return quantity_from_text(written, order.quantity_unit, per=order.quantity_per)


def _corrected(work: Work, delivery_id: UUID, written: str) -> Quantity | None:
    if not written:
        return None
    order = orders.own_order(work, queries.own_delivery(work, delivery_id).order_id)
    return quantity_from_text(written, order.quantity_unit, per=order.quantity_per)


def _who(stage: Stage, member: str, worker: str) -> dict[str, Any]:
    return {
        "member_id": stage.id(member) if member else None,
        "worker_id": stage.id(worker) if worker else None,
    }
