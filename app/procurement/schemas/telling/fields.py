"""Fields that only a call has: a text with its Finnish, codes, and counts that no term exceeds."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.kernel.money import Money
from app.kernel.texts import Texts
from app.platform.fields import ByLanguage, Kind, Unreadable, Whole

FINNISH = "fi"  # the prevailing language of what is written here
MOST = 10_000  # days, hours, minutes: no term of a call is longer
NOTHING = Money(0)


def _with_finnish(told: dict[str, str]) -> dict[str, str]:
    if not told.get(FINNISH, "").strip():
        raise Unreadable("field.missing", "", "")
    return {language: text.strip() for language, text in told.items() if text.strip()}


def _not_too_many(count: int) -> int:
    if count > MOST:
        raise Unreadable("field.not_a_whole_number", str(count), "12")
    return count


InLanguages = Annotated[ByLanguage, AfterValidator(_with_finnish)]
Count = Annotated[Whole, AfterValidator(_not_too_many)]
Reasoning = Annotated[str, Kind("textarea"), StringConstraints(strip_whitespace=True, max_length=500)]
Address = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00-\x1f]*$")
]
Number = Annotated[
    str,
    Kind("text"),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$"),
]
CategoryCode = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9-]+$", max_length=10)
]
MetricCode = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9-]+$", max_length=20)
]
AnswerCode = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_-]+$", max_length=30)
]
CpvCode = Annotated[str, Kind("text"), StringConstraints(strip_whitespace=True, max_length=10)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


def texts_in(by_language: dict[str, str]) -> Texts:
    return Texts(by_language, FINNISH)
