"""Many rows at once: into a table by COPY or executemany, and a group's ids out as one list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def insert_rows(db: Session, model: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Ready rows by column name, every row with the same columns, every column without a default given.

    They go past SQLAlchemy, whose care for each value would cost more than the database's; the bound types
    (cents, moments, words) are those of the model all the same.
    """
    if not rows:
        return
    table = sa.inspect(model).local_table
    assert isinstance(table, sa.Table)  # noqa: S101 - mypy's sake: a mapped class stands on a table
    db.flush()
    connection = db.connection()
    names = list(rows[0])
    spelled = _spelled(table, names, connection.dialect, rows)
    write = _copy if connection.dialect.name == "postgresql" else _insert
    with _errors_as_usual(connection.dialect, table.name):
        write(connection, table.name, names, spelled)


def _copy(connection: Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    command = f"COPY {table} ({_quoted(connection, names)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(connection: Connection, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    driver: Any = connection.connection.driver_connection
    gaps = ", ".join("?" * len(names))
    command = f"INSERT INTO {table} ({_quoted(connection, names)}) VALUES ({gaps})"  # noqa: S608 - our own names
    driver.executemany(command, rows)


def _quoted(connection: Connection, names: Sequence[str]) -> str:
    return ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)


def _spelled(
    table: sa.Table, names: Sequence[str], dialect: Dialect, rows: Iterable[Mapping[str, Any]]
) -> Iterator[list[Any]]:
    """Each value as the driver takes it; most the driver knows by themselves."""
    kinds = [table.columns[name].type for name in names]
    spell = [kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds]
    known = list(zip(names, spell, strict=True))
    for row in rows:
        yield [say(row[name]) if say else row[name] for name, say in known]


@contextmanager
def _errors_as_usual(dialect: Dialect, table: str) -> Iterator[None]:
    """A driver used past SQLAlchemy raises its own errors; callers know only SQLAlchemy's."""
    errors = dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        raise DBAPIError.instance(f"rows of {table}", None, error, errors, dialect=dialect) from error


class _Ids(sa.TypeDecorator[list[UUID]]):
    impl = sa.String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> list[UUID] | None:
        """PostgreSQL's driver answers with a list, SQLite with one text."""
        return [UUID(one) for one in value.split(",")] if isinstance(value, str) else value


class ids_in_group(FunctionElement[list[UUID]]):  # noqa: N801 - it reads as the function that it is
    """An aggregate: the ids of all rows of the group."""

    name = "ids_in_group"
    type = _Ids()
    inherit_cache = True


@compiles(ids_in_group, "postgresql")
def _as_array(element: ids_in_group, compiler: SQLCompiler, **options: Any) -> str:
    return f"array_agg({compiler.process(element.clauses, **options)})"


@compiles(ids_in_group, "sqlite")
def _as_text(element: ids_in_group, compiler: SQLCompiler, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)})"
