"""What a written field may hold, read from its text; what cannot be read says how to write it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema

from app.kernel.deadlines import local_moment
from app.kernel.money import Money, money_from_text

ZONE = ZoneInfo("Europe/Helsinki")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY_AS_SAID = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
CLOCK = re.compile(r"[0-9]{1,2}[:.][0-9]{2}([:][0-9]{2}(\.[0-9]{1,6})?)?")
WITH_ZONE = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")
PARTS = re.compile(r"[0-9]{1,9}([.,][0-9]{1,6}|/[0-9]{1,4})?")
T = TypeVar("T")


class Unreadable(ValueError):
    """`code` is the text's id in the catalogues; the English sentence is for writers of stories and logs."""

    def __init__(self, code: str, written: str, example: str, said: str = "") -> None:
        thing = code.removeprefix("field.not_").replace("_", " ")
        super().__init__(said or f"{written[:40]!r} is not {thing}: write it like {example}")
        self.code, self.facts = code, {"example": example}


@dataclass(frozen=True)
class Kind:
    """How a form asks for the field."""

    name: str


def a_day(written: str) -> date:
    """
    >>> a_day("2026-04-07") == a_day("7.4.2026")
    True
    """
    said = DAY_AS_SAID.fullmatch(written)
    try:
        if DAY.fullmatch(written):  # Python would also take 20260407 and 2026-W15-2
            return date.fromisoformat(written)
        if said:
            return date(int(said[3]), int(said[2]), int(said[1]))
    except ValueError:
        pass
    raise Unreadable("field.not_a_day", written, "2026-04-07")


def a_moment(written: str) -> datetime:
    """Local time, to the microsecond, or a moment that tells its zone.

    A local time that the clock change skips or repeats is refused.

    >>> a_moment("2026-03-05 12:00:00.001").isoformat()
    '2026-03-05T10:00:00.001000+00:00'
    >>> a_moment("2026-03-05T10:00:00Z") == a_moment("2026-03-05 12:00")
    True
    """
    if WITH_ZONE.search(written):
        return _zoned(written)
    on, _, clock = written.replace("T", " ").partition(" ")
    try:
        day, local = a_day(on), _clock(clock.strip())
    except ValueError:
        raise Unreadable("field.not_a_moment", written, "2026-03-05 12:00") from None
    try:
        return local_moment(day, local, ZONE)
    except ValueError as fault:
        raise Unreadable("field.not_one_moment", written, "2026-03-05 12:00", str(fault)) from None


def _zoned(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unreadable("field.not_a_moment", written, "2026-03-05T10:00:00Z") from None


def _clock(written: str) -> time:
    if not CLOCK.fullmatch(written):
        raise ValueError(written)
    hour, rest = re.split("[:.]", written, maxsplit=1)
    return time.fromisoformat(f"{hour:0>2}:{rest}")


def a_month(written: str) -> date:
    """The month's first day, from the month or from any day in it."""
    try:
        return a_day(written if DAY.fullmatch(written) else f"{written}-01").replace(day=1)
    except ValueError:
        raise Unreadable("field.not_a_month", written, "2026-04") from None


def a_number(written: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", written):
        raise Unreadable("field.not_a_whole_number", written, "12")
    return int(written)


def parts(written: str) -> str:
    """An amount of work as text: how finely it is counted, the thing counted says later."""
    if not PARTS.fullmatch(written):
        raise Unreadable("field.not_a_quantity", written, "1.25")
    return written


def an_amount(written: str) -> Money:
    try:
        amount = money_from_text(written.removesuffix("€").strip())
    except ValueError:
        raise Unreadable("field.not_an_amount_of_money", written, "58.50") from None
    if abs(amount.cents) >= 10**14:  # more than anybody pays, and than a column holds after a sum
        raise Unreadable("field.not_an_amount_of_money", written, "58.50")
    return amount


def hundredths(written: str) -> int:
    """Points with at most two decimals, as whole hundredths."""
    try:
        points = money_from_text(written).cents
    except ValueError:
        raise Unreadable("field.not_a_number_of_points", written, "36.92") from None
    if abs(points) >= 10**9:
        raise Unreadable("field.not_a_number_of_points", written, "36.92")
    return points


def a_yes(written: str) -> bool:
    if written not in ("yes", "no"):
        raise Unreadable("field.not_yes_or_no", written, "yes")
    return written == "yes"


def percent(written: str) -> int:
    """Basis points, from '50 %' or '25.5 %'."""
    try:
        return hundredths(written.removesuffix("%").strip())
    except ValueError:
        raise Unreadable("field.not_a_share", written, "50 %") from None


def listed(written: Any) -> Any:
    """A list, or one text with commas; nothing written is an empty list.

    >>> listed("fi, sv"), listed("")
    (['fi', 'sv'], [])
    """
    if not isinstance(written, str):
        return written
    return [item.strip() for item in written.split(",") if item.strip()]


def _read(kind: str, native: type, reader: Callable[[str], T], pattern: str, example: str) -> tuple[Any, ...]:
    """`native` values pass, so that defaults and our own code need not write them as text first."""

    def read(written: Any) -> Any:
        if isinstance(written, native) and type(written) is not str:
            return written
        if not isinstance(written, str):
            raise Unreadable("field.not_text", str(written), example, f"write it like {example}")
        return reader(written.strip())

    schema = {"type": "string", "pattern": pattern, "examples": [example]}
    return (Kind(kind), PlainValidator(read), WithJsonSchema(schema))


def _whole(written: Any) -> int:
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 10**12:
        return written
    return a_number(str(written).strip())


def _yes(written: Any) -> bool:
    return written if isinstance(written, bool) else a_yes(str(written).strip())


def _plain_euros(amount: Money) -> str:
    """
    >>> _plain_euros(Money(-5)), _plain_euros(Money(123450))
    ('-0.05', '1234.50')
    """
    sign, cents = "-" if amount.cents < 0 else "", abs(amount.cents)
    return f"{sign}{cents // 100}.{cents % 100:02}"


def _plain_hundredths(number: int) -> str:
    return _plain_euros(Money(number))


TEXT: dict[str, Any] = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
BY_LANGUAGE = {"type": "object", "additionalProperties": TEXT}
MONEY_PATTERN = r"^-?[0-9 ]{1,18}([.,][0-9]{1,2})?$"
POINTS_PATTERN = r"^[0-9]{1,9}([.,][0-9]{1,2})?$"

Day = Annotated[date, *_read("date", date, a_day, r"^\d{4}-\d{2}-\d{2}$", "2026-04-07")]
At = Annotated[
    datetime,
    *_read("moment", datetime, a_moment, r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}", "2026-03-05 12:00"),
]
Month = Annotated[date, *_read("month", date, a_month, r"^\d{4}-\d{2}(-\d{2})?$", "2026-04")]
Euros = Annotated[
    Money,
    *_read("money", Money, an_amount, MONEY_PATTERN, "58.50"),
    PlainSerializer(_plain_euros, return_type=str, when_used="json"),
]
Parts = Annotated[str, *_read("number", str, parts, r"^\d{1,9}([.,]\d{1,6}|/\d{1,4})?$", "1.25")]
Points = Annotated[
    int,
    *_read("number", int, hundredths, POINTS_PATTERN, "36.92"),
    PlainSerializer(_plain_hundredths, return_type=str, when_used="json"),
]
Percent = Annotated[
    int,
    *_read("number", int, percent, r"^[0-9]{1,9}([.,][0-9]{1,2})? ?%?$", "50 %"),
    PlainSerializer(_plain_hundredths, return_type=str, when_used="json"),
]
Whole = Annotated[
    int,
    Kind("whole"),
    PlainValidator(_whole),
    WithJsonSchema({"type": "integer", "minimum": 0, "exclusiveMaximum": 10**12, "examples": [12]}),
]
YesNo = Annotated[bool, Kind("checkbox"), PlainValidator(_yes), WithJsonSchema({"type": "boolean"})]
Words = Annotated[
    list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]],
    Kind("words"),
    BeforeValidator(listed),
]
Line = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Prose = Annotated[
    str,
    Kind("textarea"),
    StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"),
]
Secret = Annotated[str, Kind("password"), StringConstraints(min_length=1, max_length=200)]
ByLanguage = Annotated[
    dict[
        Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")],
        Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")],
    ],
    Kind("by_language"),
]
