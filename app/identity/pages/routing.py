"""What the pages of accounts share: router, forms that password managers understand, secrets shown once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.identity.service.entering import Entry
from app.identity.service.passkeys import Site
from app.kernel.refusals import Reason
from app.platform.forms import FieldView, FormView, Option, PostedForm, Problem
from app.platform.schemas import Told
from app.platform.texts import catalogue, languages
from app.platform.web import WorkRoute, form_view, language_of, page, see_other, with_session
from app.platform.web.answering import asked_again, caller_of, ground_of, set_cookie
from app.platform.web.reading import cookie, cookie_name, is_secure, presented
from app.platform.work import Work

router = APIRouter(include_in_schema=False, route_class=WorkRoute)

AUTOCOMPLETE = {
    "email": "username",
    "password": "current-password",
    "old": "current-password",
    "new": "new-password",
    "code": "one-time-code",
}
NOT_DRAWN = frozenset({"next", "challenge_id", "answer", "process_id"})
ONCE, SHOWN_SECONDS, REFUSED = "shown", 120, 409


def account_form(request: Request, model: type[Told], *, action: str, submit: str, **more: Any) -> FormView:
    """A browser is told what each field is for."""
    view = form_view(request, model, action=action, submit=submit, **more)
    kept = {field.name: str(field.value) for field in view.fields if field.name in NOT_DRAWN}
    fields = tuple(_as_drawn(field) for field in view.fields if field.name not in NOT_DRAWN)
    return replace(view, fields=fields, hidden={**kept, **view.hidden})


def _as_drawn(field: FieldView) -> FieldView:
    return replace(field, autocomplete=AUTOCOMPLETE.get(field.name, ""))


def choices(named: Iterable[tuple[UUID, str]]) -> list[Option]:
    return [Option(str(one), name) for one, name in named]


def languages_spoken(request: Request) -> list[Option]:
    words = catalogue(language_of(request))
    return [Option(code, words.gettext(f"language.{code}")) for code in languages()]


def refused_here(
    request: Request,
    work: Work,
    form: PostedForm,
    reasons: Sequence[Reason],
    show: Callable[..., Response],
    **named: Any,
) -> Response:
    """The form again with the reasons, as for a refusal, while what was counted and recorded stays."""
    problems = [Problem("", reason.code, reason.facts) for reason in reasons]
    asked_again(request, request.url.path, form.pairs, problems)
    answer = show(request=request, work=work, **named)
    answer.status_code = REFUSED
    return answer


def let_in(request: Request, entry: Entry, wished: str) -> Response:
    """On to where one was going, or to the second step that comes before it."""
    to_second_step = f"/log-in/second-step?{urlencode({'next': wished})}"
    return with_session(see_other(to_second_step if entry.waits else wished), request, entry.secret)


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def agent_of(request: Request) -> str:
    return request.headers.get("user-agent", "")


def secret_of(request: Request) -> str:
    """What the browser's cookie holds: a log-in, or one that waits for its second step."""
    return presented(request).session


def site_of(request: Request) -> Site:
    scheme = "https" if is_secure(request) else "http"
    return Site(host=request.url.hostname or "", origin=f"{scheme}://{request.url.netloc}")


def with_shown_once(answer: Response, request: Request, what: str, text: str) -> Response:
    """Carried to the next page in the browser's own cookie, sealed: nothing of it is stored here."""
    sealed = ground_of(request).keys.seal_secret(_bound(request, what), text)
    set_cookie(request, answer, ONCE, sealed, keep=SHOWN_SECONDS)
    return answer


def shown_once(request: Request, what: str) -> str:
    try:
        return ground_of(request).keys.open_secret(_bound(request, what), cookie(request, ONCE))
    except ValueError:
        return ""


def page_once(request: Request, template: str, **shown: Any) -> Response:
    """A page with what is shown once: after it the cookie is gone, and no copy is kept on the way."""
    answer = page(request, template, **shown)
    answer.delete_cookie(cookie_name(request, ONCE))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _bound(request: Request, what: str) -> str:
    return f"shown once {caller_of(request).session_id} {what}"
