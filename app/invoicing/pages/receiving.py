"""Where a payer receives its invoices."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.invoicing import queries, service
from app.invoicing.pages.routing import named, router
from app.invoicing.schemas import ReceivingIn
from app.platform.web import Posted, RequestWork, form_view, page, see_other, shown_again_by


@router.get("/invoices/receiving/{payer_id}")
def show_receiving(request: Request, work: RequestWork, payer_id: UUID) -> Response:
    told = queries.own_receiving_address(work, payer_id)
    given = {name: getattr(told, name, "") for name in ReceivingIn.model_fields}
    may = not service.reasons_not_to_receive(work, payer_id)
    return page(
        request,
        "invoices/receiving.html",
        payer=named(work, {payer_id}).get(payer_id, ""),
        told=told,
        form=form_view(
            request,
            ReceivingIn,
            action=f"/invoices/receiving/{payer_id}",
            submit="invoicing_pages.receiving.save",
            given=given,
        )
        if may
        else None,
    )


@router.post("/invoices/receiving/{payer_id}")
@shown_again_by(show_receiving)
def receive(work: RequestWork, payer_id: UUID, form: Posted) -> Response:
    service.receive_at(work, payer_id, **form.read(ReceivingIn).facts())
    return see_other(f"/invoices/receiving/{payer_id}", done="invoicing_pages.done.receiving_told")
