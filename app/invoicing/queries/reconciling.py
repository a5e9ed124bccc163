"""Does it all come out: what was approved in a month is invoiced, drafted, still to be drawn, or waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, func, select, type_coerce

from app.contracts.models import BillingMandate
from app.deliveries.models import Billed, Delivery
from app.identity import queries as identity
from app.invoicing import policy
from app.invoicing.models import Invoice, InvoiceLine
from app.invoicing.queries.billing import payable
from app.invoicing.rules.reconciling import Balance, balance
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.money import WHOLE, Money
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing
from app.orders.models import OrderPayer, ServiceOrder
from app.orders.rules.states import UNIT_OF_USE
from app.platform.work import Work


class Place(StrEnum):
    """Where an approved delivery stands on its way to finance."""

    INVOICED = "invoiced"
    DRAFTED = "drafted"
    NOT_YET = "not_yet"
    WITHOUT_MANDATE = "without_mandate"


@dataclass(frozen=True)
class Tally:
    """Exact sums: `worth` is in cents before any line of an invoice was rounded."""

    units: Mapping[Unit, Fraction]
    worth: Fraction


@dataclass(frozen=True)
class Reconciled:
    """One buyer's month. `approved` is counted without looking at any invoice."""

    approved: Tally
    places: Mapping[Place, Tally]
    invoiced: Money  # what the live invoices' lines of the month say
    drafted: Money  # and those of the drafts

    @property
    def adds_up(self) -> bool:
        return self.approved == _together(self.places.values())

    @property
    def balance(self) -> Balance:
        """To the cent, as a page shows it."""
        worth = {str(place): tally.worth for place, tally in self.places.items()}
        return balance(
            self.approved.worth, worth, {Place.INVOICED: self.invoiced, Place.DRAFTED: self.drafted}
        )

    @property
    def rounding(self) -> Fraction:
        """Cents that rounding the lines has added, less than half a cent a line."""
        return self.invoiced.cents - self.places[Place.INVOICED].worth


def reconciliation(work: Work, buyer_id: UUID, month: date) -> Reconciled:
    """For the buyer's finance, its auditors and its officers; `month` is its first day."""
    identity.own_party(work, buyer_id)
    if buyer_id not in work.actor.parties_where(*policy.BUYERS_EYES):
        raise Missing
    columns = (Delivery.quantity_unit, OrderPayer.share, _used(), _used(times=_cents(Delivery.unit_price)))
    approved = _approved(buyer_id, month, *columns).group_by(Delivery.quantity_unit, OrderPayer.share)
    by_place = {place: list[Any]() for place in Place}
    for place, *row in work.db.execute(_placed(buyer_id, month, *columns)):
        by_place[Place(place)].append(row)
    invoiced, drafted = work.db.execute(_billed(buyer_id, month)).one()
    return Reconciled(
        approved=_tally(work.db.execute(approved)),
        places={place: _tally(rows) for place, rows in by_place.items()},
        invoiced=Money(int(invoiced or 0)),
        drafted=Money(int(drafted or 0)),
    )


def _cents(column: Any) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)


def _used(times: Any = 1) -> ColumnElement[Any]:
    """Whole parts of a unit as orders count them, so that the sum is exact."""
    return func.sum(times * (Delivery.quantity_value * (UNIT_OF_USE // Delivery.quantity_per)))


def _approved(buyer_id: UUID, month: date, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Delivery)
        .join(OrderPayer, OrderPayer.order_id == Delivery.order_id)
        .where(Delivery.buyer_id == buyer_id, Delivery.month == month, payable())
    )


def _placed(buyer_id: UUID, month: date, *columns: Any) -> Select[Any]:
    live_link = and_(
        Billed.delivery_id == Delivery.id,
        Billed.payer_id == OrderPayer.payer_id,
        Billed.released_by_credit.is_(None),
    )
    mandate = and_(
        BillingMandate.contract_id == ServiceOrder.contract_id, BillingMandate.revoked_at.is_(None)
    )
    place = case(
        (Billed.issued, Place.INVOICED.value),
        (Billed.delivery_id.is_not(None), Place.DRAFTED.value),
        (BillingMandate.id.is_(None), Place.WITHOUT_MANDATE.value),
        else_=Place.NOT_YET.value,
    ).label("place")
    asked = _approved(buyer_id, month, place, *columns)
    return (
        asked.join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .outerjoin(Billed, live_link)
        .outerjoin(BillingMandate, mandate)
        .group_by("place", Delivery.quantity_unit, OrderPayer.share)
    )


def _billed(buyer_id: UUID, month: date) -> Select[Any]:
    """What the lines say: of live invoices, and of drafts."""

    def lines_of(state: InvoiceState) -> ColumnElement[int]:
        return func.sum(case((Invoice.state == state, _cents(InvoiceLine.net)), else_=0))

    sums: list[Any] = [lines_of(InvoiceState.ISSUED), lines_of(InvoiceState.DRAFT)]
    return (
        select(*sums)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(
            Invoice.buyer_id == buyer_id,
            Invoice.state.in_([InvoiceState.ISSUED, InvoiceState.DRAFT]),
            Invoice.kind == InvoiceKind.INVOICE,
            InvoiceLine.month == month,
        )
    )


def _tally(rows: Iterable[Any]) -> Tally:
    units: dict[Unit, Fraction] = {}
    worth = Fraction(0)
    for unit, share, used, cents in rows:
        units[unit] = units.get(unit, Fraction(0)) + Fraction(int(used) * share, UNIT_OF_USE * WHOLE)
        worth += Fraction(int(cents) * share, UNIT_OF_USE * WHOLE)
    return Tally(units, worth)


def _together(tallies: Iterable[Tally]) -> Tally:
    units: dict[Unit, Fraction] = {}
    worth = Fraction(0)
    for tally in tallies:
        worth += tally.worth
        for unit, amount in tally.units.items():
            units[unit] = units.get(unit, Fraction(0)) + amount
    return Tally(units, worth)
