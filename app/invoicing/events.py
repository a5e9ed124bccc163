"""What happens to billing runs, invoices and export batches. No client is ever named here.

What people write as a reason stays in the row: it could tell of somebody.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event
from app.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class RunDrawn(Event):
    """`seller_ids` are those whose drafts wait for their release."""

    event_name = "invoicing.run_drawn"
    event_version = 2
    public = True
    month: date
    invoices: int
    deliveries: int
    seller_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    event_name = "invoicing.issued"
    public = True
    number: str
    seller_id: UUID
    payer_id: UUID
    gross: Money


@dataclass(frozen=True, kw_only=True)
class ReleaseAsked(Event):
    """A seller's person wants all its drafts of a run released; the worker does it in that person's name."""

    event_name = "invoicing.release_asked"
    public = True
    by_id: UUID
    drafts: int


@dataclass(frozen=True, kw_only=True)
class InvoiceDiscarded(Event):
    event_name = "invoicing.discarded"
    seller_id: UUID
    gross: Money


@dataclass(frozen=True, kw_only=True)
class InvoiceCredited(Event):
    """`number` and `gross` are the credit note's own."""

    event_name = "invoicing.credited"
    public = True
    credit_note_id: UUID
    number: str
    gross: Money


@dataclass(frozen=True, kw_only=True)
class ActRefused(Event):
    """Somebody who sees the invoice tried what is the seller's alone, or to issue what no longer holds."""

    event_name = "invoicing.act_refused"
    act: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BatchExported(Event):
    event_name = "invoicing.exported"
    public = True
    number: int
    invoices: int
    gross: Money
    manifest_sha256: str


@dataclass(frozen=True, kw_only=True)
class BatchCancelled(Event):
    event_name = "invoicing.export_cancelled"
    number: int


@dataclass(frozen=True, kw_only=True)
class ReceivingTold(Event):
    """Where a payer takes its e-invoices from now on."""

    event_name = "invoicing.receiving_told"
    operator: str
    address: str
    reference: str
