"""Releasing a draft: the seller's act that gives the invoice its number and freezes its document."""

from uuid import UUID

from sqlalchemy import select, update

from app.contracts.models import BillingMandate, Contract
from app.contracts.queries import mandate_of
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.states import DeliveryState
from app.invoicing import events, policy, queries
from app.invoicing.models import Invoice, InvoiceLine
from app.invoicing.ports import InvoiceDoc
from app.invoicing.rules.document import reasons_not_to_issue
from app.invoicing.rules.issuing import due_on
from app.invoicing.rules.references import payment_reference
from app.invoicing.rules.states import INVOICE_FLOW
from app.invoicing.service.documents import document_of
from app.invoicing.service.drawing import finish_if_done
from app.invoicing.service.numbering import number_invoice
from app.kernel.plain import as_plain
from app.kernel.refusals import Reason, Refused, refuse_if
from app.law.queries import calendar
from app.platform.db import changed
from app.platform.work import Work


def release(work: Work, invoice_id: UUID) -> Invoice:
    """After it only a full credit corrects: the lines hold their deliveries, the document never changes."""
    invoice = queries.own_invoice(work, invoice_id, lock=True)
    refuse_if(reasons_not_to_release(work, invoice))
    mandate = mandate_of(work, invoice.contract_id)
    contract = work.db.get_one(Contract, invoice.contract_id)
    _hold_deliveries(work, invoice_id)
    issued_on = calendar(work, work.ground.country, strict=False).local_day(work.now)
    invoice.issued_on, invoice.due_on = issued_on, due_on(issued_on, mandate.payment_days)
    invoice.issued_at, invoice.released_by_id = work.now, work.actor.id
    invoice.reference = _reference(work, invoice, mandate, contract)
    number_invoice(work, invoice, mandate.series)
    document = document_of(work, invoice, contract)
    freeze(invoice, document)
    invoice.state = INVOICE_FLOW.after(invoice.state, "release")
    finish_if_done(work, invoice.run_id)
    work.record(
        events.InvoiceIssued(
            about=invoice.id,
            buyer_id=invoice.buyer_id,
            process_id=contract.call_id,
            number=document.number,
            seller_id=invoice.seller_id,
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
    ]


def freeze(invoice: Invoice, document: InvoiceDoc) -> None:
    refuse_if(reasons_not_to_issue(document))
    invoice.document = as_plain(document)


def _hold_deliveries(work: Work, invoice_id: UUID) -> None:
    """Turns the links to `issued`, all of them or none.

    The deliveries' rows are locked first: a re-opening that is under way either finished before, and its
    delivery is missed here, or waits, and finds the issued link.
    """
    lines = select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice_id)
    behind = select(Billed.delivery_id).where(Billed.line_id.in_(lines), ~Billed.issued)
    work.db.execute(select(Delivery.id).where(Delivery.id.in_(behind)).with_for_update(read=True)).all()
    still_approved = select(Delivery.id).where(
        Delivery.id.in_(behind), Delivery.state == DeliveryState.APPROVED
    )
    held = update(Billed).where(
        Billed.line_id.in_(lines), ~Billed.issued, Billed.delivery_id.in_(still_approved)
    )
    counts = work.db.scalars(select(InvoiceLine.deliveries).where(InvoiceLine.invoice_id == invoice_id))
    if changed(work.db, held.values(issued=True)) != sum(counts):
        raise Refused([Reason("invoicing.draft_stale")])


def _reference(work: Work, invoice: Invoice, mandate: BillingMandate, contract: Contract) -> str:
    """By the seller's own rule; a further invoice of the month takes the next free one."""
    further = 0
    while True:
        reference = payment_reference(
            mandate.reference_rule, month=invoice.month, supplier=contract.supplier_number, further=further
        )
        if not queries.reference_taken(work, invoice.seller_id, reference):
            return reference
        further += 1
