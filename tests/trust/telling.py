"""The worked example told to its end on a database that a test may do with what it likes."""

from collections.abc import Iterator
from contextlib import contextmanager

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
from tests.flow.conftest import WORKED_EXAMPLE


@contextmanager
def told_example(url: str, printer: PdfPool) -> Iterator[Stage]:
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
