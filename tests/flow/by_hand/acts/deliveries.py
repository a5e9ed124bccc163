"""What was held and what failed, told and decided on."""

from uuid import UUID

from app.demo.acts.deliveries import (
    AllOf,
    Cancelled,
    Correcting,
    Days,
    Delivered,
    Disputing,
    NoShow,
    OneDelivery,
)
from tests.flow.by_hand.doing import Doing, Fields, by_hand
from tests.flow.by_hand.told import (
    cancelled,
    corrected,
    delivered,
    newest_delivery,
    not_shown,
    waiting_of,
    who,
)


@by_hand("log_delivery")
def log_delivery(doing: Doing, facts: Delivered) -> UUID:
    return _log(doing, "log", facts, delivered(facts))


@by_hand("log_deliveries")
def log_deliveries(doing: Doing, facts: Days) -> None:
    for day in facts.days:
        _log(doing, "log", facts, {"delivered_on": day, "quantity": facts.quantity})


@by_hand("log_cancellation")
def log_cancellation(doing: Doing, facts: Cancelled) -> UUID:
    return _log(doing, "log-cancellation", facts, cancelled(facts))


@by_hand("log_no_show")
def log_no_show(doing: Doing, facts: NoShow) -> UUID:
    return _log(doing, "log-no-show", facts, not_shown(facts))


@by_hand("correct_delivery")
def correct_delivery(doing: Doing, facts: Correcting) -> UUID:
    page = _delivery(doing, facts.delivery)
    return doing.make(page, f"{page}/correct", corrected(facts))


@by_hand("approve_delivery")
def approve_delivery(doing: Doing, facts: OneDelivery) -> None:
    page = _delivery(doing, facts.delivery)
    doing.fill(page, f"{page}/approve")


@by_hand("approve_all")
def approve_all(doing: Doing, facts: AllOf) -> None:
    these = waiting_of(doing.stage, facts.orders)
    doing.fill("/deliveries/waiting", "/deliveries/approve", {"delivery_ids": these})


@by_hand("dispute_delivery")
def dispute_delivery(doing: Doing, facts: Disputing) -> None:
    page = _delivery(doing, facts.delivery)
    doing.fill(page, f"{page}/dispute", {"reason": facts.reason})


@by_hand("reopen_delivery")
def reopen_delivery(doing: Doing, facts: Disputing) -> None:
    page = _delivery(doing, facts.delivery)
    doing.fill(page, f"{page}/reopen", {"reason": facts.reason})


def _log(doing: Doing, act: str, facts: Delivered | Days | Cancelled | NoShow, told: Fields) -> UUID:
    page = f"/deliveries/orders/{doing.id(facts.order)}"
    doing.fill(page, f"{page}/{act}", told, who(doing.stage, facts))
    return newest_delivery(doing.stage, doing.id(facts.order))


def _delivery(doing: Doing, key: str) -> str:
    return f"/deliveries/{doing.id(key)}"
