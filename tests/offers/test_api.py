"""Applications for programs: the same acts and the same refusals as on the pages."""

from hashlib import sha256
from uuid import UUID

import pytest

from app.kernel.actors import GUEST, SYSTEM
from app.kernel.money import Money
from app.offers import service
from tests.offers.test_pages import codes_in, scored, verdict, written
from tests.story.offers import PAPER, a_draft_application, an_application, opened
from tests.story.people import STRANGER
from tests.story.procurement import local

API = "/api/v1"


def content(*, price="58.50", answered=("coaches", "method", "staff", "impact")):
    return {
        "offers": [
            {
                "category": "A",
                "unit_price": price,
                "answers": [{"question": one, "answer": "Vastaus"} for one in answered],
            }
        ],
        "declarations": [
            {"question": one, "answer": "Todistus liitteenä"} for one in ("insurance", "liability_act")
        ],
    }


SCORES = {
    "scores": [
        {"criterion": "method", "points": "20.50", "reason": "Hyvä"},
        {"criterion": "staff", "points": "15", "reason": "Hyvä"},
        {"criterion": "impact", "points": "15", "reason": "Hyvä"},
    ]
}
DECISION = {
    "verdicts": [{"category": "A", "outcome": "admitted", "grounds": ["Täyttää vaatimukset."]}],
    "known_facts": "Hakemus saapui ajoissa.",
    "number": "JHT 12/2026",
    "title": "työllisyysjohtaja",
}


def codes(answer):
    return [reason["code"] for reason in answer.json()["reasons"]]


@pytest.fixture
def under_evaluation(work_as, clock, call, supplier):
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    opened(work_as, clock, call, [receipt])
    return receipt.application_id


def test_an_application_is_started_sent_and_proved(site, call, supplier):
    program = site.program(supplier.admin)
    told = {"party_id": str(supplier.id), "language": "fi"}

    started = program.post(f"{API}/calls/{call.id}/applications", json=told)
    here = f"{API}/applications/{started.json()['id']}"
    receipt = program.post(f"{here}/submission", json=content())
    read = program.get(here).json()
    envelope = program.get(f"{here}/envelope")

    assert (started.status_code, receipt.status_code) == (201, 200)
    assert receipt.json() == program.get(f"{here}/receipt").json()
    assert sha256(envelope.content).hexdigest() == receipt.json()["sha256"] == read["sha256"]
    assert (read["state"], read["offers"][0]["unit_price"], read["offers"][0]["state"]) == (
        "sent",
        "58.50",
        None,
    )


def test_sending_twice_with_one_key_is_one_receipt(site, work_as, call, supplier):
    draft = a_draft_application(work_as, call, supplier.admin, supplier.id)
    program, key = site.program(supplier.admin), {"Idempotency-Key": "hakemus-1"}
    here = f"{API}/applications/{draft}/submission"

    answers = [program.post(here, json=content(), headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_a_category_told_twice_is_refused_where_it_stands(site, work_as, call, supplier):
    draft = a_draft_application(work_as, call, supplier.admin, supplier.id)
    twice = content()
    twice["offers"] *= 2

    answer = site.program(supplier.admin).post(f"{API}/applications/{draft}/submission", json=twice)

    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["reasons"]] == [
        ("offers", "offers.told_twice")
    ]


def test_an_offer_goes_through_to_its_notice(site, work_as, call, supplier, under_evaluation):
    here = f"{API}/applications/{under_evaluation}"
    evaluator, maker = site.program(call.buyer.evaluator), site.program(call.buyer.decision_maker)
    officer, applicant = site.program(call.buyer.officer), site.program(supplier.admin)
    offer_id = evaluator.get(here).json()["offers"][0]["id"]

    evaluated = evaluator.post(f"{API}/offers/{offer_id}/scores", json=SCORES).json()
    decided = maker.post(f"{here}/decision", json=DECISION)
    decision = f"{API}/decisions/{decided.json()['id']}"
    before = applicant.get(here).json()
    with work_as(SYSTEM) as work:
        service.attach_letter(work, UUID(decided.json()["id"]), PAPER)
    told = officer.post(f"{decision}/notice").json()
    after = applicant.get(here).json()

    assert [one["points"] for one in evaluated["offers"][0]["scores"]] == ["15.00", "20.50", "15.00"]
    assert decided.status_code == 201 and told["notified_at"]
    assert (before["decision_id"], before["offers"][0]["state"]) == (None, None)
    assert (after["offers"][0]["state"], after["offers"][0]["scores"]) == ("admitted", [])
    assert applicant.get(f"{decision}/letter").content == PAPER
    [admission] = site.program(GUEST).get(f"{API}/calls/{call.id}/admissions").json()
    [standing] = officer.get(f"{API}/calls/{call.id}/ranking").json()
    assert (admission["party"], standing["total"]) == ("Uraväylä Oy", "90.50")


def test_the_register_opens_what_came_later(site, work_as, clock, call, supplier):
    clock.at = local("2026-04-01", "12:00")
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    officer = site.program(call.buyer.officer)

    [sealed] = officer.get(f"{API}/calls/{call.id}/applications/sealed").json()
    opening = officer.post(f"{API}/applications/{receipt.application_id}/opening")

    assert sealed["id"] == str(receipt.application_id)
    assert opening.json()["state"] == "opened"
    assert officer.get(f"{API}/calls/{call.id}/applications/sealed").json() == []
    [row] = officer.get(f"{API}/calls/{call.id}/applications").json()["items"]
    assert row["party"] == "Uraväylä Oy"


def test_page_and_program_get_the_same_no_to_sending(site, work_as, call, supplier):
    draft = a_draft_application(work_as, call, supplier.admin, supplier.id)
    browser, program = site.browser(supplier.admin), site.program(supplier.admin)

    on_page = browser.post(f"/offers/applications/{draft}/send", written(price="0", answered=()))
    in_api = program.post(f"{API}/applications/{draft}/submission", json=content(price="0", answered=()))

    assert (on_page.status_code, in_api.status_code) == (409, 409)
    assert codes_in(on_page) and sorted(codes_in(on_page)) == sorted(codes(in_api))


@pytest.mark.parametrize(
    ("page", "form", "path", "body", "code"),
    [
        ("decide", verdict(), "decision", DECISION, "offers.not_scored"),
        (
            "decide",
            verdict(known_facts=""),
            "decision",
            DECISION | {"known_facts": ""},
            "offers.facts_missing",
        ),
        ("extend", {"reason": ""}, "extension", {"reason": ""}, "offers.extension_without_reason"),
    ],
)
def test_page_and_program_get_the_same_no(site, call, under_evaluation, page, form, path, body, code):
    maker = call.buyer.decision_maker

    on_page = site.browser(maker).post(f"/offers/applications/{under_evaluation}/{page}", form)
    in_api = site.program(maker).post(f"{API}/applications/{under_evaluation}/{path}", json=body)

    assert (on_page.status_code, in_api.status_code) == (409, 409)
    assert code in codes(in_api) and sorted(codes_in(on_page)) == sorted(codes(in_api))


def test_page_and_program_get_the_same_no_to_points_and_early_openings(site, call, under_evaluation):
    evaluator = site.program(call.buyer.evaluator)
    offer_id = evaluator.get(f"{API}/applications/{under_evaluation}").json()["offers"][0]["id"]
    too_many = {"scores": [{**SCORES["scores"][0], "points": "26"}, *SCORES["scores"][1:]]}

    on_page = site.browser(call.buyer.evaluator).post(
        f"/offers/applications/{under_evaluation}/offers/{offer_id}/score", scored("26")
    )
    in_api = evaluator.post(f"{API}/offers/{offer_id}/scores", json=too_many)

    assert codes_in(on_page) == codes(in_api) == ["offers.points_out_of_range"]


def test_strangers_find_nothing(site, call, rival, under_evaluation):
    for stranger in (STRANGER, rival.admin):
        program = site.program(stranger)
        here = f"{API}/applications/{under_evaluation}"
        answers = [
            program.get(here),
            program.get(f"{here}/receipt"),
            program.get(f"{here}/envelope"),
            program.post(f"{here}/withdrawal"),
            program.post(f"{here}/decision", json=DECISION),
            program.post(f"{here}/extension", json={"reason": "Syy"}),
            program.get(f"{API}/calls/{call.id}/applications"),
            program.get(f"{API}/calls/{call.id}/ranking"),
        ]
        assert [answer.status_code for answer in answers] == [404] * len(answers)
        assert program.get(f"{API}/applications").json()["items"] == []
