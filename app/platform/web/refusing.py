"""Every no in the reader's words: problem documents for programs, pages for people."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.kernel.refusals import Missing, Reason, Refused
from app.platform.forms import Problem, Unfit, problems_of
from app.platform.idempotency import KeyReused
from app.platform.pages import told
from app.platform.texts import say
from app.platform.web.answering import language_of, page, see_other
from app.platform.web.guarding import Forged, MustEnrol, NotAtHome, ScopeMissing
from app.platform.web.reading import is_api

RETRY_AFTER = {"Retry-After": "5"}
UNIQUE_VIOLATION = "23505"
CODES = {  # what the framework itself answers, as our texts
    400: "request.not_understood",
    404: "request.missing",
    405: "request.no_such_act",
    413: "request.too_large",
    415: "request.wrong_media_type",
}


class VersionUnsaid(Exception):
    """An update must say which version it changes."""


class VersionOld(Exception):
    """Somebody changed the thing since it was read."""


def add_refusal_handlers(app: FastAPI) -> None:
    @app.exception_handler(Refused)
    def refused(request: Request, no: Refused) -> Response:
        status = 422 if isinstance(no, KeyReused) else 409
        return problem(request, status, "request.refused", reasons=no.reasons)

    @app.exception_handler(Unfit)
    def unfit(request: Request, no: Unfit) -> Response:
        return problem(request, 422, "request.unfit", problems=no.problems)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, fault: RequestValidationError) -> Response:
        if not is_api(request) and any(error["loc"][0] == "path" for error in fault.errors()):
            return problem(request, 404, "request.missing")
        found = problems_of([{**error, "loc": _told_where(error["loc"])} for error in fault.errors()])
        return problem(request, 422, "request.unfit", problems=found)

    @app.exception_handler(Missing)
    def missing(request: Request, _: Missing) -> Response:
        request.state.again = None  # why an act was refused would tell that something is there
        return problem(request, 404, "request.missing")

    @app.exception_handler(NotAtHome)
    def not_at_home(request: Request, _: NotAtHome) -> Response:
        if is_api(request):
            headers = {"WWW-Authenticate": "Bearer"}
            return problem(request, 401, "request.not_signed_in", headers=headers)
        back = quote(request.url.path) if request.method == "GET" else "/"
        return see_other(f"/log-in?next={back}")

    @app.exception_handler(MustEnrol)
    def must_enrol(request: Request, _: MustEnrol) -> Response:
        if is_api(request):
            return problem(request, 403, "request.second_step_missing")
        return see_other("/account", done="request.second_step_missing")

    @app.exception_handler(ScopeMissing)
    def scope_missing(request: Request, no: ScopeMissing) -> Response:
        return problem(
            request, 403, "request.refused", reasons=[Reason("request.scope_missing", {"scope": no.scope})]
        )

    @app.exception_handler(Forged)
    def forged(request: Request, _: Forged) -> Response:
        return problem(request, 403, "request.forged")

    @app.exception_handler(VersionUnsaid)
    def version_unsaid(request: Request, _: VersionUnsaid) -> Response:
        return problem(request, 428, "request.version_unsaid")

    @app.exception_handler(VersionOld)
    def version_old(request: Request, _: VersionOld) -> Response:
        return problem(request, 412, "request.stale")

    @app.exception_handler(IntegrityError)
    def clashing(request: Request, fault: IntegrityError) -> Response:
        """Two said the same at one moment: what a service asks before it writes cannot see the other."""
        if not is_twice(fault):
            raise fault
        return problem(request, 409, "request.clash")

    @app.exception_handler(PoolTimeout)
    @app.exception_handler(OperationalError)
    def busy(request: Request, _: Exception) -> Response:
        return problem(request, 503, "request.busy", headers=RETRY_AFTER)

    @app.exception_handler(HTTPException)
    def framework(request: Request, no: HTTPException) -> Response:
        code = CODES.get(no.status_code, "request.not_understood")
        return problem(request, no.status_code, code, headers=no.headers)

    @app.exception_handler(500)
    def failed(request: Request, _: Exception) -> Response:
        return problem(request, 500, "request.failed")


def is_twice(fault: IntegrityError) -> bool:
    """Whether the database refused a second one of what there may be once."""
    return getattr(fault.orig, "sqlstate", "") == UNIQUE_VIOLATION or str(fault.orig).startswith("UNIQUE ")


def problem(
    request: Request,
    status: int,
    code: str,
    *,
    reasons: Sequence[Reason] = (),
    problems: Sequence[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    language = language_of(request)
    found = [*(_reason(one, language) for one in reasons), *(_fault(one, language) for one in problems)]
    title = say(code, {}, language)
    if is_api(request):
        document = {
            "type": f"urn:kutsu:{code}",
            "title": title,
            "status": status,
            "detail": " ".join(one["text"] for one in found) or title,
            "reasons": found,
        }
        return JSONResponse(
            document,
            status,
            {**(headers or {}), "Content-Language": language},
            media_type="application/problem+json",
        )
    shown = page(request, "refused.html", status=status, title=title, reasons=found)
    shown.headers.update(headers or {})
    return shown


def _reason(reason: Reason, language: str) -> dict[str, Any]:
    text = told(reason.code, reason.facts, language)
    return {"code": reason.code, "text": text, "facts": dict(reason.facts)}


def _fault(fault: Problem, language: str) -> dict[str, Any]:
    text = told(fault.code, fault.facts, language)
    return {"field": fault.field, "code": fault.code, "text": text, "facts": dict(fault.facts)}


def _told_where(loc: Sequence[Any]) -> list[Any]:
    """`body.prices.0` is `prices.0`; a header or a part of the address keeps its own name."""
    return [part for part in loc if part not in ("body", "query", "path", "header")]
