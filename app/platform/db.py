"""Two engines of one database, one Base, the column types of the house, and BEGIN said out loud."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Dialect, Engine, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

from app.kernel.money import Money
from app.kernel.texts import Texts, texts_from_json

READERS = 4  # as many pooled connections as threads: more of either only lengthens the queue
# Who waits five seconds for a connection is asked to come again, and errors do not quote what was bound.
POOL: dict[str, Any] = {"max_overflow": 0, "pool_timeout": 5, "hide_parameters": True}

HELD = "rows that are held"
Row = TypeVar("Row")
AS_TIMES = 8  # SQLAlchemy's precedence of multiplication
SQLITE = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 5000",
    "recursive_triggers = ON",  # else INSERT OR REPLACE takes a row away behind its trigger's back
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware going in, UTC coming out, on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Cents(TypeDecorator[Money]):
    """Money as whole cents; the column is named …_cents and adds up in SQL."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | int | None, dialect: Dialect) -> int | None:
        return value.cents if isinstance(value, Money) else value

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        return None if value is None else Money(int(value))


class Words(TypeDecorator[Texts]):
    """A text in its languages, with the prevailing one, as one JSON object."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Texts | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else value.as_json()

    def process_result_value(self, value: Mapping[str, str] | None, dialect: Dialect) -> Texts | None:
        return None if value is None else texts_from_json(value)


WORDS = sa.Enum(
    StrEnum,
    native_enum=False,
    create_constraint=True,  # the database refuses a word that is not in the enum
    length=40,
    values_callable=lambda kind: [word.value for word in kind],
)

Json = dict[str, Any]


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's name
        datetime: Moment,
        Money: Cents,
        StrEnum: WORDS,
        Texts: Words,
        Json: sa.JSON,
        list[str]: sa.JSON,
        int: sa.BigInteger,
    }
    metadata = sa.MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class ReadingSession(Session):
    """Asks and never changes: each SELECT sees the newest commit, and no transaction stays open."""

    def flush(self, objects: Any = None) -> None:
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a reading Work changes nothing; is the route PERSONAL?")


@event.listens_for(ReadingSession, "do_orm_execute")
def _only_questions(asked: ORMExecuteState) -> None:
    if not asked.is_select:
        raise RuntimeError("a reading Work only selects")


@dataclass(frozen=True)
class Database:
    """One database through two engines: `reading` in autocommit, `writing` in transactions.

    On SQLite all writers of the process share one connection, so that they queue here, for five
    seconds at most, and not on the file lock.
    """

    reading: Engine
    writing: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.writing.dialect.name == "sqlite"

    def session(self, *, writes: bool) -> Session:
        if writes:
            return Session(self.writing, expire_on_commit=False)
        return ReadingSession(self.reading, expire_on_commit=False)

    def close(self) -> None:
        self.reading.dispose()
        self.writing.dispose()


def open_database(url: str, *, connections: int = READERS) -> Database:
    if sa.make_url(url).get_backend_name() == "sqlite":
        reading = sa.create_engine(url, pool_size=connections, **POOL)
        writing = sa.create_engine(url, pool_size=1, **POOL)
        for engine in (reading, writing):
            event.listen(engine, "connect", _prepare_sqlite)
        event.listen(writing, "begin", _begin_sqlite)
        return Database(reading, writing)
    whole = sa.create_engine(url, pool_size=connections, **POOL)
    reading = whole.execution_options(isolation_level="AUTOCOMMIT")  # shares the pool, spares round trips
    return Database(reading, whole)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not guess where transactions start
    for setting in SQLITE:
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    """SQLite ignores FOR UPDATE, so a writing transaction takes its lock at once."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def unique_where(name: str, *columns: str, where: str) -> sa.Index:
    """A partial unique index: "one live row of its kind" as a promise of the database."""
    condition = sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


def rows_of(
    db: Session, asked: Any, given: Mapping[str, Any] | None = None
) -> sa.CursorResult[*tuple[Any, ...]]:
    """Columns without the session's own machinery, which costs twice as much as the question.

    For what is asked all day: the statement is put together once, and `given` are its gaps. Entities are
    asked of the session, which keeps them.
    """
    if not asked.is_select:
        raise RuntimeError("rows are asked for here, never changed: a reading Work only selects")
    db.flush()
    return db.connection().execute(asked, given)


def get_once(db: Session, kind: type[Row], key: Any) -> Row | None:
    """`db.get` that asks once in a session, which by itself forgets a row that nobody holds."""
    found = db.get(kind, key)
    db.info.setdefault(HELD, set()).add(found)
    return found


def changed_one(db: Session, guarded: sa.Update, given: Mapping[str, Any] | None = None) -> bool:
    """Whether a conditional UPDATE found its row: asking and changing in one statement."""
    return changed(db, guarded, given) == 1


def changed(
    db: Session, guarded: sa.Update | sa.Delete | sa.Insert, given: Mapping[str, Any] | None = None
) -> int:
    """How many rows a set-based statement touched."""
    options = {"synchronize_session": False, "preserve_rowcount": True}  # an INSERT's count is lost else
    done = db.execute(guarded, given, execution_options=options)
    return cast("sa.CursorResult[Any]", done).rowcount


def hold_alone(db: Session, thing: str) -> None:
    """Until the commit nobody else holds the thing of this name; on SQLite writers queue anyway."""
    if db.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(sha256(thing.encode()).digest()[:8], "big", signed=True)
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def rounded(numerator: ColumnElement[int], denominator: ColumnElement[int] | int) -> ColumnElement[int]:
    """numerator / denominator in whole numbers, half away from zero: `Money.times` as SQL.

    Integer division truncates towards zero on both databases, so the half is added with the sign. Its
    precedence is told, as SQLAlchemy's own division would not stay in whole numbers: else a denominator
    that is a column would stand as `x / 2 * per`.
    """
    twice = 2 * numerator
    signed = sa.case((numerator < 0, twice - denominator), else_=twice + denominator)
    divided = signed.op("/", precedence=AS_TIMES, return_type=sa.BigInteger())
    return cast("ColumnElement[int]", divided(2 * denominator))


def in_force(valid_from: Any, valid_to: Any, on: date) -> ColumnElement[bool]:
    """The SQL form of `valid_from <= on < valid_to`, an open end being NULL."""
    return sa.and_(valid_from <= on, sa.or_(valid_to.is_(None), valid_to > on))
