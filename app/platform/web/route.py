"""One request as one Work, in one hop to a worker thread, answered only after its commit."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache, wraps
from hashlib import sha256
from inspect import Parameter, Signature, iscoroutinefunction, signature
from typing import Annotated, Any, TypeVar

from fastapi import Header, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic_core import to_json
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.refusals import Reason, Refused
from app.platform import drafts
from app.platform.db import hold_alone
from app.platform.forms import PostedForm, Problem, Unfit
from app.platform.idempotency import answer_once
from app.platform.paging import Page, link_to_next
from app.platform.web.answering import asked_again, caller_of, ground_of, see_other
from app.platform.web.guarding import SAFE, ask_for_our_own_page, ask_to_enter
from app.platform.web.reading import Posted, is_api, presented
from app.platform.web.refusing import VersionOld, VersionUnsaid
from app.platform.work import Work, begin_work

RequestWork = Annotated[Any, "a Work, opened and committed by WorkRoute"]
NOT_MODIFIED, UNFIT, REFUSED = 304, 422, 409
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Options = Mapping[str, Any]


def shown_again_by(show: Callable[..., Response]) -> Callable[[Endpoint], Endpoint]:
    """The page that holds this act's form: a refusal shows it again, with what was typed and the reasons."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.shown_again_by = show  # type: ignore[attr-defined]
        return endpoint

    return mark


def updates(get: Callable[..., Any]) -> Callable[[Endpoint], Endpoint]:
    """This act changes what `get` shows, and only the version that the caller has read."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.updates = get  # type: ignore[attr-defined]
        return endpoint

    return mark


class WorkRoute(APIRoute):
    """One request is one Work, in one hop to a worker thread.

    There the caller is identified, the Work opens (a GET reads, anything else writes), the plain `def`
    endpoint is called, its answer becomes bytes, and the Work commits. FastAPI sees a response only after
    that, so a commit that fails never answers 200.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.access = _access(path, endpoint, options)
        super().__init__(path, _in_one_work(endpoint, self.access), **options)


class Access:
    """How a route may be called: for whom it is, what it needs, what its answer is."""

    def __init__(self, *, is_page: bool, method: str, extra: Options, tag: str, status: int) -> None:
        self.is_page, self.method, self.status = is_page, method, status
        self.is_public = extra.get("x-access") == "public"
        self.is_personal = "x-personal-data" in extra
        self.writes = method not in SAFE or self.is_personal
        self.scope = f"{tag}:{'read' if method in SAFE else 'write'}"
        self.has_form = is_page and method not in SAFE
        self.has_key = not is_page and method == "POST"


def _access(path: str, endpoint: Callable[..., Any], options: Options) -> Access:
    if iscoroutinefunction(endpoint) or "work" not in signature(endpoint).parameters:
        raise TypeError(f"{endpoint.__qualname__} must be a plain def that takes `work: RequestWork`")
    [method] = set(options["methods"]) - {"HEAD"}
    return Access(
        is_page=not path.startswith("/api/"),
        method=method,
        extra=options.get("openapi_extra") or {},
        tag=str(next(iter(options.get("tags") or ()), "")),
        status=options.get("status_code") or 200,
    )


def _in_one_work(endpoint: Callable[..., Any], access: Access) -> Callable[..., Response]:
    asks = signature(endpoint).parameters
    again = getattr(endpoint, "shown_again_by", None)

    @wraps(endpoint)
    def in_one_work(*, request: Request, **given: Any) -> Response:
        form: PostedForm = given.get("form", PostedForm())
        try:
            return _acted(endpoint, access, request, form, given)
        except (Refused, Unfit) as no:
            if again is None:
                raise
            return _shown_again(again, request, form, given, no)
        finally:
            _touch(request)

    # What FastAPI reads: the endpoint's own parameters, the request instead of the work, and what we add.
    seen = [asked for name, asked in asks.items() if name not in ("work", "request", "form")]
    seen.append(Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request))
    if access.has_form:
        seen.append(Parameter("form", Parameter.KEYWORD_ONLY, annotation=Posted))
    if access.has_key:
        header = Annotated[str | None, Header(min_length=1, max_length=100)]
        seen.append(Parameter("idempotency_key", Parameter.KEYWORD_ONLY, annotation=header, default=None))
    if access.method in ("PUT", "PATCH"):
        version = Annotated[str | None, Header(max_length=100)]
        seen.append(Parameter("if_match", Parameter.KEYWORD_ONLY, annotation=version, default=None))
    signed: Any = in_one_work
    signed.__signature__ = Signature(seen, return_annotation=signature(endpoint).return_annotation)
    return in_one_work


def _acted(
    endpoint: Callable[..., Any], access: Access, request: Request, form: PostedForm, given: dict[str, Any]
) -> Response:
    key, if_match = given.pop("idempotency_key", None), given.pop("if_match", None)
    with _entered(request, access, writes=access.writes) as work:
        if access.has_form:
            ask_for_our_own_page(request, work.ground, caller_of(request), form)
            if form.ours.get("_save"):
                return _saved(work, request, form)
        _ask_for_the_version(endpoint, work, request, given, if_match or form.ours.get("_version"))

        def act() -> Response:
            answer = _called(endpoint, request, work, given)
            form.refuse_unread()
            return _in_bytes(answer, request, access)

        once = _once(request, form, given) if access.has_form else key
        if once is None or (access.has_form and not caller_of(request).is_known):
            answer = act()
        else:
            asked = sha256(to_json([request.method, request.url.path, _told(form, given)])).digest()
            answer = answer_once(work, once, asked, act)
        if form.ours and caller_of(request).is_known:
            drafts.forget(work, request.url.path)
        return answer


def _entered(request: Request, access: Access, *, writes: bool) -> AbstractContextManager[Work]:
    """The caller is identified inside the Work's own transaction, so that an ended session ends there."""
    shown = presented(request)

    def identify(db: Session, now: Any) -> Actor:
        caller = request.app.state.identify(db, now, shown)
        request.state.caller = caller
        ask_to_enter(request, caller, shown, is_public=access.is_public, scope=access.scope)
        actor: Actor = caller.actor
        return actor

    return begin_work(ground_of(request), identify, writes=writes)


@cache
def _asked_by(endpoint: Callable[..., Any]) -> frozenset[str]:
    """Read once for each route, as reading a signature costs more than many a call."""
    return frozenset(signature(endpoint).parameters)


def _called(endpoint: Callable[..., Any], request: Request, work: Work, given: Mapping[str, Any]) -> Any:
    asks = _asked_by(endpoint)
    extra = {"request": request} if "request" in asks else {}
    return endpoint(work=work, **extra, **{name: value for name, value in given.items() if name in asks})


def _in_bytes(answer: Any, request: Request, access: Access) -> Response:
    """JSON becomes bytes inside the Work; a thing that was read carries the version of its bytes."""
    if isinstance(answer, Response):
        return answer
    made = Response(to_json(answer), access.status, media_type="application/json")
    if isinstance(answer, Page):
        made.headers.update(link_to_next(str(request.url), answer))
    elif access.method == "GET":
        made.headers["ETag"] = etag_of(bytes(made.body))
        if request.headers.get("if-none-match") == made.headers["ETag"]:
            return Response(status_code=NOT_MODIFIED, headers={"ETag": made.headers["ETag"]})
    return made


def etag_of(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:24]}"'


def version_of(shown: Any) -> str:
    """The version of what the API would show: a page hides it in the form of an update."""
    return etag_of(to_json(shown))


def _ask_for_the_version(
    endpoint: Callable[..., Any], work: Work, request: Request, given: Mapping[str, Any], said: str | None
) -> None:
    get = getattr(endpoint, "updates", None)
    if get is None:
        return
    if not said and is_api(request):
        raise VersionUnsaid
    if not said:
        return
    hold_alone(work.db, request.url.path)
    if said != "*" and version_of(_called(get, request, work, given)) != said:
        raise VersionOld if is_api(request) else Refused([Reason("request.stale")])


def _once(request: Request, form: PostedForm, given: Mapping[str, Any]) -> str | None:
    """The same form sent twice is one act; the same page, changed and sent again, is another."""
    once = form.ours.get("_once")
    if not once:
        return None
    return sha256(to_json([once, request.url.path, form.pairs])).hexdigest()


def _told(form: PostedForm, given: Mapping[str, Any]) -> Any:
    return [form.pairs, {name: value for name, value in given.items() if name != "form"}]


def _saved(work: Work, request: Request, form: PostedForm) -> Response:
    drafts.save(work, request.url.path, form.pairs)
    back = form.ours.get("_page", "/")
    return see_other(back if back.startswith("/") and not back.startswith("//") else "/", done="draft.saved")


def _shown_again(
    again: Callable[..., Response],
    request: Request,
    form: PostedForm,
    given: Mapping[str, Any],
    no: Refused | Unfit,
) -> Response:
    problems: Sequence[Problem]
    if isinstance(no, Unfit):
        problems, status = no.problems, UNFIT
    else:
        problems, status = [Problem("", reason.code, reason.facts) for reason in no.reasons], REFUSED
    asked_again(request, request.url.path, form.pairs, problems)
    access = Access(is_page=True, method="GET", extra={"x-access": "public"}, tag="", status=200)
    # a page that shows personal data logs the view, so the Work may write whatever the page is
    with _entered(request, access, writes=True) as work:
        answer: Response = _called(again, request, work, given)
    answer.status_code = status
    return answer


def _touch(request: Request) -> None:
    caller = caller_of(request)
    if caller.is_stale:
        request.app.state.touch(ground_of(request), caller)
