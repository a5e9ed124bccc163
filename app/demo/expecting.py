"""What a story expects of its summary, compared value by value; each broken one is told with its line."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.demo.reading import Place
from app.demo.script import Script
from app.kernel.money import Money, money_from_text

MONEY = frozenset(
    {"total", "net", "vat", "gross", "base", "unit_price", "committed", "ceiling", "price", "left"}
)


class Unexpected(Exception):
    """The story was played to its end, and its summary is not what it expects: every line where."""

    def __init__(self, broken: Sequence[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"line {line}: {what}" for line, what in broken))
        self.broken = tuple(broken)


def reasons_not_as_expected(script: Script, summary: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """The line and what is wrong there, for each expectation that the summary does not meet."""
    yield from _compared(script.expect, _by_key(summary), ("expect",), script)


def _compared(expected: Any, found: Any, place: Place, script: Script) -> Iterator[tuple[int, str]]:
    line, name = script.written.line_of(place), ".".join(str(part) for part in place[1:])
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            yield line, f"expected {name} to have parts, and it is {found!r}"
            return
        for key, inner in expected.items():
            if key not in found:
                known = ", ".join(map(str, found)) or "nothing"
                missing = ".".join(map(str, (*place[1:], key)))
                yield script.written.line_of((*place, key)), f"there is no {missing}; there is {known}"
            else:
                yield from _compared(inner, found[key], (*place, key), script)
        return
    shown = _shown(place[-1], found)
    if not _same(expected, shown):
        yield line, f"expected {name} to be {_listed(expected)}, and it is {_listed(shown)}"


def _by_key(value: Any) -> Any:
    """Lists of things with a key become mappings, so that an expectation can name what it is about."""
    if (
        isinstance(value, list)
        and value
        and all(isinstance(item, Mapping) and "key" in item for item in value)
    ):
        return {item["key"]: _by_key(item) for item in value}
    if isinstance(value, Mapping):
        return {key: _by_key(inner) for key, inner in value.items()}
    return value


def _shown(name: str | int, found: Any) -> Any:
    if name in MONEY and isinstance(found, int):
        return Money(found).plain()
    if isinstance(found, list):
        return [str(item) for item in found]
    return "" if found is None else str(found)


def _same(expected: Any, shown: Any) -> bool:
    """As texts, but 241.5 and 241,50 are one amount.

    >>> _same("7 132,00", "7132.00"), _same("S2", "S3")
    (True, False)
    """
    if isinstance(shown, list):
        wanted = (
            expected if isinstance(expected, list) else [part.strip() for part in str(expected).split(",")]
        )
        return wanted == shown
    if expected == shown:
        return True
    try:
        return money_from_text(str(expected)) == money_from_text(str(shown))
    except ValueError:
        return False


def _listed(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
