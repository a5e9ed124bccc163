"""One's own account: name and language, address, password, and where one is logged in."""

from functools import partial
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import queries, service
from app.identity.pages.routing import account_form, languages_spoken, router
from app.identity.queries import accounts
from app.identity.rules.accounts import SCOPES
from app.identity.schemas.accounts import EmailIn, PasswordIn, PersonIn, ProofIn, TokenIn
from app.platform.forms import Option
from app.platform.texts import Catalogue, catalogue
from app.platform.web import Posted, RequestWork, language_of, page, see_other, shown_again_by
from app.platform.web.answering import caller_of, with_language


@router.get("/account")
def show_account(request: Request, work: RequestWork) -> Response:
    person = queries.person(work, work.actor.id)
    words = catalogue(language_of(request))
    scopes = [Option(scope, scope_in_words(scope, words)) for scope in SCOPES]
    steps = accounts.own_second_steps(work)
    return page(
        request,
        "identity/account.html",
        person=person,
        steps=steps,
        sessions=accounts.own_sessions(work),
        session_id=caller_of(request).session_id,
        identities=accounts.own_identities(work),
        tokens=accounts.own_tokens(work),
        scope_in_words=partial(scope_in_words, words=words),
        must_enrol=caller_of(request).must_enrol,
        forms={
            "person": account_form(
                request,
                PersonIn,
                action="/account/person",
                submit="account.save",
                given={"name": person.name, "language": person.language},
                options={"language": languages_spoken(request)},
            ),
            "email": account_form(request, EmailIn, action="/account/email", submit="account.ask_email"),
            "password": account_form(
                request, PasswordIn, action="/account/password", submit="account.change_password"
            ),
            "generator": _proof(request, "/account/generator", "account.begin_generator"),
            "give_up": _proof(request, "/account/generator/give-up", "account.give_up", tone="danger"),
            "codes": _proof(request, "/account/codes", "account.renew_codes"),
            "passkey": _proof(request, "/account/passkeys", "account.begin_passkey"),
            "token": account_form(
                request,
                TokenIn,
                action="/account/tokens",
                submit="account.make_token",
                options={"scopes": scopes},
            ),
        },
        removing={
            row.id: _proof(
                request, f"/account/passkeys/{row.id}/remove", "account.remove_passkey", tone="danger"
            )
            for row in steps.passkeys
        },
    )


def scope_in_words(scope: str, words: Catalogue) -> str:
    tag, _, deed = scope.partition(":")
    if not deed:
        return words.gettext("account.scope.everything")
    return words.say(f"account.deed.{deed}", {"things": words.gettext(f"account.scope.{tag}")})


def _proof(request: Request, action: str, submit: str, **more: str) -> object:
    return account_form(request, ProofIn, action=action, submit=submit, **more)


@router.post("/account/person")
@shown_again_by(show_account)
def change_person(work: RequestWork, form: Posted) -> Response:
    told = form.read(PersonIn)
    service.change_person(work, name=told.name, language=told.language)
    return with_language(see_other("/account", done="account.saved"), told.language)


@router.post("/account/email")
@shown_again_by(show_account)
def ask_email_change(work: RequestWork, form: Posted) -> Response:
    told = form.read(EmailIn)
    service.ask_email_change(work, email=told.email, password=told.password)
    return see_other("/account", done="account.email_asked")


@router.post("/account/password")
@shown_again_by(show_account)
def change_password(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(PasswordIn)
    service.change_password(work, old=told.old, new=told.new, session_id=caller_of(request).session_id)
    return see_other("/account", done="account.password_changed")


@router.post("/account/identities/{identity_id}/remove")
def remove_identity(work: RequestWork, identity_id: UUID, form: Posted) -> Response:
    service.remove_identity(work, identity_id)
    return see_other("/account", done="account.identity_removed")


@router.post("/account/sessions/{session_id}/end")
def end_session(work: RequestWork, session_id: UUID, form: Posted) -> Response:
    service.end_session(work, session_id)
    return see_other("/account", done="account.session_ended")


@router.post("/account/sessions/end-others")
def end_all_others(request: Request, work: RequestWork, form: Posted) -> Response:
    service.end_all_others(work, caller_of(request).session_id)
    return see_other("/account", done="account.sessions_ended")
