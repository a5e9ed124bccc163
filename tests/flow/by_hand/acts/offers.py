"""Applications, from the first word to the notice of the decision."""

from uuid import UUID

from app.demo.acts.offers import (
    Applying,
    Deciding,
    FirstRound,
    OneApplication,
    OneDecision,
    RankingTold,
    ScoreTold,
    Sending,
    tell_ranking,
)
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import (
    answers_asked,
    call_of_application,
    grounded,
    offer_of,
    offers_asked,
    points_asked,
    public_id,
    questions_to_all,
    receipt_of,
)


@by_hand("start_application")
def start_application(doing: Doing, facts: Applying) -> UUID:
    page = f"/calls/{public_id(doing.stage, facts.call)}/apply"
    return doing.make(page, page, {"party_id": doing.id(facts.party), "language": facts.language})


@by_hand("send_application")
def send_application(doing: Doing, facts: Sending) -> None:
    page = _application(doing, facts.application)
    call_id = call_of_application(doing.stage, facts.application)
    declared = answers_asked(questions_to_all(doing.stage, call_id), facts.declarations)
    told = {"offers": offers_asked(doing.stage, call_id, facts.offers), "declarations": declared}
    doing.fill(page, f"{page}/send", told)

    receipt = receipt_of(doing.stage, facts.application)
    assert receipt["sha256"] in doing.read(f"{page}/receipt")
    doing.stage.tell("receipts", facts.application, receipt)


@by_hand("withdraw_application")
def withdraw_application(doing: Doing, facts: OneApplication) -> None:
    page = _application(doing, facts.application)
    doing.fill(page, f"{page}/withdraw")


@by_hand("open_first_round")
def open_first_round(doing: Doing, facts: FirstRound) -> None:
    page = f"/offers/calls/{doing.id(facts.call)}"
    doing.fill(page, f"{page}/open-first-round")


@by_hand("open_application")
def open_application(doing: Doing, facts: OneApplication) -> None:
    page = f"/offers/calls/{call_of_application(doing.stage, facts.application)}"
    doing.fill(page, f"{page}/applications/{doing.id(facts.application)}/open")


@by_hand("score_offer")
def score_offer(doing: Doing, facts: ScoreTold) -> None:
    page = _application(doing, facts.application)
    offer_id = offer_of(doing.stage, facts.application, facts.category)
    scores = points_asked(doing.stage, call_of_application(doing.stage, facts.application), facts)
    doing.fill(page, f"{page}/offers/{offer_id}/score", {"scores": scores})


@by_hand("decide_application")
def decide_application(doing: Doing, facts: Deciding) -> UUID:
    page = _application(doing, facts.application)
    told = {"number": facts.number, "title": facts.title, "known_facts": facts.facts}
    return doing.make(page, f"{page}/decide", {**told, "verdicts": grounded(facts)})


@by_hand("notify_decision")
def notify_decision(doing: Doing, facts: OneDecision) -> None:
    page = f"/offers/decisions/{doing.id(facts.decision)}"
    doing.fill(page, f"{page}/notify")


@by_hand("tell_ranking")
def read_ranking(doing: Doing, facts: RankingTold) -> None:
    """Nothing is done: what the page says is what the services' story tells."""
    page = doing.read(f"/offers/calls/{doing.id(facts.call)}/ranking")
    with doing.stage.work_by("oona") as work:
        tell_ranking(doing.stage, work, facts)
    for rows in doing.stage.told["ranking"].values():
        assert all(row["total"].replace(".", ",") in page for row in rows)


def _application(doing: Doing, key: str) -> str:
    return f"/offers/applications/{doing.id(key)}"
