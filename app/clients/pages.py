"""A case worker's own clients, and the two things that an officer does to files unseen."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.clients import queries, service
from app.clients.schemas import (
    CaseIn,
    ClientOut,
    CorrectionIn,
    FindingIn,
    ForgettingIn,
    HandingOverAllIn,
    HandingOverIn,
    ProtectionIn,
    RepresentativeIn,
    client_out,
)
from app.clients.service import CaseFile
from app.identity import queries as identity
from app.kernel.actors import Role
from app.platform.forms import FormView, Option
from app.platform.schemas import Told
from app.platform.showing import without, words_of
from app.platform.texts import languages
from app.platform.web import (
    PERSONAL,
    Posted,
    RequestWork,
    WorkRoute,
    form_view,
    page,
    see_other,
    shown_again_by,
    updates,
)
from app.platform.web.route import version_of
from app.platform.work import Work

router = APIRouter(include_in_schema=False, route_class=WorkRoute)


@router.get("/clients", openapi_extra=PERSONAL)
def show_clients(request: Request, work: RequestWork) -> Response:
    """Nothing is searched by name: the list is short, and the case number is found exactly."""
    buyers = sorted(work.actor.parties_where(Role.CASE_WORKER))
    offices = sorted(work.actor.parties_where(Role.OFFICER))
    return page(
        request,
        "clients/clients.html",
        clients=service.own_files(work),
        open_form=_for_buyer(request, work, CaseIn, "open", buyers) if buyers else None,
        find_form=_for_buyer(request, work, FindingIn, "find", buyers) if buyers else None,
        hand_over_form=_all_of_one(request, work, offices[0]) if offices else None,
        forget_form=_forgetting(request) if offices else None,
    )


@router.post("/clients/open")
@shown_again_by(show_clients)
def open_case(work: RequestWork, form: Posted) -> Response:
    facts = form.read(CaseIn).facts()
    client_id = service.open_case(work, facts.pop("buyer_id"), **facts)
    return see_other(f"/clients/{client_id}", done="client.opened")


@router.post("/clients/find")
@shown_again_by(show_clients)
def find(work: RequestWork, form: Posted) -> Response:
    told = form.read(FindingIn)
    return see_other(f"/clients/{queries.by_case_number(work, told.buyer_id, told.case_number).id}")


@router.post("/clients/hand-over-all")
@shown_again_by(show_clients)
def hand_over_all(work: RequestWork, form: Posted) -> Response:
    told = form.read(HandingOverAllIn)
    service.hand_over_all(
        work, told.buyer_id, from_person_id=told.from_person_id, to_person_id=told.to_person_id
    )
    return see_other("/clients", done="client.all_handed_over")


@router.post("/clients/forget")
@shown_again_by(show_clients)
def forget(work: RequestWork, form: Posted) -> Response:
    told = form.read(ForgettingIn)
    service.forget(work, told.client_id, ground=told.ground)
    return see_other("/clients", done="client.forgotten")


def as_shown(work: RequestWork, client_id: UUID) -> ClientOut:
    """What the API shows of the file: an update is bound to the version that was read."""
    return client_out(service.read_file(work, client_id))


@router.get("/clients/{client_id}", openapi_extra=PERSONAL)
def show_client(request: Request, work: RequestWork, client_id: UUID) -> Response:
    file = service.read_file(work, client_id)
    colleagues = queries.case_workers(work, file.buyer_id)
    return page(
        request,
        "clients/client.html",
        client=file,
        correct_form=_correcting(request, file),
        protect_form=_acting(
            request, file, "protect", ProtectionIn, given={"protected_contact": file.protected_contact}
        ),
        represent_form=_acting(
            request, file, "add-representative", RepresentativeIn, given={"valid_from": identity.today(work)}
        ),
        hand_over_form=_acting(
            request,
            file,
            "hand-over",
            HandingOverIn,
            options={"to_person_id": _people(colleagues, besides=work.actor.id)},
        ),
    )


@router.post("/clients/{client_id}/correct")
@updates(as_shown)
@shown_again_by(show_client)
def correct(work: RequestWork, client_id: UUID, form: Posted) -> Response:
    service.correct(work, client_id, form.read(CorrectionIn).told())
    return see_other(f"/clients/{client_id}", done="client.corrected")


@router.post("/clients/{client_id}/protect")
@shown_again_by(show_client)
def protect(work: RequestWork, client_id: UUID, form: Posted) -> Response:
    service.protect_contact(work, client_id, protected=form.read(ProtectionIn).protected_contact)
    return see_other(f"/clients/{client_id}", done="client.corrected")


@router.post("/clients/{client_id}/add-representative")
@shown_again_by(show_client)
def add_representative(work: RequestWork, client_id: UUID, form: Posted) -> Response:
    service.add_representative(work, client_id, **form.read(RepresentativeIn).facts())
    return see_other(f"/clients/{client_id}", done="client.representative_added")


@router.post("/clients/{client_id}/hand-over")
@shown_again_by(show_client)
def hand_over(work: RequestWork, client_id: UUID, form: Posted) -> Response:
    """It is somebody else's from here on, so the way leads back to the list."""
    service.hand_over(work, client_id, form.read(HandingOverIn).to_person_id)
    return see_other("/clients", done="client.handed_over")


def _for_buyer(request: Request, work: Work, model: type[Told], act: str, buyers: list[UUID]) -> FormView:
    """Who works for one buyer only is not asked which."""
    today = identity.today(work)
    asked = buyers if len(buyers) > 1 else []
    many = [(buyer, identity.party_on(work, buyer, today).name) for buyer in asked]
    form = form_view(
        request,
        model,
        action=f"/clients/{act}",
        submit=f"client.{act}",
        given={"buyer_id": buyers[0]},
        options={"buyer_id": _people(many), "language": _languages(request)},
        hidden={} if many else {"buyer_id": str(buyers[0])},
    )
    return form if many else without(form, "buyer_id")


def _correcting(request: Request, file: CaseFile) -> FormView:
    given = {name: getattr(file, name) for name in CorrectionIn.model_fields}
    return form_view(
        request,
        CorrectionIn,
        action=f"/clients/{file.id}/correct",
        submit="client.correct",
        given=given,
        options={"language": _languages(request)},
        version=version_of(client_out(file)),
    )


def _acting(
    request: Request,
    file: CaseFile,
    act: str,
    model: type[Told],
    *,
    given: dict[str, object] | None = None,
    options: dict[str, list[Option]] | None = None,
) -> FormView:
    return form_view(
        request,
        model,
        action=f"/clients/{file.id}/{act}",
        submit=f"client.{act.replace('-', '_')}",
        given=given,
        options=options,
    )


def _all_of_one(request: Request, work: Work, buyer_id: UUID) -> FormView:
    words = words_of(request)
    holders = [
        Option(str(person), words.say("client.holder", {"name": name, "files": str(files)}))
        for person, name, files in queries.holders(work, buyer_id)
    ]
    form = form_view(
        request,
        HandingOverAllIn,
        action="/clients/hand-over-all",
        submit="client.hand_over_all",
        options={"from_person_id": holders, "to_person_id": _people(queries.case_workers(work, buyer_id))},
        hidden={"buyer_id": str(buyer_id)},
    )
    return without(form, "buyer_id")


def _forgetting(request: Request) -> FormView:
    return form_view(request, ForgettingIn, action="/clients/forget", submit="client.forget", tone="danger")


def _people(named: Iterable[tuple[UUID, str]], *, besides: UUID | None = None) -> list[Option]:
    return [Option(str(person), name) for person, name in named if person != besides]


def _languages(request: Request) -> list[Option]:
    words = words_of(request)
    return [Option(code, words.gettext(f"language.{code}")) for code in languages()]
