"""One request is one Work: committed before the answer, once."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio.to_thread
import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from sqlalchemy import event, select

from app.platform.db import Database
from app.platform.journal import JournalRow
from app.platform.views import ViewRow
from app.platform.web import PERSONAL, RequestWork, WorkRoute
from app.platform.work import begin_work, system_work
from tests.platform.web.door import AINO, CITY, CLIENT, OTTO, Knocked, knocks
from tests.platform.web.test_keys import BEARER


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """From here on no change can be committed."""

    def refuse(_connection: object) -> None:
        raise OSError("no space left")

    event.listen(database.writing, "commit", refuse)
    yield
    event.remove(database.writing, "commit", refuse)


def test_a_post_is_committed_and_answered_as_its_route_says(client, ground, clock):
    answer = client.post("/api/v1/knocks", json={"times": 3})

    assert (answer.status_code, answer.json()["times"]) == (201, 3)
    assert answer.headers["content-type"] == "application/json"
    with system_work(ground) as work:
        row = work.db.scalars(select(JournalRow)).one()
    assert (row.event, row.actor_id, row.at) == ("test.knocked", AINO.id, clock.at)


def test_a_commit_that_fails_answers_500_and_changes_nothing(app, ground):
    with full_disk(ground.database):
        answer = TestClient(app, raise_server_exceptions=False, headers=BEARER).post(
            "/api/v1/knocks", json={}
        )

    assert answer.status_code == 500
    assert knocks(ground) == []


def test_a_request_costs_one_hop_to_a_thread(client, monkeypatch):
    hop, hops = anyio.to_thread.run_sync, []

    async def counted(call, *args, **options):
        hops.append(call)
        return await hop(call, *args, **options)

    monkeypatch.setattr(anyio.to_thread, "run_sync", counted)
    answer = client.post("/api/v1/knocks", json={}, headers={"Idempotency-Key": "k"})

    assert answer.status_code == 201
    assert len(hops) == 1


def test_a_get_cannot_write(app, client, ground):
    router = APIRouter(route_class=WorkRoute)

    @router.get("/look")
    def look(work: RequestWork) -> str:
        work.record(Knocked(about=CLIENT))
        return "seen"

    @router.get("/see")
    def see(work: RequestWork) -> str:
        work.saw(CLIENT, ("first_name",), "test", buyer_id=CITY)
        return "Aino"

    app.include_router(router)

    with pytest.raises(RuntimeError, match="reading Work"):
        client.get("/look")
    with pytest.raises(RuntimeError, match="writing Work"):
        client.get("/see")
    assert knocks(ground) == []


def test_a_page_with_personal_data_is_shown_and_the_look_is_logged_together(app, client, ground):
    router = APIRouter(route_class=WorkRoute)

    @router.get("/see", openapi_extra=PERSONAL)
    def see(work: RequestWork) -> str:
        work.saw(CLIENT, ("phone", "first_name"), "service", buyer_id=CITY)
        return "Aino"

    app.include_router(router)

    assert client.get("/see").json() == "Aino"
    with system_work(ground) as work:
        view = work.db.scalars(select(ViewRow)).one()
    assert (view.actor_id, view.subject_id, view.fields) == (AINO.id, CLIENT, ["first_name", "phone"])

    with full_disk(ground.database):
        without_a_log = TestClient(app, raise_server_exceptions=False, cookies={"kutsu-session": "aino"}).get(
            "/see"
        )
    assert without_a_log.status_code == 500 and "Aino" not in without_a_log.text


def test_a_route_is_a_plain_function_of_a_work():
    router = APIRouter(route_class=WorkRoute)

    async def hurried(work: RequestWork) -> str:
        return ""

    def alone() -> str:
        return ""

    for wrong in (hurried, alone):
        with pytest.raises(TypeError, match="must be a plain def that takes `work"):
            router.get("/")(wrong)


def test_every_caller_is_asked_who_it_is(client, ground):
    client.post("/api/v1/knocks", json={}, headers={"Authorization": "Bearer otto"})

    with system_work(ground) as work:
        assert work.db.scalars(select(JournalRow.actor_id)).all() == [OTTO.id]


def test_a_reading_request_sees_the_newest_commit(client, ground, work_as):
    with begin_work(ground, AINO, writes=False) as reading:
        before = reading.db.scalars(select(JournalRow.event)).all()
        with work_as(AINO) as work:
            work.record(Knocked(about=CLIENT))
        after = reading.db.scalars(select(JournalRow.event)).all()

    assert (before, after) == ([], ["test.knocked"])
