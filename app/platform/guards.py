"""Triggers: rows that are only ever added, and rows that freeze. The models say which, this module how.

A batch rebuild of a table on SQLite drops its triggers, so migrations install them all again at the end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, MetaData, Table

FUNCTION = """
CREATE OR REPLACE FUNCTION kutsu_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'kutsu: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '23000'; END $$
"""


@dataclass(frozen=True)
class Frozen:
    """While `when` holds of the old row, only `may_change` may change and the row is never deleted."""

    when: str
    may_change: tuple[str, ...] = ()


# Not in the tables' own `info`, which would be copied into migrations.
_added_only: set[str] = set()
_frozen: dict[str, Frozen] = {}


def added_only(model: Any) -> Any:
    """A class decorator: rows of this table are never updated and never deleted."""
    _added_only.add(model.__tablename__)
    return model


def frozen(when: str, *, may_change: Iterable[str] = ()) -> Any:
    def mark(model: Any) -> Any:
        _frozen[model.__tablename__] = Frozen(when, tuple(may_change))
        return model

    return mark


def install(connection: Connection, metadata: MetaData) -> None:
    """Every trigger that the models ask for, made anew, on the tables that stand as the models say."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(FUNCTION))
    there = sa.inspect(connection)
    for table in metadata.sorted_tables:
        if not there.has_table(table.name):
            continue
        if {column["name"] for column in there.get_columns(table.name)} != set(table.columns.keys()):
            continue  # on the way down to an older shape
        for name, act, condition in _triggers(table):
            connection.execute(sa.text(_drop(connection.dialect.name, table.name, name)))
            connection.execute(sa.text(_create(connection.dialect.name, table.name, name, act, condition)))


def drop(connection: Connection) -> None:
    """Away with them while tables are rebuilt: a rebuild copies and deletes every row."""
    for table, name in installed(connection):
        connection.execute(sa.text(_drop(connection.dialect.name, table, name)))


def installed(connection: Connection) -> list[tuple[str, str]]:
    """The table and name of each of our triggers that stands in the database."""
    if connection.dialect.name == "postgresql":
        asked = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal"
        )
    else:
        asked = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    return [(table, name) for table, name in connection.execute(sa.text(asked)) if name.startswith("tr_")]


def names(metadata: MetaData) -> set[str]:
    return {name for table in metadata.sorted_tables for name, _, _ in _triggers(table)}


def _triggers(table: Table) -> Iterator[tuple[str, str, str]]:
    """Name, act and the condition on the old (and new) row under which the act is refused."""
    if table.name in _added_only:
        yield f"tr_{table.name}_no_update", "UPDATE", "1 = 1"
        yield f"tr_{table.name}_no_delete", "DELETE", "1 = 1"
    if rule := _frozen.get(table.name):
        kept = [column.name for column in table.columns if column.name not in rule.may_change]
        differs = " OR ".join(f"{_old_is_not_new(table, name)}" for name in kept)
        yield f"tr_{table.name}_frozen", "UPDATE", f"({rule.when}) AND ({differs})"
        yield f"tr_{table.name}_kept", "DELETE", rule.when


def _old_is_not_new(table: Table, name: str) -> str:
    # JSON has no equality on PostgreSQL: it is compared as text
    cast = (
        "CAST({} AS text)"
        if isinstance(table.columns[name].type, sa.JSON) or _is_words(table, name)
        else "{}"
    )
    return f"{cast.format(f'OLD.{name}')} IS DISTINCT FROM {cast.format(f'NEW.{name}')}"


def _is_words(table: Table, name: str) -> bool:
    kind = table.columns[name].type
    return isinstance(kind, sa.TypeDecorator) and isinstance(kind.impl_instance, sa.JSON)


def _create(dialect: str, table: str, name: str, act: str, condition: str) -> str:

    if dialect == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION kutsu_refuse()"
        )
    plain = condition.replace("IS DISTINCT FROM", "IS NOT")
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {plain} "
        f"BEGIN SELECT RAISE(ABORT, 'kutsu: {act} of {table} is refused'); END"
    )


def _drop(dialect: str, table: str, name: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if dialect == "postgresql" else "")
