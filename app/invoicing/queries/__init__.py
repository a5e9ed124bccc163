"""Every question about invoices; the buyer's finance sees its own, a seller its own, nobody else any."""

from app.invoicing.queries.billing import gathered, gathering, holds_otherwise
from app.invoicing.queries.exports import batch_file, exportable, last_batch_number, own_batch
from app.invoicing.queries.invoices import (
    drafts_of,
    has_drafts,
    issued_in,
    lines_of,
    own_invoice,
    receiving_address,
    reference_taken,
    series_of,
    theirs,
)
from app.invoicing.queries.reconciling import Place, Reconciled, Tally, reconciliation

__all__ = [
    "Place",
    "Reconciled",
    "Tally",
    "batch_file",
    "drafts_of",
    "exportable",
    "gathered",
    "gathering",
    "has_drafts",
    "holds_otherwise",
    "issued_in",
    "last_batch_number",
    "lines_of",
    "own_batch",
    "own_invoice",
    "receiving_address",
    "reconciliation",
    "reference_taken",
    "series_of",
    "theirs",
]
