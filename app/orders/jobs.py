"""What the clock does to orders: unanswered ones expire, and price rises take effect."""

from collections.abc import Callable
from uuid import UUID

from app.identity.queries import today
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Refused
from app.orders import queries, service
from app.platform.work import Ground, Work, begin_work, system_work


def expire_unanswered(ground: Ground) -> int:
    """Each order in a Work of its own: one that was answered a moment ago keeps its answer."""
    return sum(_expired(ground, order_id) for order_id in _asked(ground, queries.unanswered))


def apply_price_rises(ground: Ground) -> int:
    """On the day of a rise, and once for each order; where money is short, the order is flagged."""
    found = _asked(ground, lambda work: queries.risen(work, today(work)))
    for order_id in found:
        with system_work(ground) as work:
            service.cover_rise(work, order_id)
    return len(found)


def _expired(ground: Ground, order_id: UUID) -> bool:
    try:
        with system_work(ground) as work:
            service.expire(work, order_id)
    except Refused:  # answered in between
        return False
    return True


def _asked(ground: Ground, question: Callable[[Work], list[UUID]]) -> list[UUID]:
    with begin_work(ground, SYSTEM, writes=False) as work:
        return question(work)
