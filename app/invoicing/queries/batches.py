"""Export batches and their files, as lists show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.invoicing.models import ExportBatch, ExportFile, ExportItem, Invoice
from app.invoicing.queries.exports import own_batch
from app.invoicing.queries.listing import cents
from app.invoicing.rules.states import BatchState
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.platform.files import StoredFile
from app.platform.work import Work

MOST_BATCHES = 200


@dataclass(frozen=True)
class BatchRow:
    id: UUID
    buyer_id: UUID
    number: int
    state: BatchState
    at: datetime
    invoices: int
    gross: Money


@dataclass(frozen=True)
class BatchFileRow:
    """A file of a batch, and the hash by which finance knows that nothing changed on the way."""

    name: str
    media_type: str
    size: int
    sha256: str


def batches(work: Work) -> list[BatchRow]:
    """Those of the buyers for which the actor takes invoices out or audits; the newest first."""
    columns = ExportBatch.id, ExportBatch.buyer_id, ExportBatch.number, ExportBatch.state, ExportBatch.at
    asked = (
        select(*columns, func.count(), func.sum(cents(Invoice.gross)))
        .join(ExportItem, ExportItem.batch_id == ExportBatch.id)
        .join(Invoice, Invoice.id == ExportItem.invoice_id)
        .where(ExportBatch.buyer_id.in_(work.actor.parties_where(Role.FINANCE, Role.AUDITOR)))
        .group_by(*columns)
        .order_by(ExportBatch.id.desc())
        .limit(MOST_BATCHES)
    )
    return [BatchRow(*row[:-1], Money(int(row[-1]))) for row in work.db.execute(asked)]


def files_of(work: Work, batch_id: UUID) -> list[BatchFileRow]:
    """By name; whether the batch is the actor's own is asked first."""
    own_batch(work, batch_id)
    asked = (
        select(ExportFile.name, StoredFile.media_type, StoredFile.size, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == ExportFile.file_id)
        .where(ExportFile.batch_id == batch_id)
        .order_by(ExportFile.name)
    )
    return [BatchFileRow(*row[:-1], row[-1].hex()) for row in work.db.execute(asked)]


def file_of(work: Work, batch_id: UUID, name: str) -> BatchFileRow:
    for file in files_of(work, batch_id):
        if file.name == name:
            return file
    raise Missing
