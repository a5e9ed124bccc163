"""Law for programs: read by everybody, changed by two administrators, refused as on the pages."""

from tests.law.conftest import NEW_RATE
from tests.story.people import ADMIN, SECOND_ADMIN, STRANGER


def test_the_api_refuses_as_the_pages_do(site):
    admin, second, stranger = (site.program(who) for who in (ADMIN, SECOND_ADMIN, STRANGER))
    told = {**NEW_RATE, "number": 2100}

    no = stranger.post("/api/v1/legal-proposals", json=told)
    unknown = admin.post("/api/v1/legal-proposals", json={**told, "day": "2026-07-01"})
    made = admin.post("/api/v1/legal-proposals", json=told)
    here = f"/api/v1/legal-proposals/{made.json()['id']}"
    own = admin.post(f"{here}/confirmation")
    done = second.post(f"{here}/confirmation")
    late = second.post(f"{here}/withdrawal")

    assert [no.status_code, unknown.status_code, made.status_code] == [409, 422, 201]
    assert no.json()["reasons"][0]["code"] == "law.not_an_administrator"
    assert own.json()["reasons"][0]["code"] == "law.same_person_twice"
    assert done.json()["state"] == "confirmed"
    assert late.json()["reasons"][0]["code"] == "state.no_such_move"
    facts = stranger.get("/api/v1/legal-facts?kind=rate").json()
    assert [(one["number"], one["is_overridden"]) for one in facts] == [(2100, True), (2000, False)]
