"""One request is one Work: committed before the answer, once, and every no is told in the reader's words."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import anyio.to_thread
import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import event, select

from app.kernel.actors import Actor, ActorKind
from app.kernel.events import Event
from app.kernel.refusals import Missing, Reason, Refused
from app.main import create_app
from app.platform.callers import NOBODY, Caller, Presented
from app.platform.db import Database
from app.platform.idempotency import StoredAnswer
from app.platform.journal import JournalRow
from app.platform.pages import told as told_in_words
from app.platform.texts import say
from app.platform.views import ViewRow
from app.platform.web import PERSONAL, RequestWork, WorkRoute, page, see_other
from app.platform.work import begin_work, system_work
from tests.story.identity import a_buyer
from tests.story.procurement import CALL, a_call, a_draft
from tests.story.rivals import at_once

AINO = Actor(ActorKind.PERSON, UUID(int=11))
OTTO = Actor(ActorKind.PERSON, UUID(int=12))
PEOPLE = {"aino": AINO, "otto": OTTO}
BEARER = {"Authorization": "Bearer aino"}
CLIENT, CITY = UUID(int=21), UUID(int=1)
TOO_LATE = Reason("contract.pays_too_late", {"days": "45", "most": "30"})
OVER = Reason("funds.over_limit", {"left": "40.00 EUR"})
FULL = Reason("catalogue.full", {"places": "<script>alert(1)</script>"})


@dataclass(frozen=True, kw_only=True)
class Knocked(Event):
    event_name = "test.knocked"
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class KnockedTooLate(Event):
    event_name = "test.knocked_too_late"


class Knock(BaseModel):
    times: int = 1


@dataclass
class Door:
    """A chapter made for this test: one act, which is refused while the door is shut."""

    refused_for: list[Reason] = field(default_factory=list)
    calls: int = 0

    def router(self) -> APIRouter:
        router = APIRouter(route_class=WorkRoute)

        @router.post("/api/v1/knocks", status_code=201)
        def knock(work: RequestWork, knock: Knock) -> dict[str, int]:
            self.calls += 1
            if self.refused_for:
                raise Refused(self.refused_for, evidence=KnockedTooLate(about=CLIENT))
            work.record(Knocked(about=CLIENT, times=knock.times))
            return {"times": knock.times, "call": self.calls}

        @router.post("/knocks")
        def knock_on_the_page(work: RequestWork) -> object:
            if self.refused_for:
                raise Refused(self.refused_for)
            work.record(Knocked(about=CLIENT))
            return see_other("/knocks")

        @router.get("/api/v1/doors/{number}")
        @router.get("/doors/{number}")
        def show(work: RequestWork, number: int) -> None:
            raise Missing

        return router


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def app(ground, door):
    app = create_app(ground, called_by)
    app.include_router(door.router())
    return app


def called_by(_db: object, _now: object, presented: Presented) -> Caller:
    """By name, in the place of a secret."""
    name = presented.session or presented.bearer
    return Caller(PEOPLE[name], session_id=UUID(int=40)) if name in PEOPLE else NOBODY


@pytest.fixture
def client(app) -> TestClient:
    client = TestClient(app, follow_redirects=False, headers={"Authorization": "Bearer aino"})
    client.cookies.set("kutsu-session", "aino")
    return client


def sent(client: TestClient, **changed: str) -> dict[str, str]:
    """What a page of ours puts into its form."""
    [token] = re.findall(r'name="_csrf" value="([0-9a-f]+)"', client.get("/").text)[:1]
    return {"_csrf": token, **changed}


def knocks(ground) -> list[str]:
    with system_work(ground) as work:
        return list(work.db.scalars(select(JournalRow.event).order_by(JournalRow.chain, JournalRow.seq)))


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """From here on no change can be committed."""

    def refuse(_connection: object) -> None:
        raise OSError("no space left")

    event.listen(database.writing, "commit", refuse)
    yield
    event.remove(database.writing, "commit", refuse)


# --- One request, one Work -------------------------------------------------------------------------------


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


# --- The same request twice ------------------------------------------------------------------------------

KEY = {"Idempotency-Key": "first try"}


def test_the_same_key_gives_the_same_answer_and_acts_once(client, ground, door):
    first = client.post("/api/v1/knocks", json={"times": 2}, headers=KEY)
    again = client.post("/api/v1/knocks", json={"times": 2}, headers=KEY)

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["content-type"] == again.headers["content-type"]
    assert knocks(ground) == ["test.knocked"] and door.calls == 1


def test_two_requests_with_one_key_at_the_same_moment_act_once(client, ground):
    def post() -> tuple[int, bytes]:
        answer = client.post("/api/v1/knocks", json={}, headers=KEY)
        return answer.status_code, answer.content

    first, again = at_once(post, post)

    assert first == again and first[0] == 201
    assert knocks(ground) == ["test.knocked"]


def test_without_a_key_each_request_acts(client, ground):
    client.post("/api/v1/knocks", json={})
    client.post("/api/v1/knocks", json={})

    assert knocks(ground) == ["test.knocked"] * 2


def test_a_key_belongs_to_one_request_of_one_person(client, ground):
    client.post("/api/v1/knocks", json={"times": 2}, headers=KEY)

    other = client.post("/api/v1/knocks", json={"times": 3}, headers=KEY)
    somebody_else = client.post(
        "/api/v1/knocks", json={"times": 3}, headers={**KEY, "Authorization": "Bearer otto"}
    )

    assert (other.status_code, other.json()["reasons"][0]["code"]) == (422, "request.key_reused")
    assert somebody_else.status_code == 201
    assert knocks(ground) == ["test.knocked"] * 2


def test_a_refusal_frees_the_key(client, ground, door):
    door.refused_for = [TOO_LATE]
    refused = client.post("/api/v1/knocks", json={}, headers=KEY)

    door.refused_for = []
    asked_afresh = client.post("/api/v1/knocks", json={}, headers=KEY)

    assert (refused.status_code, asked_afresh.status_code) == (409, 201)
    with system_work(ground) as work:
        assert work.db.scalars(select(StoredAnswer.status)).all() == [201]


def test_a_key_has_a_sensible_length(client, ground):
    assert client.post("/api/v1/knocks", json={}, headers={"Idempotency-Key": "k" * 101}).status_code == 422
    assert knocks(ground) == []


# --- How a no is told ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fi-FI,fi;q=0.9", "fi"),
        ("sv-FI", "sv"),
        ("en-GB,en;q=0.8,fi;q=0.5", "en"),
        ("de, sv;q=0.5, en;q=0.1", "sv"),
        ("fi;q=0.1, sv;q=0.85, en;q=0.9", "en"),
        ("de", "fi"),
        ("../../etc, ;;q=", "fi"),
        ("", "fi"),
    ],
)
def test_a_refusal_is_a_problem_document_in_the_readers_language(client, door, asked, language):
    door.refused_for = [TOO_LATE, OVER]

    answer = client.post("/api/v1/knocks", json={}, headers={"Accept-Language": asked})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["status"]) == ("urn:kutsu:request.refused", 409)
    assert told["title"] == say("request.refused", {}, language, strict=True)
    assert told["reasons"] == [
        {
            "code": reason.code,
            "text": told_in_words(reason.code, reason.facts, language),
            "facts": dict(reason.facts),
        }
        for reason in (TOO_LATE, OVER)
    ]


def test_the_three_languages_say_it_in_their_own_words(client, door):
    door.refused_for = [TOO_LATE]
    texts = {
        client.post("/api/v1/knocks", json={}, headers={"Accept-Language": language}).json()["title"]
        for language in ("fi", "sv", "en")
    }

    assert len(texts) == 3


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_refusal_on_a_page_is_a_page(client, door, language):
    door.refused_for = [TOO_LATE, FULL]

    answer = client.post("/knocks", data=sent(client), headers={"Accept-Language": language})

    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert say(TOO_LATE.code, TOO_LATE.facts, language, strict=True) in answer.text
    assert "<script>" not in answer.text


def test_an_act_on_a_page_leads_on(client, ground):
    answer = client.post("/knocks", data=sent(client))

    assert (answer.status_code, answer.headers["location"]) == (303, "/knocks")
    assert knocks(ground) == ["test.knocked"]


def test_a_refused_attempt_that_matters_is_written_down(client, ground, door):
    door.refused_for = [TOO_LATE]

    client.post("/api/v1/knocks", json={})

    assert knocks(ground) == ["test.knocked_too_late"]


def test_what_is_not_there_or_not_yours_is_not_found(client):
    api, shown = client.get("/api/v1/doors/1"), client.get("/doors/1", headers={"Accept-Language": "sv"})

    assert (api.status_code, shown.status_code) == (404, 404)
    assert api.json() == {
        "type": "urn:kutsu:request.missing",
        "title": say("request.missing", {}, "fi", strict=True),
        "status": 404,
        "detail": say("request.missing", {}, "fi", strict=True),
        "reasons": [],
    }
    assert say("request.missing", {}, "sv", strict=True) in shown.text


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


# --- Pages -----------------------------------------------------------------------------------------------


def test_the_public_list_of_calls_is_there_for_everybody(client):
    shown, api = client.get("/", headers={"Accept-Language": "en"}), client.get("/api/v1/calls")

    assert shown.status_code == api.status_code == 200
    assert say("page.calls.none", {}, "en", strict=True) in shown.text
    assert api.json() == {"items": [], "next": None}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_published_call_is_on_the_list_and_a_draft_is_not(client, work_as, clock, language):
    buyer = a_buyer(work_as)
    a_call(work_as, clock, buyer)
    a_draft(work_as, buyer, number="JHT-DPH-2026-02")

    shown = client.get("/", headers={"Accept-Language": language}).text
    api = client.get("/api/v1/calls").json()["items"]

    assert CALL.title.in_language(language) in shown and "5.3.2026" in shown
    assert [(row["number"], row["title"]["sv"]) for row in api] == [
        (CALL.number, CALL.title.in_language("sv"))
    ]
    assert "JHT-DPH-2026-02" not in shown


def test_a_page_knows_the_language_it_is_in(app, client):
    router = APIRouter(route_class=WorkRoute)

    @router.get("/bare")
    def bare(work: RequestWork, request: Request) -> object:
        return page(request, "refused.html", title="<b>", reasons=[], status=418)

    app.include_router(router)
    answer = client.get("/bare", headers={"Accept-Language": "sv"})

    assert (answer.status_code, answer.headers["content-language"]) == (418, "sv")
    assert "&lt;b&gt;" in answer.text


def test_a_reading_request_sees_the_newest_commit(client, ground, work_as):
    with begin_work(ground, AINO, writes=False) as reading:
        before = reading.db.scalars(select(JournalRow.event)).all()
        with work_as(AINO) as work:
            work.record(Knocked(about=CLIENT))
        after = reading.db.scalars(select(JournalRow.event)).all()

    assert (before, after) == ([], ["test.knocked"])
