"""Limits by the API: the same refusals as on the pages, and money as text."""

from uuid import UUID

import pytest

from app.kernel.money import Money
from tests.story.funds import CALL, a_ceiling
from tests.story.identity import a_buyer
from tests.story.people import STRANGER

LIMITS, NEED = "/api/v1/limits", str(UUID(int=0xBEE))


@pytest.fixture
def buyer(work_as):
    return a_buyer(work_as)


@pytest.fixture
def ceiling(work_as, buyer):
    return a_ceiling(work_as, buyer.officer, buyer.id, Money(100_000_00))


def codes(answer):
    return [reason["code"] for reason in answer.json()["reasons"]]


def test_a_budget_is_opened_and_listed_beside_the_ceiling(site, buyer, ceiling):
    program = site.program(buyer.finance)

    opened = program.post(LIMITS, json={"buyer_id": str(buyer.id), "name": "2026", "amount": "1200.50"})

    assert opened.status_code == 201
    assert (opened.json()["kind"], opened.json()["left"]) == ("budget", "1200.50")
    assert [row["kind"] for row in program.get(LIMITS).json()["items"]] == ["call_ceiling", "budget"]


def test_a_call_has_one_ceiling_and_a_ceiling_has_a_call(site, buyer, ceiling):
    told = {"buyer_id": str(buyer.id), "name": "Katto", "amount": "1", "kind": "call_ceiling"}

    second = site.program(buyer.officer).post(LIMITS, json={**told, "process_id": str(CALL)})
    of_nothing = site.program(buyer.officer).post(LIMITS, json=told)

    assert (codes(second), codes(of_nothing)) == (["funds.ceiling_there"], ["funds.process_missing"])


def test_the_second_yes_is_told_with_its_amount_and_replaced(site, buyer, ceiling):
    program = site.program(buyer.decision_maker)

    program.post(f"{LIMITS}/{ceiling}/approvals", json={"need_id": NEED, "up_to": "100"})
    again = program.post(f"{LIMITS}/{ceiling}/approvals", json={"need_id": NEED, "up_to": "4500"})

    assert (again.status_code, again.json()["up_to"]) == (201, "4500.00")
    assert program.get(f"{LIMITS}/{ceiling}/approvals").json()["items"] == [again.json()]


def test_the_page_and_the_api_refuse_alike(site, buyer, ceiling):
    by_page = site.browser(buyer.officer).post(f"/funds/{ceiling}/needs/{NEED}/approve", {"up_to": "100"})
    by_api = site.program(buyer.officer).post(
        f"{LIMITS}/{ceiling}/approvals", json={"need_id": NEED, "up_to": "100"}
    )

    assert by_page.status_code == by_api.status_code == 409
    assert codes(by_api) == ["funds.not_your_act"]
    assert by_api.json()["reasons"][0]["text"] in by_page.text


def test_for_a_stranger_there_is_no_limit(site, buyer, ceiling):
    program = site.program(STRANGER)

    assert program.get(f"{LIMITS}/{ceiling}").status_code == 404
    assert program.get(f"{LIMITS}/{ceiling}/approvals").status_code == 404
    opened = program.post(LIMITS, json={"buyer_id": str(buyer.id), "name": "Vieras", "amount": "1"})
    assert opened.status_code == 404
