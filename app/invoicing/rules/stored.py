"""Reading an issued document back from the plain JSON that `kernel.plain` made of it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from app.invoicing.ports import InvoiceDoc
from app.kernel.money import Money


def doc_from_plain(stored: Mapping[str, Any]) -> InvoiceDoc:
    """The same document as was issued: `doc_from_plain(as_plain(doc)) == doc`."""
    doc: InvoiceDoc = _read(InvoiceDoc, stored)
    return doc


def _read(kind: Any, value: Any) -> Any:
    if get_origin(kind) is UnionType:  # only `X | None` stands in a document
        return None if value is None else _read(_besides_none(kind), value)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in value)
    if kind is Money:
        return Money(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _read(inner, value[name]) for name, inner in _fields(kind).items()})
    return value


def _besides_none(kind: Any) -> Any:
    return next(member for member in get_args(kind) if member is not NoneType)


@lru_cache
def _fields(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {item.name: hints[item.name] for item in fields(kind)}
