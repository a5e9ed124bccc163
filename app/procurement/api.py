from fastapi import APIRouter

from app.platform.web import PUBLIC, RequestWork, WorkRoute
from app.procurement import queries
from app.procurement.schemas import CallOut

router = APIRouter(prefix="/api/v1/calls", tags=["calls"], route_class=WorkRoute)


@router.get("", openapi_extra=PUBLIC)
def list_calls(work: RequestWork) -> list[CallOut]:
    """Every call that was ever published, the open ones first."""
    return [
        CallOut.model_validate({**vars(row), "title": row.title.as_json()})
        for row in queries.public_calls(work)
    ]
