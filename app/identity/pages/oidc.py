"""The way in through another provider: out with what must be kept, sealed in the browser, and back once."""

import json

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.identity.pages.entering import show_log_in
from app.identity.pages.routing import agent_of, let_in, refused_here, router, secret_of
from app.identity.rules.accounts import way_on
from app.identity.service import providers
from app.identity.service.providers import PATIENCE, Leaving
from app.kernel.plain import canonical_json
from app.kernel.typed import from_plain
from app.platform.forms import PostedForm
from app.platform.settings import Settings
from app.platform.web import PUBLIC, RequestWork, language_of
from app.platform.web.answering import ground_of, set_cookie
from app.platform.web.reading import cookie, cookie_name, is_secure

PROVIDER = "oidc"
BACK = "/log-in/oidc/callback"
AWAY, BOUND = "away", "away at oidc"


@router.get("/log-in/oidc", openapi_extra=PUBLIC)
def go_to_provider(request: Request, work: RequestWork) -> Response:
    """A reading Work, which holds no transaction while the provider is asked for its addresses."""
    begun = providers.provider_named(PROVIDER).begin(
        Settings().site_url + BACK, language=language_of(request)
    )
    leaving = Leaving(begun.kept, way_on(request.query_params.get("next", "")), work.now)
    sealed = work.ground.keys.seal_secret(BOUND, canonical_json(leaving).decode())
    answer = RedirectResponse(begun.url, status_code=303)
    set_cookie(request, answer, AWAY, sealed, keep=int(PATIENCE.total_seconds()))
    return answer


@router.get(BACK, openapi_extra=PUBLIC)
def come_back(request: Request, work: RequestWork) -> Response:
    """Whatever comes of it, what was kept is forgotten: a second return finds nothing."""
    entry = providers.come_back(
        work.ground,
        PROVIDER,
        leaving := _leaving(request),
        dict(request.query_params),
        agent=agent_of(request),
        instead_of=secret_of(request),
    )
    if entry.refused or leaving is None:
        answer = refused_here(request, work, PostedForm(), entry.refused, show_log_in)
    else:
        answer = let_in(request, entry, leaving.way_on)
    answer.delete_cookie(cookie_name(request, AWAY), secure=is_secure(request), httponly=True)
    return answer


def _leaving(request: Request) -> Leaving | None:
    """None when the browser brings nothing of ours, or something that was changed."""
    try:
        opened = ground_of(request).keys.open_secret(BOUND, cookie(request, AWAY))
        return from_plain(Leaving, json.loads(opened))
    except ValueError:
        return None
