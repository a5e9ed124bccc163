"""Every no is told in the reader's words, on a page as by the API."""

import pytest

from app.platform.pages import told as told_in_words
from app.platform.texts import say
from tests.platform.web.door import FULL, OVER, TOO_LATE, knocks, sent


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
