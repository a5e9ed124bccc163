from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.audit import queries, service
from app.audit.schemas import ChainOut, EntriesOut, EntryOut, ProofOut, ViewOut, proof_out
from app.platform.journal import PLATFORM
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import RequestWork, WorkRoute

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], route_class=WorkRoute)
NDJSON = "application/x-ndjson"


@router.get("/chains")
def list_audit_chains(work: RequestWork) -> list[ChainOut]:
    """The chains that the caller may read."""
    return [ChainOut.model_validate(chain) for chain in queries.chains(work)]


@router.get("/proofs")
def list_audit_proofs(work: RequestWork) -> list[ProofOut]:
    """Every chain proved from its first row to its last: for administrators."""
    return [
        proof_out(proof, queries.head_of(work, proof.chain) if proof.rows else "")
        for proof in service.verified_chains(work)
    ]


@router.get("/chains/{chain}/entries")
def list_audit_entries(
    work: RequestWork,
    chain: UUID,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    about: UUID | None = None,
) -> EntriesOut:
    """Two hundred entries, the newest first, of the whole chain or about one thing."""
    rows = queries.entries(work, chain, before=before, about=about)
    further = rows[-1].seq if len(rows) == queries.MOST else None
    return EntriesOut(items=[EntryOut.model_validate(row) for row in rows], before=further)


@router.get("/chains/{chain}/proof")
def get_audit_proof(work: RequestWork, chain: UUID) -> ProofOut:
    """Whether every row still follows from those before it."""
    return proof_out(queries.own_proof(work, chain), queries.head_of(work, chain))


@router.post("/chains/{chain}/exports", response_class=Response)
def export_audit_chain(work: RequestWork, chain: UUID) -> Response:
    """A copy that proves itself, a row a line; that it was taken is written into the chain."""
    lines = "".join(f"{line}\n" for line in service.export(work, chain))
    name = "platform" if chain == PLATFORM else str(chain)
    headers = {"Content-Disposition": f'attachment; filename="journal-{name}.ndjson"'}
    return Response(lines, media_type=NDJSON, headers=headers)


@router.get("/views")
def list_audit_views(
    work: RequestWork,
    cursor: Cursor,
    buyer_id: UUID,
    subject_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> Page[ViewOut]:
    """Who was shown what of the buyer's clients, the newest first."""
    rows = queries.views(work, buyer_id, cursor, subject_id=subject_id, actor_id=actor_id)
    return page_of(rows, cursor, ViewOut.model_validate, lambda row: row.id)
