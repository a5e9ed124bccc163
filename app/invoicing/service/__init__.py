"""What finance and sellers do with invoices: draw, release, discard, credit, export."""

from app.invoicing.service.crediting import credit
from app.invoicing.service.drawing import discard, draw
from app.invoicing.service.exporting import cancel_batch, download, export
from app.invoicing.service.issuing import release
from app.invoicing.service.receiving import receive_at

__all__ = ["cancel_batch", "credit", "discard", "download", "draw", "export", "receive_at", "release"]
