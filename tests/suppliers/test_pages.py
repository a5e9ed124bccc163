"""A supplier tells of itself on its page: once, checked, and kept as typed when something is wrong."""

import re
from html import unescape

import pytest

from app.suppliers import queries
from tests.story.identity import URAVAYLA, a_staffed_organisation
from tests.story.people import STRANGER
from tests.story.suppliers import a_group, a_supplier, exempt

VERSION = re.compile(r'name="_version" value="([^"]+)"')
PROFILE = {
    "iban": "FI91 5000 0120 0000 05",
    "einvoice_address": "003799000069",
    "einvoice_operator": "003721291126",
    "languages": ["fi", "sv"],
    "places": "Lehtola, Harju",
}


@pytest.fixture
def organisation(work_as):
    return a_staffed_organisation(work_as, URAVAYLA)


@pytest.fixture
def told(work_as):
    """A supplier whose profile and VAT are told already."""
    return a_supplier(work_as)


@pytest.fixture
def here(organisation):
    return f"/suppliers/{organisation.id}"


def test_a_new_supplier_finds_its_number_and_a_suggested_address(site, organisation, here):
    browser = site.browser(organisation.admin)

    shown = browser.get(here).text

    assert "9900006-9" in shown
    assert 'value="003799000069"' in shown
    assert here in browser.get("/suppliers").text


def test_the_admin_saves_the_profile_and_marks_the_operator_as_checked(site, work_as, organisation, here):
    browser = site.browser(organisation.admin)

    saved = browser.post(f"{here}/save-profile", PROFILE)
    checked = browser.post(f"{here}/check-operator")

    assert (saved.status_code, checked.status_code) == (303, 303)
    with work_as(organisation.admin) as work:
        row = queries.own_profile(work, organisation.id)
        assert (row.iban, row.languages, row.places) == (
            "FI9150000120000005",
            ["fi", "sv"],
            ["Harju", "Lehtola"],
        )
        assert row.operator_checked_at is not None


def test_a_wrong_account_number_is_refused_and_everything_typed_is_kept(site, organisation, here):
    wrong = site.browser(organisation.admin).post(f"{here}/save-profile", {**PROFILE, "iban": "FI00 1234"})

    assert wrong.status_code == 409
    assert 'value="FI00 1234"' in wrong.text
    assert 'value="Lehtola, Harju"' in wrong.text
    assert wrong.text.count(" checked") == 2


def test_two_people_do_not_overwrite_each_others_profile(site, told):
    browser, here = site.browser(told.admin), f"/suppliers/{told.id}"
    seen = unescape(VERSION.search(browser.get(here).text)[1])

    first = browser.post(f"{here}/save-profile", {**PROFILE, "bic": "OKOYFIHH"}, _version=seen)
    second = browser.post(f"{here}/save-profile", {**PROFILE, "bic": "NDEAFIHH"}, _version=seen)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Joku muutti tätä tietoa" in second.text
    assert 'value="NDEAFIHH"' in second.text


def test_vat_and_an_exemption_are_declared_from_a_day(site, organisation, here):
    browser = site.browser(organisation.admin)

    unsaid = browser.post(f"{here}/declare-vat", {"valid_from": "2026-01-01"})
    declared = browser.post(f"{here}/declare-vat", {"liable": "no", "valid_from": "1.1.2026"})
    backwards = browser.post(f"{here}/declare-vat", {"liable": "yes", "valid_from": "2026-01-01"})
    exempted = browser.post(
        f"{here}/declare-exemption",
        {
            "ground": "VATEX-EU-132-1G",
            "registration": "Soteri 100-2026",
            "self_monitoring_plan": "yes",
            "valid_from": "2026-01-01",
        },
    )

    assert (unsaid.status_code, declared.status_code, backwards.status_code) == (422, 303, 409)
    assert "myöhemmin kuin edellisen" in backwards.text
    assert exempted.status_code == 303
    assert "Ei rekisterissä" in browser.get(here).text


def test_a_worker_reads_and_changes_nothing(site, told):
    browser, here = site.browser(told.worker), f"/suppliers/{told.id}"

    shown = browser.get(here)
    refused = browser.post(f"{here}/save-profile", PROFILE)

    assert "FI9150000120000005" in shown.text
    assert "<form" not in shown.text.split("<main")[1].split("</main")[0]
    assert (refused.status_code, "Sinulla ei ole tähän oikeutta" in refused.text) == (409, True)


def test_a_group_says_that_its_members_tell_their_own(site, work_as):
    group = a_group(work_as)

    shown = site.browser(group.admin).get(f"/suppliers/{group.id}")

    assert "Jokainen jäsen kertoo omansa" in shown.text


def test_for_a_stranger_there_is_no_supplier(site, here):
    assert site.browser(STRANGER).get(here).status_code == 404
    assert site.browser(STRANGER).post(f"{here}/save-profile", PROFILE).status_code == 404


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_are_there_in_every_language(site, work_as, told, language):
    exempt(work_as, told)
    browser = site.browser(told.admin, language=language)

    for path in ("/suppliers", f"/suppliers/{told.id}"):
        shown = browser.get(path)
        assert shown.status_code == 200
        assert ">suppliers." not in shown.text
        assert ">word." not in shown.text
