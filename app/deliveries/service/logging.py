"""The supplier tells what was held and what failed; an outcome's bonus is told by the buyer's side."""

from datetime import date, datetime
from uuid import UUID

from app.deliveries import events, queries
from app.deliveries.models import Delivery
from app.deliveries.rules.counting import NOTHING_BOOKED, Counted, counted
from app.deliveries.rules.logging import Account, reasons_told_otherwise
from app.deliveries.rules.states import DELIVERY_FLOW, DeliveryKind
from app.deliveries.service.acting import (
    of_delivery,
    reasons_not_serving,
    reasons_not_theirs_to_decide,
    reasons_not_theirs_to_tell,
)
from app.deliveries.service.telling import (
    Said,
    account_behind,
    account_of,
    fees_so_far,
    reasons_not_to_tell,
    tariff_of,
)
from app.identity import queries as identity
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason, refuse_if
from app.orders import queries as orders
from app.orders import service as order_service
from app.orders.models import ServiceOrder
from app.orders.rules.states import AT_WORK, OrderState
from app.platform.work import Work
from app.procurement import queries as procurement

FIRST = 1
ONE_OUTCOME = Quantity(1, 1, Unit.OUTCOME)


def log(
    work: Work,
    order_id: UUID,
    *,
    delivered_on: date,
    quantity: Quantity | None = None,
    ends_on: date | None = None,
    begins_at: datetime | None = None,
    member_id: UUID | None = None,
    worker_id: UUID | None = None,
    reference: str = "",
) -> Delivery:
    """What was held; a month service is told as the days from `delivered_on` to `ends_on`.

    Told again under the same reference it is the same delivery, and nothing happens. The first one held
    starts the order.
    """
    return _tell(
        work,
        order_id,
        Said(
            kind=DeliveryKind.HELD,
            delivered_on=delivered_on,
            ends_on=ends_on,
            quantity=quantity,
            begins_at=begins_at,
            member_id=member_id,
            worker_id=worker_id,
            reference=reference,
        ),
    )


def log_cancellation(
    work: Work,
    order_id: UUID,
    *,
    begins_at: datetime,
    notice_at: datetime,
    quantity: Quantity | None = None,
    member_id: UUID | None = None,
    worker_id: UUID | None = None,
    reference: str = "",
) -> Delivery:
    """A visit that the client called off; `quantity` is what was booked. The tariff says what it pays."""
    return _tell(
        work,
        order_id,
        Said(
            kind=DeliveryKind.CANCELLED,
            delivered_on=procurement.local_day(work, begins_at),
            quantity=quantity,
            begins_at=begins_at,
            notice_at=notice_at,
            member_id=member_id,
            worker_id=worker_id,
            reference=reference,
        ),
    )


def log_no_show(
    work: Work,
    order_id: UUID,
    *,
    delivered_on: date | None = None,
    begins_at: datetime | None = None,
    quantity: Quantity | None = None,
    member_id: UUID | None = None,
    worker_id: UUID | None = None,
    reference: str = "",
) -> Delivery:
    """A visit, or a day in a group, to which the client did not come; by its day or by its hour."""
    day = delivered_on or (begins_at and procurement.local_day(work, begins_at))
    refuse_if([] if day else [Reason("deliveries.day_missing")])
    return _tell(
        work,
        order_id,
        Said(
            kind=DeliveryKind.NO_SHOW,
            delivered_on=day or identity.today(work),
            quantity=quantity,
            begins_at=begins_at,
            member_id=member_id,
            worker_id=worker_id,
            reference=reference,
        ),
    )


def log_bonus(work: Work, order_id: UUID, *, reached_on: date, worker_id: UUID) -> Delivery:
    """The fixed bonus of an outcome that was verified: once for an order, and no unit of it is used.

    `worker_id` is who claimed it for the supplier. Whether it is due, the claim's own chapter has asked.
    """
    order = orders.own_order(work, order_id, lock=True)
    refuse_if(reasons_not_theirs_to_decide(work, "log_bonus", order))

    order_service.earn_bonus(work, order.id)
    member_id = order.member_id or identity.coordinator_of(work, order.party_id, reached_on)
    account = Account(DeliveryKind.BONUS, reached_on, reached_on, ONE_OUTCOME, member_id, worker_id)
    bonus = Counted(DeliveryKind.BONUS, ONE_OUTCOME, NOTHING_BOOKED)
    delivery = kept(work, order, account, bonus)
    work.record(_logged(delivery))
    return delivery


def may_log(work: Work, order: ServiceOrder) -> list[Reason]:
    """What speaks against telling anything of the order now: for its page, before anything was said."""
    return [*reasons_not_serving(work, order), *_reasons_not_at_work(order)]


def kept(
    work: Work, order: ServiceOrder, account: Account, count: Counted, *, replaces: Delivery | None = None
) -> Delivery:
    """The account as a first version, or as the one after the version that it replaces."""
    delivery_id = work.new_id()
    delivery = Delivery(
        id=delivery_id,
        root_id=replaces.root_id if replaces else delivery_id,
        version=replaces.version + 1 if replaces else FIRST,
        order_id=order.id,
        buyer_id=order.buyer_id,
        kind=count.kind,
        quantity=count.quantity,
        booked_parts=count.booked_parts,
        delivered_on=account.delivered_on,
        last_on=account.last_on,
        month=account.delivered_on.replace(day=1),
        begins_at=account.begins_at,
        notice_at=account.notice_at,
        member_id=account.member_id,
        worker_id=account.worker_id,
        reference=account.reference,
        state=DELIVERY_FLOW.start,
        logged_at=work.now,
    )
    work.db.add(delivery)
    work.db.flush()
    return delivery


def start_with(work: Work, order: ServiceOrder, delivery: Delivery) -> None:
    """The first thing held is the order's start."""
    if delivery.kind is DeliveryKind.HELD and order.state is OrderState.ACCEPTED:
        order_service.start(work, order.id, on=delivery.delivered_on)


def _tell(work: Work, order_id: UUID, said: Said) -> Delivery:
    order = orders.own_order(work, order_id, lock=True)
    tariff = tariff_of(work, order)
    account = account_of(work, order, tariff, said)
    refuse_if(reasons_not_theirs_to_tell(work, "log", order, account.member_id))
    if known := queries.by_reference(work, order.id, account.reference):
        refuse_if(reasons_told_otherwise(account, account_behind(known, tariff)))
        return known
    refuse_if([*_reasons_not_at_work(order), *reasons_not_to_tell(work, order, tariff, account)])
    count = counted(account, tariff, fees_so_far(work, order, account))

    if count.quantity.value:
        order_service.use_units(work, order.id, count.quantity)
    delivery = kept(work, order, account, count)
    start_with(work, order, delivery)
    work.record(_logged(delivery))
    return delivery


def _reasons_not_at_work(order: ServiceOrder) -> list[Reason]:
    return [] if order.state in AT_WORK else [Reason("order.not_at_work", {"state": order.state})]


def _logged(delivery: Delivery) -> events.DeliveryLogged:
    return events.DeliveryLogged(
        **of_delivery(delivery),
        kind=delivery.kind,
        quantity=delivery.quantity,
        delivered_on=delivery.delivered_on,
        last_on=delivery.last_on,
        member_id=delivery.member_id,
        worker_id=delivery.worker_id,
    )
