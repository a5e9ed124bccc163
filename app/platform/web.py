"""What every route leans on: one request as one Work, and refusals as problem documents or pages."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from inspect import Parameter, Signature, iscoroutinefunction, signature
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from pydantic_core import to_json
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kernel.actors import Actor
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.idempotency import KeyReused, answer_once
from app.platform.pages import environment
from app.platform.texts import languages, say
from app.platform.work import Ground, begin_work

Identify = Callable[[Ground, Request], Actor]  # who is calling, from the session cookie or the token
RequestWork = Annotated[Any, "a Work, opened and committed by WorkRoute"]
PERSONAL = {"x-personal-data": True}  # openapi_extra of a GET that shows personal data and logs who looked
RETRY_AFTER = {"Retry-After": "5"}


class WorkRoute(APIRoute):
    """One request is one Work, in one hop to a worker thread.

    There the caller is identified, the Work opens (a GET reads, anything else writes), the plain `def`
    endpoint is called, its answer becomes bytes, and the Work commits. FastAPI sees a response only after
    that, so a commit that fails never answers 200.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        methods, extra = set(options["methods"]), options.get("openapi_extra") or {}
        in_one_work = _in_one_work(
            endpoint,
            writes=methods != {"GET"} or "x-personal-data" in extra,
            keyed=methods == {"POST"} and path.startswith("/api/"),
            status=options.get("status_code") or 200,
        )
        super().__init__(path, in_one_work, **options)


def _in_one_work(
    endpoint: Callable[..., Any], *, writes: bool, keyed: bool, status: int
) -> Callable[..., Response]:
    asks = signature(endpoint)
    if iscoroutinefunction(endpoint) or "work" not in asks.parameters:
        raise TypeError(f"{endpoint.__qualname__} must be a plain def that takes `work: RequestWork`")

    @wraps(endpoint)
    def in_one_work(*, request: Request, idempotency_key: str | None = None, **given: Any) -> Response:
        ground: Ground = request.app.state.ground
        actor: Actor = request.app.state.identify(ground, request)
        with begin_work(ground, actor, writes=writes) as work:

            def act() -> Response:
                extra = {"request": request} if "request" in asks.parameters else {}
                answer = endpoint(work=work, **extra, **given)
                if isinstance(answer, Response):
                    return answer
                return Response(to_json(answer), status, media_type="application/json")

            if idempotency_key is None:
                return act()
            asked = sha256(to_json([request.method, request.url.path, given])).digest()
            return answer_once(work, idempotency_key, asked, act)

    # What FastAPI reads: the endpoint's own parameters, the request instead of the work, and the key.
    seen = [asked for name, asked in asks.parameters.items() if name not in ("work", "request")]
    seen.append(Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request))
    if keyed:
        header = Annotated[str | None, Header(min_length=1, max_length=100)]
        seen.append(Parameter("idempotency_key", Parameter.KEYWORD_ONLY, annotation=header, default=None))
    signed: Any = in_one_work
    signed.__signature__ = Signature(seen, return_annotation=asks.return_annotation)
    return in_one_work


def see_other(url: str) -> Response:
    return RedirectResponse(url, status_code=303)


def page(request: Request, template: str, *, status: int = 200, **shown: Any) -> Response:
    language = language_of(request)
    html = environment(language).get_template(template).render(**shown, language=language)
    return HTMLResponse(html, status, {"Content-Language": language})


def language_of(request: Request) -> str:
    """The language that the reader likes best of those we speak; Finnish when there is none."""
    asked = [_wish(part) for part in request.headers.get("accept-language", "").split(",")]
    by_liking, spoken = sorted(asked, key=lambda wish: wish[1], reverse=True), languages()
    return next((language for language, _ in by_liking if language in spoken), "fi")


def _wish(part: str) -> tuple[str, str]:
    """A language and how well it is liked, as decimals whose texts sort as their numbers do."""
    language, _, liking = part.partition(";")
    return language.strip().lower()[:2], liking.replace(" ", "").removeprefix("q=") or "1"


def add_refusal_handlers(app: FastAPI) -> None:
    @app.exception_handler(Refused)
    def refused(request: Request, no: Refused) -> Response:
        status = 422 if isinstance(no, KeyReused) else 409
        return _problem(request, status, "request.refused", no.reasons)

    @app.exception_handler(Missing)
    def missing(request: Request, _: Missing) -> Response:
        return _problem(request, 404, "request.missing")

    @app.exception_handler(PoolTimeout)
    @app.exception_handler(OperationalError)
    def busy(request: Request, _: Exception) -> Response:
        return _problem(request, 503, "request.busy", headers=RETRY_AFTER)


def _problem(
    request: Request,
    status: int,
    code: str,
    reasons: tuple[Reason, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    language = language_of(request)
    worded = [
        {"code": reason.code, "text": say(reason.code, reason.facts, language), "facts": dict(reason.facts)}
        for reason in reasons
    ]
    title = say(code, {}, language)
    if request.url.path.startswith("/api/"):
        problem = {"type": f"urn:kutsu:{code}", "title": title, "status": status, "reasons": worded}
        return JSONResponse(problem, status, headers, media_type="application/problem+json")
    shown = page(request, "refused.html", status=status, title=title, reasons=worded)
    shown.headers.update(headers or {})
    return shown
