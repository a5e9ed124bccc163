from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.impact import queries, service
from app.impact.queries import months_between
from app.impact.rules import ClaimState
from app.impact.schemas import (
    CallResultsOut,
    ClaimIn,
    ClaimOut,
    EvidenceIn,
    EvidenceOut,
    RejectionIn,
    WholeClaimOut,
    call_results_out,
    whole_claim_out,
)
from app.platform.fields import Month
from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import PERSONAL, PUBLIC, RequestWork, WorkRoute

router = APIRouter(prefix="/api/v1", tags=["impact"], route_class=WorkRoute)
MonthAsked = Annotated[Month | None, Query(description="Any day of the month, or 2026-04.")]


@router.get("/call-results/{public_id}", openapi_extra=PUBLIC)
def get_call_results(
    work: RequestWork, public_id: UUID, first: MonthAsked = None, last: MonthAsked = None
) -> CallResultsOut:
    """What a call has achieved by its own metrics, of all time or of some months."""
    return call_results_out(queries.call_results(work, public_id, months_between(first, last)))


@router.get("/outcome-claims")
def list_outcome_claims(work: RequestWork, cursor: Cursor, state: ClaimState | None = None) -> Page[ClaimOut]:
    """The caller's claims, the oldest first."""
    rows = queries.claims(work, *([state] if state else []))
    part = part_of(rows, cursor, lambda row: row.id)
    return page_of(part, cursor, ClaimOut.model_validate, lambda row: row.id)


@router.post("/outcome-claims", status_code=201)
def claim_outcome(work: RequestWork, told: ClaimIn) -> WholeClaimOut:
    """The supplier claims that the outcome has lasted; it is paid once for a client in a call."""
    facts = told.facts()
    claim_id = service.claim(work, facts.pop("order_id"), **facts)
    return _whole(work, claim_id)


@router.get("/outcome-claims/{claim_id}")
def get_outcome_claim(work: RequestWork, claim_id: UUID) -> WholeClaimOut:
    """One claim; its evidence is read apart, because that is logged."""
    return _whole(work, claim_id)


@router.get("/outcome-claims/{claim_id}/evidence", openapi_extra=PERSONAL)
def get_outcome_evidence(work: RequestWork, claim_id: UUID) -> EvidenceOut:
    """The evidence and, after a rejection, its reason, in plain text; the reading is logged."""
    return EvidenceOut(**service.read_written(work, claim_id))


@router.post("/outcome-claims/{claim_id}/evidence")
def show_outcome_evidence(work: RequestWork, claim_id: UUID, told: EvidenceIn) -> WholeClaimOut:
    """The supplier shows what proves the outcome."""
    service.show_evidence(work, claim_id, evidence=told.evidence)
    return _whole(work, claim_id)


@router.post("/outcome-claims/{claim_id}/verification")
def verify_outcome(work: RequestWork, claim_id: UUID) -> WholeClaimOut:
    """The client's case worker verifies it: the bonus is delivered and approved at once."""
    service.verify(work, claim_id)
    return _whole(work, claim_id)


@router.post("/outcome-claims/{claim_id}/rejection")
def reject_outcome(work: RequestWork, claim_id: UUID, told: RejectionIn) -> WholeClaimOut:
    """The client's case worker says no, with a reason; a new claim may follow."""
    service.reject(work, claim_id, reason=told.reason)
    return _whole(work, claim_id)


def _whole(work: RequestWork, claim_id: UUID) -> WholeClaimOut:
    work.db.flush()
    claimed = queries.own_claim(work, claim_id)
    return whole_claim_out(claimed, queries.heading_of(work, claimed))
