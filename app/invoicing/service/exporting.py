"""Finance takes invoices out once: one batch, immutable files, the same bytes at every download."""

from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.identity import queries as identity
from app.invoicing import events, policy, queries
from app.invoicing.models import ExportBatch, ExportFile, ExportItem, Invoice
from app.invoicing.ports import EInvoiceFormat, FinanceExport, InvoiceDoc
from app.invoicing.rules.exporting import BatchFile, by_payer, ledger_rows, manifest_of
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


def export(work: Work, buyer_id: UUID, *, invoice_ids: Collection[UUID] | None = None) -> ExportBatch:
    """Everything issued that no live batch holds, or exactly the invoices that are named, as one batch."""
    identity.own_party(work, buyer_id)
    refuse_if(reasons_not_to_export(work, buyer_id))
    invoices = queries.exportable(work, buyer_id, invoice_ids)
    refuse_if(_reasons_not_these(invoices, invoice_ids))

    docs = [doc_from_plain(invoice.document or {}) for invoice in invoices]
    number = queries.last_batch_number(work, buyer_id) + 1
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


def reasons_not_to_export(work: Work, buyer_id: UUID) -> list[Reason]:
    return policy.reasons_not_to("export", work.actor, buyer_id=buyer_id)


def _reasons_not_these(invoices: Sequence[Invoice], asked: Collection[UUID] | None) -> list[Reason]:
    if not invoices:
        return [Reason("invoicing.nothing_to_export")]
    if asked is not None and {invoice.id for invoice in invoices} != set(asked):
        return [Reason("invoicing.not_all_exportable")]
    return []


def cancel_batch(work: Work, batch_id: UUID, *, reason: str) -> ExportBatch:
    """The invoices may go out again in another batch; this one's files stay as they were."""
    batch = queries.own_batch(work, batch_id, lock=True)
    refuse_if(reasons_not_to_cancel(work, batch, reason))

    batch.state = BATCH_FLOW.after(batch.state, "cancel")
    batch.cancelled_by_id, batch.cancel_reason = work.actor.id, reason
    items = update(ExportItem).where(ExportItem.batch_id == batch_id, ExportItem.live)
    changed(work.db, items.values(live=False))
    work.record(events.BatchCancelled(about=batch.id, buyer_id=batch.buyer_id, number=batch.number))
    return batch


def reasons_not_to_cancel(work: Work, batch: ExportBatch, reason: str) -> list[Reason]:
    return [
        *policy.reasons_not_to("cancel_export", work.actor, buyer_id=batch.buyer_id),
        *BATCH_FLOW.reasons_not_to(batch.state, "cancel"),
        *([] if reason.strip() else [Reason("invoicing.cancel_needs_reason")]),
    ]


def download(work: Work, batch_id: UUID, name: str) -> bytes:
    batch = queries.own_batch(work, batch_id)
    return read_file(work.db, work.ground.files, queries.batch_file(work, batch.id, name))


def _files(docs: Sequence[InvoiceDoc], number: int, work: Work) -> Iterator[BatchFile]:
    """Each invoice in every installed syntax, and for each payer's books a ledger of every installed kind."""
    formats: list[EInvoiceFormat] = list(installed("einvoice").values())
    for doc in docs:
        for syntax in formats:
            name = f"{doc.seller.business_id}-{doc.number}{syntax.file_suffix}"
            yield BatchFile(name, syntax.media_type, syntax.render(doc))
    ledgers: list[FinanceExport] = list(installed("financeexport").values())
    payers = by_payer(docs)
    for business_id, bills in payers.items():
        rows = ledger_rows(bills, batch_number=number, made_at=work.now)
        whose = f"{business_id}-" if len(payers) > 1 else ""
        for ledger in ledgers:
            yield BatchFile(whose + ledger.file_name(number), ledger.media_type, ledger.render(rows))


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
