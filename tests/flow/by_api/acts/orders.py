"""A client's need, the choice, and the order's life."""

from uuid import UUID

from app.demo.acts.orders import (
    Accepting,
    Choosing,
    Contact,
    Declining,
    Ending,
    NeedTold,
    OneNeed,
    OneOrder,
    Room,
    Sending,
    Starting,
)
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import category_of, only


@by_api("set_capacity")
def set_capacity(asking: Asking, facts: Room) -> None:
    category_id = category_of(asking.stage, facts.call, facts.category)
    here = f"/service-cards/{asking.id(facts.party)}/{category_id}"
    asking.post(f"{here}/capacity", {"places": facts.places})


@by_api("open_need")
def open_need(asking: Asking, facts: NeedTold) -> UUID:
    told = only(facts, "quantity", "starts_on", "ends_on", "summary", "plan_ref", "decision_ref")
    category_id = category_of(asking.stage, facts.call, facts.category)
    return asking.make(f"/clients/{asking.id(facts.client)}/needs", {**told, "category_id": category_id})


@by_api("open_choice")
def open_choice(asking: Asking, facts: OneNeed) -> UUID:
    return asking.make(f"/needs/{asking.id(facts.need)}/lists")


@by_api("choose")
def choose(asking: Asking, facts: Choosing) -> UUID:
    told = {"party_id": asking.id(facts.party), "ground": facts.ground, "reason": facts.reason}
    return asking.make(f"/lists/{asking.id(facts.list)}/choices", told)


@by_api("record_contact")
def record_contact(asking: Asking, facts: Contact) -> None:
    told = {"channel": facts.channel, "reached": facts.reached}
    asking.post(f"/needs/{asking.id(facts.need)}/contacts", told)


@by_api("fall_back")
def fall_back(asking: Asking, facts: OneNeed) -> UUID:
    return asking.make(f"/needs/{asking.id(facts.need)}/fallback")


@by_api("send_order")
def send_order(asking: Asking, facts: Sending) -> UUID:
    return asking.make(f"/choices/{asking.id(facts.choice)}/orders", {})


@by_api("accept_order")
def accept_order(asking: Asking, facts: Accepting) -> None:
    told = {"member_id": asking.id(facts.member)} if facts.member else {}
    asking.post(f"{_order(asking, facts.order)}/acceptance", told)


@by_api("decline_order")
def decline_order(asking: Asking, facts: Declining) -> None:
    asking.post(f"{_order(asking, facts.order)}/refusal", {"reason": facts.reason})


@by_api("withdraw_order")
def withdraw_order(asking: Asking, facts: Declining) -> None:
    asking.post(f"{_order(asking, facts.order)}/withdrawal", {"reason": facts.reason})


@by_api("start_order")
def start_order(asking: Asking, facts: Starting) -> None:
    asking.post(f"{_order(asking, facts.order)}/start", {"on": facts.on})


@by_api("end_order")
def end_order(asking: Asking, facts: Ending) -> None:
    asking.post(f"{_order(asking, facts.order)}/ending", {"on": facts.on, "reason": facts.reason})


@by_api("see_client")
def see_client(asking: Asking, facts: OneOrder) -> None:
    shown = asking.get(f"{_order(asking, facts.order)}/client")
    asking.stage.tell("views", facts.order, sorted(shown))


def _order(asking: Asking, key: str) -> str:
    return f"/orders/{asking.id(key)}"
