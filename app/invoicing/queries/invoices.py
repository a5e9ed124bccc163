"""Invoices and their drafts, as those who may see them ask for them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.contracts.models import BillingMandate
from app.identity import queries as identity
from app.invoicing import policy
from app.invoicing.models import Invoice, InvoiceLine, ReceivingAddress
from app.invoicing.rules.states import InvoiceKind, InvoiceState
from app.kernel.actors import Actor
from app.kernel.refusals import Missing
from app.orders.models import OrderPayer, ServiceOrder
from app.platform.work import Work


def theirs(actor: Actor) -> ColumnElement[bool]:
    """Those of the buyer and of the payer who see money, and the seller's own; drafts included."""
    payers = actor.parties_where(*policy.BUYERS_EYES)
    sellers = actor.parties_where(*policy.SELLERS_EYES)
    return or_(Invoice.buyer_id.in_(payers), Invoice.payer_id.in_(payers), Invoice.seller_id.in_(sellers))


def own_invoice(work: Work, invoice_id: UUID, *, lock: bool = False) -> Invoice:
    """`lock` holds it until the commit, as it stands by then."""
    mine = select(Invoice).where(Invoice.id == invoice_id, theirs(work.actor))
    fresh = {"populate_existing": lock}
    invoice = work.db.scalar(mine.with_for_update() if lock else mine, execution_options=fresh)
    if invoice is None:
        raise Missing
    return invoice


def lines_of(work: Work, invoice_id: UUID) -> Sequence[Any]:
    """The lines as they stand, with their order's number and the payer's share of the order."""
    payer = and_(OrderPayer.order_id == InvoiceLine.order_id, OrderPayer.payer_id == Invoice.payer_id)
    asked = (
        select(
            InvoiceLine.__table__,
            ServiceOrder.number.label("order_number"),
            ServiceOrder.category_id,
            OrderPayer.share,
            OrderPayer.share_before,
        )
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(ServiceOrder, ServiceOrder.id == InvoiceLine.order_id)
        .join(OrderPayer, payer)
        .where(InvoiceLine.invoice_id == invoice_id)
        .order_by(InvoiceLine.position)
    )
    return work.db.execute(asked).all()


def has_drafts(work: Work, run_id: UUID) -> bool:
    drafts = select(Invoice.id).where(Invoice.run_id == run_id, Invoice.state == InvoiceState.DRAFT)
    return work.db.scalar(drafts.limit(1)) is not None


def reference_taken(work: Work, seller_id: UUID, reference: str) -> bool:
    taken = select(Invoice.id).where(
        Invoice.seller_id == seller_id, Invoice.reference == reference, Invoice.kind == InvoiceKind.INVOICE
    )
    return work.db.scalar(taken.limit(1)) is not None


def series_of(work: Work, contract_id: UUID) -> str:
    """By the newest mandate: a revoked one still serves to take back what was written under it."""
    newest = select(BillingMandate.series).where(BillingMandate.contract_id == contract_id)
    return work.db.execute(newest.order_by(BillingMandate.authorised_at.desc()).limit(1)).scalar_one()


def receiving_address(work: Work, *parties: UUID) -> ReceivingAddress | None:
    """That of the first of the parties that has told one: the payer itself, or the host behind it."""
    told = (work.db.get(ReceivingAddress, party) for party in parties)
    return next((address for address in told if address), None)


def own_receiving_address(work: Work, payer_id: UUID) -> ReceivingAddress | None:
    """For the payer's own people; nobody else learns whether it has told one."""
    identity.own_party(work, payer_id)
    return work.db.get(ReceivingAddress, payer_id)


def drafts_of(work: Work, run_id: UUID) -> Sequence[Any]:
    """The run's drafts that the actor may see, by their sellers."""
    asked = select(Invoice.id, Invoice.seller_id, Invoice.gross).where(
        Invoice.run_id == run_id, Invoice.state == InvoiceState.DRAFT, theirs(work.actor)
    )
    return work.db.execute(asked.order_by(Invoice.seller_id, Invoice.id)).all()


def issued_in(work: Work, run_id: UUID, seller_id: UUID) -> Invoice:
    """The seller's invoice of a run, when it is issued and not credited."""
    asked = select(Invoice).where(
        Invoice.run_id == run_id,
        Invoice.seller_id == seller_id,
        Invoice.state == InvoiceState.ISSUED,
        theirs(work.actor),
    )
    invoice = work.db.scalars(asked.order_by(Invoice.series_no).limit(1)).one_or_none()
    if invoice is None:
        raise Missing
    return invoice
