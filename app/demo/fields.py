"""What an act's fields may hold, read from their text; what cannot be read says how to write it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, TypeVar, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, WithJsonSchema

from app.kernel.deadlines import local_moment
from app.kernel.money import Money, money_from_text

ZONE = ZoneInfo("Europe/Helsinki")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
PARTS = re.compile(r"[0-9]+([.,][0-9]+|/[0-9]+)?")
T = TypeVar("T")


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


def _read(reader: Callable[[str], T], pattern: str, example: str) -> Any:
    def read(written: Any) -> T:
        if not isinstance(written, str):
            raise ValueError(f"write it like {example}")
        return reader(written.strip())

    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return (PlainValidator(read), WithJsonSchema(schema))


def a_day(written: str) -> date:
    try:
        if DAY.fullmatch(written):  # Python would also take 20260407 and 2026-W15-2
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise ValueError(f"{written!r} is not a day: write it like 2026-04-07")


def a_moment(written: str) -> datetime:
    """Local time, to the microsecond; a time that the clock change skips or repeats is refused.

    >>> a_moment("2026-03-05 12:00:00.001").isoformat()
    '2026-03-05T10:00:00.001000+00:00'
    """
    on, _, clock = written.replace("T", " ").partition(" ")
    try:
        if DAY.fullmatch(on) and CLOCK.fullmatch(clock):
            hour, rest = clock.split(":", 1)
            day, local = date.fromisoformat(on), time.fromisoformat(f"{hour:0>2}:{rest}")
        else:
            raise ValueError
    except ValueError:
        raise ValueError(f"{written!r} is not a moment: write it like 2026-03-05 12:00") from None
    return local_moment(day, local, ZONE)


def a_month(written: str) -> date:
    """The month's first day, from the month or from any day in it."""
    try:
        return a_day(written if DAY.fullmatch(written) else f"{written}-01").replace(day=1)
    except ValueError:
        raise ValueError(f"{written!r} is not a month: write it like 2026-04") from None


def a_number(written: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", written):
        raise ValueError(f"{written!r} is not a whole number: write it like 12")
    return int(written)


def parts(written: str) -> str:
    """An amount of work as text: how finely it is counted, the thing counted says later."""
    if not PARTS.fullmatch(written):
        raise ValueError(f"{written!r} is not a quantity: write it like 1.25, or 18/30")
    return written


def hundredths(written: str) -> int:
    """Points with at most two decimals, as whole hundredths."""
    try:
        return money_from_text(written).cents
    except ValueError:
        raise ValueError(f"{written!r} is not a number of points: write it like 55 or 36.92") from None


def a_yes(written: str) -> bool:
    if written not in ("yes", "no"):
        raise ValueError(f"{written!r} is neither: write yes or no")
    return written == "yes"


def percent(written: str) -> int:
    """Basis points, from '50 %' or '25.5 %'."""
    try:
        return hundredths(written.removesuffix("%").strip())
    except ValueError:
        raise ValueError(f"{written!r} is not a share: write it like 50 %") from None


def listed(written: Any) -> Any:
    """A list, or one text with commas; nothing written is an empty list.

    >>> listed("fi, sv"), listed("")
    (['fi', 'sv'], [])
    """
    if not isinstance(written, str):
        return written
    return [item.strip() for item in written.split(",") if item.strip()]


def in_finnish(written: Any) -> Any:
    """A text without languages is Finnish."""
    return {"fi": written} if isinstance(written, str) else written


TEXT: dict[str, Any] = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
BY_LANGUAGE = {"type": "object", "additionalProperties": TEXT}

Day = Annotated[date, *_read(a_day, r"^\d{4}-\d{2}-\d{2}$", "2026-04-07")]
At = Annotated[datetime, *_read(a_moment, r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}", "2026-03-05 12:00")]
Month = Annotated[date, *_read(a_month, r"^\d{4}-\d{2}(-\d{2})?$", "2026-04")]
Amount = Annotated[Money, *_read(money_from_text, r"^-?[\d ]+([.,]\d{1,2})?$", "58.50")]
Whole = Annotated[int, *_read(a_number, r"^\d{1,12}$", "12")]
Parts = Annotated[str, *_read(parts, r"^\d+([.,]\d+|/\d+)?$", "1.25")]
Points = Annotated[int, *_read(hundredths, r"^\d+([.,]\d{1,2})?$", "36.92")]
Percent = Annotated[int, *_read(percent, r"^\d+([.,]\d{1,2})? ?%?$", "50 %")]
YesNo = Annotated[bool, *_read(a_yes, r"^(yes|no)$", "yes")]
Words = Annotated[list[str], BeforeValidator(listed), WithJsonSchema({"anyOf": [TEXT, TEXTS]})]
ByLanguage = Annotated[
    dict[str, str], BeforeValidator(in_finnish), WithJsonSchema({"anyOf": [TEXT, BY_LANGUAGE]})
]
