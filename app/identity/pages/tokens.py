"""API tokens by page: made, shown once, ended."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import service
from app.identity.pages.account import show_account
from app.identity.pages.routing import page_once, router, shown_once, with_shown_once
from app.identity.schemas.accounts import TokenIn
from app.platform.web import Posted, RequestWork, see_other, shown_again_by

TOKEN = "token"  # noqa: S105 - what is shown once, not a secret


@router.post("/account/tokens")
@shown_again_by(show_account)
def make_token(request: Request, work: RequestWork, form: Posted) -> Response:
    told = form.read(TokenIn)
    _, secret = service.make_token(work, told.password, name=told.name, scopes=told.scopes, days=told.days)
    return with_shown_once(see_other("/account/tokens/made"), request, TOKEN, secret)


@router.get("/account/tokens/made")
def show_token(request: Request, work: RequestWork) -> Response:
    secret = shown_once(request, TOKEN)
    return page_once(request, "identity/token.html", secret=secret) if secret else see_other("/account")


@router.post("/account/tokens/{token_id}/end")
def end_token(work: RequestWork, token_id: UUID, form: Posted) -> Response:
    service.end_token(work, token_id)
    return see_other("/account", done="account.token_ended")
