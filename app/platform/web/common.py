"""The pages that belong to no chapter: the language, the API's description, and what we promise."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.kernel.refusals import Missing
from app.platform.texts import languages
from app.platform.web.answering import page, see_other, with_language
from app.platform.web.describing import described
from app.platform.web.guarding import PUBLIC
from app.platform.web.route import RequestWork, WorkRoute

router = APIRouter(include_in_schema=False, route_class=WorkRoute)


@router.get("/language/{code}", openapi_extra=PUBLIC)
def choose_language(work: RequestWork, code: str, next: str = "/") -> Response:
    """Only the reader's own browser remembers it."""
    if code not in languages():
        raise Missing
    return with_language(see_other(local(next)), code)


@router.get("/api/docs", openapi_extra=PUBLIC)
def show_api(request: Request, work: RequestWork) -> Response:
    told = described(request.app)
    acts = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for act in acts:
        by_tag.setdefault(next(iter(act.get("tags", [])), "other"), []).append(act)
    return page(request, "about/api.html", by_tag=by_tag, schemas=told["components"]["schemas"])


@router.get("/about-accessibility", openapi_extra=PUBLIC)
def show_accessibility(request: Request, work: RequestWork) -> Response:
    return page(request, "about/accessibility.html")


@router.get("/about-privacy", openapi_extra=PUBLIC)
def show_privacy(request: Request, work: RequestWork) -> Response:
    return page(request, "about/privacy.html")


def local(address: str) -> str:
    """An address within this site, whatever was asked for.

    >>> local("/orders?state=sent"), local("//elsewhere.example"), local("https://elsewhere.example")
    ('/orders?state=sent', '/', '/')
    """
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address
    return address if is_ours and address.isprintable() else "/"
