"""Remembering what a builder built: the second test that asks for the same beginning gets a copy of it.

A builder goes through the services, which takes a second or so; its database, files and clock are kept under
what it was asked on top of, and put back where another test asks the same.
"""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Protocol

from app.kernel.actors import Actor
from app.main import METADATA
from app.platform.db import Database
from app.platform.work import Ground, Work, begin_work

LAW = {"legal_row", "day_off"}
BLANK = "blank"
NOT_WAITING = "SET LOCAL synchronous_commit = off"  # for the disk: a beginning need not outlive its test
OURS = [table.name for table in METADATA.sorted_tables if table.name not in LAW]


class Clock(Protocol):
    at: datetime


@dataclass(frozen=True)
class Kept:
    made: Any
    clock_at: datetime
    database: Any
    files: dict[str, bytes]


@dataclass
class Memory:
    """What one test process has built so far."""

    folder: Path
    kept: dict[str, Kept] = field(default_factory=dict)


@dataclass
class WorkAs:
    """`with work_as(AINO) as work`: committed when it closes.

    `state` says which remembered beginning the database stands at, and nothing once a test acts by itself.
    """

    ground: Ground
    clock: Clock
    memory: Memory
    state: str | None = BLANK

    def __call__(self, actor: Actor) -> AbstractContextManager[Work]:
        self.state = None
        return begin_work(self.ground, actor, writes=True)


def remembered(build: Callable[..., Any]) -> Callable[..., Any]:
    """A builder whose first argument is `work_as`; what it makes is data, never something open."""

    @wraps(build)
    def told(work_as: WorkAs, *asked: Any, **more: Any) -> Any:
        if work_as.state is None:
            return build(work_as, *asked, **more)
        said = [one for one in asked if one is not work_as.clock]
        key = f"{work_as.state} > {work_as.clock.at} {build.__qualname__} {said} {sorted(more.items())}"
        kept = work_as.memory.kept.get(key)
        if kept is None:
            made = build(work_as, *asked, **more)
            work_as.memory.kept[key] = _keep(work_as, made)
        else:
            made = deepcopy(kept.made)
            _put_back(work_as, kept)
        work_as.state = key
        return made

    return told


def _keep(work_as: WorkAs, made: Any) -> Kept:
    store = work_as.ground.files.store
    files = {
        found["path"]: bytes(store.get(found["path"]).bytes()) for page in store.list() for found in page
    }
    number = len(work_as.memory.kept)
    saved = _saved(work_as.ground.database, work_as.memory.folder / f"{number}.db")
    return Kept(deepcopy(made), work_as.clock.at, saved, files)


def _put_back(work_as: WorkAs, kept: Kept) -> None:
    restored(work_as.ground.database, kept.database)
    for path, content in kept.files.items():
        work_as.ground.files.store.put(path, content)
    work_as.clock.at = kept.clock_at


def _saved(database: Database, copy: Path) -> Any:
    if database.is_sqlite:
        with database.writing.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(_file(database), copy)
        return copy
    dump = {}
    with database.writing.connect() as connection:
        cursor = connection.connection.driver_connection.cursor()
        for name in OURS:
            with cursor.copy(f"COPY {name} TO STDOUT") as rows:
                dump[name] = b"".join(bytes(part) for part in rows)
    return {name: rows for name, rows in dump.items() if rows}


def restored(database: Database, saved: Any) -> None:
    if database.is_sqlite:
        database.close()
        for beside in ("-wal", "-shm"):
            Path(f"{_file(database)}{beside}").unlink(missing_ok=True)
        shutil.copy(saved, _file(database))
        return
    empty(database)
    with database.writing.begin() as connection:
        connection.exec_driver_sql(NOT_WAITING)
        cursor = connection.connection.driver_connection.cursor()
        for name in OURS:
            if name in saved:
                with cursor.copy(f"COPY {name} FROM STDIN") as rows:
                    rows.write(saved[name])


def empty(database: Database) -> None:
    """Only where rows stand: truncating sixty tables, most of them empty, takes a second or two of disk."""
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in OURS)
    with database.writing.begin() as connection:
        connection.exec_driver_sql(NOT_WAITING)
        names = connection.exec_driver_sql(filled).scalars().all()
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no triggers, no keys
        for name in names:
            connection.exec_driver_sql(f"DELETE FROM {name}")


def _file(database: Database) -> str:
    return str(database.writing.url.database)
