"""Outcomes for programs: the same acts and refusals as on the pages, and results that anybody may read."""

import pytest

from app.kernel.actors import GUEST
from app.procurement import queries as procurement
from tests.conftest import As, Clock
from tests.story.april import the_approved_april
from tests.story.deliveries import an_order_at_work, april
from tests.story.identity import TYOTAITO
from tests.story.impact import CERTIFICATE, SHOWN, a_claim, evidenced
from tests.story.orders import StoryOrder
from tests.story.people import STRANGER

HERE = "/api/v1/outcome-claims"
DATES = {"began_on": "2026-04-13", "reached_on": "2026-07-13", "consent_on": "2026-07-14"}


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    """Support after finding work, from 13 April; it is 20 July."""
    six_months = {"starts_on": april(13), "ends_on": april(13).replace(month=10, day=12)}
    order = an_order_at_work(work_as, clock, named=TYOTAITO, category="D", **six_months)
    clock.at = SHOWN
    return order


def codes(answer) -> list[str]:
    return [reason["code"] for reason in answer.json()["reasons"]]


def test_an_outcome_goes_from_claim_to_payment(site, order):
    worker, case_worker = site.program(order.supplier.worker), site.program(order.case_worker)

    made = worker.post(HERE, json={"order_id": str(order.id), **DATES})
    claim = f"{HERE}/{made.json()['id']}"
    early = case_worker.post(f"{claim}/verification")
    worker.post(f"{claim}/evidence", json={"evidence": CERTIFICATE})
    read = case_worker.get(f"{claim}/evidence")
    verified = case_worker.post(f"{claim}/verification")

    assert (made.status_code, made.json()["bonus"], made.json()["has_evidence"]) == (201, "700.00", False)
    assert codes(early) == ["state.no_such_move"]
    assert read.json() == {"evidence": CERTIFICATE, "reason": ""}
    assert verified.json()["state"] == "verified"
    assert verified.json()["delivery_id"] is not None
    assert CERTIFICATE not in verified.text
    assert codes(worker.post(HERE, json={"order_id": str(order.id), **DATES})) == ["impact.claimed_already"]


def test_the_api_refuses_as_the_pages_do(site, work_as, order):
    claim = evidenced(work_as, order, a_claim(work_as, order))
    worker = order.supplier.worker

    by_page = site.browser(worker, language="en").post(f"/impact/claims/{claim}/verify")
    by_api = site.program(worker, language="en").post(f"{HERE}/{claim}/verification")

    assert by_page.status_code == by_api.status_code == 409
    assert codes(by_api) == ["impact.not_your_act"]
    assert by_api.json()["reasons"][0]["text"] in by_page.text
    for other in (order.call.buyer.colleague, STRANGER):
        assert site.program(other).get(f"{HERE}/{claim}").status_code == 404
        assert site.program(other).get(f"{HERE}/{claim}/evidence").status_code == 404
        assert site.program(other).post(f"{HERE}/{claim}/rejection", json={"reason": "x"}).status_code == 404
    assert site.program(worker).post(HERE, json={"order_id": str(order.id), "client": "K"}).status_code == 422


def test_a_rejected_claim_tells_why_and_is_listed_by_its_state(site, work_as, order):
    claim = evidenced(work_as, order, a_claim(work_as, order))
    case_worker, worker = site.program(order.case_worker), site.program(order.supplier.worker)

    before = case_worker.get(f"{HERE}?state=evidenced").json()["items"]
    case_worker.post(f"{HERE}/{claim}/rejection", json={"reason": "Todistus on toisesta työstä."})

    assert [one["id"] for one in before] == [str(claim)]
    assert case_worker.get(f"{HERE}?state=evidenced").json()["items"] == []
    assert worker.get(f"{HERE}/{claim}/evidence").json()["reason"] == "Todistus on toisesta työstä."


def test_results_are_exact_for_the_buyer_and_unrevealing_for_the_rest(site, work_as, clock):
    month = the_approved_april(work_as, clock)
    with work_as(month.call.buyer.officer) as work:
        here = f"/api/v1/call-results/{procurement.public_id(work, month.call.id)}"

    exact = site.program(month.call.buyer.officer).get(here).json()
    public = site.program(GUEST).get(here).json()

    def attendance(told):
        return [one["share"] for one in told["results"] if one["code"] == "M2"]

    assert (exact["is_exact"], public["is_exact"]) == (True, False)
    assert attendance(exact) == ["87.1 %", "80.0 %", "90.0 %"]
    assert attendance(public) == ["-", "-", "-"]
    of_may = site.program(month.call.buyer.officer).get(f"{here}?first=2026-05&last=2026-06").json()
    assert attendance(of_may) == []
