"""Service cards by the API: written over their own version only, refused as on the pages."""

import pytest

from tests.story.people import STRANGER

CARD = {"description": {"fi": "Valmennusta."}, "places": ["Lehtola"], "languages": ["fi"]}


@pytest.fixture
def here(call, supplier):
    return f"/api/v1/service-cards/{supplier.party_id}/{call.categories['A']}"


def test_a_card_is_written_and_then_only_over_its_own_version(site, supplier, here):
    program = site.program(supplier.admin)

    none = program.get(here)
    first = program.put(here, json=CARD, headers={"If-Match": "*"})
    version = program.get(here).headers["ETag"]
    second = program.put(here, json={**CARD, "waiting_days": 3}, headers={"If-Match": version})
    late = program.put(here, json=CARD, headers={"If-Match": version})

    assert (none.status_code, first.status_code) == (404, 200)
    assert second.json()["waiting_days"] == 3
    assert late.status_code == 412


def test_a_description_must_say_something(site, supplier, here):
    blank = site.program(supplier.admin).put(
        here, json={**CARD, "description": {"fi": " "}}, headers={"If-Match": "*"}
    )

    assert blank.status_code == 422
    assert blank.json()["reasons"][0]["field"] == "description"


def test_places_are_counted(site, supplier, here):
    program = site.program(supplier.admin)

    told = program.post(f"{here}/capacity", json={"places": 4})

    assert told.json() == program.get(f"{here}/capacity").json()
    assert (told.json()["places"], told.json()["taken"]) == (4, 0)
    assert program.get("/api/v1/service-cards").json()["items"][0]["places"] == 4


def test_the_page_and_the_api_refuse_alike(site, call, supplier, here):
    page = here.replace("/api/v1/service-cards", "/catalogue")
    officer = call.buyer.officer

    by_page = site.browser(officer).post(f"{page}/set-capacity", {"places": "4"})
    by_api = site.program(officer).post(f"{here}/capacity", json={"places": 4})

    assert by_page.status_code == by_api.status_code == 409
    assert by_api.json()["reasons"][0]["text"] in by_page.text


def test_for_a_stranger_there_is_no_card(site, here):
    program = site.program(STRANGER)

    assert program.get(f"{here}/capacity").status_code == 404
    assert program.put(here, json=CARD, headers={"If-Match": "*"}).status_code == 404
    assert program.post(f"{here}/capacity", json={"places": 4}).status_code == 404
