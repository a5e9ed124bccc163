"""What an act's fields may hold: the fields of every form, written as a story writes them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, WithJsonSchema

from app.kernel.texts import Texts
from app.platform.fields import (
    BY_LANGUAGE,
    TEXT,
    TEXTS,
    At,
    Day,
    Euros,
    Month,
    Parts,
    Percent,
    Points,
    a_number,
    a_yes,
    listed,
)

__all__ = [
    "Amount",
    "At",
    "ByLanguage",
    "Day",
    "Fields",
    "Month",
    "Parts",
    "Percent",
    "Points",
    "Whole",
    "Words",
    "YesNo",
    "texts",
]
FINNISH = "fi"


class Fields(BaseModel):
    """An act's facts. A field that no act knows is a mistake in the story, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def kind_within(annotation: Any) -> type[Fields] | None:
    """The fields of a fact, of each fact in a list, or of a fact that may be missing."""
    if isinstance(annotation, type) and issubclass(annotation, Fields):
        return annotation
    return next(filter(None, map(kind_within, get_args(annotation))), None)


def words_within(annotation: Any) -> list[str]:
    """The words that may be written where only certain ones are known.

    >>> from app.kernel.quantity import Unit
    >>> words_within(Unit | None)[:2]
    ['hour', 'session']
    """
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [word.value for word in annotation]
    return next(filter(None, map(words_within, get_args(annotation))), [])


def texts(by_language: dict[str, str]) -> Texts:
    return Texts(by_language, FINNISH)


def in_finnish(written: Any) -> Any:
    """A text without languages is Finnish."""
    return {FINNISH: written} if isinstance(written, str) else written


def _in_words(reader: Callable[[str], Any]) -> PlainValidator:
    """A story's scalars are all text."""
    return PlainValidator(lambda written: reader(written.strip()))


Amount = Euros
Whole = Annotated[
    int,
    _in_words(a_number),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,12}$", "examples": ["12"]}),
]
YesNo = Annotated[
    bool,
    _in_words(a_yes),
    WithJsonSchema({"type": "string", "pattern": "^(yes|no)$", "examples": ["yes"]}),
]
Words = Annotated[list[str], BeforeValidator(listed), WithJsonSchema({"anyOf": [TEXT, TEXTS]})]
ByLanguage = Annotated[
    dict[str, str], BeforeValidator(in_finnish), WithJsonSchema({"anyOf": [TEXT, BY_LANGUAGE]})
]
