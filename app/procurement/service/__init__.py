"""What procurement officers do with calls: draft, mend, publish, close."""

from app.procurement.service.drafting import (
    add_buyer,
    add_category,
    add_metric,
    draft_call,
    reasons_not_to_set_languages,
    reasons_not_to_write,
    set_languages,
)
from app.procurement.service.publishing import (
    close,
    interrupt,
    publish,
    reasons_not_to_close,
    reasons_not_to_interrupt,
    reasons_not_to_publish,
)
from app.procurement.service.redrafting import (
    redraft_call,
    redraft_category,
    remove_buyer,
    remove_category,
    remove_metric,
)

__all__ = [
    "add_buyer",
    "add_category",
    "add_metric",
    "close",
    "draft_call",
    "interrupt",
    "publish",
    "reasons_not_to_close",
    "reasons_not_to_interrupt",
    "reasons_not_to_publish",
    "reasons_not_to_set_languages",
    "reasons_not_to_write",
    "redraft_call",
    "redraft_category",
    "remove_buyer",
    "remove_category",
    "remove_metric",
    "set_languages",
]
