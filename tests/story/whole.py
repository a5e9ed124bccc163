"""The worked example told once for all test processes: whoever goes on from its end gets a copy."""

import fcntl
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from app.adapters.finland.country import finland
from app.cli import COMPANY
from app.demo.playing import play
from app.demo.reading import read_story
from app.demo.script import Script, script_of
from app.demo.stage import Clock, Stage
from app.law import service as law
from app.main import METADATA
from app.platform import guards
from app.platform.db import open_database
from app.platform.files import FileStore, local_files
from app.platform.pdf import PdfPool
from app.platform.places import packaged
from app.platform.work import Ground, system_work
from app.platform.world import told_world
from tests.keys import KEYS, QUICK

WORKED_EXAMPLE = packaged("demo/stories/jarvi-hame.yaml")
WORLDS = count(1)


@dataclass(frozen=True)
class Theatre:
    """A database with nothing but the law in it, and the script."""

    ground: Ground
    clock: Clock
    script: Script

    def play(self) -> Stage:
        return play(self.script, self.ground, self.clock, COMPANY)


@contextmanager
def a_theatre(url: str, files: FileStore, printer: PdfPool) -> Iterator[Theatre]:
    script = script_of(read_story(WORKED_EXAMPLE))
    clock = Clock(script.steps[0].at)
    database = open_database(url)
    with database.writing.begin() as connection:
        METADATA.create_all(connection)
        guards.install(connection, METADATA)
    world = told_world(clock.now, seed=script.seed)
    ground = Ground(database, world, KEYS, files, printer, door=QUICK)
    with system_work(ground) as work:
        law.load_pack(work, finland)
    try:
        yield Theatre(ground, clock, script)
    finally:
        database.close()


@dataclass(frozen=True)
class Ended:
    """The worked example after its last act: its database and files in a folder, its keys, its moment."""

    folder: Path
    keys: dict[str, UUID]
    told: dict[str, dict[str, Any]]
    at: datetime

    @contextmanager
    def copied(self, folder: Path, printer: PdfPool) -> Iterator[Stage]:
        """A stage to do with what one likes; the folder is made here."""
        shutil.copytree(self.folder, folder)
        clock, number = Clock(self.at), next(WORLDS)
        database = open_database(_url(folder))
        world = told_world(clock.now, seed=number, first=number * 10_000_000)
        ground = Ground(database, world, KEYS, local_files(folder / "files"), printer, door=QUICK)
        try:
            yield Stage(ground, clock, dict(self.keys), deepcopy(self.told))
        finally:
            database.close()


def told_to_its_end(folder: Path, printer: PdfPool) -> Ended:
    """In this folder, by the process that comes first; the others wait until it is there."""
    kept = folder / "ended"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(_told_in(folder / "stage", printer)))
    ended: Ended = pickle.loads(kept.read_bytes())  # noqa: S301 - of our own making
    return ended


def _told_in(folder: Path, printer: PdfPool) -> Ended:
    folder.mkdir()
    with a_theatre(_url(folder), local_files(folder / "files"), printer) as theatre:
        stage = theatre.play()
        with theatre.ground.database.writing.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Ended(folder, stage.keys, stage.told, stage.clock.at)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/kutsu.db"
