"""The worked example told to its end, on a database that no other test shares."""

import os
from collections.abc import Iterator

import pytest

from app.adapters.finland.country import finland
from app.cli import COMPANY
from app.demo.playing import play
from app.demo.reading import read_story
from app.demo.script import script_of
from app.demo.stage import Clock, Stage
from app.law import service as law
from app.main import METADATA
from app.platform import guards
from app.platform.db import open_database
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.work import Ground, system_work
from app.platform.world import told_world
from tests.conftest import KEYS, QUICK
from tests.flow.conftest import WORKED_EXAMPLE, fresh_database


@pytest.fixture(scope="package")
def told_stage(tmp_path_factory: pytest.TempPathFactory, printer: PdfPool) -> Iterator[Stage]:
    server = os.environ.get("KUTSU_TEST_DATABASE_URL")
    url = f"sqlite:///{tmp_path_factory.mktemp('matrix')}/kutsu.db"
    if server:
        url = fresh_database(server, f"kutsu_matrix_{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    script = script_of(read_story(WORKED_EXAMPLE))
    clock = Clock(script.steps[0].at)
    database = open_database(url)
    with database.writing.begin() as connection:
        METADATA.create_all(connection)
        guards.install(connection, METADATA)
    ground = Ground(
        database, told_world(clock.now, seed=script.seed), KEYS, files_in_memory(), printer, door=QUICK
    )
    with system_work(ground) as work:
        law.load_pack(work, finland)
    yield play(script, ground, clock, COMPANY)
    database.close()
