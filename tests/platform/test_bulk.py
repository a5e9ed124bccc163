"""Many rows at once are the same rows as one by one, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.kernel.money import Money
from app.kernel.texts import Texts
from app.platform.bulk import insert_rows
from app.platform.db import Base, Json


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Shelf(DeclarativeBase):
    type_annotation_map = Base.type_annotation_map


class Thing(Shelf):
    """One column of each kind that the house uses; `order` is a word of SQL."""

    __tablename__ = "test_thing"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    order: Mapped[int]
    price: Mapped[Money | None] = mapped_column("price_cents")
    at: Mapped[datetime | None]
    on: Mapped[date | None]
    colour: Mapped[Colour]
    title: Mapped[Texts | None]
    facts: Mapped[Json]
    tags: Mapped[list[str]]
    body: Mapped[bytes | None]
    live: Mapped[bool]


COLUMNS = tuple(Thing.__table__.columns.keys())


def a_thing(number: int) -> dict[str, Any]:
    some = bool(number % 2)
    return {
        "id": UUID(int=number),
        "name": f"tab\tline\nback\\slash \\N ä€ {number}" if some else None,
        "order": number,
        "price_cents": Money(-number * 100_000_000_000) if some else None,
        "at": datetime(2026, 3, 5, 12, 0, 0, number, timezone(timedelta(hours=2))) if some else None,
        "on": date(2026, 4, 7) if some else None,
        "colour": Colour.GREEN,
        "title": Texts({"fi": "Työ", "sv": "Arbete"}, "fi") if some else None,
        "facts": {"a": [1, {"ä": None}], "quote": '"'},
        "tags": ["x", ""],
        "body": bytes([0, 9, 10, 92, 255]) if some else None,
        "live": some,
    }


@pytest.fixture
def db(database) -> Iterator[Session]:
    """A table of every kind of column, in a transaction that is thrown away."""
    with database.session(writes=True) as db:
        Shelf.metadata.create_all(db.connection())
        yield db
        db.rollback()


def kept(db: Session) -> list[dict[str, Any]]:
    columns = [Thing.__table__.columns[name] for name in COLUMNS]
    return [dict(row) for row in db.execute(select(*columns).order_by(Thing.id)).mappings()]


def test_rows_at_once_are_the_rows_one_by_one(db):
    rows = [a_thing(number) for number in range(1, 500)]

    insert_rows(db, Thing, rows[:400])
    db.execute(sa.insert(Thing.__table__), rows[400:])

    assert kept(db) == [{**row, "at": row["at"] and row["at"].astimezone(UTC)} for row in rows]


def test_what_waits_in_the_session_goes_first(db):
    """A row may point at one that was only just added."""
    waiting = {**a_thing(1), "price": None}
    del waiting["price_cents"]
    db.add(Thing(**waiting))

    with pytest.raises(IntegrityError):
        insert_rows(db, Thing, [a_thing(1)])


def test_no_rows_are_no_work(db):
    insert_rows(db, Thing, [])

    assert kept(db) == []


@pytest.mark.parametrize(
    "wrong",
    [[a_thing(1), a_thing(1)], [{**a_thing(1), "facts": None, "order": None}]],
    ids=["the same row twice", "a value that must be there"],
)
def test_what_the_database_refuses_is_refused_as_everywhere_else(db, wrong):
    with pytest.raises(IntegrityError):
        insert_rows(db, Thing, wrong)


def test_a_word_that_is_not_known_is_refused(db):
    with pytest.raises((LookupError, sa.exc.StatementError)):
        insert_rows(db, Thing, [{**a_thing(1), "colour": "blue"}])
