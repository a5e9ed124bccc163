"""What can be billed, added up by the database; and whether a draft still says what its deliveries say."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from app.contracts.models import BillingMandate
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.invoicing.models import InvoiceLine
from app.invoicing.rules.drawing import SHARING_EXEMPTION, Gathered, Key
from app.kernel.money import WHOLE, Money
from app.kernel.quantity import Unit
from app.orders.models import OrderPayer, ServiceOrder
from app.platform.bulk import ids_in_group
from app.platform.work import Work

CHUNK = 2000
OUTSIDE = "O"
EXEMPTION = func.coalesce(Delivery.exemption, "")
APART = case(
    (Delivery.vat_category == OUTSIDE, OUTSIDE),
    (EXEMPTION == SHARING_EXEMPTION, ""),
    else_=EXEMPTION,
)
# An order with one payer counts in the tariff's parts, a shared one in ten-thousandths of them.
PARTS_OF_SHARE = case((OrderPayer.share == WHOLE, 1), else_=WHOLE)
PART_OF_PAYER = case((OrderPayer.share == WHOLE, 1), else_=OrderPayer.share)


def not_billed_to(payer_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """No live link to this payer: never billed, or released by a full credit."""
    live = select(Billed.delivery_id).where(
        Billed.delivery_id == Delivery.id, Billed.payer_id == payer_id, Billed.released_by_credit.is_(None)
    )
    return ~live.exists()


def payable() -> ColumnElement[bool]:
    """Approved, and worth something: what was cancelled in time is kept for the metrics alone."""
    return and_(
        Delivery.state == DeliveryState.APPROVED,
        Delivery.kind != DeliveryKind.CANCELLED,
        Delivery.quantity_value > 0,
    )


def billable(buyer_id: UUID, month: date, *columns: Any) -> Select[Any]:
    """The approved deliveries of one buyer up to the month's end that no live invoice line holds.

    An earlier month's late approvals come along. A contract without a billing mandate has no seller to
    write for, and waits.
    """
    mandate = and_(
        BillingMandate.contract_id == ServiceOrder.contract_id, BillingMandate.revoked_at.is_(None)
    )
    return (
        select(*columns)
        .select_from(Delivery)
        .join(OrderPayer, OrderPayer.order_id == Delivery.order_id)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .join(BillingMandate, mandate)
        .where(
            Delivery.buyer_id == buyer_id,
            Delivery.month <= month,
            payable(),
            not_billed_to(OrderPayer.payer_id),
        )
    )


def gathering(buyer_id: UUID, month: date, *more: ColumnElement[Any]) -> Select[Any]:
    """Sums by payer, seller, contract, order, kind, month, price and VAT, in the order of the invoices."""
    invoice_key = [
        OrderPayer.payer_id,
        BillingMandate.seller_id,
        ServiceOrder.contract_id,
        APART.label("apart"),
    ]
    line_key = [
        Delivery.order_id,
        Delivery.month,
        Delivery.kind,
        Delivery.unit_price,
        Delivery.quantity_per,
        Delivery.quantity_unit,
        Delivery.vat_category,
        Delivery.vat_rate,
        EXEMPTION.label("ground"),
        OrderPayer.share,
        OrderPayer.share_before,
    ]
    sums = [
        func.sum(Delivery.quantity_value),
        func.min(Delivery.delivered_on),
        func.max(Delivery.last_on),
    ]
    keys = [*invoice_key, *line_key]
    places: list[ColumnElement[Any]] = [literal_column(str(place)) for place in range(1, len(keys) + 1)]
    asked = billable(buyer_id, month, *keys, *sums, *more)
    return asked.group_by(*places).order_by(*places)


def gathered(work: Work, buyer_id: UUID, month: date) -> Iterator[Gathered]:
    """Streamed: a month of any length passes through the same memory.

    Each line brings the deliveries that were added up for it, so that exactly these are tied to it: a
    second question would be answered by another moment.
    """
    asked = gathering(buyer_id, month, ids_in_group(Delivery.id))
    for row in work.db.execute(asked, execution_options={"yield_per": CHUNK}):
        yield _gathered(*row)


def gathered_without_ids(work: Work, buyer_id: UUID, month: date) -> Iterator[Gathered]:
    """The same sums for somebody who only looks: nothing will be tied to them."""
    for row in work.db.execute(gathering(buyer_id, month)):
        facts: list[Any] = [*row, []]
        yield _gathered(*facts)


def _gathered(
    payer_id: UUID,
    seller_id: UUID,
    contract_id: UUID,
    apart: str,
    order_id: UUID,
    month: date,
    kind: DeliveryKind,
    unit_price: Money,
    per: int,
    unit: Unit,
    vat_category: str,
    vat_rate: int,
    exemption: str,
    share: int,
    share_before: int,
    value: Decimal | int,
    first_on: date,
    last_on: date,
    delivery_ids: list[UUID],
) -> Gathered:
    return Gathered(
        key=Key(payer_id, seller_id, contract_id, apart),
        order_id=order_id,
        kind=kind,
        month=month,
        first_on=first_on,
        last_on=last_on,
        value=int(value),  # PostgreSQL adds whole numbers up to a Decimal
        per=per,
        unit=unit,
        unit_price=unit_price,
        vat_category=vat_category,
        vat_rate=vat_rate,
        exemption=exemption,
        share=share,
        share_before=share_before,
        delivery_ids=delivery_ids,
    )


def same_terms() -> ColumnElement[bool]:
    """The line says of a delivery what its approval froze."""
    return and_(
        InvoiceLine.order_id == Delivery.order_id,
        InvoiceLine.month == Delivery.month,
        InvoiceLine.kind == Delivery.kind,
        InvoiceLine.unit_price == Delivery.unit_price,
        InvoiceLine.vat_category == Delivery.vat_category,
        InvoiceLine.vat_rate == Delivery.vat_rate,
        InvoiceLine.exemption == EXEMPTION,
        InvoiceLine.quantity_per == Delivery.quantity_per * PARTS_OF_SHARE,
    )


def holds_otherwise(work: Work, invoice_id: UUID) -> bool:
    """Whether a line states another quantity, price or tax than the deliveries that it holds now.

    An approval that was taken back while the run was being drawn, and given again at another price, is
    tied to its line as if nothing had happened.
    """
    held = func.sum(case((_same_terms(), Delivery.quantity_value * PART_OF_PAYER), else_=0))
    payer = and_(OrderPayer.order_id == Delivery.order_id, OrderPayer.payer_id == Billed.payer_id)
    asked = (
        select(InvoiceLine.id)
        .join(Billed, Billed.line_id == InvoiceLine.id)
        .join(Delivery, Delivery.id == Billed.delivery_id)
        .join(OrderPayer, payer)
        .where(InvoiceLine.invoice_id == invoice_id)
        .group_by(InvoiceLine.id, InvoiceLine.quantity_value)
        .having(held != InvoiceLine.quantity_value)
    )
    return work.db.scalar(asked.limit(1)) is not None


def _same_terms() -> ColumnElement[bool]:
    return and_(
        InvoiceLine.order_id == Delivery.order_id,
        InvoiceLine.unit_price == Delivery.unit_price,
        InvoiceLine.vat_category == Delivery.vat_category,
        InvoiceLine.vat_rate == Delivery.vat_rate,
        InvoiceLine.exemption == EXEMPTION,
        InvoiceLine.quantity_per == Delivery.quantity_per * PARTS_OF_SHARE,
    )
