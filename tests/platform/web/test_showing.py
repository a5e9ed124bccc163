"""The public list, and the language that a page knows it is in."""

import pytest
from fastapi import APIRouter, Request

from app.platform.texts import say
from app.platform.web import RequestWork, WorkRoute, page
from tests.story.identity import a_buyer
from tests.story.procurement import CALL, a_call, a_draft


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
