"""A supplier's money month by month: delivered, approved, invoiced, and taken out by the buyer's finance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, case, exists, func, select, type_coerce

from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.invoicing import policy
from app.invoicing.models import ExportItem, Invoice, InvoiceLine
from app.invoicing.rules.states import InvoiceState
from app.kernel.money import Money, total
from app.orders.models import ServiceOrder
from app.platform.db import rounded
from app.platform.work import Work

NUMBERED = (InvoiceState.ISSUED, InvoiceState.CREDITED)
ZERO = Money(0)


@dataclass
class MoneyMonth:
    """Sums without VAT. What nobody has approved yet is counted by the order's price, so it may change.

    `exported` is as far as the platform sees: that an invoice was paid, the bank tells the seller.
    """

    month: date
    delivered: Money = field(default=ZERO)
    approved: Money = field(default=ZERO)
    drafted: Money = field(default=ZERO)
    invoiced: Money = field(default=ZERO)
    exported: Money = field(default=ZERO)


def money_by_month(work: Work) -> list[MoneyMonth]:
    """Of those for whom the actor sells, the newest month first."""
    sellers = work.actor.parties_where(*policy.SELLERS_EYES)
    months: dict[date, MoneyMonth] = {}
    for month, delivered, approved in _delivered(work, sellers):
        months[month] = MoneyMonth(month, _money(delivered), _money(approved))
    for month, drafted, invoiced, exported in _billed(work, sellers):
        found = months.setdefault(month, MoneyMonth(month))
        found.drafted, found.invoiced, found.exported = _money(drafted), _money(invoiced), _money(exported)
    return [months[month] for month in sorted(months, reverse=True)]


def together(months: Iterable[MoneyMonth]) -> MoneyMonth:
    """All months as one; its `month` says nothing."""
    rows = list(months)
    return MoneyMonth(
        date.min,
        total(row.delivered for row in rows),
        total(row.approved for row in rows),
        total(row.drafted for row in rows),
        total(row.invoiced for row in rows),
        total(row.exported for row in rows),
    )


def _delivered(work: Work, sellers: frozenset[UUID]) -> Iterable[Any]:
    price = case(
        (Delivery.kind == DeliveryKind.BONUS, _cents(ServiceOrder.bonus)),
        else_=_cents(ServiceOrder.covered_price),
    )
    worth = rounded(price * Delivery.quantity_value, Delivery.quantity_per.expression)
    approved = case((Delivery.state == DeliveryState.APPROVED, _cents(Delivery.net)), else_=None)
    asked = (
        select(Delivery.month, func.sum(func.coalesce(approved, worth)), func.sum(func.coalesce(approved, 0)))
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(ServiceOrder.party_id.in_(sellers), Delivery.state != DeliveryState.CORRECTED)
        .group_by(Delivery.month)
    )
    return work.db.execute(asked)


def _billed(work: Work, sellers: frozenset[UUID]) -> Iterable[Any]:
    """A credit note's lines are negative, so a credited month adds up to what is still charged."""
    taken_out = exists().where(ExportItem.invoice_id == Invoice.id, ExportItem.live)
    asked = (
        select(
            InvoiceLine.month,
            _sum_of(Invoice.state == InvoiceState.DRAFT),
            _sum_of(Invoice.state.in_(NUMBERED)),
            _sum_of(Invoice.state.in_(NUMBERED) & taken_out),
        )
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.seller_id.in_(sellers), Invoice.state != InvoiceState.DISCARDED)
        .group_by(InvoiceLine.month)
    )
    return work.db.execute(asked)


def _sum_of(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, _cents(InvoiceLine.net)), else_=0))


def _cents(column: Any) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)


def _money(cents: Any) -> Money:
    return Money(int(cents or 0))
