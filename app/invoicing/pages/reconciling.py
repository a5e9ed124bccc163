"""What was approved beside what was invoiced and exported."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import queries as identity
from app.invoicing import queries
from app.invoicing.pages.routing import buyer_and_month, chosen, month_told, named, router, tabs
from app.invoicing.queries import Place
from app.platform.web import RequestWork, page


@router.get("/invoices/reconciliation")
def show_reconciliation(request: Request, work: RequestWork, buyer_id: str = "", month: str = "") -> Response:
    buyers = named(work, queries.buyers_of(work.actor))
    buyer = chosen(buyer_id, buyers)
    asked = (month_told(month) or identity.today(work)).replace(day=1)
    return page(
        request,
        "invoices/reconciliation.html",
        buyers=buyers,
        month=asked,
        filter=buyer_and_month(request, buyers, buyer, f"{asked:%Y-%m}"),
        found=_reconciled(work, buyer, asked) if buyer else None,
        places=list(Place),
        tabs=tabs(request, work, "/invoices/reconciliation"),
    )


def _reconciled(work: RequestWork, buyer: UUID, month: date) -> dict[str, Any]:
    found = queries.reconciliation(work, buyer, month)
    return {"balance": found.balance, "adds_up": found.adds_up, "is_empty": not found.approved.worth}
