"""A billing run of 160,000 approved deliveries beside the least that any program could do.

The limit groups the same deliveries by the same statement and writes the same ready rows into the same
tables, by COPY on PostgreSQL and by executemany on SQLite; it computes nothing and links nothing.
`python -m benchmarks.billing URL` draws one run and prints the memory that it took at most, in kibibytes.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import sqlalchemy as sa

from app.adapters.finland.country import finland
from app.deliveries.models import Billed
from app.invoicing import service
from app.invoicing.models import BillingRun, Invoice, InvoiceLine, InvoiceVat, ReceivingAddress
from app.invoicing.queries.billing import gathering
from app.kernel.actors import SYSTEM
from app.law import service as law
from app.main import METADATA
from app.platform import guards
from app.platform.db import Database, open_database
from app.platform.files import files_in_memory
from app.platform.work import begin_work
from benchmarks.measuring import Measured, in_pairs, seconds
from tests.pgcluster import TemporaryCluster, Unavailable
from tests.story.plenty import APRIL, ORDERS_OF_A_CONTRACT, a_plentiful_month, ground_on, plenty_in

DELIVERIES, FEWER = 160_000, 40_000
VISITS = 10
MOST, FLAT = 3.5, 1.15
WRITTEN = [model.__table__ for model in (BillingRun, Invoice, InvoiceLine, InvoiceVat, Billed)]
Rows = Mapping[str, Sequence[Sequence[Any]]]


class Bed(Protocol):
    """A database full of approved deliveries, of which none is billed yet."""

    def fresh(self) -> AbstractContextManager[Database]:
        """As it was filled, whatever was drawn before."""


class OnPostgresql:
    def __init__(self, url: str, deliveries: int) -> None:
        self.url = url
        fill(url, deliveries)

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        database = open_database(self.url)
        with database.reading.connect() as connection:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in WRITTEN)} CASCADE")
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
        yield database
        database.close()


class OnSqlite:
    def __init__(self, folder: Path, deliveries: int) -> None:
        self.full, self.copy = folder / f"full-{deliveries}.db", folder / "copy.db"
        fill(f"sqlite:///{self.full}", deliveries)

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        for ending in ("-wal", "-shm"):
            Path(f"{self.copy}{ending}").unlink(missing_ok=True)
        shutil.copy(self.full, self.copy)
        database = open_database(f"sqlite:///{self.copy}")
        yield database
        database.close()


def fill(url: str, deliveries: int) -> None:
    database = open_database(url)
    with database.writing.begin() as connection:
        METADATA.create_all(connection)
        guards.install(connection, METADATA)
    with begin_work(ground_on(database, files_in_memory()), SYSTEM, writes=True) as work:
        law.load_pack(work, finland)
    with database.session(writes=True) as db, db.begin():
        a_plentiful_month(db, contracts=deliveries // VISITS // ORDERS_OF_A_CONTRACT, visits=VISITS)
    if database.is_sqlite:
        with database.reading.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def draw(database: Database) -> None:
    with database.session(writes=False) as db:
        plenty = plenty_in(db)
    with begin_work(ground_on(database, files_in_memory()), plenty.finance, writes=True) as work:
        service.draw(work, plenty.buyer_id, APRIL)


def drawn(bed: Bed) -> float:
    with bed.fresh() as database:
        return seconds(lambda: draw(database))


def limit(bed: Bed, rows: Rows) -> float:
    with bed.fresh() as database:
        return seconds(lambda: _group_and_write(database, rows))


def ready_rows(bed: Bed) -> Rows:
    """What a run writes, as plain tuples."""
    with bed.fresh() as database:
        draw(database)
        with database.reading.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")]
                for table in WRITTEN
            }


def _group_and_write(database: Database, rows: Rows) -> None:
    with database.writing.begin() as connection:
        buyer_id = connection.execute(sa.select(ReceivingAddress.payer_id)).scalar_one()
        grouping = gathering(buyer_id, APRIL).compile(
            dialect=connection.dialect, compile_kwargs={"literal_binds": True}
        )
        connection.exec_driver_sql(str(grouping)).fetchall()
        driver: Any = connection.connection.driver_connection
        for table in WRITTEN:
            write = _insert_many if database.is_sqlite else _copy
            write(driver, table.name, rows[table.name])


def _copy(driver: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert_many(driver: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:
    gaps = ", ".join("?" * len(rows[0]))
    driver.executemany(f"INSERT INTO {table} VALUES ({gaps})", rows)


def memory_of(bed: Bed) -> int:
    """Kibibytes that a process of its own took at most while it drew."""
    with bed.fresh() as database:
        url = database.writing.url.render_as_string(hide_password=False)
        told = subprocess.run(
            [sys.executable, "-m", __spec__.name, url], capture_output=True, text=True, check=True
        )
    return int(told.stdout)


def measured() -> Iterator[Measured]:
    try:
        with TemporaryCluster() as cluster:
            fewer_url = _second_database(cluster.url)
            yield from _measured(
                "PostgreSQL", OnPostgresql(cluster.url, DELIVERIES), OnPostgresql(fewer_url, FEWER)
            )
    except Unavailable as why:
        yield Measured("billing run on PostgreSQL", f"<= {MOST}x", f"not measured: {why}", met=False)
    with TemporaryDirectory(prefix="kutsu-bench-") as folder:
        place = Path(folder)
        yield from _measured("SQLite", OnSqlite(place, DELIVERIES), OnSqlite(place, FEWER))


def _second_database(url: str) -> str:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE fewer")
    engine.dispose()
    return sa.make_url(url).set(database="fewer").render_as_string(hide_password=False)


def _measured(name: str, bed: Bed, fewer: Bed) -> Iterator[Measured]:
    pairs = in_pairs(lambda: drawn(bed), partial(limit, bed, ready_rows(bed)))
    what = f"billing run, {DELIVERIES:,} deliveries, {name}, to its limit"
    yield Measured(what, f"<= {MOST}x", pairs.told(), pairs.ratio <= MOST)
    small, large = memory_of(fewer), memory_of(bed)
    found = f"{large / small:.2f}x ({large // 1024} MiB to {small // 1024} MiB)"
    what = f"its memory, {name}, to that of {FEWER:,}"
    yield Measured(what, f"<= {FLAT}x", found, large <= FLAT * small)


def main(url: str) -> None:
    draw(open_database(url))
    print(most_memory())


def most_memory() -> int:
    """Of this process alone: what `getrusage` tells is at least what its parent took."""
    told = Path("/proc/self/status").read_text()
    return int(re.findall(r"^VmHWM:\s+(\d+) kB$", told, re.MULTILINE)[0])


if __name__ == "__main__":
    main(sys.argv[1])
