from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.contracts import queries, service
from app.contracts.queries import ContractLine
from app.contracts.schemas import (
    ContractIn,
    ContractOut,
    ContractRowOut,
    EndingIn,
    MandateIn,
    PriceIn,
    RefusingIn,
    SigningIn,
    contract_out,
    row_out,
)
from app.platform.paging import Cursor, Page, page_of
from app.platform.web import RequestWork, WorkRoute

router = APIRouter(prefix="/api/v1/contracts", tags=["contracts"], route_class=WorkRoute)
PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {}}, "description": "The paper as it is signed."}
}


@router.get("", operation_id="list_contracts")
def list_contracts(
    work: RequestWork, cursor: Cursor, call_id: Annotated[UUID | None, Query()] = None
) -> Page[ContractRowOut]:
    """The caller's contracts, the newest first, with who has still to sign."""
    lines = queries.contracts(work, cursor, call_id=call_id)
    sides = queries.sides_of(work, lines)

    def shown(line: ContractLine) -> ContractRowOut:
        return row_out(line, sides[line.id])

    return page_of(lines, cursor, shown, lambda line: line.id)


@router.post("", status_code=201, operation_id="draft_contract")
def draft_contract(work: RequestWork, told: ContractIn) -> ContractOut:
    """Draws up the contract of an admitted party; its paper follows in a moment."""
    return _shown(work, service.draft(work, **told.facts()))


@router.get("/{contract_id}", operation_id="get_contract")
def get_contract(work: RequestWork, contract_id: UUID) -> ContractOut:
    """One contract with its parties, signatures and prices."""
    return _shown(work, contract_id)


@router.get("/{contract_id}/paper", response_class=Response, responses=PDF, operation_id="get_contract_paper")
def get_contract_paper(work: RequestWork, contract_id: UUID) -> Response:
    """The paper as a PDF, with the same facts attached as JSON."""
    _, content = queries.seen_paper(work, contract_id)
    return Response(content, media_type="application/pdf")


@router.post("/{contract_id}/offering", operation_id="offer_contract")
def offer_contract(work: RequestWork, contract_id: UUID) -> ContractOut:
    """Offers the contract to be signed."""
    service.offer(work, contract_id)
    return _shown(work, contract_id)


@router.post("/{contract_id}/signatures", operation_id="sign_contract")
def sign_contract(work: RequestWork, contract_id: UUID, told: SigningIn) -> ContractOut:
    """The caller's signature for one party; the last one that was needed makes the contract active."""
    service.sign(work, contract_id, told.organisation_id)
    return _shown(work, contract_id)


@router.post("/{contract_id}/data-protection-signatures", operation_id="sign_data_protection")
def sign_data_protection(work: RequestWork, contract_id: UUID, told: SigningIn) -> ContractOut:
    """The caller's signature on the data protection agreement, for one member."""
    service.sign_data_protection(work, contract_id, told.organisation_id)
    return _shown(work, contract_id)


@router.post("/{contract_id}/refusal", operation_id="refuse_contract")
def refuse_contract(work: RequestWork, contract_id: UUID, told: RefusingIn) -> ContractOut:
    """The supplier does not sign."""
    service.refuse(work, contract_id, reason=told.reason)
    return _shown(work, contract_id)


@router.post("/{contract_id}/termination", operation_id="end_contract")
def end_contract(work: RequestWork, contract_id: UUID, told: EndingIn) -> ContractOut:
    """No new orders from here on; those that run go on by their own terms."""
    service.end(work, contract_id, reason=told.reason)
    return _shown(work, contract_id)


@router.post("/{contract_id}/price-lines/{price_line_id}/prices", operation_id="change_price")
def change_price(work: RequestWork, contract_id: UUID, price_line_id: UUID, told: PriceIn) -> ContractOut:
    """A new unit price from a day on."""
    service.change_price(work, contract_id, price_line_id, **told.facts())
    return _shown(work, contract_id)


@router.post("/{contract_id}/billing-mandate", operation_id="authorise_billing")
def authorise_billing(work: RequestWork, contract_id: UUID, told: MandateIn) -> ContractOut:
    """The seller's leave for the platform to write its invoices."""
    service.authorise_billing(work, contract_id, **told.facts())
    return _shown(work, contract_id)


@router.post("/{contract_id}/billing-mandate/revocation", operation_id="revoke_billing")
def revoke_billing(work: RequestWork, contract_id: UUID) -> ContractOut:
    """Takes the leave back, for invoices that have not been released yet."""
    service.revoke_billing(work, contract_id)
    return _shown(work, contract_id)


def _shown(work: RequestWork, contract_id: UUID) -> ContractOut:
    found = queries.seen(work, contract_id)
    sides = queries.sides(work, found.contract)
    return contract_out(found, sides, queries.priced_lines(work, contract_id))
