"""Taking a second step into use, and giving it up: code generator, recovery codes, passkeys."""

from io import BytesIO
from uuid import UUID

import segno
from fastapi import Request
from fastapi.responses import Response

from app.identity import service
from app.identity.pages.account import show_account
from app.identity.pages.routing import (
    account_form,
    page_once,
    router,
    shown_once,
    site_of,
    with_shown_once,
)
from app.identity.schemas.accounts import ConfirmGeneratorIn, PasskeyIn, ProofIn
from app.identity.service import passkeys, second_step
from app.kernel.refusals import Missing
from app.platform.web import Posted, RequestWork, page, see_other, shown_again_by

CODES = "recovery codes"


@router.post("/account/generator")
@shown_again_by(show_account)
def begin_generator(work: RequestWork, form: Posted) -> Response:
    service.enrol_generator(work, form.read(ProofIn).password)
    return see_other("/account/generator")


@router.get("/account/generator")
def show_generator(request: Request, work: RequestWork) -> Response:
    enrolment = second_step.enrolment(work)
    if enrolment is None:
        return see_other("/account")
    form = account_form(
        request, ConfirmGeneratorIn, action="/account/generator/confirm", submit="account.confirm"
    )
    answer = page(request, "identity/generator.html", secret=enrolment.secret, form=form)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/account/generator/qr.svg")
def show_generator_code(work: RequestWork) -> Response:
    """The same as a picture for the telephone's camera: dark on white in every colour scheme."""
    enrolment = second_step.enrolment(work)
    if enrolment is None:
        raise Missing
    drawn = BytesIO()
    segno.make(enrolment.uri, error="m").save(drawn, kind="svg", scale=5, light="#fff")
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.post("/account/generator/confirm")
@shown_again_by(show_generator)
def confirm_generator(request: Request, work: RequestWork, form: Posted) -> Response:
    codes = service.confirm_generator(work, form.read(ConfirmGeneratorIn).code)
    return with_shown_once(see_other("/account/codes"), request, CODES, " ".join(codes))


@router.post("/account/generator/give-up")
@shown_again_by(show_account)
def give_up_generator(work: RequestWork, form: Posted) -> Response:
    service.give_up_generator(work, form.read(ProofIn).password)
    return see_other("/account", done="account.given_up")


@router.post("/account/codes")
@shown_again_by(show_account)
def renew_codes(request: Request, work: RequestWork, form: Posted) -> Response:
    codes = service.renew_codes(work, form.read(ProofIn).password)
    return with_shown_once(see_other("/account/codes"), request, CODES, " ".join(codes))


@router.get("/account/codes")
def show_codes(request: Request, work: RequestWork) -> Response:
    codes = shown_once(request, CODES).split()
    return page_once(request, "identity/codes.html", codes=codes) if codes else see_other("/account")


@router.post("/account/passkeys")
@shown_again_by(show_account)
def ask_new_passkey(request: Request, work: RequestWork, form: Posted) -> Response:
    asked = passkeys.ask_new_passkey(work, form.read(ProofIn).password, site=site_of(request))
    view = account_form(
        request,
        PasskeyIn,
        action="/account/passkeys/answer",
        submit="account.add_passkey",
        given={"challenge_id": asked.challenge_id},
    )
    return page(request, "identity/passkey.html", form=view, options=asked.options, is_new=True)


@router.post("/account/passkeys/answer")
@shown_again_by(show_account)
def add_passkey(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(PasskeyIn)
    passkeys.add_passkey(work, told.challenge_id, told.answer, name=told.name, site=site_of(request))
    return see_other("/account", done="account.passkey_added")


@router.post("/account/passkeys/{passkey_id}/remove")
@shown_again_by(show_account)
def remove_passkey(work: RequestWork, passkey_id: UUID, form: Posted) -> Response:
    passkeys.remove_passkey(work, passkey_id, password=form.read(ProofIn).password)
    return see_other("/account", done="account.passkey_removed")
