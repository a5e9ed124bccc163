"""Applications, from the first word to the notice of the decision."""

from datetime import datetime
from typing import Any
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
)
from app.kernel.money import money_from_text
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import call_of_application, grounded, offer_of, points_asked


@by_api("start_application")
def start_application(asking: Asking, facts: Applying) -> UUID:
    told = {"party_id": asking.id(facts.party), "language": facts.language}
    return asking.make(f"/calls/{asking.id(facts.call)}/applications", told)


@by_api("send_application")
def send_application(asking: Asking, facts: Sending) -> None:
    offers = [
        {"category": one.category, "unit_price": one.unit_price, "answers": _answers(one.answers)}
        for one in facts.offers
    ]
    told = {"offers": offers, "declarations": _answers(facts.declarations)}
    receipt = asking.post(f"/applications/{asking.id(facts.application)}/submission", told)
    names = ("round", "late_by_us", "sha256")
    asking.stage.tell(
        "receipts",
        facts.application,
        {
            "received_at": datetime.fromisoformat(receipt["received_at"]).isoformat(),
            **{name: receipt[name] for name in names},
        },
    )


@by_api("withdraw_application")
def withdraw_application(asking: Asking, facts: OneApplication) -> None:
    asking.post(f"/applications/{asking.id(facts.application)}/withdrawal")


@by_api("open_first_round")
def open_first_round(asking: Asking, facts: FirstRound) -> None:
    asking.post(f"/calls/{asking.id(facts.call)}/opening")


@by_api("open_application")
def open_application(asking: Asking, facts: OneApplication) -> None:
    asking.post(f"/applications/{asking.id(facts.application)}/opening")


@by_api("score_offer")
def score_offer(asking: Asking, facts: ScoreTold) -> None:
    offer_id = offer_of(asking.stage, facts.application, facts.category)
    scores = points_asked(asking.stage, call_of_application(asking.stage, facts.application), facts)
    asking.post(f"/offers/{offer_id}/scores", {"scores": scores})


@by_api("decide_application")
def decide_application(asking: Asking, facts: Deciding) -> UUID:
    told = {"number": facts.number, "title": facts.title, "known_facts": facts.facts}
    here = f"/applications/{asking.id(facts.application)}"
    return asking.make(f"{here}/decision", {**told, "verdicts": grounded(facts)})


@by_api("notify_decision")
def notify_decision(asking: Asking, facts: OneDecision) -> None:
    asking.post(f"/decisions/{asking.id(facts.decision)}/notice")


@by_api("tell_ranking")
def read_ranking(asking: Asking, facts: RankingTold) -> None:
    by_category: dict[str, list[dict[str, Any]]] = {}
    for row in asking.get(f"/calls/{asking.id(facts.call)}/ranking"):
        told = {
            "key": asking.stage.key_of(UUID(row["party_id"])),
            "place": row["place"],
            "price": money_from_text(row["unit_price"]).cents,
            **{name: row[name] for name in ("quality", "price_points", "total")},
        }
        by_category.setdefault(row["category"], []).append(told)
    for category, rows in by_category.items():
        asking.stage.tell("ranking", category, rows)


def _answers(told: dict[str, str]) -> list[dict[str, str]]:
    return [{"question": question, "answer": answer} for question, answer in told.items()]
