"""What every test stands on: a clock that a test moves, and a database of its own, SQLite or PostgreSQL."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import sqlalchemy as sa
import structlog

from app.adapters.finland.country import finland
from app.kernel.actors import SYSTEM, Actor
from app.law import service as law
from app.main import METADATA
from app.platform import guards
from app.platform.db import Database, open_database
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.work import Ground, Work, begin_work
from app.platform.world import told_world
from tests.in_parallel import Together, in_order, leave_out_what_asks_no_database
from tests.keys import KEYS, QUICK
from tests.printing import RememberingPool
from tests.site import Site
from tests.story.memory import Memory, WorkAs, empty, restored
from tests.story.whole import Ended, told_to_its_end

As = Callable[[Actor], AbstractContextManager[Work]]
MILLIONS = count(1)


@dataclass
class Clock:
    """Stands still until a test moves it."""

    at: datetime = datetime(2026, 1, 12, 7, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("KUTSU_TEST_DATABASE_URL"):
        leave_out_what_asks_no_database(config, items)
    in_order(items)


def pytest_collection_finish() -> None:
    """What has been imported stays to the end: looking at it again for garbage takes a tenth of the run."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


@pytest.fixture(autouse=True)
def _no_closed_log() -> None:
    """No line of a test's log goes where another test listened and has closed."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


@pytest.fixture(autouse=True)
def _letters_stay_here(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test leaves its letters among those of the demo."""
    monkeypatch.setenv("KUTSU_MAIL_DIR", str(tmp_path_factory.getbasetemp() / "letters"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> str | Path:
    """An empty database with the Finnish law in it: a file to copy, or the URL of a PostgreSQL database."""
    url = os.environ.get("KUTSU_TEST_DATABASE_URL")
    if url:
        url = _own_database(url)
        _prepare(url)
        return url
    path = tmp_path_factory.mktemp("template") / "template.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def opened(database_template: str | Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for all tests, as an engine remembers each statement that it has put together."""
    folder = tmp_path_factory.mktemp("database")
    is_url = isinstance(database_template, str)
    database = open_database(str(database_template) if is_url else f"sqlite:///{folder}/kutsu.db")
    if database.is_sqlite:
        for engine in (database.reading, database.writing):
            sa.event.listen(engine, "connect", _answer_backwards)
    yield database
    database.close()


@pytest.fixture
def database(opened: Database, database_template: str | Path) -> Iterator[Database]:
    """Nothing but the law in it; engines of its own, so that who listens to them is gone with the test."""
    database = Database(opened.reading.execution_options(), opened.writing.execution_options())
    if database.is_sqlite:
        restored(database, database_template)
    else:
        empty(database)
    yield database
    if database.is_sqlite or database.writing.pool.checkedout():
        database.close()


@pytest.fixture
def database_url(database: Database) -> str:
    return database.writing.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PdfPool]:
    with RememberingPool(_of_all_processes(tmp_path_factory) / "papers") as printer:
        yield printer


@pytest.fixture(scope="session")
def ended_story(tmp_path_factory: pytest.TempPathFactory, printer: PdfPool) -> Ended:
    """The worked example after its last act; SQLite's file, as it is there to be copied."""
    if os.environ.get("KUTSU_TEST_DATABASE_URL"):
        pytest.skip("what goes on from its end goes on from a copy of a file: once, on SQLite")
    return told_to_its_end(_of_all_processes(tmp_path_factory) / "ended", printer)


@pytest.fixture
def ground(database: Database, clock: Clock, printer: PdfPool, request: pytest.FixtureRequest) -> Ground:
    """Ids and chance of the test's own, so that it can go on from what another test has built."""
    seed, first = crc32(request.node.nodeid.encode()), next(MILLIONS) * 1_000_000
    world = told_world(clock.now, seed=seed, first=first)
    return Ground(database, world, KEYS, files_in_memory(), printer, door=QUICK)


@pytest.fixture(scope="session")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Memory:
    return Memory(tmp_path_factory.mktemp("remembered"))


@pytest.fixture
def work_as(ground: Ground, clock: Clock, memory: Memory) -> As:
    """`with work_as(AINO) as work`: committed when it closes."""
    return WorkAs(ground, clock, memory)


@pytest.fixture
def site(ground: Ground) -> Site:
    """`site.browser(AINO).get("/")`, `site.program(AINO).get("/api/v1/calls")`."""
    return Site(ground)


def _answer_backwards(connection: Any, _: object) -> None:
    """What asks for no order gets the one that nobody expects, so that nobody leans on luck."""
    connection.execute("PRAGMA reverse_unordered_selects = ON")


def _of_all_processes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a parallel run's processes share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def _own_database(url: str) -> str:
    """One database for each process of a parallel run."""
    name = "kutsu_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    server.dispose()
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def _prepare(url: str) -> None:
    """Every table and trigger, the Finnish law, and no trace of loading it."""
    database = open_database(url)
    with database.writing.begin() as connection:
        METADATA.create_all(connection)
    world = told_world(Clock(datetime(2026, 1, 1, 6, 0, tzinfo=UTC)).now, seed=1)
    with PdfPool(processes=1) as printer:
        ground = Ground(database, world, KEYS, files_in_memory(), printer)
        with begin_work(ground, SYSTEM, writes=True) as work:
            law.load_pack(work, finland)
    with database.writing.begin() as connection:
        for table in ("outbox_message", "journal", "journal_head"):
            connection.execute(METADATA.tables[table].delete())
        guards.install(connection, METADATA)  # from here on nothing is deleted from the journal
    if database.is_sqlite:
        with database.reading.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
