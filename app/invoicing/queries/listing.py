"""Invoices as lists show them: columns, names and sums, no entities; and what of them waits for whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from app.identity.models import PartyVersion
from app.invoicing import policy
from app.invoicing.models import ExportItem, Invoice
from app.invoicing.queries.invoices import theirs
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.actors import Actor, Role
from app.kernel.money import Money
from app.platform.db import in_force
from app.platform.fields import ZONE
from app.platform.paging import Slice
from app.platform.work import Work

NUMBERED = (InvoiceState.ISSUED, InvoiceState.CREDITED)
Seller, Payer = aliased(PartyVersion), aliased(PartyVersion)


@dataclass(frozen=True)
class Narrowed:
    """Which invoices of all that the actor may see; nothing said means all of them."""

    month: date | None = None
    state: InvoiceState | None = None
    run_id: UUID | None = None
    batch_id: UUID | None = None
    buyer_id: UUID | None = None
    to_export: bool = False


@dataclass(frozen=True)
class InvoiceRow:
    """An invoice in a list; `is_exported` while a live batch holds it."""

    id: UUID
    number: str | None
    kind: InvoiceKind
    state: InvoiceState
    month: date
    buyer_id: UUID
    seller_id: UUID
    payer_id: UUID
    run_id: UUID | None
    credit_of: UUID | None
    net: Money
    vat: Money
    gross: Money
    issued_on: date | None
    due_on: date | None
    seller: str
    payer: str
    is_exported: bool


@dataclass(frozen=True)
class Sums:
    """Of the whole list, not only of its first page; what was discarded adds nothing."""

    count: int
    net: Money
    vat: Money
    gross: Money


def invoices(work: Work, narrowed: Narrowed, part: Slice | None = None) -> list[InvoiceRow]:
    """The newest first."""
    columns: list[Any] = [
        Invoice.id,
        Invoice.number,
        Invoice.kind,
        Invoice.state,
        Invoice.month,
        Invoice.buyer_id,
        Invoice.seller_id,
        Invoice.payer_id,
        Invoice.run_id,
        Invoice.credit_of,
        Invoice.net,
        Invoice.vat,
        Invoice.gross,
        Invoice.issued_on,
        Invoice.due_on,
        func.coalesce(Seller.name, ""),
        func.coalesce(Payer.name, ""),
        in_live_batch(),
    ]
    asked = named(work, select(*columns).select_from(Invoice)).where(*_here(work, narrowed))
    in_order = part.of(asked, Invoice.id) if part else asked.order_by(Invoice.id.desc())
    return [InvoiceRow(*row) for row in work.db.execute(in_order)]


def sums(work: Work, narrowed: Narrowed) -> Sums:
    added = (
        func.coalesce(func.sum(cents(column)), 0) for column in (Invoice.net, Invoice.vat, Invoice.gross)
    )
    asked = select(func.count(), *added).where(*_here(work, narrowed))
    if narrowed.state is None:
        asked = asked.where(Invoice.state != InvoiceState.DISCARDED)
    count, *found = work.db.execute(asked).one()
    return Sums(count, *(Money(int(one)) for one in found))


@dataclass(frozen=True)
class Waits:
    """What waits for this actor: drafts that only it can release, and what it can take out to finance."""

    drafts: int
    drafts_gross: Money
    exportable: int
    exportable_gross: Money


def waits_for(work: Work) -> Waits:
    """One question, for a desk."""
    admin, finance = work.actor.parties_where(Role.SUPPLIER_ADMIN), work.actor.parties_where(Role.FINANCE)
    mine = and_(Invoice.state == InvoiceState.DRAFT, Invoice.seller_id.in_(admin))
    out = and_(Invoice.state.in_(NUMBERED), Invoice.buyer_id.in_(finance), ~in_live_batch())

    def told(which: ColumnElement[bool]) -> tuple[Any, Any]:
        gross = func.sum(case((which, cents(Invoice.gross)), else_=0))
        return func.sum(case((which, 1), else_=0)), gross

    row = work.db.execute(select(*told(mine), *told(out)).where(or_(mine, out))).one()
    drafts, drafts_gross, ready, ready_gross = (int(one or 0) for one in row)
    return Waits(drafts, Money(drafts_gross), ready, Money(ready_gross))


def names_of(work: Work, party_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """As they are called today, in Finnish order."""
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, today_of(work))
    asked = select(PartyVersion.party_id, PartyVersion.name).where(
        PartyVersion.party_id.in_(party_ids), valid
    )
    return {row.party_id: row.name for row in work.db.execute(asked.order_by(PartyVersion.sort_key))}


def buyers_of(actor: Actor) -> frozenset[UUID]:
    """For whom the actor looks after money on the buyer's side."""
    return actor.parties_where(*policy.BUYERS_EYES)


def sellers_of(actor: Actor) -> frozenset[UUID]:
    return actor.parties_where(*policy.SELLERS_EYES)


def _here(work: Work, narrowed: Narrowed) -> Sequence[ColumnElement[bool]]:
    found = [theirs(work.actor)]
    if narrowed.month is not None:
        found.append(Invoice.month == narrowed.month.replace(day=1))
    if narrowed.state is not None:
        found.append(Invoice.state == narrowed.state)
    if narrowed.run_id is not None:
        found.append(Invoice.run_id == narrowed.run_id)
    if narrowed.buyer_id is not None:
        found.append(Invoice.buyer_id == narrowed.buyer_id)
    if narrowed.batch_id is not None:
        held = select(ExportItem.invoice_id).where(ExportItem.batch_id == narrowed.batch_id)
        found.append(Invoice.id.in_(held))
    if narrowed.to_export:
        found += [Invoice.state.in_(NUMBERED), ~in_live_batch()]
    return found


def in_live_batch() -> ColumnElement[bool]:
    return exists().where(ExportItem.invoice_id == Invoice.id, ExportItem.live)


def named(work: Work, asked: Select[Any]) -> Select[Any]:
    today = today_of(work)
    seller = and_(Seller.party_id == Invoice.seller_id, in_force(Seller.valid_from, Seller.valid_to, today))
    payer = and_(Payer.party_id == Invoice.payer_id, in_force(Payer.valid_from, Payer.valid_to, today))
    return asked.outerjoin(Seller, seller).outerjoin(Payer, payer)


def today_of(work: Work) -> date:
    """Names are shown by it and nothing is decided, so the calendar's own question is spared."""
    return work.now.astimezone(ZONE).date()


def cents(column: Any) -> ColumnElement[int]:
    return type_coerce(column, BigInteger)
