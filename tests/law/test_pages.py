"""Law as everybody reads it, and as two administrators change it."""

import re
from datetime import date

import pytest

from app.adapters.finland.country import finland
from app.law import pages, queries
from app.law.rules.rates import VatKind
from app.platform.texts import catalogue
from app.platform.work import begin_work
from tests.law.conftest import LAND, NEW_RATE
from tests.site import Site
from tests.story.people import ADMIN, SECOND_ADMIN, STRANGER

LANGUAGES = ("fi", "sv", "en")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def rate_in_july(site: Site) -> int:
    with begin_work(site.ground, STRANGER, writes=False) as work:
        return queries.rates(work, LAND).vat(VatKind.STANDARD, supplied_on=date(2026, 7, 7))


def waiting(site: Site) -> list[str]:
    with begin_work(site.ground, ADMIN, writes=False) as work:
        return [str(one.id) for one in queries.waiting_proposals(work, LAND)]


def test_everybody_reads_the_law_with_its_source_and_certainty(site):
    page = words(site.browser(STRANGER).get("/law?kind=rate").text)

    assert "Yleinen arvonlisäverokanta vat.standard 20 % 1.1.2020– VAT act Tarkistettu lähteestä" in page
    assert "Ehdota" not in page
    assert "Määräajat 14" not in page
    assert site.browser(STRANGER).get("/law?kind=nonsense").status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_finnish_law_has_a_name_and_says_what_it_says_in_words(language):
    words = catalogue(language)
    unnamed = {fact.key for fact in finland.legal_rows() if not pages.name_of(words, fact)}

    assert unnamed == set()


def test_a_value_that_is_a_code_is_told_in_words(work_as, ground):
    page = words(Site(ground).browser(STRANGER).get("/law").text)

    assert (
        "Hankintalain dynaaminen hankintajärjestelmä act_dps Hankintaoikaisu, Valitus markkinaoikeuteen"
        in page
    )
    assert "EU-kynnysarvo: Sosiaali- ja terveyspalvelu eu.social_health 750 000,00 €" in page


def test_a_change_takes_two_administrators(site):
    first, second = site.browser(ADMIN), site.browser(SECOND_ADMIN)

    sent = first.post("/law/proposals", NEW_RATE)
    (proposal,) = waiting(site)
    own = first.post(f"/law/proposals/{proposal}/confirm")
    shown = words(first.get("/law/proposals").text)
    before = rate_in_july(site)
    confirmed = second.post(f"/law/proposals/{proposal}/confirm")

    assert (sent.status_code, own.status_code, confirmed.status_code) == (303, 409, 303)
    assert "toinen pääkäyttäjä kuin sen ehdottaja" in shown
    assert (before, rate_in_july(site)) == (2000, 2100)
    assert "Muutettu täällä" in second.get("/law").text


def test_a_proposal_is_prefilled_from_the_row_and_comes_back_as_typed(site):
    admin = site.browser(ADMIN)

    begun = admin.get("/law/proposals/new?kind=rate&key=vat.standard&valid_from=2020-01-01").text
    wrong = admin.post("/law/proposals", {**NEW_RATE, "key": "vat.of_the_moon"})
    unfit = admin.post("/law/proposals", {**NEW_RATE, "source": ""})

    assert 'value="2000"' in begun
    assert "VAT act" in begun
    assert (wrong.status_code, unfit.status_code) == (409, 422)
    assert 'value="vat.of_the_moon"' in wrong.text
    assert waiting(site) == []


def test_a_proposal_is_dropped_once(site):
    admin = site.browser(ADMIN)
    admin.post("/law/proposals", NEW_RATE)
    (proposal,) = waiting(site)

    dropped = admin.post(f"/law/proposals/{proposal}/drop")
    again = site.browser(SECOND_ADMIN).post(f"/law/proposals/{proposal}/confirm")

    assert (dropped.status_code, again.status_code) == (303, 409)
    assert rate_in_july(site) == 2000


def test_nobody_but_administrators_proposes_or_sees_proposals(site):
    site.browser(ADMIN).post("/law/proposals", NEW_RATE)
    (proposal,) = waiting(site)
    stranger = site.browser(STRANGER)

    assert stranger.post("/law/proposals", NEW_RATE).status_code == 409
    assert "vat.standard" not in stranger.get("/law/proposals").text
    assert stranger.post(f"/law/proposals/{proposal}/confirm").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_its_language(site, language):
    site.browser(ADMIN).post("/law/proposals", NEW_RATE)

    for path in ("/law", "/law/proposals", "/law/proposals/new"):
        page = site.browser(SECOND_ADMIN, language=language).get(path)
        assert page.status_code == 200, path
        assert not re.findall(r"\b(?:law_pages|word|field)\.[a-z_.]+", words(page.text)), path
