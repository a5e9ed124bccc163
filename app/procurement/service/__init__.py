"""What procurement officers do with calls: draft, publish, close."""

from app.procurement.service.drafting import add_buyer, add_category, add_metric, draft_call, set_languages
from app.procurement.service.publishing import close, interrupt, publish, reasons_not_to_publish

__all__ = [
    "add_buyer",
    "add_category",
    "add_metric",
    "close",
    "draft_call",
    "interrupt",
    "publish",
    "reasons_not_to_publish",
    "set_languages",
]
