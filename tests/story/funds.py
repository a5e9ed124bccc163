"""Limits with room in them, and orders that hold money of them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.funds import service
from app.funds.rules import LimitKind
from app.kernel.actors import Actor
from app.kernel.money import Money
from tests.story.identity import As

CALL = UUID(int=0xCA11)


def a_ceiling(work_as: As, officer: Actor, buyer_id: UUID, amount: Money, *, process_id: UUID = CALL) -> UUID:
    with work_as(officer) as work:
        return service.open_limit(
            work,
            LimitKind.CALL_CEILING,
            buyer_id=buyer_id,
            name="JHT-DPH-2026-01",
            amount=amount,
            process_id=process_id,
        )


def a_budget(
    work_as: As,
    officer: Actor,
    buyer_id: UUID,
    amount: Money,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    with work_as(officer) as work:
        return service.open_limit(
            work,
            LimitKind.BUDGET,
            buyer_id=buyer_id,
            name="Työllisyyspalvelut 2026",
            amount=amount,
            valid_from=valid_from,
            valid_to=valid_to,
        )


def a_hold(
    work_as: As,
    case_worker: Actor,
    limit_ids: Collection[UUID],
    amount: Money,
    *,
    order_id: UUID | None = None,
    need_id: UUID | None = None,
) -> UUID:
    """The order that holds it."""
    with work_as(case_worker) as work:
        order_id = order_id or work.new_id()
        service.reserve(work, limit_ids, order_id, amount, need_id=need_id or work.new_id())
    return order_id
