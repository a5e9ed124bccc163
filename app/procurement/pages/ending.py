"""Publishing a call and ending it, from the officer's page."""

from uuid import UUID

from fastapi.responses import Response

from app.platform.web import Posted, RequestWork, see_other, shown_again_by
from app.procurement import service
from app.procurement.pages.drafting import show_check, show_own_call
from app.procurement.pages.routing import router
from app.procurement.schemas.telling import EndIn


@router.post("/procurement/calls/{call_id}/publish")
@shown_again_by(show_check)
def publish_call(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    service.publish(work, call_id)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.published")


@router.post("/procurement/calls/{call_id}/close")
@shown_again_by(show_own_call)
def close_call(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(EndIn)
    service.close(work, call_id, reason=told.reason)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.closed")


@router.post("/procurement/calls/{call_id}/interrupt")
@shown_again_by(show_own_call)
def interrupt_call(work: RequestWork, call_id: UUID, form: Posted) -> Response:
    told = form.read(EndIn)
    service.interrupt(work, call_id, reason=told.reason)
    return see_other(f"/procurement/calls/{call_id}", done="procurement.done.interrupted")
