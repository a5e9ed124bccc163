"""Deliveries for programs."""

from uuid import uuid4

import pytest
from sqlalchemy import event

from app.deliveries.rules.states import DeliveryState
from tests.story.deliveries import HOURS, april, logged, newest
from tests.story.people import STRANGER


@pytest.fixture
def supplier(site, order):
    return site.program(order.supplier.worker)


@pytest.fixture
def buyer(site, order):
    return site.program(order.case_worker)


def test_a_program_tells_and_another_approves(supplier, buyer, order):
    made = supplier.post(
        f"/api/v1/orders/{order.id}/deliveries", json={"delivered_on": "2026-04-08", "quantity": "1.25"}
    )

    done = buyer.post(f"/api/v1/deliveries/{made.json()['id']}/approval")

    assert made.status_code == 201
    assert made.json()["amount"] == {"quantity": "1.25", "unit": "hour"}
    assert (done.json()["state"], done.json()["net"]) == ("approved", "74.88")


def test_the_same_key_tells_once(supplier, order):
    told, key = {"delivered_on": "2026-04-08", "quantity": "1"}, {"Idempotency-Key": uuid4().hex}
    path = f"/api/v1/orders/{order.id}/deliveries"

    first, again = (supplier.post(path, json=told, headers=key) for _ in range(2))

    assert first.json()["id"] == again.json()["id"]
    listed = supplier.get(f"/api/v1/deliveries?order_id={order.id}").json()["items"]
    assert len(listed) == 1


def test_telling_asks_few_questions(site, supplier, order):
    path, asked = f"/api/v1/orders/{order.id}/deliveries", []
    supplier.post(path, json={"delivered_on": "2026-04-08", "quantity": "1"})  # it starts

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(site.ground.database.writing, "before_cursor_execute", note)
    made = supplier.post(path, json={"delivered_on": "2026-04-09", "quantity": "1", "reference": "V-2"})
    event.remove(site.ground.database.writing, "before_cursor_execute", note)

    assert made.status_code == 201
    assert len(asked) <= 19, asked


def test_many_decisions_answer_one_by_one(work_as, buyer, order):
    one = logged(work_as, order, april(8), HOURS)
    first = buyer.post("/api/v1/deliveries/approvals", json={"delivery_ids": [str(one.id)]}).json()
    again = buyer.post("/api/v1/deliveries/approvals", json={"delivery_ids": [str(one.id)]}).json()

    assert [row["approved"] for row in first] == [True]
    assert [no["code"] for no in again[0]["reasons"]] == ["state.no_such_move"]


def test_a_dispute_is_read_answered_and_kept_by_version(work_as, supplier, buyer, order):
    one = logged(work_as, order, april(8), HOURS)
    path = f"/api/v1/deliveries/{one.id}"

    disputed = buyer.post(f"{path}/dispute", json={"reason": "Kesto ei täsmää."}).json()
    reason = supplier.get(f"{path}/reason").json()
    corrected = supplier.post(f"{path}/corrections", json={"quantity": "1"}).json()

    assert disputed["state"] == "disputed"
    assert reason == {"reason": "Kesto ei täsmää."}
    assert (corrected["version"], corrected["amount"]["quantity"]) == (2, "1")
    assert [row["version"] for row in buyer.get(f"{path}/versions").json()] == [1, 2]


def test_cancellations_no_shows_and_what_waits(supplier, buyer, order):
    path = f"/api/v1/orders/{order.id}"
    moments = {"begins_at": "2026-04-29 09:00", "notice_at": "2026-04-28 22:10"}
    late = supplier.post(f"{path}/cancellations", json=moments).json()
    absent = supplier.post(f"{path}/no-shows", json={"delivered_on": "2026-04-30"}).json()

    waiting = buyer.get("/api/v1/deliveries/waiting").json()

    assert (late["kind"], absent["kind"]) == ("late_cancellation", "no_show")
    assert [row["id"] for row in waiting] == [late["id"], absent["id"]]


def test_an_approval_is_reopened(work_as, buyer, order):
    one = logged(work_as, order, april(8), HOURS)
    buyer.post(f"/api/v1/deliveries/{one.id}/approval")

    buyer.post(f"/api/v1/deliveries/{one.id}/reopening", json={"reason": "Väärä päivä."})

    assert newest(work_as, order, one).state is DeliveryState.LOGGED


def test_unknown_fields_and_strangers_are_turned_away(work_as, site, supplier, order):
    one = logged(work_as, order, april(8), HOURS)

    told = {"delivered_on": "2026-04-09", "quantity": "1", "state": "approved"}
    extra = supplier.post(f"/api/v1/orders/{order.id}/deliveries", json=told)

    assert extra.status_code == 422
    assert [no["field"] for no in extra.json()["reasons"]] == ["state"]
    stranger = site.program(STRANGER)
    assert stranger.get(f"/api/v1/deliveries/{one.id}").status_code == 404
    assert stranger.post(f"/api/v1/deliveries/{one.id}/approval").status_code == 404
    assert stranger.get("/api/v1/deliveries").json()["items"] == []
