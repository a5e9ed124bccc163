from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.platform.web import PUBLIC, RequestWork, WorkRoute, page
from app.procurement import queries

router = APIRouter(include_in_schema=False, route_class=WorkRoute)


@router.get("/", openapi_extra=PUBLIC)
def show_calls(request: Request, work: RequestWork) -> Response:
    return page(request, "procurement/calls.html", calls=queries.public_calls(work))
