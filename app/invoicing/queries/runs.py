"""Billing runs: how far their invoices are, and what the drafts still lack."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from app.contracts.models import BillingMandate
from app.invoicing.events import ReleaseAsked
from app.invoicing.models import BillingRun, Invoice, ReceivingAddress
from app.invoicing.queries.invoices import theirs
from app.invoicing.queries.listing import NUMBERED, Payer, Seller, cents, named
from app.invoicing.rules.states import InvoiceState, RunState
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.platform.journal import JournalRow
from app.platform.outbox import Fate, OutboxMessage
from app.platform.work import Work
from app.suppliers.models import SupplierProfile

MOST_RUNS = MOST_DRAFTS = 200


@dataclass(frozen=True)
class RunRow:
    """A billing run: how many of its invoices are still drafts; to a seller, only its own are counted."""

    id: UUID
    buyer_id: UUID
    month: date
    state: RunState
    at: datetime
    drafts: int
    issued: int
    discarded: int
    net: Money
    gross: Money

    @property
    def invoices(self) -> int:
        return self.drafts + self.issued + self.discarded


def runs(work: Work) -> list[RunRow]:
    """The newest first."""
    asked = _counted(work).order_by(BillingRun.id.desc()).limit(MOST_RUNS)
    return [_run(row) for row in work.db.execute(asked)]


def own_run(work: Work, run_id: UUID) -> RunRow:
    row = work.db.execute(_counted(work).where(BillingRun.id == run_id)).one_or_none()
    if row is None:
        raise Missing
    return _run(row)


def is_being_released(work: Work, run_id: UUID) -> bool:
    """Whether the worker has still to do what this actor asked for."""
    asked = (
        select(OutboxMessage.id)
        .join(JournalRow, and_(JournalRow.chain == OutboxMessage.chain, JournalRow.seq == OutboxMessage.seq))
        .where(
            JournalRow.about == run_id,
            JournalRow.event == ReleaseAsked.event_name,
            JournalRow.actor_id == work.actor.id,
            OutboxMessage.state == Fate.WAITING,
        )
    )
    return work.db.scalar(asked.limit(1)) is not None


@dataclass(frozen=True)
class DraftCheck:
    """A draft of a run, and what its release would find missing."""

    id: UUID
    seller_id: UUID
    seller: str
    payer: str
    net: Money
    gross: Money
    is_authorised: bool
    has_account: bool
    has_address: bool

    @property
    def is_ready(self) -> bool:
        return self.is_authorised and self.has_account and self.has_address


def draft_checks(work: Work, run_id: UUID) -> list[DraftCheck]:
    """The drafts that the actor may see, by their sellers' names, the first two hundred."""
    mandate = exists().where(
        BillingMandate.contract_id == Invoice.contract_id, BillingMandate.revoked_at.is_(None)
    )
    account = exists().where(SupplierProfile.organisation_id == Invoice.seller_id)
    address = exists().where(
        or_(ReceivingAddress.payer_id == Invoice.payer_id, ReceivingAddress.payer_id == Payer.host_id)
    )
    columns: list[Any] = [
        Invoice.id,
        Invoice.seller_id,
        func.coalesce(Seller.name, ""),
        func.coalesce(Payer.name, ""),
        Invoice.net,
        Invoice.gross,
        mandate,
        account,
        address,
    ]
    asked = named(work, select(*columns).select_from(Invoice)).where(
        Invoice.run_id == run_id, Invoice.state == InvoiceState.DRAFT, theirs(work.actor)
    )
    in_order = asked.order_by(Seller.sort_key, Invoice.id).limit(MOST_DRAFTS)
    return [DraftCheck(*row) for row in work.db.execute(in_order)]


def _counted(work: Work) -> Select[Any]:
    def count(*states: InvoiceState) -> ColumnElement[int]:
        return func.sum(case((Invoice.state.in_(states), 1), else_=0))

    def added(column: Any) -> ColumnElement[int]:
        return func.sum(case((Invoice.state != InvoiceState.DISCARDED, cents(column)), else_=0))

    columns: list[Any] = [
        BillingRun.id,
        BillingRun.buyer_id,
        BillingRun.month,
        BillingRun.state,
        BillingRun.at,
    ]
    return (
        select(
            *columns,
            count(InvoiceState.DRAFT),
            count(*NUMBERED),
            count(InvoiceState.DISCARDED),
            added(Invoice.net),
            added(Invoice.gross),
        )
        .join(Invoice, Invoice.run_id == BillingRun.id)
        .where(theirs(work.actor))
        .group_by(*columns)
    )


def _run(row: Any) -> RunRow:
    told = [*row[:-2], *(Money(int(cents)) for cents in row[-2:])]
    return RunRow(*told)
