"""Deliveries on pages: told from a phone, decided on many at once, corrected and disputed with reasons."""

import re
from uuid import UUID

import pytest

from app.deliveries import queries
from app.deliveries.rules.states import DeliveryState
from tests.story.deliveries import HOURS, an_order_at_work, approved, april, hours, logged, newest
from tests.story.people import STRANGER

UNWORDED = re.compile(
    r">\s*(?:delivery_pages|delivery|logging|cancelling|no_show|correcting|word|field)\.[a-z_.]+"
)
REASON = "Kesto ei täsmää asiakkaan kertomaan."


@pytest.fixture
def ville(site, order):
    return site.browser(order.supplier.worker)


@pytest.fixture
def aino(site, order):
    return site.browser(order.case_worker)


@pytest.fixture
def here(order):
    return f"/deliveries/orders/{order.id}"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_of_the_chapter_is_worded_in_three_languages(work_as, site, order, here, language):
    one = logged(work_as, order, april(8), HOURS)
    ville = site.browser(order.supplier.admin, language=language)
    aino = site.browser(order.case_worker, language=language)

    pages = [ville.get(here), ville.get("/deliveries?month=2026-04"), ville.get(f"/deliveries/{one.id}")]
    pages += [aino.get(path) for path in (here, "/deliveries", "/deliveries/waiting")]
    pages.append(aino.get(f"/deliveries/{one.id}"))

    for page in pages:
        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
        assert UNWORDED.findall(page.text) == []


def test_a_quick_entry_begins_with_today_and_the_same_as_last_time(work_as, ville, order, here):
    logged(work_as, order, april(8), HOURS)

    text = ville.get(here).text

    assert 'name="delivered_on" value="2026-04-30"' in text
    assert re.search(r'name="quantity" value="1[.,]25"', text)


def test_a_worker_tells_of_a_visit_and_the_order_starts(work_as, ville, aino, order, here):
    done = ville.post(f"{here}/log", {"delivered_on": "2026-04-08", "quantity": "1,25"}, seen_on=here)

    assert done.headers["location"] == here
    assert "Toteuma on kirjattu." in ville.get(here).text
    assert "käynnissä" in aino.get(f"/orders/{order.id}").text


def test_what_does_not_come_out_in_quarters_is_refused_and_stays_typed(ville, here):
    shown = ville.post(f"{here}/log", {"delivered_on": "2026-04-08", "quantity": "1,3"}, seen_on=here)

    assert shown.status_code == 409
    assert 'value="1,3"' in shown.text and 'value="2026-04-08"' in shown.text


def test_a_month_is_told_by_its_days_and_has_no_visits(work_as, clock, site):
    order = an_order_at_work(work_as, clock, category="D")
    browser, here = site.browser(order.supplier.worker), f"/deliveries/orders/{order.id}"

    text = browser.get(here).text
    done = browser.post(f"{here}/log", {"delivered_on": "2026-04-13", "ends_on": "2026-04-30"}, seen_on=here)

    assert "log-no-show" not in text and 'name="quantity"' not in text
    assert done.status_code == 303
    assert "0,6" in browser.get(here).text  # 18 of 30 days


def test_a_cancellation_and_a_no_show_are_told(work_as, ville, aino, order, here):
    begins, notice = "2026-04-29T09:00", "2026-04-28T22:10"
    ville.post(f"{here}/log-cancellation", {"begins_at": begins, "notice_at": notice}, seen_on=here)
    ville.post(f"{here}/log-no-show", {"delivered_on": "2026-04-30"}, seen_on=here)

    text = aino.get(here).text

    assert "myöhäinen peruutus" in text and "asiakas ei tullut" in text


def test_many_are_approved_at_once_and_each_tells_what_became_of_it(work_as, aino, order):
    first, second = logged(work_as, order, april(8), HOURS), logged(work_as, order, april(9), HOURS)
    approved(work_as, order, first)

    shown = aino.post(
        "/deliveries/approve", {"delivery_ids": [first.id, second.id]}, seen_on="/deliveries/waiting"
    )

    assert shown.status_code == 200
    assert "ei hyväksytty" in shown.text
    assert newest(work_as, order, second).state is DeliveryState.APPROVED


def test_nothing_chosen_is_told_at_the_field(work_as, aino, order):
    logged(work_as, order, april(8), HOURS)

    shown = aino.post("/deliveries/approve", {}, seen_on="/deliveries/waiting")

    assert shown.status_code == 422
    assert "Hyväksyttävät toteumat" in shown.text


def test_a_dispute_needs_a_reason_which_the_supplier_reads_and_answers(work_as, aino, ville, order):
    one = logged(work_as, order, april(8), HOURS)
    page = f"/deliveries/{one.id}"

    silent = aino.post(f"{page}/dispute", {"reason": ""}, seen_on=page)
    aino.post(f"{page}/dispute", {"reason": REASON}, seen_on=page)
    read = ville.get(page)
    answer = ville.post(f"{page}/correct", {"quantity": "1"}, seen_on=page)

    assert silent.status_code == 422
    assert REASON in read.text
    with work_as(order.case_worker) as work:
        after = queries.own_delivery(work, UUID(answer.headers["location"].rsplit("/", 1)[1]))
    assert (after.version, after.quantity, after.state) == (2, hours(4), DeliveryState.LOGGED)


def test_an_approval_is_taken_back_with_a_reason(work_as, aino, order):
    [one] = approved(work_as, order, logged(work_as, order, april(8), HOURS))
    page = f"/deliveries/{one.id}"

    before = aino.get(page).text
    aino.post(f"{page}/reopen", {"reason": REASON}, seen_on=page)

    assert "74,88" in before.replace("\N{NO-BREAK SPACE}", " ")  # 1.25 h at 59.90
    after = newest(work_as, order, one)
    assert (after.state, after.net) == (DeliveryState.LOGGED, None)


def test_a_finance_clerk_sees_the_delivery_and_not_why_it_was_disputed(work_as, site, aino, order):
    one = logged(work_as, order, april(8), HOURS)
    aino.post(f"/deliveries/{one.id}/dispute", {"reason": REASON}, seen_on=f"/deliveries/{one.id}")

    text = site.browser(order.call.buyer.finance).get(f"/deliveries/{one.id}").text

    assert "riitautettu" in text
    assert REASON not in text


def test_a_stranger_finds_nothing(work_as, site, order, here):
    one = logged(work_as, order, april(8), HOURS)
    browser = site.browser(STRANGER)

    assert browser.get(f"/deliveries/{one.id}").status_code == 404
    assert browser.get(here).status_code == 404
    assert "2026-T" not in browser.get("/deliveries?month=2026-04").text


def test_the_month_adds_up(work_as, aino, order):
    approved(work_as, order, logged(work_as, order, april(8), HOURS))
    logged(work_as, order, april(9), HOURS)

    text = aino.get("/deliveries?month=2026-04").text.replace("\N{NO-BREAK SPACE}", " ")

    assert "2,5" in text and "74,88 €" in text
    assert "74,88 €" not in aino.get("/deliveries?month=2026-05").text


def test_the_page_and_the_api_refuse_alike(work_as, site, ville, order, here):
    told = {"delivered_on": "2026-05-01", "quantity": "1"}

    page = ville.post(f"{here}/log", told, seen_on=here)
    api = site.program(order.supplier.worker).post(f"/api/v1/orders/{order.id}/deliveries", json=told)

    assert page.status_code == api.status_code == 409
    assert [no["code"] for no in api.json()["reasons"]] == ["deliveries.not_yet"]
