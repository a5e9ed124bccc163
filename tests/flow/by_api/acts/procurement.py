"""A call, from its draft to its publication."""

from uuid import UUID

from app.demo.acts.procurement import Call, CallEnd, CategoryTold, LanguagesTold, Metric, OneCall
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import call_told, category_told


@by_api("draft_call")
def draft_call(asking: Asking, facts: Call) -> UUID:
    return asking.make("/calls", {**call_told(facts), "buyer_id": asking.id(facts.buyer)})


@by_api("add_category")
def add_category(asking: Asking, facts: CategoryTold) -> UUID:
    return asking.make(f"/calls/{asking.id(facts.call)}/categories", category_told(facts))


@by_api("add_metric")
def add_metric(asking: Asking, facts: Metric) -> None:
    asking.post(f"/calls/{asking.id(facts.call)}/metrics", facts.model_dump(exclude={"call"}))


@by_api("set_languages")
def set_languages(asking: Asking, facts: LanguagesTold) -> None:
    asking.post(f"/buyers/{asking.id(facts.buyer)}/languages", {"languages": facts.languages})


@by_api("publish_call")
def publish_call(asking: Asking, facts: OneCall) -> None:
    asking.post(f"/calls/{asking.id(facts.call)}/publication")


@by_api("close_call")
def close_call(asking: Asking, facts: CallEnd) -> None:
    asking.post(f"/calls/{asking.id(facts.call)}/closing", {"reason": facts.reason})


@by_api("interrupt_call")
def interrupt_call(asking: Asking, facts: CallEnd) -> None:
    asking.post(f"/calls/{asking.id(facts.call)}/interruption", {"reason": facts.reason})
