"""What was told as plain JSON is read back as it was, and what does not fit is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.kernel.money import Money
from app.kernel.plain import as_plain
from app.kernel.quantity import Quantity, Unit
from app.kernel.texts import Texts
from app.kernel.typed import from_plain


@dataclass(frozen=True)
class Line:
    price: Money
    quantity: Quantity
    on: date


@dataclass(frozen=True)
class Paper:
    id: UUID
    title: Texts
    at: datetime
    lines: tuple[Line, ...]
    pair: tuple[str, int]
    words: Mapping[str, str]
    known: frozenset[str]
    until: date | None = None
    is_final: bool = False
    notes: list[str] = field(default_factory=list)


PAPER = Paper(
    id=UUID(int=7),
    title=Texts({"fi": "Päätös", "sv": "Beslut"}, "fi"),
    at=datetime(2026, 3, 19, 8, tzinfo=UTC),
    lines=(Line(Money(58_50), Quantity(5, 4, Unit.HOUR), date(2026, 4, 7)),),
    pair=("a", 1),
    words={"staff": "Kaksi valmentajaa"},
    known=frozenset({"fi", "sv"}),
)


def test_a_value_comes_back_as_it_was():
    assert from_plain(Paper, as_plain(PAPER)) == PAPER


def test_what_has_a_default_may_be_missing():
    told = {name: value for name, value in as_plain(PAPER).items() if name not in ("until", "notes")}
    assert from_plain(Paper, told) == PAPER


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": "seven"}, "value.id: 'seven' is no UUID"),
        ({"title": {"fi": "Päätös"}}, "value.title"),
        ({"title": {"fi": 1, "prevailing": "fi"}}, "value.title.fi: 1 is not a text"),
        ({"at": 5}, "value.at: 5 is no datetime"),
        ({"lines": "none"}, "value.lines: 'none' is not a list"),
        ({"lines": [{"price": 1, "on": "2026-04-07"}]}, r"value.lines\[0\]: Line needs quantity"),
        ({"lines": [7]}, r"value.lines\[0\]: 7 is not an object"),
        ({"pair": ["a"]}, "value.pair: 2 values are needed, not 1"),
        ({"pair": ["a", True]}, "value.pair: True is not a whole number"),
        ({"words": []}, r"value.words: \[\] is not an object"),
        ({"is_final": 1}, "value.is_final: 1 is not true or false"),
        ({"colour": "red"}, "value: Paper has no colour"),
    ],
)
def test_what_does_not_fit_is_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        from_plain(Paper, as_plain(PAPER) | wrong)


def test_a_type_that_json_does_not_hold_is_the_programs_mistake():
    with pytest.raises(TypeError, match="not read from plain JSON"):
        from_plain(complex, 1)
