"""A billing run: approved, unbilled deliveries become draft invoices, each delivery once."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.contracts.rules.states import InvoiceMode
from app.deliveries.models import Billed
from app.identity import queries as identity
from app.invoicing import events, policy, queries
from app.invoicing.models import BillingRun, Invoice, InvoiceLine, InvoiceVat
from app.invoicing.ports import DocTotals
from app.invoicing.rules.drawing import Draft, Gathered, Key, drafts, reasons_month_unfit
from app.invoicing.rules.states import INVOICE_FLOW, RUN_FLOW, InvoiceKind, InvoiceState, RunState
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.bulk import insert_rows
from app.platform.db import changed
from app.platform.work import Work

CHUNK = 1000  # invoices at a time: memory stays the same however long the month was


def draw(work: Work, buyer_id: UUID, month: date) -> UUID:
    """The run's id. `month` is any day of it; what was approved late in earlier months comes along."""
    month = month.replace(day=1)
    identity.own_party(work, buyer_id)
    refuse_if(reasons_not_to_draw(work, buyer_id, month))

    run = _begin(work, buyer_id, month)
    invoices = deliveries = 0
    sellers: set[UUID] = set()
    for some in _in_chunks(drafts(queries.gathered(work, buyer_id, month))):
        invoices += len(some)
        sellers |= {draft.key.seller_id for draft in some}
        deliveries += _write(work, run, some)
    if not invoices:
        raise Refused([Reason("invoicing.nothing_to_bill", {"month": f"{month:%Y-%m}"})])
    work.record(
        events.RunDrawn(
            about=run.id,
            buyer_id=buyer_id,
            month=month,
            invoices=invoices,
            deliveries=deliveries,
            seller_ids=tuple(sorted(sellers)),
        )
    )
    return run.id


def reasons_not_to_draw(work: Work, buyer_id: UUID, month: date) -> list[Reason]:
    return [
        *policy.reasons_not_to("draw", work.actor, buyer_id=buyer_id),
        *reasons_month_unfit(month, identity.today(work)),
    ]


def discard(work: Work, invoice_id: UUID, *, reason: str) -> None:
    """A draft is thrown away; its deliveries are free for the next run."""
    invoice = queries.own_invoice(work, invoice_id, lock=True)
    refuse_if(reasons_not_to_discard(work, invoice, reason))

    invoice.state, invoice.reason = INVOICE_FLOW.after(invoice.state, "discard"), reason
    lines = select(InvoiceLine.id).where(InvoiceLine.invoice_id == invoice_id)
    changed(work.db, delete(Billed).where(Billed.line_id.in_(lines), ~Billed.issued))
    finish_if_done(work, invoice.run_id)
    work.record(
        events.InvoiceDiscarded(
            about=invoice_id, buyer_id=invoice.buyer_id, seller_id=invoice.seller_id, gross=invoice.gross
        )
    )


def reasons_not_to_discard(work: Work, invoice: Invoice, reason: str) -> list[Reason]:
    return [
        *policy.reasons_not_to("discard", work.actor, buyer_id=invoice.buyer_id),
        *INVOICE_FLOW.reasons_not_to(invoice.state, "discard"),
        *([] if reason.strip() else [Reason("invoicing.discard_needs_reason")]),
    ]


def finish_if_done(work: Work, run_id: UUID | None) -> None:
    """A run with no draft left is over, and makes room for the month's next one.

    Its row is locked before anybody counts: of two who release the last two drafts at once, the second
    must see the first one's.
    """
    if run_id is None:
        return
    work.db.flush()
    work.db.execute(select(BillingRun.id).where(BillingRun.id == run_id).with_for_update())
    if queries.has_drafts(work, run_id):
        return
    open_run = update(BillingRun).where(BillingRun.id == run_id, BillingRun.state == RunState.DRAFT)
    changed(work.db, open_run.values(state=RUN_FLOW.after(RunState.DRAFT, "finish")))


def _begin(work: Work, buyer_id: UUID, month: date) -> BillingRun:
    """The run's row is its lock: the database lets one draft of a buyer's month stand at a time."""
    run = BillingRun(
        id=work.new_id(),
        buyer_id=buyer_id,
        month=month,
        state=RUN_FLOW.start,
        at=work.now,
        by_id=work.actor.id,
    )
    try:
        with work.db.begin_nested():
            work.db.add(run)
    except IntegrityError:
        raise Refused([Reason("invoicing.run_under_way", {"month": f"{month:%Y-%m}"})]) from None
    return run


def _in_chunks(found: Iterator[Draft]) -> Iterator[list[Draft]]:
    while some := list(islice(found, CHUNK)):
        yield some


def _write(work: Work, run: BillingRun, some: Iterable[Draft]) -> int:
    """Writes these drafts and ties their deliveries to them; the number of those."""
    invoices: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    vats: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for draft in some:
        invoice_id, totals = work.new_id(), draft.totals
        invoices.append(_invoice_row(run, invoice_id, draft.key, totals))
        vats += _vat_rows(invoice_id, totals)
        for position, line in enumerate(draft.lines, 1):
            line_id = work.new_id()
            lines.append(_line_row(line_id, invoice_id, position, line))
            links += _link_rows(line_id, line)
    insert_rows(work.db, Invoice, invoices)
    insert_rows(work.db, InvoiceLine, lines)
    insert_rows(work.db, InvoiceVat, vats)
    _link(work, links)
    return len(links)


def _link(work: Work, links: list[dict[str, Any]]) -> None:
    """Here the partial unique index says "once", whoever else is billing the same deliveries."""
    try:
        insert_rows(work.db, Billed, links)
    except IntegrityError:
        raise Refused([Reason("invoicing.run_disturbed")]) from None


def _invoice_row(run: BillingRun, invoice_id: UUID, key: Key, totals: DocTotals) -> dict[str, Any]:
    return {
        "id": invoice_id,
        "run_id": run.id,
        "buyer_id": run.buyer_id,
        **vars(key),
        "kind": InvoiceKind.INVOICE,
        "mode": InvoiceMode.PREPARED_FOR_SUPPLIER,
        "state": InvoiceState.DRAFT,
        "month": run.month,
        "net_cents": totals.net,
        "vat_cents": totals.vat,
        "gross_cents": totals.gross,
        "reason": "",
    }


def _line_row(line_id: UUID, invoice_id: UUID, position: int, line: Gathered) -> dict[str, Any]:
    quantity = line.quantity
    return {
        "id": line_id,
        "invoice_id": invoice_id,
        "position": position,
        "order_id": line.order_id,
        "kind": line.kind,
        "month": line.month,
        "first_on": line.first_on,
        "last_on": line.last_on,
        "quantity_value": quantity.value,
        "quantity_per": quantity.per,
        "quantity_unit": line.unit,
        "unit_price_cents": line.unit_price,
        "net_cents": line.net,
        "vat_category": line.vat_category,
        "vat_rate": line.vat_rate,
        "exemption": line.exemption,
        "deliveries": len(line.delivery_ids),
    }


def _link_rows(line_id: UUID, line: Gathered) -> Iterator[dict[str, Any]]:
    """In one order in every run, so that two of them never wait for each other both ways."""
    for delivery_id in sorted(line.delivery_ids):
        yield {"delivery_id": delivery_id, "payer_id": line.key.payer_id, "line_id": line_id, "issued": False}


def _vat_rows(invoice_id: UUID, totals: DocTotals) -> Iterator[dict[str, Any]]:
    for group in totals.vat_groups:
        yield {
            "invoice_id": invoice_id,
            "category": group.ground.category,
            "rate": group.ground.rate,
            "exemption": group.ground.exemption_code or "",
            "base_cents": group.base,
            "vat_cents": group.vat,
        }
