"""Values as plain JSON, with one spelling for one content, for files that outlive the program."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from app.kernel.money import Money
from app.kernel.quantity import Quantity
from app.kernel.texts import Texts


def as_plain(value: Any) -> Any:
    """Dictionaries, lists, texts, whole numbers: money is whole cents, a moment is in UTC.

    >>> from app.kernel.quantity import Unit
    >>> as_plain({"price": Money(54_00), "unit": Unit.HOUR, "from": date(2026, 4, 7)})
    {'price': 5400, 'unit': 'hour', 'from': '2026-04-07'}
    """
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case Money():
            return value.cents
        case Texts():
            return value.as_json()
        case Quantity():
            return {"value": value.value, "per": value.per, "unit": value.unit.value}
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a moment needs a time zone")
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
        case set() | frozenset():
            return sorted(as_plain(inner) for inner in value)
        case Mapping():
            return {str(key): as_plain(inner) for key, inner in value.items()}
        case Sequence():
            return [as_plain(inner) for inner in value]
    if is_dataclass(value):
        return {item.name: as_plain(getattr(value, item.name)) for item in fields(value)}
    raise TypeError(f"{type(value).__name__} has no plain spelling")


def canonical_json(value: Any) -> bytes:
    """The same bytes for the same content: sorted keys, no spaces, UTF-8.

    >>> canonical_json({"b": Money(150), "a": "työ"}).decode()
    '{"a":"työ","b":150}'
    """
    told = json.dumps(as_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return told.encode()


def texts_in(value: object) -> Iterator[Texts]:
    """Every text in several languages that the data holds, however deep."""
    if isinstance(value, Texts):
        yield value
    elif isinstance(value, tuple):
        yield from _of_each(value)
    elif is_dataclass(value):
        yield from _of_each(getattr(value, item.name) for item in fields(value))


def _of_each(values: Iterable[object]) -> Iterator[Texts]:
    for value in values:
        yield from texts_in(value)


def untranslated(value: object, language: str) -> list[str]:
    """The texts, by their prevailing wording, that the language lacks: a paper in it cannot be made.

    >>> untranslated((Texts({"fi": "Valmennus"}, "fi"),), "sv")
    ['Valmennus']
    """
    return sorted({text.by_language[text.prevailing] for text in texts_in(value) if text.missing([language])})
