"""A house to break things in: a copy of the told one, with its own database, for one form at a time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import func, literal, select, union_all

from app.main import METADATA
from app.platform.db import Database, open_database
from tests.pages.house import House

TRACES = {"view_log"}  # who was shown what is written down by showing it
COUNTS = union_all(
    *(
        select(literal(table.name).label("name"), func.count().label("rows")).select_from(table)
        for table in METADATA.sorted_tables
        if table.name not in TRACES
    )
)


def rows_in(database: Database) -> dict[str, int]:
    """How many rows each table holds, in one question."""
    with database.reading.connect() as connection:
        return {row.name: row.rows for row in connection.execute(COUNTS)}


def settled(database: Database, folder: Path) -> Path:
    """One file with everything in it, to be copied."""
    kept = folder / "settled.db"
    with database.writing.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{kept}'")
    return kept


@contextmanager
def copied(house: House, app: FastAPI, settled: Path, into: Path) -> Iterator[House]:
    """The same people and things, on a site that from here on stands on the copy."""
    shutil.copy(settled, into)
    database = open_database(f"sqlite:///{into}")
    app.state.ground = replace(house.ground, database=database)
    try:
        yield replace(house, app=app, stage=replace(house.stage, ground=app.state.ground))
    finally:
        database.close()
        for suffix in ("", "-wal", "-shm"):
            into.with_name(into.name + suffix).unlink(missing_ok=True)
