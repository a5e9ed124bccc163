"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Session


def insert_rows(db: Session, model: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> None:
    """Ready rows by column name, every row with the same columns, every column without a default given.

    The bound types (cents, moments, words) are those of the model, on both ways in, and so are the errors.
    """
    if not rows:
        return
    table = sa.inspect(model).local_table
    assert isinstance(table, sa.Table)  # noqa: S101 - mypy's sake: a mapped class stands on a table
    db.flush()
    if db.get_bind().dialect.name != "postgresql":
        db.execute(sa.insert(table), list(rows))
        return
    connection = db.connection()
    names = list(rows[0])
    spell = [_speller(table.columns[name].type, connection.dialect) for name in names]
    spelled = connection.dialect.identifier_preparer
    columns = ", ".join(spelled.quote(name) for name in names)
    sql = f"COPY {spelled.format_table(table)} ({columns}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    with _told_as_sqlalchemy_tells(sql), driver.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row([say(row[name]) for say, name in zip(spell, names, strict=True)])


@contextmanager
def _told_as_sqlalchemy_tells(sql: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as wrong:
        raise sa.exc.DBAPIError.instance(sql, None, wrong, psycopg.Error, hide_parameters=True) from wrong


def _speller(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Any:
    """How a value of the column is said to the driver; what the type leaves alone goes as it is."""
    return kind.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)
