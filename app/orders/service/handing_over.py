"""When a case worker is gone: the orders that go on are somebody else's to look after."""

from uuid import UUID

from sqlalchemy import update

from app.identity import queries as identity
from app.kernel.actors import Role
from app.kernel.refusals import Missing, Reason, refuse_if
from app.orders import events, policy
from app.orders.models import ServiceOrder
from app.orders.queries import LIVE
from app.platform.db import changed
from app.platform.work import Work


def hand_over_orders(work: Work, buyer_id: UUID, *, from_person_id: UUID, to_person_id: UUID) -> int:
    """All that have not come to their end; how many there were. What is over keeps its case worker's name."""
    if buyer_id not in work.actor.party_ids:
        raise Missing
    may = identity.holds(work, to_person_id, Role.CASE_WORKER, buyer_id, identity.today(work))
    refuse_if(
        [
            *policy.reasons_not_to("hand_over", work.actor, buyer_id=buyer_id),
            *([] if may else [Reason("order.not_a_case_worker")]),
        ]
    )

    theirs = update(ServiceOrder).where(
        ServiceOrder.buyer_id == buyer_id,
        ServiceOrder.case_worker_id == from_person_id,
        ServiceOrder.state.in_(LIVE),
    )
    orders = changed(work.db, theirs.values(case_worker_id=to_person_id, version=ServiceOrder.version + 1))
    work.record(
        events.OrdersHandedOver(
            about=buyer_id,
            buyer_id=buyer_id,
            from_person_id=from_person_id,
            to_person_id=to_person_id,
            orders=orders,
        )
    )
    return orders
