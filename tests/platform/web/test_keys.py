"""An Idempotency-Key makes one act of a request that is sent twice."""

from sqlalchemy import select

from app.platform.idempotency import StoredAnswer
from app.platform.work import system_work
from tests.platform.web.door import TOO_LATE, knocks
from tests.story.rivals import at_once

BEARER = {"Authorization": "Bearer aino"}
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
