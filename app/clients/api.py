"""Client files for programs of the case workers who keep them."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.clients import queries, service
from app.clients.schemas import (
    CaseIn,
    ClientLineOut,
    ClientOut,
    CorrectionIn,
    FilesOut,
    FindingIn,
    GroundIn,
    HandingOverAllIn,
    HandingOverIn,
    OneOut,
    ProtectionIn,
    RepresentativeIn,
    client_line_out,
    client_out,
)
from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import PERSONAL, RequestWork, WorkRoute, updates

router = APIRouter(prefix="/api/v1/clients", tags=["clients"], route_class=WorkRoute)


@router.get("", openapi_extra=PERSONAL)
def list_clients(work: RequestWork, cursor: Cursor) -> Page[ClientLineOut]:
    """The caller's own, and of those for whom they stand in, by name; each view is logged."""
    files = part_of(service.own_files(work), cursor, lambda line: line.id)
    return page_of(files, cursor, client_line_out, lambda line: line.id)


@router.post("", status_code=201)
def open_client(work: RequestWork, told: CaseIn) -> OneOut:
    """A new file under a key of its own; who opens it is its case worker."""
    facts = told.facts()
    return OneOut(id=service.open_case(work, facts.pop("buyer_id"), **facts))


@router.post("/search")
def find_client(work: RequestWork, told: FindingIn) -> OneOut:
    """By exact case number, among the caller's own; the number stands in the body and in no log."""
    return OneOut(id=queries.by_case_number(work, told.buyer_id, told.case_number).id)


@router.post("/handovers")
def hand_over_all_clients(work: RequestWork, told: HandingOverAllIn) -> FilesOut:
    """An officer moves all files of a case worker who is gone, without seeing one."""
    files = service.hand_over_all(
        work, told.buyer_id, from_person_id=told.from_person_id, to_person_id=told.to_person_id
    )
    return FilesOut(files=files)


@router.get("/{client_id}", openapi_extra=PERSONAL)
def get_client(work: RequestWork, client_id: UUID) -> ClientOut:
    """The whole file; the view is logged."""
    return client_out(service.read_file(work, client_id))


@router.put("/{client_id}")
@updates(get_client)
def correct_client(work: RequestWork, client_id: UUID, told: CorrectionIn) -> OneOut:
    """Puts the file right; the case number stays."""
    service.correct(work, client_id, told.told())
    return OneOut(id=client_id)


@router.post("/{client_id}/contact-protection", status_code=204)
def protect_client_contact(work: RequestWork, client_id: UUID, told: ProtectionIn) -> Response:
    """From now on suppliers reach the client through the case worker only, or directly again."""
    service.protect_contact(work, client_id, protected=told.protected_contact)
    return Response(status_code=204)


@router.post("/{client_id}/handover", status_code=204)
def hand_over_client(work: RequestWork, client_id: UUID, told: HandingOverIn) -> Response:
    """To another case worker of the same buyer."""
    service.hand_over(work, client_id, told.to_person_id)
    return Response(status_code=204)


@router.post("/{client_id}/representatives", status_code=201)
def add_client_representative(work: RequestWork, client_id: UUID, told: RepresentativeIn) -> OneOut:
    """Somebody who may act for the client, in what the scope says."""
    return OneOut(id=service.add_representative(work, client_id, **told.facts()))


@router.post("/{client_id}/forgetting", status_code=204)
def forget_client(work: RequestWork, client_id: UUID, told: GroundIn) -> Response:
    """Destroys the client's key: nobody reads the file again, sums and papers stay."""
    service.forget(work, client_id, ground=told.ground)
    return Response(status_code=204)
