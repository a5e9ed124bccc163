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
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import (
    category_of,
    need_of_choice,
    need_of_list,
    newest_choice,
    newest_list,
    only,
)


@by_hand("set_capacity")
def set_capacity(doing: Doing, facts: Room) -> None:
    category_id = category_of(doing.stage, facts.call, facts.category)
    page = f"/catalogue/{doing.id(facts.party)}/{category_id}"
    doing.fill(page, f"{page}/set-capacity", {"places": facts.places})


@by_hand("open_need")
def open_need(doing: Doing, facts: NeedTold) -> UUID:
    client = f"/clients/{doing.id(facts.client)}"
    told = only(facts, "quantity", "starts_on", "ends_on", "summary", "plan_ref", "decision_ref")
    category_id = category_of(doing.stage, facts.call, facts.category)
    return doing.make(f"{client}/needs", f"{client}/open-need", {**told, "category_id": category_id})


@by_hand("open_choice")
def open_choice(doing: Doing, facts: OneNeed) -> UUID:
    page = f"/orders/needs/{doing.id(facts.need)}"
    doing.fill(page, f"{page}/open-choice")
    return newest_list(doing.stage, doing.id(facts.need))


@by_hand("choose")
def choose(doing: Doing, facts: Choosing) -> UUID:
    need_id = need_of_list(doing.stage, facts.list)
    page = f"/orders/needs/{need_id}"
    told = {"party_id": doing.id(facts.party), "ground": facts.ground, "reason": facts.reason}
    doing.fill(page, f"{page}/lists/{doing.id(facts.list)}/choose", told)
    return newest_choice(doing.stage, need_id)


@by_hand("record_contact")
def record_contact(doing: Doing, facts: Contact) -> None:
    page = f"/orders/needs/{doing.id(facts.need)}"
    doing.fill(page, f"{page}/record-contact", {"channel": facts.channel, "reached": facts.reached})


@by_hand("fall_back")
def fall_back(doing: Doing, facts: OneNeed) -> UUID:
    page = f"/orders/needs/{doing.id(facts.need)}"
    doing.fill(page, f"{page}/fall-back")
    return newest_choice(doing.stage, doing.id(facts.need))


@by_hand("send_order")
def send_order(doing: Doing, facts: Sending) -> UUID:
    page = f"/orders/needs/{need_of_choice(doing.stage, facts.choice)}"
    return doing.make(page, f"{page}/choices/{doing.id(facts.choice)}/send")


@by_hand("accept_order")
def accept_order(doing: Doing, facts: Accepting) -> None:
    page = _order(doing, facts.order)
    doing.fill(page, f"{page}/accept", {"member_id": doing.id(facts.member)} if facts.member else {})


@by_hand("decline_order")
def decline_order(doing: Doing, facts: Declining) -> None:
    page = _order(doing, facts.order)
    doing.fill(page, f"{page}/decline", {"reason": facts.reason})


@by_hand("withdraw_order")
def withdraw_order(doing: Doing, facts: Declining) -> None:
    page = _order(doing, facts.order)
    doing.fill(page, f"{page}/withdraw", {"reason": facts.reason})


@by_hand("start_order")
def start_order(doing: Doing, facts: Starting) -> None:
    page = _order(doing, facts.order)
    doing.fill(page, f"{page}/start", {"on": facts.on})


@by_hand("end_order")
def end_order(doing: Doing, facts: Ending) -> None:
    page = _order(doing, facts.order)
    doing.fill(page, f"{page}/end", {"on": facts.on, "reason": facts.reason})


@by_hand("see_client")
def see_client(doing: Doing, facts: OneOrder) -> None:
    doing.read(_order(doing, facts.order))


def _order(doing: Doing, key: str) -> str:
    return f"/orders/{doing.id(key)}"
