"""What finance and sellers do with invoices: draw, release, discard, credit, export."""

from app.invoicing.service.crediting import credit
from app.invoicing.service.drawing import discard, draw
from app.invoicing.service.exporting import cancel_batch, download, export
from app.invoicing.service.issuing import release

__all__ = ["cancel_batch", "credit", "discard", "download", "draw", "export", "release"]
