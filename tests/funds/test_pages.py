"""Limits on their pages: how full they are, a new budget, and the second pair of eyes."""

import pytest

from app.funds import queries
from app.kernel.money import Money
from tests.story.funds import a_budget, a_ceiling, a_hold
from tests.story.identity import a_buyer
from tests.story.people import STRANGER


@pytest.fixture
def buyer(work_as):
    return a_buyer(work_as)


@pytest.fixture
def ceiling(work_as, buyer):
    return a_ceiling(work_as, buyer.officer, buyer.id, Money(100_000_00))


def test_a_limit_says_how_much_is_left_and_warns_from_eighty_percent(site, work_as, buyer, ceiling):
    browser = site.browser(buyer.officer)
    a_hold(work_as, buyer.case_worker, [ceiling], Money(79_999_99))
    before = browser.get("/funds").text
    a_hold(work_as, buyer.case_worker, [ceiling], Money(1))
    after = browser.get("/funds").text

    assert "20\N{NO-BREAK SPACE}000,01" in before
    assert "Varoitusraja" not in before
    assert "Varoitusraja 80\N{NO-BREAK SPACE}% on ylittynyt" in after


def test_finance_opens_a_budget_and_a_wrong_one_keeps_what_was_typed(site, work_as, buyer):
    browser = site.browser(buyer.finance)
    told = {"buyer_id": buyer.id, "name": "Palvelut 2026", "amount": "120 000,00", "valid_from": "1.1.2026"}

    backwards = browser.post("/funds/new", {**told, "valid_to": "31.12.2025"})
    opened = browser.post("/funds/new", {**told, "valid_to": "1.1.2027"})

    assert backwards.status_code == 409
    assert 'value="Palvelut 2026"' in backwards.text
    assert opened.status_code == 303
    assert "120\N{NO-BREAK SPACE}000,00" in browser.get(opened.headers["location"]).text


def test_a_case_worker_reads_the_limits_and_opens_none(site, buyer, ceiling):
    browser = site.browser(buyer.case_worker)

    refused = browser.post("/funds/new", {"buyer_id": buyer.id, "name": "Oma", "amount": "10"})

    assert f"/funds/{ceiling}" in browser.get("/funds").text
    assert refused.status_code == 409
    assert "Sinulla ei ole tähän oikeutta" in refused.text


def test_a_decision_maker_says_the_second_yes_up_to_an_amount(site, work_as, buyer, ceiling):
    with work_as(buyer.officer) as work:
        need = work.new_id()
    here, browser = f"/funds/{ceiling}/needs/{need}", site.browser(buyer.decision_maker)

    nothing = browser.post(f"{here}/approve", {"up_to": "0"})
    given = browser.post(f"{here}/approve", {"up_to": "4 500,00"})

    assert (nothing.status_code, given.status_code) == (409, 303)
    assert "Paavo Päätalo" in browser.get(here).text
    with work_as(buyer.officer) as work:
        assert queries.approvals_by_others(work, ceiling, need) == [Money(4_500_00)]


def test_whoever_may_not_approve_reads_why(site, work_as, buyer, ceiling):
    with work_as(buyer.officer) as work:
        need = work.new_id()

    shown = site.browser(buyer.officer).get(f"/funds/{ceiling}/needs/{need}").text

    assert "Et voi antaa hyväksyntää" in shown
    assert "/approve" not in shown


def test_for_a_stranger_there_are_no_limits(site, buyer, ceiling):
    browser = site.browser(STRANGER)

    assert browser.get(f"/funds/{ceiling}").status_code == 404
    assert str(ceiling) not in browser.get("/funds").text
    assert (
        browser.post("/funds/new", {"buyer_id": buyer.id, "name": "Vieras", "amount": "1"}).status_code == 404
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_are_there_in_every_language(site, work_as, buyer, ceiling, language):
    budget = a_budget(work_as, buyer.officer, buyer.id, Money(50_000_00))
    browser = site.browser(buyer.decision_maker, language=language)

    for path in ("/funds", "/funds/new", f"/funds/{budget}", f"/funds/{ceiling}/needs/{budget}"):
        shown = browser.get(path)
        assert shown.status_code == 200
        assert ">funds." not in shown.text
        assert ">word." not in shown.text
