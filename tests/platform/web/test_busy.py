"""Who comes while others hold what is needed is asked to come again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from fastapi import APIRouter

from app.platform.db import Database
from app.platform.texts import say
from app.platform.web import RequestWork, WorkRoute
from tests.platform.web.door import sent


def test_when_every_connection_is_taken_the_caller_is_asked_to_come_again(client, ground, door):
    pool = ground.database.writing.pool
    taken = [ground.database.writing.connect() for _ in range(pool.size())]
    try:
        answer = client.post("/api/v1/knocks", json={})
    finally:
        for connection in taken:
            connection.close()

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["type"] == "urn:kutsu:request.busy"
    assert client.post("/api/v1/knocks", json={}).status_code == 201


def test_when_another_holds_the_database_the_caller_is_asked_to_come_again(app, client, ground):
    router = APIRouter(route_class=WorkRoute)

    @router.post("/wait")
    def wait(work: RequestWork) -> str:
        if not ground.database.is_sqlite:
            work.db.execute(sa.text("SET LOCAL lock_timeout = '50ms'"))
        work.db.execute(sa.text("UPDATE subject_key SET wrapped_by = ''"))
        return "done"

    app.include_router(router)

    form = sent(client)
    with held(ground.database):
        busy = client.post("/wait", data=form, headers={"Accept-Language": "en"})

    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert say("request.busy", {}, "en", strict=True) in busy.text
    assert client.post("/wait", data=form).status_code == 200


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another process has the table and does not let it go."""
    if database.is_sqlite:
        with database.writing.begin() as ours:
            ours.exec_driver_sql("PRAGMA busy_timeout = 50")
        rival = sqlite3.connect(database.writing.url.database or "", isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        yield
        rival.execute("ROLLBACK")
        rival.close()
        return
    with database.writing.begin() as rival:
        rival.exec_driver_sql("LOCK TABLE subject_key IN ACCESS EXCLUSIVE MODE")
        yield
