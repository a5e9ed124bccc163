"""Invoices for programs: the same acts and the same refusals as on the pages, each done once."""

import re
from uuid import UUID, uuid4

from app.invoicing import jobs
from app.kernel.actors import GUEST
from app.platform.worker import drain
from tests.story.clients import FIRST_NAME
from tests.story.invoicing import (
    WRONG_DAY,
    billed,
    coached,
    drafts_of,
    drawn,
)
from tests.story.people import STRANGER

HEARD = {"invoicing.release_asked": (jobs.release_what_was_asked,)}
OPERATOR = "003723327487"


def codes(answer) -> list[str]:
    return [reason["code"] for reason in answer.json()["reasons"]]


def test_a_month_is_billed_from_its_outlook_to_its_export(site, order, buyer):
    finance, seller = site.program(buyer.finance), site.program(order.supplier.admin)
    month = {"buyer_id": str(buyer.id), "month": "2026-04"}

    outlook = finance.get("/api/v1/billing-outlook", params=month).json()
    run = finance.post("/api/v1/billing-runs", json=month)
    (draft,) = run.json()["waiting"]
    issued = seller.post(f"/api/v1/invoices/{draft['id']}/releases").json()
    batch = finance.post("/api/v1/invoice-exports", json={"buyer_id": str(buyer.id)})

    assert (outlook["deliveries"], outlook["sellers"], outlook["invoices"]) == (3, 1, 1)
    assert (outlook["net"], outlook["gross"]) == ("299.50", "375.87")
    assert (run.status_code, draft["is_authorised"], draft["has_address"]) == (201, True, True)
    assert (issued["number"], issued["state"], issued["gross"]) == ("K-2026-0001", "issued", "375.87")
    assert issued["seller"]["business_id"] == "9900006-9"
    life = seller.get(f"/api/v1/invoices/{draft['id']}").json()["life"]
    assert [one["event"] for one in life] == ["invoicing.issued", "invoicing.exported"]
    totals = batch.json()["manifest"]["totals"]
    assert (batch.status_code, totals["invoices"], totals["gross"]) == (201, 1, 375_87)
    for name in [file["name"] for file in batch.json()["files"]]:
        here = f"/api/v1/invoice-exports/{batch.json()['id']}/files/{name}"
        assert FIRST_NAME.encode() not in finance.get(here).content
        assert seller.get(here).status_code == 404


def test_the_list_is_narrowed_and_goes_on_from_page_to_page(site, work_as, clock, order, buyer):
    billed(work_as, order)
    coached(work_as, clock, order, {9: 2})
    billed(work_as, order)
    finance = site.program(buyer.finance)

    first = finance.get("/api/v1/invoices?limit=1")
    rest = finance.get("/api/v1/invoices", params={"limit": 1, "after": first.json()["next"]})

    found = [one["number"] for one in (*first.json()["items"], *rest.json()["items"])]
    assert found == ["K-2026-0002", "K-2026-0001"]
    assert 'rel="next"' in first.headers["link"]
    assert finance.get("/api/v1/invoices?month=2026-03").json()["items"] == []
    assert finance.get("/api/v1/invoices?state=paid").status_code == 422
    assert site.program(STRANGER).get("/api/v1/invoices").json()["items"] == []
    assert site.program(GUEST).get("/api/v1/invoices").status_code == 401


def test_programs_and_people_are_refused_alike(site, work_as, order, buyer):
    (draft,) = drafts_of(work_as, buyer.finance, drawn(work_as, buyer))
    acts = [
        (buyer.finance, f"/invoices/{draft}/release", "releases", {}, "invoicing.not_your_act"),
        (order.supplier.admin, f"/invoices/{draft}/discard", "discard", {"reason": WRONG_DAY}, None),
        (order.supplier.admin, f"/invoices/{draft}/credit", "credit-note", {"reason": WRONG_DAY}, None),
    ]

    for actor, page, noun, told, code in acts:
        by_page = site.browser(actor, language="en").post(page, told)
        by_api = site.program(actor, language="en").post(f"/api/v1/invoices/{draft}/{noun}", json=told)
        assert by_page.status_code == by_api.status_code == 409
        for reason in by_api.json()["reasons"]:
            assert reason["text"] in re.sub("&#34;|&quot;", '"', by_page.text), reason
        assert code is None or codes(by_api) == [code]
    unknown = site.program(buyer.finance).post(
        f"/api/v1/invoices/{draft}/discard", json={"reason": WRONG_DAY, "client": "K-001"}
    )
    assert unknown.status_code == 422


def test_a_credit_note_is_made_once_whatever_the_network_does(site, work_as, order):
    invoice = billed(work_as, order)
    seller, here = site.program(order.supplier.admin), f"/api/v1/invoices/{invoice.id}/credit-note"
    key = {"Idempotency-Key": uuid4().hex}

    made = seller.post(here, json={"reason": WRONG_DAY}, headers=key)
    again = seller.post(here, json={"reason": WRONG_DAY}, headers=key)
    afresh = seller.post(here, json={"reason": WRONG_DAY})

    assert (made.status_code, again.status_code) == (201, 201)
    assert made.json()["id"] == again.json()["id"]
    assert (made.json()["gross"], made.json()["credit_of"]) == ("-375.87", str(invoice.id))
    assert "state.no_such_move" in codes(afresh)


def test_a_runs_drafts_are_released_in_the_background(site, work_as, order, buyer):
    run_id = drawn(work_as, buyer)
    seller, here = site.program(order.supplier.admin), f"/api/v1/billing-runs/{run_id}"

    asked = seller.post(f"{here}/releases")
    under_way = seller.get(here).json()
    twice = seller.post(f"{here}/releases")
    drain(site.ground, HEARD)
    done = seller.get(here).json()

    assert (asked.status_code, asked.json()["drafts"]) == (202, 1)
    assert (under_way["drafts"], under_way["is_being_released"]) == (1, True)
    assert codes(twice) == ["invoicing.release_under_way"]
    assert (done["drafts"], done["issued"], done["is_being_released"]) == (0, 1, False)
    assert codes(seller.post(f"{here}/releases")) == ["invoicing.no_drafts_to_release"]
    assert codes(site.program(buyer.finance).post(f"{here}/releases")) == ["invoicing.not_your_act"]


def test_an_address_changes_only_for_whoever_has_read_it(site, buyer):
    finance, here = site.program(buyer.finance), f"/api/v1/receiving-addresses/{buyer.id}"
    read = finance.get(here)
    told = {"operator": OPERATOR, "reference": "4500012345"}

    unsaid = finance.put(here, json=told)
    changed = finance.put(here, json=told, headers={"If-Match": read.headers["etag"]})
    stale = finance.put(here, json=told, headers={"If-Match": read.headers["etag"]})

    assert (unsaid.status_code, changed.status_code, stale.status_code) == (428, 200, 412)
    assert (changed.json()["operator"], changed.json()["version"]) == (OPERATOR, 2)
    assert site.program(STRANGER).get(here).status_code == 404


def test_an_export_is_taken_back_with_a_reason(site, work_as, order, buyer):
    billed(work_as, order)
    finance = site.program(buyer.finance)
    batch = finance.post("/api/v1/invoice-exports", json={"buyer_id": str(buyer.id)}).json()
    here = f"/api/v1/invoice-exports/{batch['id']}"

    silent = finance.post(f"{here}/cancellation", json={"reason": " "})
    done = finance.post(f"{here}/cancellation", json={"reason": "Tuonti keskeytyi"})
    listed = finance.get("/api/v1/invoice-exports").json()

    assert codes(silent) == ["invoicing.cancel_needs_reason"]
    assert done.json()["state"] == "cancelled"
    assert [(one["number"], one["invoices"], one["gross"]) for one in listed] == [(1, 1, "375.87")]


def test_money_adds_up_for_both_sides(site, work_as, order, buyer):
    billed(work_as, order)

    balance = site.program(buyer.auditor).get(
        "/api/v1/reconciliations", params={"buyer_id": str(buyer.id), "month": "2026-04"}
    )
    (month,) = site.program(order.supplier.admin).get("/api/v1/supplier-money").json()

    told = balance.json()
    assert told["adds_up"] is True
    assert (told["approved"], told["places"]["invoiced"], told["rounding"]) == ("299.50", "299.50", "0.00")
    assert (month["delivered"], month["approved"]) == ("299.51", "299.51"), "visit by visit"
    assert (month["invoiced"], month["exported"]) == ("299.50", "0.00")
    assert site.program(STRANGER).get("/api/v1/supplier-money").json() == []


def test_foreign_invoices_runs_and_batches_are_not_there(site, work_as, order, buyer):
    invoice = billed(work_as, order)
    (run,) = site.program(buyer.finance).get("/api/v1/billing-runs").json()
    stranger = site.program(STRANGER)

    for path in (f"invoices/{invoice.id}", f"billing-runs/{run['id']}", f"invoices/{UUID(int=5)}"):
        assert stranger.get(f"/api/v1/{path}").status_code == 404
    assert stranger.post(f"/api/v1/invoices/{invoice.id}/releases").status_code == 404
    month = {"buyer_id": str(buyer.id), "month": "2026-04"}
    assert stranger.post("/api/v1/billing-runs", json=month).status_code == 404
    assert stranger.get("/api/v1/billing-outlook", params=month).status_code == 404
