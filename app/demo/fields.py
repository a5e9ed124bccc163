"""What an act's fields may hold, read from their text; what cannot be read says how to write it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, WithJsonSchema

from app.kernel.deadlines import local_moment
from app.kernel.money import Money, money_from_text

ZONE = ZoneInfo("Europe/Helsinki")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)")
T = TypeVar("T")


class Fields(BaseModel):
    """An act's facts. A field that no act knows is a mistake in the story, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _read(reader: Callable[[str], T], pattern: str, example: str) -> Any:
    def read(written: Any) -> T:
        if not isinstance(written, str):
            raise ValueError(f"write it like {example}")
        return reader(written.strip())

    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return (PlainValidator(read), WithJsonSchema(schema))


def a_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{written!r} is not a day: write it like 2026-04-07") from None


def a_moment(written: str) -> datetime:
    """Local time, to the microsecond; a time that the clock change skips or repeats is refused."""
    found = MOMENT.fullmatch(written)
    if found is None:
        raise ValueError(f"{written!r} is not a moment: write it like 2026-03-05 12:00")
    hour, *rest = found[2].split(":")
    return local_moment(a_day(found[1]), time.fromisoformat(":".join([hour.zfill(2), *rest])), ZONE)


def a_month(written: str) -> date:
    return a_day(f"{written}-01") if len(written) == len("2026-04") else a_day(written).replace(day=1)


def a_number(written: str) -> int:
    if not re.fullmatch(r"\d{1,12}", written):
        raise ValueError(f"{written!r} is not a whole number: write it like 12")
    return int(written)


def hundredths(written: str) -> int:
    """Points with at most two decimals, as whole hundredths."""
    try:
        return money_from_text(written).cents
    except ValueError:
        raise ValueError(f"{written!r} is not a number of points: write it like 55 or 36.92") from None


def a_yes(written: str) -> bool:
    if written not in ("yes", "no"):
        raise ValueError(f"{written!r} is neither yes nor no")
    return written == "yes"


def percent(written: str) -> int:
    """Basis points, from '50 %' or '25.5 %'."""
    return hundredths(written.removesuffix("%").strip())


def listed(written: Any) -> Any:
    return [item.strip() for item in written.split(",")] if isinstance(written, str) else written


def in_finnish(written: Any) -> Any:
    """A text without languages is Finnish."""
    return {"fi": written} if isinstance(written, str) else written


Day = Annotated[date, *_read(a_day, r"^\d{4}-\d{2}-\d{2}$", "2026-04-07")]
At = Annotated[datetime, *_read(a_moment, r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}", "2026-03-05 12:00")]
Month = Annotated[date, *_read(a_month, r"^\d{4}-\d{2}(-\d{2})?$", "2026-04")]
Amount = Annotated[Money, *_read(money_from_text, r"^-?[\d ]+([.,]\d{1,2})?$", "58.50")]
Whole = Annotated[int, *_read(a_number, r"^\d{1,12}$", "12")]
Points = Annotated[int, *_read(hundredths, r"^\d+([.,]\d{1,2})?$", "36.92")]
Percent = Annotated[int, *_read(percent, r"^\d+([.,]\d{1,2})? ?%?$", "50 %")]
YesNo = Annotated[bool, *_read(a_yes, r"^(yes|no)$", "yes")]
Words = Annotated[list[str], BeforeValidator(listed)]
ByLanguage = Annotated[dict[str, str], BeforeValidator(in_finnish)]
