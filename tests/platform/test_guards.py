"""The database itself refuses to change what was only to be added, and what has frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.kernel.actors import SYSTEM
from app.kernel.events import Event
from app.kernel.texts import Texts
from app.main import METADATA
from app.platform import guards
from app.platform.db import Words
from app.platform.guards import added_only, frozen


class Shelf(DeclarativeBase):
    type_annotation_map = {Texts: Words, dict[str, str]: sa.JSON}  # noqa: RUF012 - SQLAlchemy's name


@added_only
class Page(Shelf):
    __tablename__ = "test_page"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None]


@frozen("OLD.state = 'signed'", may_change=("note",))
class Treaty(Shelf):
    __tablename__ = "test_treaty"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    note: Mapped[str | None]
    price: Mapped[int | None]
    title: Mapped[Texts | None]
    facts: Mapped[dict[str, str] | None]


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    event_name = "test.happened"


TITLE = Texts({"fi": "Sopimus", "sv": "Avtal"}, "fi")
SIGNED = {"id": 1, "state": "signed", "note": None, "price": None, "title": TITLE, "facts": {"a": "1"}}


@pytest.fixture
def connection(database) -> Iterator[Connection]:
    """One transaction, thrown away at the end, with the two tables and a row in each."""
    with database.writing.connect() as connection:
        Shelf.metadata.create_all(connection)
        guards.install(connection, Shelf.metadata)
        connection.execute(sa.insert(Page), [{"id": 1, "text": "first"}, {"id": 2, "text": None}])
        connection.execute(sa.insert(Treaty), [SIGNED, {**SIGNED, "id": 2, "state": "draft"}])
        yield connection
        connection.rollback()


def refused(connection: Connection, statement: sa.Executable) -> bool:
    """By a trigger of ours, and nothing has changed."""
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError as no:
        return "kutsu:" in str(no)
    return False


def test_what_is_only_ever_added_is_never_changed_and_never_taken_away(connection):
    assert refused(connection, sa.update(Page).where(Page.id == 1).values(text="another"))
    assert refused(connection, sa.update(Page).values(text=Page.text))
    assert refused(connection, sa.delete(Page).where(Page.id == 2))
    assert not refused(connection, sa.insert(Page).values(id=3, text="third"))

    assert connection.execute(sa.select(Page.text).order_by(Page.id)).scalars().all() == [
        "first",
        None,
        "third",
    ]


def test_an_added_row_is_not_put_in_the_place_of_another(connection):
    """SQLite's INSERT OR REPLACE deletes without a word, unless triggers are told to listen."""
    if connection.dialect.name == "sqlite":
        replace = "INSERT OR REPLACE INTO test_page (id, text) VALUES (1, 'x')"
    else:
        replace = (
            "INSERT INTO test_page VALUES (1, 'another') ON CONFLICT (id) DO UPDATE SET text = 'another'"
        )

    assert refused(connection, sa.text(replace))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "draft"},
        {"price": 1},
        {"title": Texts({"fi": "Sopimus"}, "fi")},
        {"title": None},
        {"facts": {"a": "2"}},
        {"note": "read", "price": 1},
        {"id": 9},
    ],
    ids=str,
)
def test_a_frozen_row_keeps_everything_but_what_may_change(connection, change):
    signed = sa.update(Treaty).where(Treaty.id == 1)

    assert refused(connection, signed.values(**change))
    assert not refused(connection, signed.values(note="read"))
    assert not refused(connection, signed.values(price=None, title=TITLE, facts={"a": "1"}, note="again"))


def test_a_row_freezes_only_when_its_time_has_come(connection):
    draft = Treaty.id == 2

    assert not refused(connection, sa.update(Treaty).where(draft).values(price=5, facts={}))
    assert not refused(connection, sa.update(Treaty).where(draft).values(state="signed"))
    assert refused(connection, sa.update(Treaty).where(draft).values(state="draft"))
    assert refused(connection, sa.delete(Treaty).where(draft))


def test_a_draft_may_be_thrown_away(connection):
    assert not refused(connection, sa.delete(Treaty).where(Treaty.id == 2))


def test_one_frozen_row_among_many_refuses_them_all(connection):
    assert refused(connection, sa.update(Treaty).values(price=7))

    assert connection.scalars(sa.select(Treaty.price).order_by(Treaty.id)).all() == [None, None]


def test_triggers_go_away_and_come_back(connection):
    ours = {name for _, name in guards.installed(connection)}
    assert guards.names(Shelf.metadata) <= ours

    guards.drop(connection)
    assert guards.installed(connection) == []
    assert not refused(connection, sa.update(Page).values(text="rebuilt"))

    guards.install(connection, Shelf.metadata)
    guards.install(connection, Shelf.metadata)
    assert {name for _, name in guards.installed(connection)} == guards.names(Shelf.metadata)
    assert refused(connection, sa.update(Page).values(text="another"))


def test_a_table_of_an_older_shape_is_left_alone(connection):
    guards.drop(connection)
    connection.execute(sa.text("ALTER TABLE test_treaty DROP COLUMN price"))
    connection.execute(sa.text("DROP TABLE test_page"))

    guards.install(connection, Shelf.metadata)

    assert guards.installed(connection) == []


def test_every_guard_that_the_models_ask_for_stands(database):
    with database.reading.connect() as connection:
        standing = {name for _, name in guards.installed(connection)}

    assert standing == guards.names(METADATA)
    assert {"tr_journal_no_update", "tr_journal_no_delete", "tr_view_log_no_delete"} <= standing
    assert {
        "tr_invoice_frozen",
        "tr_invoice_kept",
        "tr_delivery_frozen",
        "tr_commitment_no_update",
    } <= standing


@pytest.mark.parametrize("by_hand", ["UPDATE journal SET event = 'nothing'", "DELETE FROM journal"])
def test_the_journal_cannot_be_rewritten_even_by_hand(work_as, database, by_hand):
    with work_as(SYSTEM) as work:
        work.record(Happened(about=UUID(int=5)))

    with pytest.raises(IntegrityError, match="kutsu:"), database.writing.begin() as connection:
        connection.execute(sa.text(by_hand))
