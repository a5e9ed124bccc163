"""The way in and the way out: password, second step, passkey, and a forgotten password."""

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from app.identity import service
from app.identity.pages.routing import (
    account_form,
    address_of,
    agent_of,
    let_in,
    refused_here,
    router,
    secret_of,
    site_of,
)
from app.identity.rules.accounts import way_on
from app.identity.schemas.accounts import CodeIn, ForgottenIn, LogInIn, NextIn, PasskeyLogInIn
from app.identity.service import passkeys, providers
from app.kernel.refusals import Missing
from app.platform.web import (
    PUBLIC,
    Posted,
    RequestWork,
    page,
    see_other,
    shown_again_by,
    without_session,
)


@router.get("/log-in", openapi_extra=PUBLIC)
def show_log_in(request: Request, work: RequestWork) -> Response:
    wished = {"next": request.query_params.get("next", "")}
    return page(
        request,
        "identity/log_in.html",
        providers=[f"/log-in/{name}?{urlencode(wished)}" for name in providers.ready_providers()],
        form=account_form(request, LogInIn, action="/log-in", submit="account.log_in", given=wished),
        by_passkey=account_form(
            request, NextIn, action="/log-in/passkey", submit="account.log_in_by_passkey", given=wished
        ),
    )


@router.post("/log-in", openapi_extra=PUBLIC)
@shown_again_by(show_log_in)
def log_in(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(LogInIn)
    entry = service.log_in(
        work,
        told.email,
        told.password,
        address=address_of(request),
        agent=agent_of(request),
        instead_of=secret_of(request),
    )
    if entry.refused:
        return refused_here(request, work, form, entry.refused, show_log_in)
    return let_in(request, entry, way_on(told.next))


@router.get("/log-in/second-step", openapi_extra=PUBLIC)
def show_second_step(request: Request, work: RequestWork) -> Response:
    if not service.is_waiting(work, secret_of(request)):
        return see_other("/log-in")
    wished = {"next": request.query_params.get("next", "")}
    return page(
        request,
        "identity/second_step.html",
        form=account_form(
            request, CodeIn, action="/log-in/second-step", submit="account.confirm", given=wished
        ),
        by_passkey=account_form(
            request, NextIn, action="/log-in/passkey", submit="account.log_in_by_passkey", given=wished
        ),
    )


@router.post("/log-in/second-step", openapi_extra=PUBLIC)
@shown_again_by(show_second_step)
def confirm_second_step(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(CodeIn)
    try:
        entry = service.confirm_second_step(work, secret_of(request), told.code)
    except Missing:  # it waited too long: the password is asked again
        return see_other("/log-in")
    if entry.refused:
        return refused_here(request, work, form, entry.refused, show_second_step)
    return let_in(request, entry, way_on(told.next))


@router.post("/log-in/passkey", openapi_extra=PUBLIC)
@shown_again_by(show_log_in)
def ask_passkey(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(NextIn)
    asked = passkeys.ask_passkey(work, address=address_of(request), site=site_of(request))
    if not isinstance(asked, passkeys.Asked):
        return refused_here(request, work, form, asked, show_log_in)
    given = {"challenge_id": asked.challenge_id, "next": told.next}
    view = account_form(
        request,
        PasskeyLogInIn,
        action="/log-in/passkey/answer",
        submit="account.log_in_by_passkey",
        given=given,
    )
    return page(request, "identity/passkey.html", form=view, options=asked.options, is_new=False)


@router.post("/log-in/passkey/answer", openapi_extra=PUBLIC)
@shown_again_by(show_log_in)
def log_in_with_passkey(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(PasskeyLogInIn)
    entry = passkeys.log_in_with_passkey(
        work,
        told.challenge_id,
        told.answer,
        site=site_of(request),
        agent=agent_of(request),
        instead_of=secret_of(request),
    )
    if entry.refused:
        return refused_here(request, work, form, entry.refused, show_log_in)
    return let_in(request, entry, way_on(told.next))


@router.post("/log-out")
def log_out(request: Request, work: RequestWork, form: Posted) -> Response:
    service.log_out(work, secret_of(request))
    return without_session(see_other("/"), request)


@router.get("/forgotten", openapi_extra=PUBLIC)
def show_forgotten(request: Request, work: RequestWork) -> Response:
    form = account_form(request, ForgottenIn, action="/forgotten", submit="account.ask_reset")
    return page(request, "identity/forgotten.html", form=form)


@router.post("/forgotten", openapi_extra=PUBLIC)
@shown_again_by(show_forgotten)
def ask_reset(request: Request, work: RequestWork, form: Posted) -> Response:
    refused = service.ask_reset(work, form.read(ForgottenIn).email, address=address_of(request))
    if refused:
        return refused_here(request, work, form, refused, show_forgotten)
    return see_other("/log-in", done="account.reset_asked")
