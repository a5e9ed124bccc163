"""Outcomes claimed and verified, results read."""

from uuid import UUID

from app.demo.acts.impact import Claim, Evidence, Measuring, OneClaim, Rejection, tell_metrics
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import public_id


@by_hand("claim_outcome")
def claim_outcome(doing: Doing, facts: Claim) -> UUID:
    told = {**facts.model_dump(exclude={"order"}), "order_id": doing.id(facts.order)}
    return doing.make("/impact/claims/new", "/impact/claims", told)


@by_hand("show_evidence")
def show_evidence(doing: Doing, facts: Evidence) -> None:
    page = _claim(doing, facts.claim)
    doing.fill(page, f"{page}/show-evidence", {"evidence": facts.evidence})


@by_hand("verify_outcome")
def verify_outcome(doing: Doing, facts: OneClaim) -> None:
    page = _claim(doing, facts.claim)
    doing.fill(page, f"{page}/verify")


@by_hand("reject_outcome")
def reject_outcome(doing: Doing, facts: Rejection) -> None:
    page = _claim(doing, facts.claim)
    doing.fill(page, f"{page}/reject", {"reason": facts.reason})


@by_hand("tell_metrics")
def read_metrics(doing: Doing, facts: Measuring) -> None:
    """Nothing is done: what the page says is what the services' story tells."""
    page = doing.read(f"/impact/calls/{public_id(doing.stage, facts.call)}")
    with doing.stage.work_by("oona") as work:
        tell_metrics(doing.stage, work, facts)
    said = [
        row["share"].replace(".0 ", " ").replace(".", ",") for row in doing.stage.told["metrics"].values()
    ]
    assert all(share in page for share in said), f"{said} on {page}"


def _claim(doing: Doing, key: str) -> str:
    return f"/impact/claims/{doing.id(key)}"
