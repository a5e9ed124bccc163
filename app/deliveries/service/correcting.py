"""Before approval the supplier may put right what it told: a new version, and the old one stays."""

from datetime import date, datetime
from uuid import UUID

from app.deliveries import events, queries
from app.deliveries.models import Delivery
from app.deliveries.rules.counting import counted
from app.deliveries.rules.logging import Account
from app.deliveries.rules.states import DELIVERY_FLOW, DeliveryKind
from app.deliveries.service.acting import of_delivery, reasons_not_theirs_to_tell
from app.deliveries.service.logging import kept, start_with
from app.deliveries.service.telling import (
    Said,
    account_behind,
    account_of,
    fees_so_far,
    reasons_not_to_tell,
    tariff_of,
)
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason, refuse_if
from app.orders import queries as orders
from app.orders import service as order_service
from app.orders.models import ServiceOrder
from app.orders.rules.states import AT_WORK, OrderState
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.rules.tariffs.tariff import Tariff

HAS_BEEN_AT_WORK = (*AT_WORK, OrderState.ENDED)


def correct(
    work: Work,
    delivery_id: UUID,
    *,
    kind: DeliveryKind | None = None,
    delivered_on: date | None = None,
    ends_on: date | None = None,
    quantity: Quantity | None = None,
    begins_at: datetime | None = None,
    notice_at: datetime | None = None,
    member_id: UUID | None = None,
    worker_id: UUID | None = None,
    reference: str | None = None,
) -> Delivery:
    """What is not said stays as it was told; the order's units move in the same transaction.

    `kind` is what the supplier says happened: held, cancelled or no-show. After the order's end a
    correction may give units back, but takes no more.
    """
    order = orders.own_order(work, queries.own_delivery(work, delivery_id).order_id, lock=True)
    before = queries.own_delivery(work, delivery_id, lock=True)
    tariff = tariff_of(work, order)
    refuse_if(reasons_not_correctable(work, order, before))
    told = account_behind(before, tariff)
    said = Said(
        kind=kind or told.kind,
        delivered_on=delivered_on or _local_day(work, begins_at) or told.delivered_on,
        ends_on=ends_on or (told.last_on if tariff.thirty_day_month else None),
        quantity=quantity or (None if tariff.thirty_day_month else told.amount),
        begins_at=begins_at or told.begins_at,
        notice_at=notice_at or told.notice_at,
        member_id=member_id or told.member_id,
        worker_id=worker_id or told.worker_id,
        reference=told.reference if reference is None else reference,
    )
    return _replace(work, order, tariff, before, account_of(work, order, tariff, said))


def _replace(work: Work, order: ServiceOrder, tariff: Tariff, before: Delivery, account: Account) -> Delivery:
    refuse_if(
        [
            *reasons_not_theirs_to_tell(work, "correct", order, account.member_id),
            *_reasons_reference_taken(work, before, account),
            *reasons_not_to_tell(work, order, tariff, account, root_id=before.root_id),
        ]
    )
    count = counted(account, tariff, fees_so_far(work, order, account, besides=before.root_id))

    before.state = DELIVERY_FLOW.after(before.state, "correct")
    work.db.flush()  # the old version steps aside before the new one takes its place in the index
    _move_units(work, order, before.quantity, count.quantity)
    after = kept(work, order, account, count, replaces=before)
    start_with(work, order, after)
    work.record(
        events.DeliveryCorrected(
            **of_delivery(after),
            replaces=before.id,
            version=after.version,
            kind=after.kind,
            quantity=after.quantity,
            delivered_on=after.delivered_on,
            last_on=after.last_on,
            member_id=after.member_id,
            worker_id=after.worker_id,
        )
    )
    return after


def _move_units(work: Work, order: ServiceOrder, before: Quantity, after: Quantity) -> None:
    """Only the difference: an order that has ended has no units to take, but may get some back."""
    more = after + -before
    if more.value > 0:
        order_service.use_units(work, order.id, more)
    elif more.value < 0:
        order_service.give_back_units(work, order.id, -more)


def reasons_not_correctable(work: Work, order: ServiceOrder, delivery: Delivery) -> list[Reason]:
    """The bonus was verified, not told; and who corrects must be one who could have told it."""
    is_bonus = delivery.kind is DeliveryKind.BONUS
    has_been_at_work = order.state in HAS_BEEN_AT_WORK
    return [
        *reasons_not_theirs_to_tell(work, "correct", order, delivery.member_id),
        *DELIVERY_FLOW.reasons_not_to(delivery.state, "correct"),
        *([Reason("deliveries.bonus_is_verified")] if is_bonus else []),
        *([] if has_been_at_work else [Reason("order.not_at_work", {"state": order.state})]),
    ]


def _reasons_reference_taken(work: Work, before: Delivery, account: Account) -> list[Reason]:
    other = queries.by_reference(work, before.order_id, account.reference)
    if other is None or other.root_id == before.root_id:
        return []
    return [Reason("deliveries.same_reference", {"reference": account.reference})]


def _local_day(work: Work, moment: datetime | None) -> date | None:
    return None if moment is None else procurement.local_day(work, moment)
