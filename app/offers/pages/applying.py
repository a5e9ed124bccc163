"""A supplier's way in: starting an application, filling it, sending it, and the receipt that proves it."""

from collections.abc import Sequence
from datetime import UTC
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from pydantic_core import to_json

from app.offers import queries, service
from app.offers.models import Application
from app.offers.pages import asking, evaluating
from app.offers.pages.routing import router
from app.offers.rules.states import ApplicationState
from app.offers.schemas.showing import receipt_of
from app.offers.schemas.telling import SendIn, StartIn
from app.platform.forms import FormView, Option
from app.platform.paging import Cursor, page_of, part_of
from app.platform.showing import worded, words_of
from app.platform.web import Posted, RequestWork, form_view, language_of, page, see_other, shown_again_by
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category

STEPS = (ApplicationState.DRAFT, ApplicationState.SENT, ApplicationState.OPENED, ApplicationState.DECIDED)


@router.get("/offers/applications")
def show_applications(request: Request, work: RequestWork, cursor: Cursor) -> Response:
    """The applicant's own, newest first."""
    rows = queries.applicants_rows(work)
    part = page_of(part_of(rows, cursor, lambda row: row.id), cursor, lambda row: row, lambda row: row.id)
    return page(
        request,
        "offers/applications.html",
        applications=part.items,
        next=f"/offers/applications?after={part.next}" if part.next else "",
        first="/offers/applications" if cursor.after else "",
    )


@router.get("/calls/{public_id}/apply")
def show_start(request: Request, work: RequestWork, public_id: UUID) -> Response:
    """For whom: a supplier, or a group that it coordinates."""
    call = procurement.published(work, public_id)
    parties = queries.parties_to_apply_for(work)
    is_open = procurement.is_open_now(work, call)
    mine = {row.party_id: row for row in queries.applicants_rows(work) if row.call_id == call.id}
    return page(
        request,
        "offers/start.html",
        call=call,
        public_id=public_id,
        is_open=is_open,
        parties=parties,
        mine=list(mine.values()),
        form=_start_form(request, call, public_id, parties) if is_open and parties else None,
    )


@router.post("/calls/{public_id}/apply")
@shown_again_by(show_start)
def start_application(work: RequestWork, public_id: UUID, form: Posted) -> Response:
    told = form.read(StartIn)
    call = procurement.published(work, public_id)
    application_id = service.start(work, call.id, told.party_id, language=told.language)
    return see_other(f"/offers/applications/{application_id}", done="offers.done.started")


@router.get("/offers/applications/{application_id}")
def show_application(request: Request, work: RequestWork, application_id: UUID) -> Response:
    """To its applicant the own application, to the buyer's people the opened one."""
    application = queries.own_application(work, application_id)
    call = procurement.call(work, application.call_id)
    if queries.is_buyers(work, application):
        return evaluating.show(request, work, application, call)
    return _show_own(request, work, application, call)


@router.post("/offers/applications/{application_id}/send")
@shown_again_by(show_application)
def send_application(work: RequestWork, application_id: UUID, form: Posted) -> Response:
    told = form.read(SendIn)
    service.send(work, application_id, told.content())
    return see_other(f"/offers/applications/{application_id}/receipt", done="offers.done.sent")


@router.post("/offers/applications/{application_id}/withdraw")
@shown_again_by(show_application)
def withdraw_application(work: RequestWork, application_id: UUID, form: Posted) -> Response:
    service.withdraw(work, application_id)
    return see_other("/offers/applications", done="offers.done.withdrawn")


@router.get("/offers/applications/{application_id}/receipt")
def show_receipt(request: Request, work: RequestWork, application_id: UUID) -> Response:
    application = queries.own_application(work, application_id)
    receipt = receipt_of(application)
    call = procurement.call(work, application.call_id)
    exact = receipt.received_at.astimezone(UTC).isoformat(timespec="microseconds")
    return page(
        request, "offers/receipt.html", application=application, call=call, receipt=receipt, exact=exact
    )


@router.get("/offers/applications/{application_id}/receipt.json")
def download_receipt(work: RequestWork, application_id: UUID) -> Response:
    receipt = receipt_of(queries.own_application(work, application_id))
    return _download(to_json(receipt, indent=2), f"kutsu-receipt-{receipt.public_id}.json")


@router.get("/offers/applications/{application_id}/envelope.json")
def download_envelope(work: RequestWork, application_id: UUID) -> Response:
    """Byte for byte what was received: its SHA-256 is the receipt's."""
    application = queries.own_application(work, application_id)
    envelope = queries.opened_envelope(work, application)
    return _download(envelope.as_bytes(), f"kutsu-application-{application.public_id}.json")


def _show_own(request: Request, work: Work, application: Application, call: Call) -> Response:
    is_draft = application.state is ApplicationState.DRAFT
    may_not = service.reasons_not_to_send_now(work, application, call) if is_draft else []
    content = None if application.sealed is None else queries.opened_content(work, application)
    categories = procurement.categories(work, call.id)
    return page(
        request,
        "offers/application.html",
        application=application,
        call=call,
        public_id=procurement.public_id(work, call.id),
        steps=_steps(application),
        form=_send_form(request, work, application, call, categories) if is_draft and not may_not else None,
        why_not=worded(request, may_not),
        offered=evaluating.answered(call, categories, content) if content else [],
        declared=evaluating.declared(call, content) if content else [],
        decision=queries.decision_of(work, application),
        may_withdraw=not service.reasons_not_to_withdraw(work, application),
    )


def _send_form(
    request: Request, work: Work, application: Application, call: Call, categories: Sequence[Category]
) -> FormView:
    """Where the applicant stands in the register already, nothing is asked again."""
    admitted = queries.admitted_categories(work, call.id, application.party_id)
    asked = [one for one in categories if one.id not in admitted]
    action = f"/offers/applications/{application.id}/send"
    asking.placed(request, action, lambda one: asking.at_its_answer(one, request, call, asked))
    view = form_view(
        request,
        SendIn,
        action=action,
        submit="offers.send",
        given=asking.content_asked(call, asked),
        rows=asking.content_rows(call, asked),
        drafts_for=work,
    )
    return asking.captioned(view, asking.content_captions(request, call, asked))


def _start_form(
    request: Request, call: Call, public_id: UUID, parties: Sequence[procurement.Named]
) -> FormView:
    words, language = words_of(request), language_of(request)
    spoken = [Option(one, words.gettext(f"language.{one}")) for one in call.languages]
    given = {
        "language": language if language in call.languages else call.languages[0],
        **({"party_id": parties[0].id} if len(parties) == 1 else {}),
    }
    return form_view(
        request,
        StartIn,
        action=f"/calls/{public_id}/apply",
        submit="offers.start",
        given=given,
        options={"party_id": [Option(str(one.id), one.name) for one in parties], "language": spoken},
    )


def _steps(application: Application) -> list[dict[str, str]]:
    """Where the application is on its way; one that was withdrawn is nowhere on it."""
    if application.state not in STEPS:
        return []
    here = STEPS.index(application.state)
    return [
        {"name": state.value, "state": "done" if at < here else "current" if at == here else "todo"}
        for at, state in enumerate(STEPS)
    ]


def _download(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/json", headers=headers)
