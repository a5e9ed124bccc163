"""Reading a request before its Work: the posted form, and what the caller shows at the door."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from app.platform.callers import Presented
from app.platform.forms import PostedForm, posted_form

MOST_FIELDS = 2000
FORM = "application/x-www-form-urlencoded"
BEARER = "bearer "


def is_api(request: Request) -> bool:
    """What is for programs; its description is a page for people."""
    path: str = request.scope["path"]  # asked of every request: `request.url` would be put together for it
    return path.startswith("/api/") and path != "/api/docs"


def cookie_name(request: Request, name: str) -> str:
    """Browsers keep a `__Host-` cookie to this host and to https; a demo on plain http cannot have one."""
    return f"__Host-kutsu-{name}" if is_secure(request) else f"kutsu-{name}"


def is_secure(request: Request) -> bool:
    return request.app.state.secure or request.url.scheme == "https"


def cookie(request: Request, name: str) -> str:
    return request.cookies.get(cookie_name(request, name), "")


def presented(request: Request) -> Presented:
    """The API knows tokens only, so that no other site can act through a browser's cookie there."""
    if not is_api(request):
        return Presented(session=cookie(request, "session"))
    authorization = request.headers.get("authorization", "")
    is_bearer = authorization[: len(BEARER)].lower() == BEARER
    return Presented(bearer=authorization[len(BEARER) :].strip() if is_bearer else authorization)


async def read_form(request: Request) -> PostedForm:
    body = await request.body()
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and told != FORM:
        raise HTTPException(415)
    try:
        text = body.decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise HTTPException(400) from None
    return posted_form(pairs)


Posted = Annotated[PostedForm, Depends(read_form)]
