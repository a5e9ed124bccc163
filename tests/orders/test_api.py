"""Needs, choices and orders for programs: the same acts, the same refusals."""

import pytest

from app.orders.rules.states import OrderState
from tests.story.clients import FIRST_NAME, LAST_NAME
from tests.story.identity import URAVAYLA
from tests.story.orders import SUMMARY, a_list, a_need
from tests.story.people import STRANGER
from tests.story.procurement import local

NEED = {"quantity": "20", "starts_on": "2026-04-07", "ends_on": "2026-09-30", "summary": SUMMARY}


@pytest.fixture
def buyer(site, call):
    return site.program(call.buyer.case_worker)


def test_from_a_need_to_an_ended_order_by_programs(clock, site, buyer, call, suppliers, client):
    told = {**NEED, "category_id": str(call.categories["A"])}
    need = buyer.post(f"/api/v1/clients/{client}/needs", json=told).json()["id"]
    listed = buyer.post(f"/api/v1/needs/{need}/lists").json()
    uravayla = suppliers[URAVAYLA]
    picked = {"party_id": str(uravayla.party_id)}

    choice = buyer.post(f"/api/v1/lists/{listed['id']}/choices", json=picked).json()["id"]
    order = buyer.post(f"/api/v1/choices/{choice}/orders", json={}).json()["id"]
    path, supplier = f"/api/v1/orders/{order}", site.program(uravayla.members[0].admin)
    terms = supplier.get(f"{path}/terms").json()
    accepted = supplier.post(f"{path}/acceptance", json={}).json()
    person = supplier.get(f"{path}/client").json()
    supplier.post(f"{path}/start", json={"on": "2026-04-07"})
    ended = buyer.post(f"{path}/ending", json={"on": "2026-04-07", "reason": "Sai työtä."}).json()

    assert {one["party_id"] for one in listed["shown"]} >= {str(uravayla.party_id)}
    assert terms["pseudonym"].startswith("K-") and "first_name" not in terms
    assert (accepted["state"], accepted["committed"]) == ("accepted", "1198.00")
    assert (person["first_name"], person["summary"]) == (FIRST_NAME, SUMMARY)
    assert ended["state"] == OrderState.ENDED
    assert LAST_NAME not in str([accepted, ended])


def test_a_need_is_read_by_its_case_worker_alone(work_as, site, buyer, call, suppliers, client):
    need = a_need(work_as, call, client)
    a_list(work_as, call, need)

    shown = buyer.get(f"/api/v1/needs/{need}").json()

    assert (shown["summary"], shown["amount"]) == (SUMMARY, {"quantity": "20", "unit": "hour"})
    assert len(shown["open_list"]["shown"]) == 3
    for other in (call.buyer.colleague, call.buyer.officer, STRANGER):
        assert site.program(other).get(f"/api/v1/needs/{need}").status_code == 404
        assert site.program(other).get("/api/v1/needs").json()["items"] == []


def test_the_fallback_and_its_contacts(work_as, clock, buyer, call, suppliers, client):
    need = a_need(work_as, call, client)
    a_list(work_as, call, need)
    path = f"/api/v1/needs/{need}"

    early = buyer.post(f"{path}/fallback")
    clock.at = local("2026-04-15", "08:00")
    tried = buyer.post(f"{path}/contacts", json={"channel": "phone", "reached": False})
    done = buyer.post(f"{path}/fallback")

    assert [no["code"] for no in early.json()["reasons"]] == [
        "order.window_not_over",
        "order.no_contact_attempt",
    ]
    assert (tried.status_code, done.status_code) == (204, 201)
    assert buyer.post(f"{path}/reopening").status_code == 204
    assert buyer.post(f"{path}/closing").status_code == 204


def test_a_supplier_declines_and_a_buyer_withdraws(site, buyer, order):
    supplier, path = site.program(order.supplier.admin), f"/api/v1/orders/{order.id}"

    page = site.browser(order.supplier.worker).post(
        f"/orders/{order.id}/decline", {"reason": "Ei paikkaa."}, seen_on=f"/orders/{order.id}"
    )
    worker = site.program(order.supplier.worker).post(f"{path}/refusal", json={"reason": "Ei paikkaa."})
    declined = supplier.post(f"{path}/refusal", json={"reason": "Ei paikkaa."})
    again = buyer.post(f"{path}/withdrawal", json={})

    assert page.status_code == worker.status_code == 409
    assert worker.json()["reasons"][0]["text"] in page.text
    assert declined.json()["state"] == "declined"
    assert again.json()["reasons"][0]["code"] == "state.no_such_move"


def test_payers_share_an_order_in_percent(work_as, buyer, call, suppliers, client):
    need = a_need(work_as, call, client)
    listed = a_list(work_as, call, need)
    picked = {"party_id": str(suppliers[URAVAYLA].party_id)}
    choice = buyer.post(f"/api/v1/lists/{listed}/choices", json=picked).json()["id"]
    payer = str(call.buyer.id)

    short = buyer.post(
        f"/api/v1/choices/{choice}/orders", json={"payers": [{"payer_id": payer, "share": "60 %"}]}
    )
    whole = buyer.post(
        f"/api/v1/choices/{choice}/orders", json={"payers": [{"payer_id": payer, "share": "100 %"}]}
    )

    assert [no["code"] for no in short.json()["reasons"]] == ["order.shares_not_whole"]
    shown = buyer.get(f"/api/v1/orders/{whole.json()['id']}").json()
    assert [(one["payer_id"], one["share"]) for one in shown["payers"]] == [(payer, "100.00")]


def test_orders_are_listed_by_state_to_their_own_people(site, buyer, order):
    mine = buyer.get("/api/v1/orders?state=sent").json()["items"]
    ended = buyer.get("/api/v1/orders?state=ended").json()["items"]

    assert [row["id"] for row in mine] == [str(order.id)]
    assert ended == []
    assert site.program(STRANGER).get("/api/v1/orders").json()["items"] == []
    assert site.program(STRANGER).get(f"/api/v1/orders/{order.id}").status_code == 404
    assert buyer.post(f"/api/v1/orders/{order.id}/rise-cover").json() == {"covered": True}
