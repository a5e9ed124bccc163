"""What finance and sellers do with invoices: draw, release, discard, credit, export."""

from app.invoicing.service.crediting import credit, reasons_not_to_credit
from app.invoicing.service.drawing import discard, draw, reasons_not_to_discard, reasons_not_to_draw
from app.invoicing.service.exporting import (
    cancel_batch,
    download,
    export,
    reasons_not_to_cancel,
    reasons_not_to_export,
)
from app.invoicing.service.issuing import reasons_not_to_release, release
from app.invoicing.service.receiving import reasons_not_to_receive, receive_at
from app.invoicing.service.releasing import ask_to_release, reasons_not_to_ask

__all__ = [
    "ask_to_release",
    "cancel_batch",
    "credit",
    "discard",
    "download",
    "draw",
    "export",
    "reasons_not_to_ask",
    "reasons_not_to_cancel",
    "reasons_not_to_credit",
    "reasons_not_to_discard",
    "reasons_not_to_draw",
    "reasons_not_to_export",
    "reasons_not_to_receive",
    "reasons_not_to_release",
    "receive_at",
    "release",
]
