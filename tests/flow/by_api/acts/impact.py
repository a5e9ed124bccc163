"""Outcomes claimed and verified, results read."""

from uuid import UUID

from app.demo.acts.impact import Claim, Evidence, Measuring, OneClaim, Rejection
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import public_id


@by_api("claim_outcome")
def claim_outcome(asking: Asking, facts: Claim) -> UUID:
    told = {**facts.model_dump(exclude={"order"}), "order_id": asking.id(facts.order)}
    return asking.make("/outcome-claims", told)


@by_api("show_evidence")
def show_evidence(asking: Asking, facts: Evidence) -> None:
    asking.post(f"{_claim(asking, facts.claim)}/evidence", {"evidence": facts.evidence})


@by_api("verify_outcome")
def verify_outcome(asking: Asking, facts: OneClaim) -> None:
    asking.post(f"{_claim(asking, facts.claim)}/verification")


@by_api("reject_outcome")
def reject_outcome(asking: Asking, facts: Rejection) -> None:
    asking.post(f"{_claim(asking, facts.claim)}/rejection", {"reason": facts.reason})


@by_api("tell_metrics")
def read_metrics(asking: Asking, facts: Measuring) -> None:
    results = asking.get(f"/call-results/{public_id(asking.stage, facts.call)}")["results"]
    for row in results:
        key = f"{row['code']} {row['category_code']}" if row["category_code"] else row["code"]
        told = {name: row[name] for name in ("numerator", "denominator", "share")}
        asking.stage.tell("metrics", key, told)


def _claim(asking: Asking, key: str) -> str:
    return f"/outcome-claims/{asking.id(key)}"
