"""Which tests of a parallel run stay in one process, and which begin first."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# They take longest, and those of one line share a beginning that takes long to build.
LONGEST = (
    "tests/pages/",
    "tests/flow/",
    "tests/trust/matrix/",
    "tests/trust/test_kill.py",
    "tests/demo/test_alive.py",
    "tests/trust/test_generated_cases.py",
)


# By these a test comes to the database that the run stands on.
DATABASES = {"database_template", "tell", "theatre", "bed", "empty_url"}


def leave_out_what_asks_no_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL a rule, a format or a text says what it said on SQLite: those tests run there alone."""
    asking = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_a_database(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("postgres") is not None
    return is_marked or bool(DATABASES & set(getattr(item, "fixturenames", ())))


def in_order(items: list[pytest.Item]) -> None:
    """Long ones first, so that no process waits for another at the end."""
    turns = {group: turn for turn, group in enumerate(LONGEST)}
    items.sort(key=lambda item: turns.get(group_of(item.nodeid), len(turns)))


def group_of(nodeid: str) -> str:
    own = nodeid.partition("::")[0]
    return next((path for path in LONGEST if own.startswith(path)), own)


class Together(LoadScopeScheduling):
    """The tests of a file, or of a line above, go to one process, where what was built is remembered."""

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
