"""Answers for people: pages, forms as they were typed, and the way on after an act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.platform import drafts
from app.platform.callers import NOBODY, Caller
from app.platform.forms import (
    Anchored,
    Drawing,
    FormView,
    Option,
    Problem,
    anchored,
    as_typed,
    defaults_of,
    drawn,
    in_decimals,
    posted_form,
)
from app.platform.pages import environment, told
from app.platform.schemas import Told
from app.platform.texts import catalogue, languages
from app.platform.web.guarding import masked_token, token_of
from app.platform.web.reading import cookie, cookie_name, is_api, is_secure
from app.platform.work import Ground

DONE_SECONDS, A_YEAR = 60, 31_536_000
DECIMALS = {"en": "."}


@dataclass
class Again:
    """A form that was refused: what was typed, and why not."""

    action: str
    values: Mapping[str, list[str]]
    problems: Sequence[Problem]
    is_drawn: bool = False


@dataclass(frozen=True)
class MenuItem:
    path: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class Viewer:
    is_known: bool
    name: str
    menu: tuple[MenuItem, ...]


class Token:
    """The form token of a page; a guest gets a cookie only from a page that asks for one."""

    def __init__(self, request: Request) -> None:
        self.request, self.guest, self.is_new = request, cookie(request, "guest"), False

    def __html__(self) -> str:
        ground, caller = ground_of(self.request), caller_of(self.request)
        if not caller.session_id and not self.guest:
            self.guest, self.is_new = ground.world.secret_id().hex, True
        return masked_token(token_of(ground, caller, self.guest))

    __str__ = __html__


class Once:
    """A fresh one-time key in every place where it is printed."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    def __html__(self) -> str:
        return self.ground.world.secret_id().hex

    __str__ = __html__


def ground_of(request: Request) -> Ground:
    ground: Ground = request.app.state.ground
    return ground


def caller_of(request: Request) -> Caller:
    caller: Caller = getattr(request.state, "caller", NOBODY)
    return caller


def page(request: Request, template: str, *, status: int = 200, **shown: Any) -> Response:
    """The template's page in the reader's language, with what every page has around it."""
    language, token = language_of(request), Token(request)
    again = _again(request)
    around = {
        "csrf": token,
        "done": request.cookies.get("kutsu-done", ""),
        "language": language,
        "languages": languages(),
        "once": Once(ground_of(request)),
        "path": _path(request),
        "refusals": [] if again is None or again.is_drawn else _in_words(again, language),
        "viewer": viewer_of(request, language),
    }
    drawn_by = environment(language).get_template(template)
    html = drawn_by.render({**around, **shown})
    if again is not None and again.is_drawn and f'action="{again.action}"' not in html:
        # its form was made ready, but the page has no place for it now: the reasons go on top
        html = drawn_by.render({**around, **shown, "refusals": _in_words(again, language)})
    answer = HTMLResponse(html, status, {"Content-Language": language, "Vary": "Cookie, Accept-Language"})
    if token.is_new:
        set_cookie(request, answer, "guest", token.guest)
    if "kutsu-done" in request.cookies:
        answer.delete_cookie("kutsu-done")
    return answer


def viewer_of(request: Request, language: str) -> Viewer:
    caller, words = caller_of(request), catalogue(language)
    here = request.url.path
    items = request.app.state.menu(caller.actor) if caller.is_known else ()
    menu = tuple(
        MenuItem(path, words.gettext(code), here == path or here.startswith(f"{path}/"))
        for path, code in items
    )
    return Viewer(caller.is_known, caller.name, menu)


def see_other(url: str, *, done: str = "") -> Response:
    """On to the next page, which says what was done."""
    answer = RedirectResponse(url, status_code=303)
    if done:
        answer.set_cookie("kutsu-done", done, max_age=DONE_SECONDS, httponly=True, samesite="lax")
    return answer


def set_cookie(request: Request, answer: Response, name: str, value: str, *, keep: int | None = None) -> None:
    answer.set_cookie(
        cookie_name(request, name),
        value,
        max_age=keep,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def with_session(answer: Response, request: Request, secret: str) -> Response:
    set_cookie(request, answer, "session", secret)
    return answer


def without_session(answer: Response, request: Request) -> Response:
    for name in ("session", "guest"):
        answer.delete_cookie(cookie_name(request, name), secure=is_secure(request), httponly=True)
    return answer


def with_language(answer: Response, language: str) -> Response:
    answer.set_cookie("kutsu-language", language, max_age=A_YEAR, samesite="lax", httponly=True)
    return answer


def language_of(request: Request) -> str:
    """The language the reader chose here, else the person's own, else what the browser likes best."""
    spoken = languages()
    asked = [_wish(part) for part in request.headers.get("accept-language", "").split(",")]
    liked = [language for language, _ in sorted(asked, key=lambda wish: wish[1], reverse=True)]
    own = caller_of(request).language
    wishes = [*liked, own] if is_api(request) else [request.cookies.get("kutsu-language", ""), own, *liked]
    return next((language for language in wishes if language in spoken), "fi")


def _wish(part: str) -> tuple[str, str]:
    """A language and how well it is liked, as decimals whose texts sort as their numbers do."""
    language, _, liking = part.partition(";")
    return language.strip().lower()[:2], liking.replace(" ", "").removeprefix("q=") or "1"


# ------------------------------------------------------------------------------------------------ forms


def form_view(
    request: Request,
    model: type[Told],
    *,
    action: str,
    submit: str,
    given: Mapping[str, Any] | None = None,
    options: Mapping[str, Sequence[Option]] | None = None,
    rows: Mapping[str, int] | None = None,
    hidden: Mapping[str, str] | None = None,
    tone: str = "",
    drafts_for: Any = None,
    version: str = "",
) -> FormView:
    """A form of the model's fields: as refused just now, as saved, or as given, whichever there is.

    `drafts_for` is the page's Work where an unfinished form may be saved; `version` binds an update to
    what the person saw.
    """
    language, form_id = language_of(request), "form" + sha256(action.encode()).hexdigest()[:6]
    words = catalogue(language)
    again = _again(request)
    refused = again if again is not None and again.action == action else None
    saved = drafts.saved(drafts_for, action) if drafts_for is not None and refused is None else None
    start = as_typed(in_decimals(model, {**defaults_of(model), **(given or {})}), DECIMALS.get(language, ","))
    drawing = Drawing(
        words=words,
        id=form_id,
        texts=model.texts,
        values=refused.values if refused else (_by_name(saved) if saved is not None else start),
        errors=_errors(refused.problems, words) if refused else {},
        options=options or {},
        rows=rows or {},
        languages=languages(),
    )
    fields = drawn(model, drawing)
    if refused:
        refused.is_drawn = True
    return FormView(
        id=form_id,
        action=action,
        submit=words.gettext(submit),
        fields=fields,
        hidden={**(hidden or {}), "_page": request.url.path, **({"_version": version} if version else {})},
        problems=tuple(anchored(fields, refused.problems, form_id, words)) if refused else (),
        can_draft=drafts_for is not None,
        tone=tone,
        values_kept=saved is not None,
    )


def asked_again(
    request: Request, action: str, pairs: Sequence[tuple[str, str]], problems: Sequence[Problem]
) -> None:
    """What the page that is shown again puts into its form."""
    request.state.again = Again(action, _by_name(posted_form(pairs).pairs), problems)


def _by_name(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _errors(problems: Sequence[Problem], words: Any) -> dict[str, str]:
    return {
        problem.field: told(problem.code, problem.facts, words.language)
        for problem in problems
        if problem.field
    }


def _again(request: Request) -> Again | None:
    again: Again | None = getattr(request.state, "again", None)
    return again


def _in_words(again: Again, language: str) -> list[Anchored]:
    return anchored((), again.problems, "content", catalogue(language))


def _path(request: Request) -> str:
    """Where to come back to; an act's own address is none, so there the page that sent it."""
    return quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")


__all__ = [
    "Again",
    "asked_again",
    "caller_of",
    "form_view",
    "ground_of",
    "language_of",
    "page",
    "see_other",
    "with_language",
    "with_session",
    "without_session",
]
