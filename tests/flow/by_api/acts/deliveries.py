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
from app.kernel.refusals import Reason, Refused
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.doing import Fields
from tests.flow.by_hand.told import cancelled, corrected, delivered, not_shown, waiting_of, who


@by_api("log_delivery")
def log_delivery(asking: Asking, facts: Delivered) -> UUID:
    return _told(asking, "deliveries", facts, delivered(facts))


@by_api("log_deliveries")
def log_deliveries(asking: Asking, facts: Days) -> None:
    for day in facts.days:
        _told(asking, "deliveries", facts, {"delivered_on": day, "quantity": facts.quantity})


@by_api("log_cancellation")
def log_cancellation(asking: Asking, facts: Cancelled) -> UUID:
    return _told(asking, "cancellations", facts, cancelled(facts))


@by_api("log_no_show")
def log_no_show(asking: Asking, facts: NoShow) -> UUID:
    return _told(asking, "no-shows", facts, not_shown(facts))


@by_api("correct_delivery")
def correct_delivery(asking: Asking, facts: Correcting) -> UUID:
    return asking.make(f"{_delivery(asking, facts.delivery)}/corrections", corrected(facts))


@by_api("approve_delivery")
def approve_delivery(asking: Asking, facts: OneDelivery) -> None:
    asking.post(f"{_delivery(asking, facts.delivery)}/approval")


@by_api("approve_all")
def approve_all(asking: Asking, facts: AllOf) -> None:
    """Each by itself: a no to one of them does not stand in the status of the answer."""
    these = waiting_of(asking.stage, facts.orders)
    answers = asking.post("/deliveries/approvals", {"delivery_ids": these})
    reasons = [Reason(no["code"], no["facts"]) for one in answers for no in one["reasons"]]
    if reasons:
        raise Refused(reasons)


@by_api("dispute_delivery")
def dispute_delivery(asking: Asking, facts: Disputing) -> None:
    asking.post(f"{_delivery(asking, facts.delivery)}/dispute", {"reason": facts.reason})


@by_api("reopen_delivery")
def reopen_delivery(asking: Asking, facts: Disputing) -> None:
    asking.post(f"{_delivery(asking, facts.delivery)}/reopening", {"reason": facts.reason})


def _told(asking: Asking, what: str, facts: Delivered | Days | Cancelled | NoShow, told: Fields) -> UUID:
    here = f"/orders/{asking.id(facts.order)}/{what}"
    return asking.make(here, {**told, **who(asking.stage, facts)})


def _delivery(asking: Asking, key: str) -> str:
    return f"/deliveries/{asking.id(key)}"
