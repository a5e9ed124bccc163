"""The whole house with everybody at home: the worked example told, and then the demo's own day."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.finland.country import finland
from app.cli import COMPANY
from app.demo.alive import come_alive
from app.demo.playing import play
from app.demo.reading import read_story
from app.demo.script import script_of
from app.demo.stage import Clock, Stage
from app.law import service as law
from app.main import METADATA
from app.platform import guards
from app.platform.db import open_database
from app.platform.files import local_files
from app.platform.pdf import PdfPool
from app.platform.work import Ground, system_work
from app.platform.world import told_world
from tests.conftest import KEYS, QUICK
from tests.flow.conftest import WORKED_EXAMPLE
from tests.pages.house import House, furnished
from tests.pages.walking import Visit, walked

TODAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory, printer: PdfPool) -> Iterator[House]:
    """What pages look like is the same on both databases, so it is looked at on the one that is a file."""
    if os.environ.get("KUTSU_TEST_DATABASE_URL"):
        pytest.skip("the pages are looked at once, on SQLite")
    folder = tmp_path_factory.mktemp("pages")
    stage = _told(folder, printer)
    come_alive(stage, COMPANY, TODAY)
    yield furnished(stage, folder)
    stage.ground.database.close()


def _told(folder: Path, printer: PdfPool) -> Stage:
    script = script_of(read_story(WORKED_EXAMPLE))
    clock = Clock(script.steps[0].at)
    database = open_database(f"sqlite:///{folder}/kutsu.db")
    with database.writing.begin() as connection:
        METADATA.create_all(connection)
        guards.install(connection, METADATA)
    world = told_world(clock.now, seed=script.seed)
    ground = Ground(database, world, KEYS, local_files(folder / "files"), printer, door=QUICK)
    with system_work(ground) as work:
        law.load_pack(work, finland)
    return play(script, ground, clock, COMPANY)


@pytest.fixture(scope="package")
def visits(house: House) -> list[Visit]:
    return walked(house)
