"""An orchestrator learns whether the process lives, and whether it can serve."""

import shutil
from collections import namedtuple

import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from fastapi.testclient import TestClient

from app.main import create_app
from app.platform.health import faults_of
from app.platform.migrations import head_of_code

Usage = namedtuple("Usage", "total used free")
OLD = "an older shape"


@pytest.fixture
def migrated(database):
    """The database says that it has the newest shape; and no longer, when the test is over."""
    stand_at(database, head_of_code())
    yield database
    with database.writing.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))


def stand_at(database, version):
    with database.writing.begin() as connection:
        context = MigrationContext.configure(connection)
        context._ensure_version_table()
        connection.execute(sa.text("DELETE FROM alembic_version"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})


@pytest.fixture
def client(ground, migrated):
    return TestClient(create_app(ground))


def test_it_lives(client):
    assert (client.get("/live").status_code, client.get("/live").json()) == (200, {"live": True})


def test_it_is_ready_when_the_database_has_the_newest_shape(client):
    answer = client.get("/ready")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "faults": []})


def test_it_is_not_ready_before_it_is_migrated_but_it_lives(client, migrated):
    stand_at(migrated, OLD)

    answer = client.get("/ready")

    assert (answer.status_code, answer.json()["faults"]) == (503, ["database.not_migrated"])
    assert client.get("/live").status_code == 200


def test_an_empty_database_is_not_migrated(tmp_path, migrated):
    with migrated.writing.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))

    assert faults_of(migrated) == ["database.not_migrated"]


def test_a_database_that_does_not_answer_is_told(client, ground):
    pool = ground.database.writing.pool
    taken = [ground.database.writing.connect() for _ in range(pool.size())]
    try:
        answer = client.get("/ready")
    finally:
        for connection in taken:
            connection.close()

    assert (answer.status_code, answer.json()["faults"]) == (503, ["database.unreachable"])


def test_a_nearly_full_disk_is_told_in_time(migrated, monkeypatch):
    asked = []

    def usage(path):
        asked.append(path)
        return Usage(total=1000, used=901, free=99)

    monkeypatch.setattr(shutil, "disk_usage", usage)

    assert faults_of(migrated) == ["disk.nearly_full"]
    if migrated.is_sqlite:
        assert (asked[0] / "kutsu.db").exists(), "the disk that the database grows on is asked"
