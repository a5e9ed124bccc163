"""Acts of impact: an outcome claimed, shown and verified; results measured."""

from uuid import UUID

from app.demo.acting import act
from app.demo.fields import Day, Fields
from app.demo.stage import Stage
from app.impact import queries, service
from app.platform.work import Work


class Claim(Fields):
    order: str
    began_on: Day
    reached_on: Day
    consent_on: Day


@act("claim_outcome", Claim)
def claim_outcome(stage: Stage, work: Work, facts: Claim) -> UUID:
    """Claims that the outcome which the call's bonus pays was reached."""
    told = facts.model_dump(exclude={"order"})
    return service.claim(work, stage.id(facts.order), **told)


class Evidence(Fields):
    claim: str
    evidence: str


@act("show_evidence", Evidence)
def show_evidence(stage: Stage, work: Work, facts: Evidence) -> None:
    """Shows the evidence of a claimed outcome."""
    service.show_evidence(work, stage.id(facts.claim), evidence=facts.evidence)


class OneClaim(Fields):
    claim: str


@act("verify_outcome", OneClaim)
def verify_outcome(stage: Stage, work: Work, facts: OneClaim) -> None:
    """Verifies an outcome: its bonus is delivered and approved, once for a client and call."""
    service.verify(work, stage.id(facts.claim))


class Rejection(Fields):
    claim: str
    reason: str


@act("reject_outcome", Rejection)
def reject_outcome(stage: Stage, work: Work, facts: Rejection) -> None:
    """Rejects a claimed outcome, with a reason."""
    service.reject(work, stage.id(facts.claim), reason=facts.reason)


class Measuring(Fields):
    call: str


@act("tell_metrics", Measuring)
def tell_metrics(stage: Stage, work: Work, facts: Measuring) -> None:
    """Writes the call's metrics, as they stand now, into the summary."""
    for result in queries.results(work, stage.id(facts.call)):
        key = f"{result.code} {result.category_code}" if result.category_code else result.code
        told = {
            "numerator": result.numerator_text,
            "denominator": result.denominator_text,
            "share": result.share_text,
        }
        stage.tell("metrics", key, told)
