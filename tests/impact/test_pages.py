"""Outcomes as people claim, prove and decide on them; and results that anybody may read."""

import re

import pytest
from sqlalchemy import select

from app.impact import queries
from app.impact.models import OutcomeClaim
from app.impact.rules import ClaimState
from app.kernel.actors import GUEST
from app.platform.views import ViewRow
from app.platform.work import begin_work
from app.procurement import queries as procurement
from tests.conftest import As, Clock
from tests.site import Site
from tests.story.april import the_approved_april
from tests.story.clients import FIRST_NAME
from tests.story.deliveries import an_order_at_work, april
from tests.story.identity import TYOTAITO
from tests.story.impact import CERTIFICATE, SHOWN, a_claim, evidenced
from tests.story.orders import StoryOrder
from tests.story.people import STRANGER

LANGUAGES = ("fi", "sv", "en")
DATES = {"began_on": "2026-04-13", "reached_on": "2026-07-13", "consent_on": "14.7.2026"}


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    """Support after finding work, from 13 April; it is 20 July."""
    order = an_order_at_work(
        work_as,
        clock,
        named=TYOTAITO,
        category="D",
        starts_on=april(13),
        ends_on=april(13).replace(month=10, day=12),
    )
    clock.at = SHOWN
    return order


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def claims(site: Site) -> list[OutcomeClaim]:
    with begin_work(site.ground, STRANGER, writes=False) as work:
        return list(work.db.scalars(select(OutcomeClaim)))


def views(site: Site) -> list[list[str]]:
    with begin_work(site.ground, STRANGER, writes=False) as work:
        seen = select(ViewRow.fields).where(ViewRow.purpose == "deciding on an outcome")
        return list(work.db.scalars(seen.order_by(ViewRow.id)))


def test_an_outcome_is_claimed_shown_read_and_verified_on_pages(site, order):
    worker, case_worker = site.browser(order.supplier.worker), site.browser(order.case_worker)
    offered = worker.get("/impact/claims/new").text
    assert f'value="{order.id}"' in offered

    here = worker.post("/impact/claims", {"order_id": order.id, **DATES}).headers["location"]
    waits = case_worker.get(here).text
    shown = worker.post(f"{here}/show-evidence", {"evidence": CERTIFICATE})
    evidence = case_worker.get(f"{here}/evidence").text
    verified = case_worker.post(f"{here}/verify")

    assert "ei ole vielä näyttänyt tulosta toteen" in waits
    assert shown.status_code == verified.status_code == 303
    assert CERTIFICATE in evidence
    assert views(site) == [["outcome_evidence"]]
    page = words(worker.get(here).text)
    assert "Vahvistettu" in page
    assert "700,00 €" in page
    assert CERTIFICATE not in page, "it is read on its own page, which is logged"


def test_a_claim_without_permission_comes_back_as_it_was_typed(site, order):
    told = {key: value for key, value in DATES.items() if key != "consent_on"}

    answer = site.browser(order.supplier.worker).post("/impact/claims", {"order_id": order.id, **told})

    assert answer.status_code == 409
    assert "Asiakkaan lupa" in answer.text
    assert 'value="2026-07-13"' in answer.text
    assert claims(site) == []


def test_a_rejection_needs_words_and_the_supplier_reads_them(site, work_as, order):
    here = f"/impact/claims/{evidenced(work_as, order, a_claim(work_as, order))}"
    case_worker = site.browser(order.case_worker)

    silent = case_worker.post(f"{here}/reject", {"reason": ""})
    done = case_worker.post(f"{here}/reject", {"reason": "Todistus on toisesta työstä."})

    assert (silent.status_code, done.status_code) == (422, 303)
    assert "Todistus on toisesta" in site.browser(order.supplier.worker).get(f"{here}/evidence").text
    assert claims(site)[0].state is ClaimState.REJECTED


def test_only_the_clients_case_worker_is_offered_the_decision(site, work_as, order):
    here = f"/impact/claims/{evidenced(work_as, order, a_claim(work_as, order))}"

    of_case_worker = site.browser(order.case_worker).get(here).text
    of_supplier = site.browser(order.supplier.worker).get(here).text
    refused = site.browser(order.supplier.worker).post(f"{here}/verify")

    assert f'action="{here}/verify"' in of_case_worker
    assert f'action="{here}/verify"' not in of_supplier
    assert refused.status_code == 409
    for other in (order.call.buyer.colleague, order.call.buyer.officer, STRANGER):
        assert site.browser(other).get(here).status_code == 404
        assert site.browser(other).get(f"{here}/evidence").status_code == 404


def test_what_waits_for_a_case_worker_is_counted_with_its_money(site, work_as, order):
    evidenced(work_as, order, a_claim(work_as, order))

    with work_as(order.case_worker) as work:
        mine = queries.waits_for(work)
    with work_as(order.call.buyer.colleague) as work:
        others = queries.waits_for(work)

    assert (mine.count, mine.bonus.cents, others.count) == (1, 700_00, 0)
    assert "Odottaa päätöstäsi" in site.browser(order.case_worker).get("/impact/claims").text


def test_anybody_reads_results_and_the_buyer_reads_them_exactly(site, work_as, clock):
    month = the_approved_april(work_as, clock)
    with work_as(month.call.buyer.officer) as work:
        here = f"/impact/calls/{procurement.public_id(work, month.call.id)}"

    exact = words(site.browser(month.call.buyer.officer).get(here).text)
    public = words(site.browser(GUEST).get(here).text)
    of_may = words(site.browser(month.call.buyer.officer).get(f"{here}?first=2026-05").text)

    assert "87,1 %" in exact
    assert "100 %" in exact
    assert "100 %" in public
    assert "87,1 %" not in public
    assert "87,1 %" not in of_may
    assert here in site.browser(GUEST).get("/impact").text
    assert site.browser(GUEST).get(f"{here}?first=toukokuu").status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_its_language(site, work_as, order, language):
    here = f"/impact/claims/{evidenced(work_as, order, a_claim(work_as, order))}"
    with work_as(order.call.buyer.officer) as work:
        results = f"/impact/calls/{procurement.public_id(work, order.call.id)}"

    for path in ("/impact", results, "/impact/claims", here, f"{here}/evidence"):
        page = site.browser(order.case_worker, language=language).get(path)
        assert page.status_code == 200, path
        assert not re.findall(r"\b(?:impact_pages|word|field)\.[a-z_.]+", words(page.text)), path
        assert FIRST_NAME not in page.text
    new = site.browser(order.supplier.admin, language=language).get("/impact/claims/new")
    assert not re.findall(r"\b(?:impact_pages|word|field)\.[a-z_.]+", words(new.text))
