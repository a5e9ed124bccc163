"""What finance has taken out, and what it can take out."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.invoicing.models import ExportBatch, ExportFile, ExportItem, Invoice
from app.invoicing.rules.states import InvoiceState
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.platform.work import Work


def exportable(work: Work, buyer_id: UUID, invoice_ids: Collection[UUID] | None = None) -> Sequence[Invoice]:
    """Issued invoices and credit notes that no live batch holds, in the order of their numbers' giving."""
    live = select(ExportItem.invoice_id).where(ExportItem.invoice_id == Invoice.id, ExportItem.live)
    asked = select(Invoice).where(
        Invoice.buyer_id == buyer_id,
        Invoice.state.in_([InvoiceState.ISSUED, InvoiceState.CREDITED]),
        ~live.exists(),
    )
    if invoice_ids is not None:
        asked = asked.where(Invoice.id.in_(invoice_ids))
    return work.db.scalars(
        asked.order_by(Invoice.issued_at, Invoice.seller_id, Invoice.series_year, Invoice.series_no)
    ).all()


def last_batch_number(work: Work, buyer_id: UUID) -> int:
    return work.db.scalar(select(func.max(ExportBatch.number)).where(ExportBatch.buyer_id == buyer_id)) or 0


def own_batch(work: Work, batch_id: UUID, *, lock: bool = False) -> ExportBatch:
    """`lock` holds it until the commit, as it stands by then."""
    mine = select(ExportBatch).where(
        ExportBatch.id == batch_id,
        ExportBatch.buyer_id.in_(work.actor.parties_where(Role.FINANCE, Role.AUDITOR)),
    )
    fresh = {"populate_existing": lock}
    batch = work.db.scalar(mine.with_for_update() if lock else mine, execution_options=fresh)
    if batch is None:
        raise Missing
    return batch


def batch_file(work: Work, batch_id: UUID, name: str) -> UUID:
    asked = select(ExportFile.file_id).where(ExportFile.batch_id == batch_id, ExportFile.name == name)
    file_id = work.db.scalar(asked)
    if file_id is None:
        raise Missing
    return file_id
