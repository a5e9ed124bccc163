"""An officer's call, from its draft to its publication."""

from uuid import UUID

from app.demo.acts.procurement import Call, CallEnd, CategoryTold, LanguagesTold, Metric, OneCall
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import call_told, category_told, newest_category


@by_hand("draft_call")
def draft_call(doing: Doing, facts: Call) -> UUID:
    page = "/procurement/calls/new"
    return doing.make(page, page, {**call_told(facts), "buyer_id": doing.id(facts.buyer)})


@by_hand("add_category")
def add_category(doing: Doing, facts: CategoryTold) -> UUID:
    page = f"{_call(doing, facts.call)}/categories/new"
    doing.fill(page, page, category_told(facts))
    return newest_category(doing.stage, doing.id(facts.call))


@by_hand("add_metric")
def add_metric(doing: Doing, facts: Metric) -> None:
    page = _call(doing, facts.call)
    doing.fill(page, f"{page}/add-metric", facts.model_dump(exclude={"call"}))


@by_hand("set_languages")
def set_languages(doing: Doing, facts: LanguagesTold) -> None:
    action = f"/procurement/buyers/{doing.id(facts.buyer)}/languages"
    doing.fill("/procurement/calls", action, {"languages": facts.languages})


@by_hand("publish_call")
def publish_call(doing: Doing, facts: OneCall) -> None:
    page = _call(doing, facts.call)
    doing.fill(f"{page}/check", f"{page}/publish")


@by_hand("close_call")
def close_call(doing: Doing, facts: CallEnd) -> None:
    page = _call(doing, facts.call)
    doing.fill(page, f"{page}/close", {"reason": facts.reason})


@by_hand("interrupt_call")
def interrupt_call(doing: Doing, facts: CallEnd) -> None:
    page = _call(doing, facts.call)
    doing.fill(page, f"{page}/interrupt", {"reason": facts.reason})


def _call(doing: Doing, key: str) -> str:
    return f"/procurement/calls/{doing.id(key)}"
