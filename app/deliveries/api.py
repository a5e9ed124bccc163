"""Deliveries for programs: what was held and what failed, corrected, approved, disputed and re-opened."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.deliveries import queries, service
from app.deliveries.schemas import (
    ApprovingIn,
    CancellingIn,
    CorrectingIn,
    DecidedOut,
    DeliveryLineOut,
    DeliveryOut,
    DisputingIn,
    LoggingIn,
    NoShowIn,
    ReasonOut,
    RefusalOut,
    ReopeningIn,
    WaitingOut,
    delivery_out,
    line_out,
    quantity_told,
    waiting_out,
)
from app.identity import queries as identity
from app.platform.fields import a_month
from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import PERSONAL, RequestWork, WorkRoute
from app.platform.work import Work

router = APIRouter(prefix="/api/v1", tags=["deliveries"], route_class=WorkRoute)


@router.get("/deliveries")
def list_deliveries(
    work: RequestWork,
    cursor: Cursor,
    month: Annotated[str | None, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", examples=["2026-04"])] = None,
    order_id: Annotated[UUID | None, Query()] = None,
) -> Page[DeliveryLineOut]:
    """The caller's, as buyer or as supplier, by day; of one month or one order where asked so."""
    found = queries.deliveries(work, order_id=order_id, month=a_month(month) if month else None)
    return page_of(part_of(found, cursor, lambda row: row.id), cursor, line_out, lambda row: row.id)


@router.get("/deliveries/waiting")
def list_waiting_deliveries(work: RequestWork) -> list[WaitingOut]:
    """What waits for the caller's decision, told first first."""
    return [waiting_out(row) for row in queries.waiting_for(work)]


@router.get("/deliveries/{delivery_id}")
def get_delivery(work: RequestWork, delivery_id: UUID) -> DeliveryOut:
    """One version of a delivery, with its frozen price and VAT once it is approved."""
    return _shown(work, delivery_id)


@router.get("/deliveries/{delivery_id}/versions")
def list_delivery_versions(work: RequestWork, delivery_id: UUID) -> list[DeliveryLineOut]:
    """All that was told of the delivery, the first version first."""
    root_id = queries.own_delivery(work, delivery_id).root_id
    return [line_out(row) for row in queries.versions(work, root_id)]


@router.get("/deliveries/{delivery_id}/reason", openapi_extra=PERSONAL)
def get_delivery_reason(work: RequestWork, delivery_id: UUID) -> ReasonOut:
    """Why it was disputed or opened again; the view is logged."""
    return ReasonOut(reason=service.read_reason(work, delivery_id))


@router.post("/orders/{order_id}/deliveries", status_code=201)
def log_delivery(work: RequestWork, order_id: UUID, told: LoggingIn) -> DeliveryOut:
    """Tells what was held; told again under the same reference it is the same delivery."""
    quantity = quantity_told(told.quantity, queries.tariff_behind(work, order_id))
    delivery = service.log(work, order_id, **{**told.facts(), "quantity": quantity})
    return _shown(work, delivery.id)


@router.post("/orders/{order_id}/cancellations", status_code=201)
def log_cancellation(work: RequestWork, order_id: UUID, told: CancellingIn) -> DeliveryOut:
    """Tells of a visit that the client called off."""
    quantity = quantity_told(told.quantity, queries.tariff_behind(work, order_id))
    delivery = service.log_cancellation(work, order_id, **{**told.facts(), "quantity": quantity})
    return _shown(work, delivery.id)


@router.post("/orders/{order_id}/no-shows", status_code=201)
def log_no_show(work: RequestWork, order_id: UUID, told: NoShowIn) -> DeliveryOut:
    """Tells that the client did not come."""
    quantity = quantity_told(told.quantity, queries.tariff_behind(work, order_id))
    delivery = service.log_no_show(work, order_id, **{**told.facts(), "quantity": quantity})
    return _shown(work, delivery.id)


@router.post("/deliveries/{delivery_id}/corrections", status_code=201)
def correct_delivery(work: RequestWork, delivery_id: UUID, told: CorrectingIn) -> DeliveryOut:
    """Puts right what was told before approval: a new version, and the old one stays."""
    order_id = queries.own_delivery(work, delivery_id).order_id
    quantity = quantity_told(told.quantity, queries.tariff_behind(work, order_id))
    delivery = service.correct(work, delivery_id, **{**told.facts(), "quantity": quantity})
    return _shown(work, delivery.id)


@router.post("/deliveries/{delivery_id}/approval")
def approve_delivery(work: RequestWork, delivery_id: UUID) -> DeliveryOut:
    """Freezes the price and the VAT of its day; from here on an invoice may hold it."""
    service.approve(work, delivery_id)
    return _shown(work, delivery_id)


@router.post("/deliveries/approvals")
def approve_deliveries(work: RequestWork, told: ApprovingIn) -> list[DecidedOut]:
    """Many at once, each by itself: the answer tells of every one."""
    return [
        DecidedOut(
            id=one.delivery_id,
            approved=not one.reasons,
            reasons=[RefusalOut(code=no.code, facts=dict(no.facts)) for no in one.reasons],
        )
        for one in service.approve_many(work, told.delivery_ids)
    ]


@router.post("/deliveries/{delivery_id}/dispute")
def dispute_delivery(work: RequestWork, delivery_id: UUID, told: DisputingIn) -> DeliveryOut:
    """Says no, with a reason that the supplier can answer by a correction."""
    service.dispute(work, delivery_id, reason=told.reason)
    return _shown(work, delivery_id)


@router.post("/deliveries/{delivery_id}/reopening")
def reopen_delivery(work: RequestWork, delivery_id: UUID, told: ReopeningIn) -> DeliveryOut:
    """Takes an approval back, until an issued invoice holds the delivery."""
    service.reopen(work, delivery_id, reason=told.reason)
    return _shown(work, delivery_id)


def _shown(work: Work, delivery_id: UUID) -> DeliveryOut:
    return delivery_out(queries.delivery_told(work, delivery_id, identity.today(work)))
