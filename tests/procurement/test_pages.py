"""Calls on the page: read by everybody in their own language, written by their own officers alone."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from lxml import etree

from app.kernel.actors import GUEST
from app.kernel.money import Money
from app.procurement import queries, service
from app.procurement.rules.states import CallState
from tests.story.identity import VALOPOLKU, a_buyer, a_staffed_organisation
from tests.story.people import STRANGER
from tests.story.procurement import CALL, a_call, a_draft

LANGUAGES = ("fi", "sv", "en")
ATOM = "{http://www.w3.org/2005/Atom}"
BARE_CODE = re.compile(r">\s*[^<]*\b(?:calls|procurement|word|nuts|unit|field|page)\.[a-z_]+[.a-z_]*\s*<")
WRITTEN = {
    "basics.number": "JHT-DPH-2026-02",
    "basics.title.fi": "Uravalmennus",
    "basics.description.fi": "Valmennusta uran suunnitteluun.",
    "basics.languages": ["fi"],
    "basis.legal_basis": "small_dps",
    "basis.regime": "social_health",
    "basis.cpv_main": "85312510-7",
    "basis.nuts": "FI1C2, FI1C5",
    "value.0.base": "100 000",
    "schedule.opens_at": "2026-02-02T09:00",
    "schedule.first_round_closes_at": "2026-03-05T12:00",
    "schedule.closes_at": "2027-12-31T16:00",
    "schedule.starts_on": "2026-04-07",
    "schedule.ends_on": "2027-12-31",
    "office.review_body.fi": "Lehtolan kaupunginhallitus",
    "office.hours.fi": "ma–pe klo 9–15",
    "requirements.0.code": "insurance",
    "requirements.0.text.fi": "Vastuuvakuutus",
    "requirements.0.proof": "document",
    "terms.payment_days": "21",
}
CATEGORY = {
    "code": "A",
    "title.fi": "Valmennus",
    "description.fi": "Valmennusta tunneittain.",
    "unit": "hour",
    "per": "4",
    "price_ceiling": "62,00",
    "vat_nature": "general",
    "choice_mode": "client_choice",
}


def _public_id(work_as, call):
    with work_as(GUEST) as work:
        return queries.public_id(work, call.id)


def _id_in(answer):
    return UUID(answer.headers["location"][-36:])


def _facts(work_as, buyer, call_id):
    with work_as(buyer.officer) as work:
        return queries.facts_of(queries.call(work, call_id))


def _drafted(site, buyer, **changed):
    browser = site.browser(buyer.officer)
    fields = WRITTEN | {"buyer_id": buyer.id} | changed
    return browser.post("/procurement/calls/new", fields, seen_on="/procurement/calls/new")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_the_list_and_a_call_in_their_own_language(site, work_as, clock, buyer, language):
    call = a_call(work_as, clock, buyer)
    guest = site.browser(GUEST, language=language)

    start, shown = guest.get("/"), guest.get(f"/calls/{_public_id(work_as, call)}")

    assert start.status_code == shown.status_code == 200
    assert BARE_CODE.findall(start.text + shown.text) == []
    assert CALL.title.in_language(language) in start.text
    assert all(facts.title.in_language(language) in shown.text for facts in _categories(work_as, call))
    assert CALL.ranking.criteria[0].title.in_language(language) in shown.text


def _categories(work_as, call):
    with work_as(GUEST) as work:
        return queries.categories(work, call.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_officers_pages_have_every_word_in_every_language(site, work_as, clock, buyer, language):
    draft = a_draft(work_as, buyer)
    officer = site.browser(buyer.officer, language=language)
    here = f"/procurement/calls/{draft.id}"

    pages = [
        officer.get(path)
        for path in (
            "/procurement/calls",
            "/procurement/calls/new",
            f"/procurement/calls/new?copied={draft.id}",
            here,
            f"{here}/text",
            f"{here}/check",
            f"{here}/categories/new",
            f"{here}/categories/{draft.categories['A']}",
        )
    ]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [BARE_CODE.findall(page.text) for page in pages] == [[]] * len(pages)


def test_the_list_is_searched_by_word_region_and_state(site, work_as, clock, buyer):
    a_call(work_as, clock, buyer)
    guest = site.browser(GUEST)

    found = {
        query: "JHT-DPH-2026-01" in guest.get(f"/?{query}").text
        for query in (
            "words=RINNALLAKULKIJA+valmennus",
            "words=hammashoito",
            "region=FI1C5",
            "region=FI193",
            "shows=open",
            "shows=ended",
            "shows=coming",
        )
    }

    assert [query for query, there in found.items() if there] == [
        "words=RINNALLAKULKIJA+valmennus",
        "region=FI1C5",
        "shows=open",
    ]


def test_a_call_that_has_not_opened_is_coming_and_one_past_its_end_has_ended(site, work_as, clock, buyer):
    call = a_draft(work_as, buyer)
    with work_as(buyer.officer) as work:
        service.publish(work, call.id)
    guest = site.browser(GUEST)

    assert "JHT-DPH-2026-01" in guest.get("/?shows=coming").text
    clock.at = CALL.closes_at
    assert "JHT-DPH-2026-01" in guest.get("/?shows=ended").text
    assert "/apply" not in guest.get(f"/calls/{_public_id(work_as, call)}").text


def test_the_feed_is_atom_and_tells_of_published_calls_alone(site, work_as, clock, buyer):
    call = a_call(work_as, clock, buyer)
    a_draft(work_as, buyer, number="LUONNOS-1")

    answer = site.browser(GUEST).get("/calls.atom")

    feed = etree.fromstring(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml"
    assert feed.tag == f"{ATOM}feed"
    [entry] = feed.findall(f"{ATOM}entry")
    public_id = _public_id(work_as, call)
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{public_id}"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/calls/{public_id}")
    assert all(entry.findtext(f"{ATOM}{name}") for name in ("title", "updated", "summary"))


def test_a_guest_finds_no_draft_and_a_stranger_no_page_of_an_officer(site, work_as, clock, buyer):
    draft = a_draft(work_as, buyer)
    other = a_buyer(work_as, name="Rannikon työllisyysalue", host=VALOPOLKU)
    with work_as(buyer.officer) as work:
        hidden = queries.public_id(work, draft.id)

    assert site.browser(GUEST).get(f"/calls/{hidden}").status_code == 404
    for stranger in (STRANGER, other.officer):
        for path in ("", "/text", "/check", "/categories/new", f"/categories/{draft.categories['A']}"):
            assert site.browser(stranger).get(f"/procurement/calls/{draft.id}{path}").status_code == 404
    assert site.browser(GUEST).get("/procurement/calls").status_code == 303


def test_an_officer_drafts_a_call_with_the_usual_terms_already_there(site, work_as, buyer):
    answer = _drafted(site, buyer)

    call_id = _id_in(answer)
    facts = _facts(work_as, buyer, call_id)
    assert answer.status_code == 303
    assert (facts.number, facts.value.estimated, facts.nuts) == (
        "JHT-DPH-2026-02",
        Money(100_000_00),
        ("FI1C2", "FI1C5"),
    )
    assert (facts.terms.payment_days, facts.terms.accept_within.amount) == (21, 3)
    assert facts.requirements.codes == ("insurance",)


def test_what_was_typed_stays_when_the_number_is_taken(site, work_as, buyer):
    a_draft(work_as, buyer)

    answer = _drafted(site, buyer, **{"basics.number": CALL.number})

    assert answer.status_code == 409
    assert "Numero JHT-DPH-2026-01 on jo toisella kutsulla" in answer.text
    assert 'value="Uravalmennus"' in answer.text and "100 000" in answer.text


def test_a_form_that_cannot_be_read_says_at_which_field(site, work_as, buyer):
    answer = _drafted(site, buyer, **{"schedule.closes_at": "joskus", "basics.title.fi": ""})

    assert answer.status_code == 422
    assert re.findall(r'data-code="([a-z._]+)"', answer.text) == ["field.missing", "field.not_a_moment"]
    assert 'value="JHT-DPH-2026-02"' in answer.text


def test_an_unfinished_call_is_kept_and_is_no_draft_yet(site, work_as, buyer):
    browser = site.browser(buyer.officer)

    kept = browser.post(
        "/procurement/calls/new",
        {"basics.title.fi": "Kesken", "_save": "1", "_page": "/procurement/calls/new"},
        seen_on="/procurement/calls/new",
    )

    assert kept.status_code == 303
    assert 'value="Kesken"' in browser.get("/procurement/calls/new").text
    with work_as(buyer.officer) as work:
        assert queries.own_calls(work) == []


def test_a_draft_is_filled_checked_and_published_on_the_page(site, work_as, clock, buyer):
    browser = site.browser(buyer.officer)
    here = _drafted(site, buyer).headers["location"]
    lacking = browser.get(f"{here}/check").text
    assert "Kutsussa ei ole yhtään osa-aluetta." in lacking and "/publish" not in lacking

    browser.post(f"{here}/categories/new", CATEGORY, seen_on=f"{here}/categories/new")
    metric = {"code": "M1", "title.fi": "Osallistuminen", "kind": "attendance"}
    browser.post(f"{here}/add-metric", metric, seen_on=here)
    refused = browser.post(f"{here}/publish", seen_on=here)
    mended = WRITTEN | {
        "basis.guideline_url": "https://lehtola.example/ohje",
        "office.contact": "Outi",
        "office.contact_email": "outi@lehtola.example",
        "office.address": "Torikatu 1",
        "office.email": "kirjaamo@lehtola.example",
        "ranking.price_points": "100",
    }
    redrafted = browser.post(f"{here}/redraft", mended, seen_on=f"{here}/text")
    published = browser.post(f"{here}/publish", seen_on=f"{here}/check")

    assert refused.status_code == 409 and "pienhankintaohjeen osoite puuttuu" in refused.text
    assert redrafted.status_code == 303
    assert (published.status_code, published.headers["location"]) == (303, here)
    with work_as(GUEST) as work:
        assert queries.call(work, UUID(here[-36:])).state is CallState.PUBLISHED


def test_a_typo_is_mended_before_publishing_and_never_after(site, work_as, clock, buyer):
    draft = a_draft(work_as, buyer)
    browser = site.browser(buyer.officer)
    here = f"/procurement/calls/{draft.id}/categories/{draft.categories['A']}"
    in_swedish = {"title.sv": "Coachning", "description.sv": "Coachning per timme."}
    mended = browser.post(f"{here}/redraft", CATEGORY | in_swedish | {"price_ceiling": "61,00"}, seen_on=here)
    with work_as(buyer.officer) as work:
        assert queries.category(work, draft.categories["A"]).price_ceiling == Money(61_00)

    with work_as(buyer.officer) as work:
        service.publish(work, draft.id)
    late = browser.post(f"{here}/redraft", CATEGORY | {"price_ceiling": "99,00"}, seen_on=here)

    assert mended.status_code == 303
    assert late.status_code == 409 and "procurement.already_published" in late.text
    with work_as(buyer.officer) as work:
        assert queries.category(work, draft.categories["A"]).price_ceiling == Money(61_00)


def test_a_change_of_a_text_that_somebody_else_changed_meanwhile_is_refused(site, work_as, buyer):
    here = _drafted(site, buyer).headers["location"]
    browser = site.browser(buyer.officer)
    [version] = re.findall(r'name="_version" value="([^"]+)"', browser.get(f"{here}/text").text)
    version = version.replace("&#34;", '"')
    browser.post(f"{here}/redraft", WRITTEN | {"basics.title.fi": "Toisen sanat"}, seen_on=here)

    answer = browser.post(
        f"{here}/redraft", WRITTEN | {"basics.title.fi": "Omat sanat"}, seen_on=here, _version=version
    )

    assert answer.status_code == 409 and "Omat sanat" in answer.text
    assert _facts(work_as, buyer, UUID(here[-36:])).title.in_language("fi") == "Toisen sanat"


def test_categories_metrics_and_buyers_are_taken_away_again(site, work_as, buyer):
    draft = a_draft(work_as, buyer)
    partner = a_staffed_organisation(work_as, VALOPOLKU)
    browser, here = site.browser(buyer.officer), f"/procurement/calls/{draft.id}"
    found = browser.get(f"{here}?sought=valopolku")
    browser.post(f"{here}/add-buyer", {"buyer_id": partner.id}, seen_on=here)
    with work_as(buyer.officer) as work:
        assert queries.buyers_of(work, draft.id) == {buyer.id, partner.id}

    answers = [
        browser.post(f"{here}/{path}/remove", seen_on=here)
        for path in (
            f"categories/{draft.categories['D']}",
            "metrics/M2",
            f"buyers/{partner.id}",
            f"buyers/{buyer.id}",
        )
    ]

    assert str(partner.id) in found.text
    assert [answer.status_code for answer in answers] == [303, 303, 303, 409]
    with work_as(buyer.officer) as work:
        assert [category.code for category in queries.categories(work, draft.id)] == ["A", "B", "C"]
        assert [metric.code for metric in queries.metrics_of(work, draft.id)] == ["M1"]
        assert queries.buyers_of(work, draft.id) == {buyer.id}


def test_the_categories_follow_the_calls_new_terms_of_cancellation(site, work_as, buyer):
    here = _drafted(site, buyer).headers["location"]
    browser = site.browser(buyer.officer)
    browser.post(f"{here}/categories/new", CATEGORY, seen_on=f"{here}/categories/new")

    browser.post(f"{here}/redraft", WRITTEN | {"terms.cancellation.share": "25 %"}, seen_on=here)

    with work_as(buyer.officer) as work:
        [category] = queries.categories(work, UUID(here[-36:]))
        assert queries.tariff_of(category).fee_share == 2500


def test_a_call_is_closed_with_a_reason_that_everybody_reads(site, work_as, clock, buyer):
    call = a_call(work_as, clock, buyer)
    browser, here = site.browser(buyer.officer), f"/procurement/calls/{call.id}"

    unsaid = browser.post(f"{here}/close", {"reason": " "}, seen_on=here)
    closed = browser.post(f"{here}/close", {"reason": "Määräraha on käytetty."}, seen_on=here)

    assert unsaid.status_code == 422
    assert closed.status_code == 303
    assert "Määräraha on käytetty." in site.browser(GUEST).get(f"/calls/{_public_id(work_as, call)}").text


def test_a_bilingual_buyers_languages_are_set_on_the_page(site, work_as, buyer):
    browser = site.browser(buyer.officer)

    answer = browser.post(
        f"/procurement/buyers/{buyer.id}/languages", {"languages": ["fi", "sv"]}, seen_on="/procurement/calls"
    )

    assert answer.status_code == 303
    with work_as(buyer.officer) as work:
        assert queries.required_languages(work, [buyer.id]) == {"fi", "sv"}


def test_whoever_is_no_officer_drafts_nothing(site, work_as, buyer):
    browser = site.browser(buyer.case_worker)

    shown = browser.get("/procurement/calls/new")
    answer = browser.post("/procurement/calls/new", WRITTEN | {"buyer_id": buyer.id})

    assert "Kutsuja valmistelee hankinta-asiantuntija" in shown.text
    assert answer.status_code == 409 and "procurement.not_your_act" in answer.text


def test_a_copy_has_the_old_words_and_new_dates(site, work_as, clock, buyer):
    call = a_call(work_as, clock, buyer)
    clock.at += timedelta(days=400)

    copied = site.browser(buyer.officer).get(f"/procurement/calls/new?copied={call.id}").text

    assert CALL.title.in_language("sv") in copied
    assert CALL.number not in re.findall(r'name="basics.number" value="([^"]*)"', copied)
    assert 'name="schedule.closes_at" value="2029-' in copied


def test_what_waits_on_the_desk_is_counted(work_as, clock, buyer):
    a_call(work_as, clock, buyer)
    a_draft(work_as, buyer, number="2")
    other = a_buyer(work_as, name="Rannikon työllisyysalue", host=VALOPOLKU)

    with work_as(buyer.officer) as work:
        assert queries.waiting(work) == queries.Waiting(1, 1, CALL.first_round_closes_at)
    with work_as(other.officer) as work:
        assert queries.waiting(work) == queries.Waiting(0, 0, None)
