"""The database that migrations make is the one that the models describe, empty and filled."""

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.main import METADATA
from app.platform import guards
from app.platform.migrations import head_of_code, head_of_database, migrate, migrate_down

VERSIONS = Path(__file__).parents[2] / "migrations/versions"
NOW = datetime(2026, 4, 7, 6, 0, tzinfo=UTC)


@pytest.fixture
def empty_url(tmp_path):
    url = os.environ.get("KUTSU_TEST_DATABASE_URL")
    if not url:
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    name = "kutsu_migrations_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


def test_versions_are_dated_and_have_one_head():
    names = [path.name for path in VERSIONS.glob("*.py")]
    assert names
    assert all(name[:4].isdecimal() and name[4] == "-" for name in names)
    assert head_of_code()


def test_a_migrated_database_is_what_the_models_say(empty_url):
    migrate(empty_url)

    engine = sa.create_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)
        triggers = {name for _, name in guards.installed(connection)}
        assert head_of_database(connection) == head_of_code()
    engine.dispose()
    assert differences == []
    assert triggers == guards.names(METADATA)


def test_partial_indexes_and_checks_are_those_of_the_models(empty_url, database):
    migrate(empty_url)

    migrated = sa.create_engine(empty_url)
    assert _indexes(migrated) == _indexes(database.reading)
    assert _checks(migrated) == _checks(database.reading)
    migrated.dispose()


def test_a_filled_database_goes_down_and_up_again(empty_url):
    migrate(empty_url)
    engine = sa.create_engine(empty_url)
    with engine.begin() as connection:
        for table, row in _rows():
            connection.execute(METADATA.tables[table].insert(), row)
    engine.dispose()

    migrate(empty_url)  # again: nothing to do, nothing lost
    engine = sa.create_engine(empty_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(METADATA.tables["party"])) == 1
    engine.dispose()

    migrate_down(empty_url, "base")
    engine = sa.create_engine(empty_url)
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()

    migrate(empty_url)


def _rows():
    party = UUID(int=1)
    yield "party", {"id": party, "public_id": UUID(int=2), "kind": "organisation"}
    yield "journal_head", {"chain": party, "seq": 0, "sha256": bytes(32)}
    person = {"person_id": UUID(int=3), "issuer": "https://provider.example", "subject": "24400320"}
    yield "person", {"id": UUID(int=3), "name": "Aino Omala", "email": "aino@alue.example", "language": "fi"}
    yield "external_identity", {"id": UUID(int=4), "linked_at": NOW, **person}
    times = dict.fromkeys(("created_at", "seen_at", "idle_ends_at", "ends_at"), NOW)
    log_in = {"id": UUID(int=5), "secret_sha256": bytes(32), "agent": "", "waits": True}
    yield "login_session", {**log_in, **times, **person}


def _indexes(engine):
    inspector = sa.inspect(engine)
    names = set(inspector.get_table_names()) - {"alembic_version"}
    return {
        (table, index["name"], bool(index["unique"]))
        for table in names
        for index in inspector.get_indexes(table)
    }


def _checks(engine):
    inspector = sa.inspect(engine)
    names = set(inspector.get_table_names()) - {"alembic_version"}
    return {(table, check["name"]) for table in names for check in inspector.get_check_constraints(table)}
