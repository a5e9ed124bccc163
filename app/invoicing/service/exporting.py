"""Finance takes invoices out once: one batch, immutable files, the same bytes at every download."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.invoicing import events, policy, queries
from app.invoicing.models import ExportBatch, ExportFile, ExportItem, Invoice
from app.invoicing.ports import EInvoiceFormat, FinanceExport, InvoiceDoc
from app.invoicing.rules.exporting import BatchFile, ledger_rows, manifest_of
from app.invoicing.rules.states import BATCH_FLOW
from app.invoicing.rules.stored import doc_from_plain
from app.kernel.money import Money
from app.kernel.plain import canonical_json
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.db import changed
from app.platform.extensions import installed
from app.platform.files import FileClass, Retention, read_file
from app.platform.papers import keep_file
from app.platform.work import Work

MANIFEST = "manifest.json"


def export(work: Work, buyer_id: UUID) -> ExportBatch:
    """Everything issued that no live batch holds, as one batch."""
    refuse_if(policy.reasons_not_to("export", work.actor, buyer_id=buyer_id))
    invoices = queries.exportable(work, buyer_id)
    if not invoices:
        raise Refused([Reason("invoicing.nothing_to_export")])
    docs = [doc_from_plain(invoice.document or {}) for invoice in invoices]
    number = _next_number(work, buyer_id)
    files = list(_files(docs, number, work))
    manifest = manifest_of(number, work.now, docs, files)
    batch = ExportBatch(
        id=work.new_id(),
        buyer_id=buyer_id,
        number=number,
        state=BATCH_FLOW.start,
        at=work.now,
        by_id=work.actor.id,
        manifest=dict(manifest),
    )
    content = canonical_json(manifest)
    _claim(work, batch, invoices)
    for file in (*files, BatchFile(MANIFEST, "application/json", content)):
        _keep(work, batch, file)
    work.record(
        events.BatchExported(
            about=batch.id,
            buyer_id=buyer_id,
            number=number,
            invoices=len(invoices),
            gross=Money(manifest["totals"]["gross"]),
            manifest_sha256=sha256(content).hexdigest(),
        )
    )
    return batch


def cancel_batch(work: Work, batch_id: UUID, *, reason: str) -> ExportBatch:
    """The invoices may go out again in another batch; this one's files stay as they were."""
    batch = queries.own_batch(work, batch_id, lock=True)
    refuse_if(policy.reasons_not_to("cancel_export", work.actor, buyer_id=batch.buyer_id))
    batch.state = BATCH_FLOW.after(batch.state, "cancel")
    batch.cancelled_by_id, batch.cancel_reason = work.actor.id, reason
    items = update(ExportItem).where(ExportItem.batch_id == batch_id, ExportItem.live)
    changed(work.db, items.values(live=False))
    work.record(
        events.BatchCancelled(about=batch.id, buyer_id=batch.buyer_id, number=batch.number, reason=reason)
    )
    return batch


def download(work: Work, batch_id: UUID, name: str) -> bytes:
    batch = queries.own_batch(work, batch_id)
    return read_file(work.db, work.ground.files, queries.batch_file(work, batch.id, name))


def _files(docs: Sequence[InvoiceDoc], number: int, work: Work) -> Iterator[BatchFile]:
    """Each invoice in every installed syntax, and the batch in every installed ledger form."""
    formats: list[EInvoiceFormat] = list(installed("einvoice").values())
    for doc in docs:
        for syntax in formats:
            name = f"{doc.seller.business_id}-{doc.number}{syntax.file_suffix}"
            yield BatchFile(name, syntax.media_type, syntax.render(doc))
    ledgers: list[FinanceExport] = list(installed("financeexport").values())
    rows = ledger_rows(docs, batch_number=number, made_at=work.now)
    for ledger in ledgers:
        yield BatchFile(ledger.file_name(number), ledger.media_type, ledger.render(rows))


def _next_number(work: Work, buyer_id: UUID) -> int:
    last = work.db.scalar(select(func.max(ExportBatch.number)).where(ExportBatch.buyer_id == buyer_id))
    return (last or 0) + 1


def _claim(work: Work, batch: ExportBatch, invoices: Sequence[Invoice]) -> None:
    """The unique number and the partial unique index on live items let one of two rivals through."""
    try:
        with work.db.begin_nested():
            work.db.add(batch)
            work.db.flush()
            work.db.add_all(
                ExportItem(batch_id=batch.id, invoice_id=invoice.id, live=True) for invoice in invoices
            )
    except IntegrityError:
        raise Refused([Reason("invoicing.export_under_way")]) from None


def _keep(work: Work, batch: ExportBatch, file: BatchFile) -> None:
    kept = keep_file(
        work,
        file.content,
        name=file.name,
        media_type=file.media_type,
        file_class=FileClass.EXPORT,
        retention=Retention.BOOKKEEPING,
        buyer_id=batch.buyer_id,
    )
    work.db.add(ExportFile(batch_id=batch.id, name=file.name, file_id=kept.id))
