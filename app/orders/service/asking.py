"""Which acts on an order are this actor's own, and what speaks against each of them now: for its page."""

from app.kernel.refusals import Reason
from app.orders.models import ServiceOrder
from app.orders.queries import LIVE
from app.orders.rules.states import ORDER_FLOW
from app.orders.service.acting import reasons_not_order, reasons_not_serving
from app.orders.service.answering import reasons_not_to_answer
from app.platform.work import Work

SUPPLIERS_ANSWERS = ("accept", "decline")
CASE_WORKERS_MOVES = {"start": "note_start", "end": "end", "withdraw": "withdraw"}


def acts_on(work: Work, order: ServiceOrder, *, is_own_client: bool) -> dict[str, list[Reason]]:
    """An act that belongs to somebody else, or to another state, is not there at all."""
    if is_own_client:
        return {**_case_workers(work, order), **_of_money(work, order)}
    return {**_suppliers(work, order), **_of_money(work, order)}


def serves(work: Work, order: ServiceOrder) -> bool:
    """Whether the actor is of those whom the order was sent to, and may read what they are told."""
    return order.state in LIVE and not reasons_not_serving(work, "see_order", order)


def _case_workers(work: Work, order: ServiceOrder) -> dict[str, list[Reason]]:
    moves = [*CASE_WORKERS_MOVES, "start"]
    return {
        move: [] for move in moves if _is_open(work, order, move, "note_start" if move == "start" else move)
    }


def _suppliers(work: Work, order: ServiceOrder) -> dict[str, list[Reason]]:
    answers: dict[str, list[Reason]] = {
        move: [] for move in SUPPLIERS_ANSWERS if _is_open(work, order, move, move)
    }
    if "accept" in answers:
        answers["accept"] = reasons_not_to_answer(work, order)
    if _moves(order, "start") and not reasons_not_serving(work, "start", order):
        answers["start"] = []
    return answers


def _of_money(work: Work, order: ServiceOrder) -> dict[str, list[Reason]]:
    is_flagged = order.uncovered_rise and order.state in LIVE
    return {"cover_rise": []} if is_flagged and not reasons_not_order(work, "cover_rise", order) else {}


def _is_open(work: Work, order: ServiceOrder, move: str, act: str) -> bool:
    return _moves(order, move) and not reasons_not_order(work, act, order)


def _moves(order: ServiceOrder, move: str) -> bool:
    return not ORDER_FLOW.reasons_not_to(order.state, move)
