"""Calls for programs: the same acts and the same refusals as on the pages."""

import pytest

from app.kernel.actors import GUEST
from app.procurement import queries, service
from tests.procurement.test_pages import CATEGORY, WRITTEN
from tests.story.people import STRANGER
from tests.story.procurement import CALL, a_call, a_draft

CALLS = "/api/v1/calls"
TOLD = {
    "basics": {
        "number": "JHT-DPH-2026-02",
        "title": {"fi": "Uravalmennus"},
        "description": {"fi": "Valmennusta uran suunnitteluun."},
        "languages": ["fi"],
    },
    "value": [{"base": "100000.00"}],
    "schedule": {
        "opens_at": "2026-02-02T07:00:00Z",
        "first_round_closes_at": "2026-03-05T10:00:00Z",
        "closes_at": "2027-12-31T14:00:00Z",
        "starts_on": "2026-04-07",
        "ends_on": "2027-12-31",
    },
    "office": {"review_body": {"fi": "Lehtolan kaupunginhallitus"}, "hours": {"fi": "ma–pe klo 9–15"}},
}
LOT = {
    "code": "A",
    "title": {"fi": "Valmennus"},
    "description": {"fi": "Valmennusta tunneittain."},
    "unit": "hour",
    "per": 4,
    "price_ceiling": "62.00",
}


def _codes(answer):
    return [reason["code"] for reason in answer.json()["reasons"]]


def test_everybody_lists_and_reads_published_calls(site, work_as, clock, buyer):
    call = a_call(work_as, clock, buyer)
    draft = a_draft(work_as, buyer, number="2")
    guest = site.program(GUEST)

    listed = guest.get(CALLS).json()["items"]
    read = guest.get(f"{CALLS}/{call.id}")

    assert [row["number"] for row in listed] == [CALL.number]
    told = read.json()
    assert (told["estimated_value"], told["call"]["terms"]["payment_days"]) == ("390000.00", 30)
    assert [one["category"]["price_ceiling"] for one in told["categories"]] == [
        "62.00",
        "78.00",
        "48.00",
        "145.00",
    ]
    assert guest.get(f"{CALLS}/{draft.id}").status_code == 404
    assert guest.get(f"{CALLS}?shows=ended").json()["items"] == []


def test_a_long_list_comes_page_by_page(site, work_as, buyer):
    for number in ("1", "2", "3"):
        a_draft(work_as, buyer, number=number, categories=(), metrics=())
    officer = site.program(buyer.officer)

    first = officer.get(f"{CALLS}/own?limit=2")
    after = first.json()["next"]
    second = officer.get(f"{CALLS}/own?limit=2&after={after}")

    assert f"after={after}" in first.headers["link"]
    numbers = [row["number"] for page in (first, second) for row in page.json()["items"]]
    assert sorted(numbers) == ["1", "2", "3"] and "link" not in second.headers


def test_a_call_is_drafted_read_back_mended_and_published(site, work_as, clock, buyer):
    officer = site.program(buyer.officer)
    call_id = officer.post(CALLS, json=TOLD | {"buyer_id": str(buyer.id)}).json()["id"]
    here = f"{CALLS}/{call_id}"
    read = officer.get(here)
    whole = read.json()["call"]
    whole["basis"] |= {"guideline_url": "https://lehtola.example/ohje", "cpv_main": "85312510-7"}
    whole["basis"] |= {"nuts": ["FI1C5"]}
    whole["office"] |= {"contact": "Outi", "contact_email": "o@alue.example", "address": "Torikatu 1"}
    whole["office"] |= {"email": "kirjaamo@lehtola.example"}
    whole["ranking"] = {"price_points": 100, "criteria": []}

    mended = officer.put(here, json=whole, headers={"If-Match": read.headers["etag"]})
    lot = officer.post(f"{here}/categories", json=LOT)
    metric = {"code": "M1", "title": {"fi": "Osallistuminen"}, "kind": "attendance"}
    officer.post(f"{here}/metrics", json=metric)
    ready = officer.get(f"{here}/readiness").json()["reasons"]
    published = officer.post(f"{here}/publication")

    assert (mended.status_code, lot.status_code, ready) == (200, 201, [])
    assert (published.status_code, published.json()["state"]) == (200, "published")


def test_what_a_program_reads_of_a_call_it_may_tell_again_unchanged(site, work_as, buyer):
    draft = a_draft(work_as, buyer)
    officer, here = site.program(buyer.officer), f"{CALLS}/{draft.id}"
    with work_as(buyer.officer) as work:
        before = queries.whole_call(work, queries.call(work, draft.id)).as_json()
    read = officer.get(here)

    officer.put(here, json=read.json()["call"], headers={"If-Match": read.headers["etag"]})
    for one in read.json()["categories"]:
        place = f"{here}/categories/{one['id']}"
        etag = officer.get(place).headers["etag"]
        assert officer.put(place, json=one["category"], headers={"If-Match": etag}).status_code == 200

    with work_as(buyer.officer) as work:
        assert queries.whole_call(work, queries.call(work, draft.id)).as_json() == before


def test_an_update_says_which_version_it_changes(site, work_as, buyer):
    draft = a_draft(work_as, buyer)
    officer, here = site.program(buyer.officer), f"{CALLS}/{draft.id}"
    read = officer.get(here)
    whole = read.json()["call"]

    unsaid = officer.put(here, json=whole)
    first = officer.put(here, json=whole | {"requirements": []}, headers={"If-Match": read.headers["etag"]})
    late = officer.put(here, json=whole, headers={"If-Match": read.headers["etag"]})

    assert [unsaid.status_code, first.status_code, late.status_code] == [428, 200, 412]


def test_drafting_twice_with_one_key_is_one_call(site, work_as, buyer):
    officer = site.program(buyer.officer)
    body, key = TOLD | {"buyer_id": str(buyer.id)}, {"Idempotency-Key": "kutsu-2"}

    answers = [officer.post(CALLS, json=body, headers=key) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    with work_as(buyer.officer) as work:
        assert len(queries.own_calls(work)) == 1


def test_an_unknown_field_is_refused_where_it_stands(site, buyer):
    officer = site.program(buyer.officer)
    basics = TOLD["basics"] | {"colour": "blue"}

    answer = officer.post(CALLS, json=TOLD | {"buyer_id": str(buyer.id), "basics": basics})

    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["reasons"]] == [
        ("basics.colour", "field.unknown")
    ]


@pytest.mark.parametrize(
    ("act", "page", "form", "path", "body", "code"),
    [
        (
            "draft",
            "/procurement/calls/new",
            WRITTEN | {"basics.number": CALL.number},
            "",
            TOLD | {"basics": TOLD["basics"] | {"number": CALL.number}},
            "procurement.number_taken",
        ),
        (
            "add category",
            "/procurement/calls/{id}/categories/new",
            CATEGORY,
            "/{id}/categories",
            LOT,
            "procurement.already_published",
        ),
        (
            "add metric",
            "/procurement/calls/{id}/add-metric",
            {"code": "M9", "title.fi": "Oma", "kind": "attendance"},
            "/{id}/metrics",
            {"code": "M9", "title": {"fi": "Oma"}, "kind": "attendance"},
            "procurement.already_published",
        ),
        ("publish", "/procurement/calls/{id}/publish", {}, "/{id}/publication", None, "state.no_such_move"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_page_and_program_get_the_same_no(site, work_as, clock, buyer, act, page, form, path, body, code):
    call = a_call(work_as, clock, buyer)
    mine = {"buyer_id": str(buyer.id)} if act == "draft" else {}

    on_page = site.browser(buyer.officer).post(page.format(id=call.id), {**form, **mine})
    in_api = site.program(buyer.officer).post(
        CALLS + path.format(id=call.id), json=None if body is None else {**body, **mine}
    )

    assert (on_page.status_code, in_api.status_code) == (409, 409)
    assert f'data-code="{code}"' in on_page.text and code in _codes(in_api)


def test_a_stranger_finds_nothing_to_act_on(site, work_as, buyer):
    draft = a_draft(work_as, buyer)
    stranger = site.program(STRANGER)
    here = f"{CALLS}/{draft.id}"

    answers = [
        stranger.get(here),
        stranger.get(f"{here}/readiness"),
        stranger.post(f"{here}/publication"),
        stranger.post(f"{here}/closing", json={"reason": "Syy"}),
        stranger.post(f"{here}/categories", json=LOT),
        stranger.delete(f"{here}/categories/{draft.categories['A']}"),
        stranger.delete(f"{here}/metrics/M1"),
        stranger.delete(f"{here}/buyers/{buyer.id}"),
        stranger.put(here, json=TOLD, headers={"If-Match": "*"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)


def test_dates_out_of_order_are_no_draft(site, buyer):
    backwards = TOLD["schedule"] | {"ends_on": "2026-01-01", "closes_at": "2026-01-01T10:00:00Z"}

    answer = site.program(buyer.officer).post(
        CALLS, json=TOLD | {"buyer_id": str(buyer.id), "schedule": backwards}
    )

    assert answer.status_code == 409
    assert _codes(answer) == ["procurement.closes_at_too_early", "procurement.ends_on_too_early"]


def test_a_day_that_no_calendar_knows_is_told_and_not_an_error(site, work_as, buyer):
    far = TOLD["schedule"] | {
        "opens_at": "2190-01-01T07:00:00Z",
        "first_round_closes_at": "2191-01-01T10:00:00Z",
        "closes_at": "2192-01-01T10:00:00Z",
    }
    officer = site.program(buyer.officer)
    call_id = officer.post(CALLS, json=TOLD | {"buyer_id": str(buyer.id), "schedule": far}).json()["id"]

    answer = officer.post(f"{CALLS}/{call_id}/publication")

    assert answer.status_code == 409
    assert "procurement.day_unknown" in _codes(answer)


def test_an_unknown_buyer_is_not_there(site, work_as, buyer):
    draft = a_draft(work_as, buyer)

    answer = site.program(buyer.officer).post(
        f"{CALLS}/{draft.id}/buyers", json={"buyer_id": "00000000-0000-0000-0000-000000000009"}
    )

    assert answer.status_code == 404
    with work_as(buyer.officer) as work:
        assert service.reasons_not_to_write(work, queries.call(work, draft.id)) == []
