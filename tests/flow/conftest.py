"""Stories told through the command line, as an official tells them, on a database of their own each."""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from click.testing import Result
from typer.testing import CliRunner

from app.cli import cli
from tests.story.whole import WORKED_EXAMPLE


@dataclass(frozen=True)
class Told:
    """What the command answered, where it wrote its papers, and the database it left."""

    exit_code: int
    said: str
    out: Path
    database_url: str

    @property
    def summary(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "summary.json").read_text(encoding="utf-8"))
        return found


Tell = Callable[[str], Told]


def kutsu(*command: str) -> Result:
    """`kutsu` with these words; the log goes where it went before, as what caught it is closed now."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    try:
        return CliRunner().invoke(cli, list(command), catch_exceptions=False)
    finally:
        structlog.reset_defaults()
        root.level, root.handlers = before


@pytest.fixture(scope="package")
def tell(tmp_path_factory: pytest.TempPathFactory) -> Tell:
    """`tell(text)` plays a story: on SQLite beside its papers, or on a fresh PostgreSQL database."""
    server = os.environ.get("KUTSU_TEST_DATABASE_URL")
    made: list[str] = []

    def tell(text: str) -> Told:
        folder = tmp_path_factory.mktemp("story")
        (folder / "story.yaml").write_text(text, encoding="utf-8")
        out = folder / "out"
        command = ["story", "run", str(folder / "story.yaml"), "--out", str(out)]
        url = f"sqlite:///{out / 'story.db'}"
        if server:
            url = fresh_database(server, f"kutsu_told_{os.environ.get('PYTEST_XDIST_WORKER', '')}{len(made)}")
            command += ["--database", url]
        made.append(url)
        answer = kutsu(*command)
        return Told(answer.exit_code, answer.output, out, url)

    return tell


@pytest.fixture(scope="package")
def told(tell: Tell) -> Told:
    """The worked example, told once for all who look at what it came to."""
    return tell(WORKED_EXAMPLE.read_text(encoding="utf-8"))


def database_of(name: str, folder: Path) -> str:
    """One of its own for a telling, of the kind that the tests stand on."""
    server = os.environ.get("KUTSU_TEST_DATABASE_URL")
    if server:
        return fresh_database(server, f"kutsu_{name}_{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    return f"sqlite:///{folder}/{name}.db"


def fresh_database(server: str, name: str) -> str:
    """One of a few names that are used again: what an earlier run left is thrown away."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)
