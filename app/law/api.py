from uuid import UUID

from fastapi import APIRouter

from app.law import queries, service
from app.law.rules.facts import LegalKind
from app.law.schemas import FactOut, OverrideIn, ProposalOut, proposal_out
from app.platform.web import RequestWork, WorkRoute

router = APIRouter(prefix="/api/v1", tags=["law"], route_class=WorkRoute)


@router.get("/legal-facts")
def list_legal_facts(work: RequestWork, kind: LegalKind | None = None) -> list[FactOut]:
    """Every dated fact of the installation's country, with its source and certainty."""
    return [FactOut.model_validate(fact) for fact in queries.facts(work, work.ground.country, kind)]


@router.get("/legal-proposals")
def list_legal_proposals(work: RequestWork) -> list[ProposalOut]:
    """What waits for a second administrator; nobody else sees any."""
    return [proposal_out(one) for one in queries.waiting_proposals(work, work.ground.country)]


@router.post("/legal-proposals", status_code=201)
def propose_legal_fact(work: RequestWork, told: OverrideIn) -> ProposalOut:
    """An administrator proposes to say something else than the pack; nothing changes yet."""
    return _told(work, service.propose_override(work, work.ground.country, told.fact()))


@router.post("/legal-proposals/{proposal_id}/confirmation")
def confirm_legal_fact(work: RequestWork, proposal_id: UUID) -> ProposalOut:
    """Another administrator confirms it: from here on the fact says what was proposed."""
    service.confirm_override(work, proposal_id)
    return _told(work, proposal_id)


@router.post("/legal-proposals/{proposal_id}/withdrawal")
def drop_legal_fact(work: RequestWork, proposal_id: UUID) -> ProposalOut:
    """Either administrator drops it, the proposer too."""
    service.drop_override(work, proposal_id)
    return _told(work, proposal_id)


def _told(work: RequestWork, proposal_id: UUID) -> ProposalOut:
    work.db.flush()
    return proposal_out(queries.proposal(work, proposal_id))
