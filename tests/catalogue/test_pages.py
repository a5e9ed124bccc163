"""Service cards on their pages: the supplier writes and counts its places, the buyer compares."""

import pytest

from app.catalogue import queries
from tests.story.catalogue import a_card, places
from tests.story.people import STRANGER

CARD = {
    "description.fi": "Valmennusta omassa tahdissa.",
    "description.sv": "",
    "places": "Lehtola",
    "languages": ["fi", "en"],
    "waiting_days": "5",
}


@pytest.fixture
def here(call, supplier):
    return f"/catalogue/{supplier.party_id}/{call.categories['A']}"


def test_a_supplier_finds_its_services_and_writes_a_card(site, work_as, call, supplier, here):
    browser = site.browser(supplier.admin)
    before = browser.get("/catalogue").text

    written = browser.post(f"{here}/describe", CARD)

    assert here in before
    assert "Kirjoittamatta" in before
    assert written.status_code == 303
    assert "Kunnossa" in browser.get("/catalogue").text
    with work_as(supplier.admin) as work:
        card = queries.card(work, supplier.party_id, call.categories["A"])
        assert (card.languages, card.waiting_days) == (["fi", "en"], 5)
        assert card.description.prevailing == "fi"


def test_a_card_without_a_language_keeps_what_was_typed(site, supplier, here):
    told = {name: value for name, value in CARD.items() if name != "languages"}

    refused = site.browser(supplier.admin).post(f"{here}/describe", told)

    assert refused.status_code == 422
    assert "Valmennusta omassa tahdissa." in refused.text
    assert "täytä tämä kohta" in refused.text


def test_places_are_set_and_taken_away_again(site, supplier, here):
    browser = site.browser(supplier.admin)

    limited = browser.post(f"{here}/set-capacity", {"places": "3"})
    shown = browser.get(here).text
    freed = browser.post(f"{here}/set-capacity", {"places": ""})

    assert (limited.status_code, freed.status_code) == (303, 303)
    assert "0 / 3 käytössä" in shown
    assert "ei ylärajaa" in browser.get(here).text


def test_the_buyer_reads_the_card_and_the_room_and_changes_neither(site, work_as, call, supplier, here):
    a_card(work_as, supplier.admin, supplier.party_id, call.categories["A"])
    places(work_as, supplier.admin, supplier.party_id, call.categories["A"], 0)
    browser = site.browser(call.buyer.case_worker)

    shown = browser.get(here).text
    refused = browser.post(f"{here}/set-capacity", {"places": "3"})

    assert "Rauhallista valmennusta" in shown
    assert f'action="{here}/describe"' not in shown
    assert "Täynnä" in browser.get("/catalogue").text
    assert refused.status_code == 409


def test_for_a_stranger_there_is_no_service(site, supplier, here):
    browser = site.browser(STRANGER)

    assert browser.get(here).status_code == 404
    assert here not in browser.get("/catalogue").text


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_are_there_in_every_language(site, work_as, call, supplier, here, language):
    a_card(work_as, supplier.admin, supplier.party_id, call.categories["A"])

    for actor in (supplier.admin, call.buyer.officer):
        for path in ("/catalogue", here):
            shown = site.browser(actor, language=language).get(path)
            assert shown.status_code == 200
            assert ">catalogue." not in shown.text
