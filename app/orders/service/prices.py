"""A price rise that takes effect asks for the money of the units that are not delivered yet."""

from uuid import UUID

from app.contracts import queries as contracts
from app.funds import service as funds
from app.funds.queries import LimitRow
from app.identity import queries as identity
from app.kernel.money import Money
from app.kernel.refusals import Reason, Refused, refuse_if
from app.orders import events, queries
from app.orders.models import ServiceOrder
from app.orders.rules.running import rise_to_cover, unused
from app.orders.service.acting import of_order, reasons_not_order
from app.platform.work import Work


def cover_rise(work: Work, order_id: UUID) -> bool:
    """Whether the money was found; where it was not, the order is flagged and told of once.

    The system does it on the day of the rise; a case worker may ask again when there is money.
    """
    order = queries.own_order(work, order_id, lock=True)
    refuse_if(
        [
            *reasons_not_order(work, "cover_rise", order),
            *([] if order.state in queries.LIVE else [Reason("order.not_at_work", {"state": order.state})]),
        ]
    )
    price = contracts.price_on(work, order.price_line_id, identity.today(work))
    more = rise_to_cover(order.covered_price, price, unused(order.quantity, order.used_parts))
    try:
        funds.raise_hold(work, order.id, more, need_id=order.need_id)
    except Refused as no:
        _flag(work, order, price, more, no)
        return False

    work.record(events.RiseCovered(**of_order(order), before=order.covered_price, after=price, more=more))
    order.committed, order.covered_price = order.committed + more, max(price, order.covered_price)
    order.uncovered_rise = False
    order.version += 1
    return True


def limits_waiting(work: Work, order: ServiceOrder) -> list[LimitRow]:
    """Where the uncovered rise waits for a second person's yes, of what the actor may see."""
    if not order.uncovered_rise:
        return []
    price = contracts.price_on(work, order.price_line_id, identity.today(work))
    more = rise_to_cover(order.covered_price, price, unused(order.quantity, order.used_parts))
    return funds.waiting_for_second(work, order.id, more, need_id=order.need_id)


def _flag(work: Work, order: ServiceOrder, price: Money, more: Money, no: Refused) -> None:
    if order.uncovered_rise:
        return
    order.uncovered_rise = True
    order.version += 1
    work.record(
        events.RiseUncovered(
            **of_order(order),
            before=order.covered_price,
            after=price,
            more=more,
            reasons=tuple(reason.code for reason in no.reasons),
        )
    )
