"""Reading an issued document back from the plain JSON that `kernel.plain` made of it."""

from collections.abc import Mapping
from typing import Any

from app.invoicing.ports import InvoiceDoc
from app.kernel.typed import from_plain


def doc_from_plain(stored: Mapping[str, Any]) -> InvoiceDoc:
    """The same document as was issued: `doc_from_plain(as_plain(doc)) == doc`."""
    return from_plain(InvoiceDoc, stored)
