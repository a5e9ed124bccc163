"""Every promise that we make in writing is held by tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Promise |")]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def test_there_are_promises():
    assert len(ROWS) > 30 and len(NAMED) > len(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_every_promise_has_a_test(row):
    _, promise, tests, _ = row.split("|")

    assert promise.strip()
    assert re.fullmatch(r"`tests/[\w/]+\.py::\w+`(, `tests/[\w/]+\.py::\w+`)*", tests.strip()), tests


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_test_exists(path, name):
    assert re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
