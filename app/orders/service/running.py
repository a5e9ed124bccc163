"""An order at work: it starts, its units are used and given back, its bonus is earned, and it ends."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, bindparam, update

from app.catalogue import service as catalogue
from app.funds import queries as limits
from app.funds import service as funds
from app.identity import queries as identity
from app.kernel.money import Money
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason, Refused, refuse_if
from app.orders import events, queries
from app.orders.models import ServiceOrder
from app.orders.rules.running import (
    freed_at_end,
    parts_of,
    reasons_not_to_end,
    reasons_not_to_start,
    reasons_other_unit,
    unused,
)
from app.orders.rules.states import AT_WORK, NEED_FLOW, ORDER_FLOW, UNIT_OF_USE, OrderState
from app.orders.service.acting import (
    of_client,
    of_order,
    reasons_not_clients,
    reasons_not_serving,
    sealed,
    sealed_reason,
)
from app.platform.db import changed_one
from app.platform.work import Work
from app.procurement import queries as procurement

# Asking and taking are one statement: two deliveries that both saw the last unit would both take it.
PARTS: Any = bindparam("parts", type_=BigInteger())
TAKEN = (
    update(ServiceOrder)
    .where(
        ServiceOrder.id == bindparam("order_id", type_=Uuid()),
        ServiceOrder.state.in_(AT_WORK),
        (ServiceOrder.used_parts + PARTS) * ServiceOrder.quantity_per
        <= UNIT_OF_USE * ServiceOrder.quantity_value,
    )
    .values(used_parts=ServiceOrder.used_parts + PARTS)
)


def start(work: Work, order_id: UUID, *, on: date) -> ServiceOrder:
    """The first day of the service, as the supplier logs it or the case worker knows it."""
    order = queries.own_order(work, order_id, lock=True)
    refuse_if([*_reasons_not_starters(work, order), *ORDER_FLOW.reasons_not_to(order.state, "start")])
    refuse_if(
        reasons_not_to_start(
            on=on,
            today=identity.today(work),
            accepted_on=procurement.local_day(work, order.answered_at or work.now),
            starts_on=order.starts_on,
            ends_on=order.ends_on,
        )
    )

    order.state = ORDER_FLOW.after(order.state, "start")
    order.started_on = on
    order.version += 1
    work.record(events.OrderStarted(**of_order(order), on=on, in_time=on <= order.start_by))
    return order


def end(work: Work, order_id: UUID, *, on: date, reason: str) -> ServiceOrder:
    """What was delivered is paid; the money of the rest, and of a bonus that nobody earned, is free again."""
    order = queries.own_order(work, order_id, lock=True)
    refuse_if(
        [
            *reasons_not_clients(work, "end", order),
            *ORDER_FLOW.reasons_not_to(order.state, "end"),
            *reasons_not_to_end(on=on, today=identity.today(work), started_on=order.started_on),
        ]
    )

    left = unused(order.quantity, order.used_parts)
    freed = freed_at_end(order.covered_price, left, bonus=order.bonus, bonus_earned=order.bonus_earned)
    freed = _release(work, order, freed)
    order.state = ORDER_FLOW.after(order.state, "end")
    order.ended_on = on
    order.end_reason = sealed(work, order.client_id, "order_reason", reason)
    order.version += 1
    catalogue.free_place(work, order.party_id, order.category_id)
    need = queries.need_behind(work, order.need_id, lock=True)
    need.state = NEED_FLOW.after(need.state, "close")
    work.record(
        events.OrderEnded(
            **of_client(order),
            on=on,
            undelivered=left,
            freed=freed,
            reason=sealed_reason(work, order, reason),
        )
    )
    return order


def use_units(work: Work, order_id: UUID, quantity: Quantity) -> None:
    """Takes units of an order at work for a delivery or a fee; the 21st hour of 20 is refused (RULE-62)."""
    order = queries.own_order(work, order_id)
    refuse_if(reasons_other_unit(quantity, order.quantity.unit))
    if not changed_one(work.db, TAKEN, {"order_id": order.id, "parts": parts_of(quantity)}):
        raise Refused(_reasons_not_to_use(work, order))


def give_back_units(work: Work, order_id: UUID, quantity: Quantity) -> None:
    """What a correction takes off a delivery; after the order's end its money is freed as well."""
    order = queries.own_order(work, order_id, lock=True)
    refuse_if(reasons_other_unit(quantity, order.quantity.unit))
    parts = parts_of(quantity)
    given = update(ServiceOrder).where(ServiceOrder.id == order.id, ServiceOrder.used_parts >= parts)
    if not changed_one(work.db, given.values(used_parts=ServiceOrder.used_parts - parts)):
        raise Refused([Reason("order.gives_back_too_much", {"quantity": quantity.plain()})])
    if order.state is OrderState.ENDED:
        _release(work, order, order.covered_price.times(quantity))


def earn_bonus(work: Work, order_id: UUID) -> Money:
    """Once for an order: from here on the bonus stays committed when the order ends."""
    order = queries.own_order(work, order_id)
    earned = update(ServiceOrder).where(
        ServiceOrder.id == order.id,
        ServiceOrder.state.in_(AT_WORK),
        ServiceOrder.bonus_earned.is_(False),
        ServiceOrder.bonus > Money(0),
    )
    if not changed_one(work.db, earned.values(bonus_earned=True)):
        raise Refused([Reason("order.no_bonus_left")])
    work.record(events.BonusEarned(**of_order(order), bonus=order.bonus))
    return order.bonus


def _reasons_not_starters(work: Work, order: ServiceOrder) -> list[Reason]:
    """Whoever serves the client logs it; the client's case worker may know it first."""
    as_supplier = reasons_not_serving(work, "start", order)
    return as_supplier and reasons_not_clients(work, "note_start", order)


def _reasons_not_to_use(work: Work, order: ServiceOrder) -> list[Reason]:
    """As the database has it at this moment, which is why the UPDATE found nothing."""
    now = queries.own_order(work, order.id, lock=True)
    if now.state not in AT_WORK:
        return [Reason("order.not_at_work", {"state": now.state})]
    return [Reason("order.over_ordered", {"left": unused(now.quantity, now.used_parts).plain()})]


def _release(work: Work, order: ServiceOrder, amount: Money) -> Money:
    """Never more than is held: prices that changed on the way leave a cent here and there."""
    freed = min(amount, limits.held(work, order.id))
    funds.release(work, order.id, freed)
    return freed
