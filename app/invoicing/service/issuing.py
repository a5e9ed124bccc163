"""Releasing a draft: the seller's act that gives the invoice its number and freezes its document."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from app.contracts import queries as contracts
from app.contracts.models import BillingMandate, Contract
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryState
from app.identity import queries as identity
from app.invoicing import events, policy, queries
from app.invoicing.models import Invoice, InvoiceLine
from app.invoicing.rules.document import reasons_not_to_issue
from app.invoicing.rules.issuing import Stamp, due_on, invoice_number
from app.invoicing.rules.references import payment_reference
from app.invoicing.rules.states import INVOICE_FLOW
from app.invoicing.service.documents import document_of
from app.invoicing.service.drawing import finish_if_done
from app.invoicing.service.numbering import next_number
from app.kernel.plain import as_plain
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.db import changed
from app.platform.work import Work
from app.suppliers import queries as suppliers


def release(work: Work, invoice_id: UUID) -> Invoice:
    """After it only a full credit corrects: the lines hold their deliveries, the document never changes."""
    invoice = queries.own_invoice(work, invoice_id, lock=True)
    reasons = reasons_not_to_release(work, invoice)
    refuse_if(reasons, evidence=attempt("release", invoice, reasons))

    contract = work.db.get_one(Contract, invoice.contract_id)
    seller_id = seller_now(work, invoice.seller_id)
    _hold_deliveries(work, invoice)
    stamp = _stamp(work, invoice, seller_id, contract)
    document = document_of(work, invoice, seller_id=seller_id, contract=contract, stamp=stamp)
    refuse_if(reasons_not_to_issue(document))

    for name, value in vars(stamp).items():
        setattr(invoice, name, value)
    invoice.seller_id, invoice.document = seller_id, as_plain(document)
    invoice.issued_at, invoice.released_by_id = work.now, work.actor.id
    invoice.state = INVOICE_FLOW.after(invoice.state, "release")
    finish_if_done(work, invoice.run_id)
    work.record(
        events.InvoiceIssued(
            about=invoice.id,
            buyer_id=invoice.buyer_id,
            process_id=contract.call_id,
            number=stamp.number,
            seller_id=seller_id,
            payer_id=invoice.payer_id,
            gross=invoice.gross,
        )
    )
    return invoice


def reasons_not_to_release(work: Work, invoice: Invoice) -> list[Reason]:
    """The same answer for the button on the page and for the act itself."""
    acts = {"buyer_id": invoice.buyer_id, "seller_id": invoice.seller_id}
    return [
        *policy.reasons_not_to("release", work.actor, **acts),
        *INVOICE_FLOW.reasons_not_to(invoice.state, "release"),
        *_reasons_not_authorised(work, invoice),
        *reasons_not_paid_to(work, seller_now(work, invoice.seller_id)),
    ]


def reasons_not_paid_to(work: Work, seller_id: UUID) -> list[Reason]:
    """A successor that has told no account of its own cannot be paid yet."""
    return [] if suppliers.has_profile(work, seller_id) else [Reason("invoicing.seller_without_profile")]


def attempt(act: str, invoice: Invoice, reasons: Sequence[Reason]) -> events.ActRefused:
    """An invoice that is issued or taken back by anybody but its seller is no invoice: tries are kept."""
    codes = tuple(reason.code for reason in reasons)
    return events.ActRefused(about=invoice.id, buyer_id=invoice.buyer_id, act=act, codes=codes)


def _reasons_not_authorised(work: Work, invoice: Invoice) -> list[Reason]:
    """The leave may have been taken back, or given by another seller, after the run was drawn."""
    mandate = contracts.live_mandate(work, invoice.contract_id)
    if mandate is None:
        return [Reason("invoicing.no_mandate")]
    if mandate.seller_id == invoice.seller_id:  # as nearly always: no need to ask who succeeded whom
        return []
    if seller_now(work, mandate.seller_id) == seller_now(work, invoice.seller_id):
        return []
    return [Reason("invoicing.no_mandate")]


def seller_now(work: Work, seller_id: UUID) -> UUID:
    """Whoever stands in the seller's place today issues in its own name and number series."""
    return identity.standing_for(work, seller_id, identity.today(work))


def _hold_deliveries(work: Work, invoice: Invoice) -> None:
    """Turns the links to `issued`, all of them or none.

    A re-opening that is under way wants the same links away: either it was first, and its delivery is
    missed here, or it waits for these rows, and then finds them issued.
    """
    lines = select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice.id)
    approved = select(Delivery.id).where(
        Delivery.id == Billed.delivery_id, Delivery.state == DeliveryState.APPROVED
    )
    held = update(Billed).where(Billed.line_id.in_(lines), ~Billed.issued, approved.exists())
    counts = work.db.scalars(select(InvoiceLine.deliveries).where(InvoiceLine.invoice_id == invoice.id))
    if changed(work.db, held.values(issued=True)) != sum(counts) or queries.holds_otherwise(work, invoice.id):
        stale = [Reason("invoicing.draft_stale")]
        raise Refused(stale, evidence=attempt("release", invoice, stale))


def _stamp(work: Work, invoice: Invoice, seller_id: UUID, contract: Contract) -> Stamp:
    """The number comes first: its series is what the seller's other releases wait for."""
    mandate, today = contracts.mandate_of(work, contract.id), identity.today(work)
    series_no = next_number(work, seller_id, invoice.mode, today.year)
    return Stamp(
        series_year=today.year,
        series_no=series_no,
        number=invoice_number(mandate.series, today.year, series_no),
        reference=_reference(work, invoice, seller_id, mandate, contract),
        issued_on=today,
        due_on=due_on(today, mandate.payment_days),
    )


def _reference(
    work: Work, invoice: Invoice, seller_id: UUID, mandate: BillingMandate, contract: Contract
) -> str:
    """By the seller's own rule; a further invoice of the month takes the next free one."""
    further = 0
    while True:
        reference = payment_reference(
            mandate.reference_rule, month=invoice.month, supplier=contract.supplier_number, further=further
        )
        if not queries.reference_taken(work, seller_id, reference):
            return reference
        further += 1
