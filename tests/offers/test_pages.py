"""Applying and deciding on the page: by the applicant's and the buyer's own people, and nobody else."""

import re
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import event

from app.identity import service as identity
from app.kernel.actors import GUEST, SYSTEM
from app.kernel.money import Money
from app.offers import queries, service
from app.offers.rules.states import ApplicationState
from app.procurement import queries as procurement
from tests.story.identity import BEGAN, an_actor
from tests.story.offers import PAPER, a_draft_application, an_admitted_supplier, an_application, opened
from tests.story.people import STRANGER
from tests.story.procurement import FIRST_ROUND_CLOSES, local

LANGUAGES = ("fi", "sv", "en")
BARE_CODE = re.compile(r">\s*[^<]*\b(?:offers|calls|procurement|word|unit|field|page)\.[a-z_]+[.a-z_]*\s*<")
MOST_QUERIES = 8  # beside the four that find out who is calling


def written(*, price="58,50", answered=("coaches", "method", "staff", "impact"), declared=True):
    """The application's form as the page asks it: category A filled, the others left empty."""
    asked = {"A": "coaches", "B": "supervision", "C": "premises", "D": "employer_contact"}
    fields = {}
    for row, (category, own) in enumerate(asked.items()):
        fields[f"offers.{row}.category"] = category
        fields[f"offers.{row}.unit_price"] = price if category == "A" else ""
        for at, question in enumerate((own, "method", "staff", "impact")):
            here = f"offers.{row}.answers.{at}"
            is_answered = category == "A" and question in answered
            fields |= {f"{here}.question": question, f"{here}.answer": "Vastaus" if is_answered else ""}
    for at, question in enumerate(("insurance", "liability_act")):
        answer = "Todistus liitteenä" if declared else ""
        fields |= {f"declarations.{at}.question": question, f"declarations.{at}.answer": answer}
    return fields


def scored(points="20,50"):
    fields = {}
    for at, criterion in enumerate(("method", "staff", "impact")):
        given = points if criterion == "method" else "15"
        fields[f"scores.{at}.criterion"] = criterion
        fields |= {f"scores.{at}.points": given, f"scores.{at}.reason": "Perusteltu arvio"}
    return fields


def verdict(**changed):
    return {
        "verdicts.0.category": "A",
        "verdicts.0.outcome": "admitted",
        "verdicts.0.grounds": "Täyttää vaatimukset.\nHinta alittaa katon.",
        "known_facts": "Hakemus saapui ajoissa.",
        "number": "JHT 12/2026",
        "title": "työllisyysjohtaja",
    } | changed


def codes_in(answer):
    return re.findall(r'data-code="([a-z._]+)"', answer.text)


def public_id(work_as, call):
    with work_as(GUEST) as work:
        return procurement.public_id(work, call.id)


def application(work_as, actor, application_id):
    with work_as(actor) as work:
        return queries.own_application(work, application_id)


@pytest.fixture
def draft(work_as, call, supplier):
    return a_draft_application(work_as, call, supplier.admin, supplier.id)


@pytest.fixture
def under_evaluation(work_as, clock, call, supplier):
    """An opened application of the first round, with its one offer."""
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    opened(work_as, clock, call, [receipt])
    with work_as(call.buyer.officer) as work:
        [(offer, _)] = queries.offers_of(work, receipt.application_id)
    return receipt.application_id, offer.id


def test_a_supplier_starts_from_the_calls_page_and_is_told_loudly_that_nothing_is_sent(
    site, work_as, call, supplier
):
    browser, here = site.browser(supplier.admin), f"/calls/{public_id(work_as, call)}/apply"

    started = browser.post(here, {"party_id": supplier.id, "language": "sv"}, seen_on=here)
    shown = browser.get(started.headers["location"])

    assert started.status_code == 303
    assert "HAKEMUSTA EI OLE LÄHETETTY" in shown.text
    assert "Vastuuvakuutus vähintään 250 000 euroa" in shown.text and "62,00" in shown.text
    application_id = UUID(started.headers["location"][-36:])
    assert application(work_as, supplier.admin, application_id).language == "sv"


def test_a_coordinator_applies_for_its_group(site, work_as, call, supplier, rival):
    with work_as(supplier.admin) as work:
        group_id = identity.form_group(
            work,
            name="Yhdessä töihin",
            coordinator_id=supplier.id,
            member_ids=[rival.id],
            valid_from=BEGAN,
            email="ryhma@toihin.example",
        )
    here = f"/calls/{public_id(work_as, call)}/apply"
    coordinator = site.browser(an_actor(work_as, supplier.admin.id))
    member = site.browser(an_actor(work_as, rival.admin.id))

    started = coordinator.post(here, {"party_id": group_id, "language": "fi"}, seen_on=here)

    assert "Yhdessä töihin" in coordinator.get(here).text
    assert started.status_code == 303
    assert str(group_id) not in re.findall(r'name="party_id" value="([^"]+)"', member.get(here).text)


def test_an_unfinished_application_is_kept_and_is_not_sent(site, work_as, supplier, draft):
    browser, here = site.browser(supplier.admin), f"/offers/applications/{draft}"

    kept = browser.post(f"{here}/send", written() | {"_save": "1", "_page": here}, seen_on=here)

    shown = browser.get(here).text
    assert kept.status_code == 303
    assert 'value="58,50"' in shown and "Todistus liitteenä" in shown and "EI OLE LÄHETETTY" in shown
    assert application(work_as, supplier.admin, draft).state is ApplicationState.DRAFT


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(site, work_as, supplier, draft):
    browser, here = site.browser(supplier.admin), f"/offers/applications/{draft}"

    unread = browser.post(f"{here}/send", written(price="halpa"), seen_on=here)
    lacking = browser.post(f"{here}/send", written(answered=("coaches",), declared=False), seen_on=here)

    assert (unread.status_code, codes_in(unread)) == (422, ["field.not_an_amount_of_money"])
    assert 'value="halpa"' in unread.text and "A · Yksilöllinen työhönvalmennus · Yksikköhinta" in unread.text
    assert (lacking.status_code, set(codes_in(lacking))) == (409, {"offers.answer_missing"})
    assert len(codes_in(lacking)) == 5
    assert re.search(r'href="#[a-z0-9]+-declarations-0-answer"', lacking.text)
    assert 'value="58,50"' in lacking.text
    assert application(work_as, supplier.admin, draft).state is ApplicationState.DRAFT


def test_a_sent_application_has_a_receipt_that_proves_it(site, work_as, clock, supplier, draft):
    clock.at = FIRST_ROUND_CLOSES.replace(microsecond=0)
    browser, here = site.browser(supplier.admin), f"/offers/applications/{draft}"

    sent = browser.post(f"{here}/send", written(), seen_on=here)
    receipt = browser.get(f"{here}/receipt")
    downloaded = browser.get(f"{here}/receipt.json")
    whole = browser.get(f"{here}/envelope.json")

    assert (sent.status_code, sent.headers["location"]) == (303, f"{here}/receipt")
    assert "HAKEMUS ON LÄHETETTY" in browser.get(here).text
    assert "2026-03-05T10:00:00.000000+00:00" in receipt.text
    assert downloaded.json()["sha256"] in receipt.text
    assert sha256(whole.content).hexdigest() == downloaded.json()["sha256"]
    assert "attachment" in downloaded.headers["content-disposition"]
    with work_as(supplier.admin) as work:
        content = queries.own_content(work, draft)
        assert list(content.offers) == ["A"] and content.offers["A"].unit_price == Money(58_50)


def test_a_sent_application_is_withdrawn_and_another_started(site, work_as, call, supplier, draft):
    browser, here = site.browser(supplier.admin), f"/offers/applications/{draft}"
    again = f"/calls/{public_id(work_as, call)}/apply"
    browser.post(f"{here}/send", written(), seen_on=here)

    refused = browser.post(again, {"party_id": supplier.id, "language": "fi"}, seen_on=again)
    withdrawn = browser.post(f"{here}/withdraw", seen_on=here)
    started = browser.post(again, {"party_id": supplier.id, "language": "fi"}, seen_on=again)

    assert (refused.status_code, codes_in(refused)) == (409, ["offers.already_applying"])
    assert (withdrawn.status_code, started.status_code) == (303, 303)


def test_before_the_first_round_closes_the_buyer_learns_nothing_of_who_applies(
    site, work_as, clock, call, supplier
):
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    officer, here = site.browser(call.buyer.officer), f"/offers/calls/{call.id}"

    register = officer.get(here)
    early = officer.post(f"{here}/open-first-round", seen_on=here)

    assert "Uraväylä" not in register.text and "/open-first-round" not in register.text
    assert officer.get(f"/offers/applications/{receipt.application_id}").status_code == 404
    assert (early.status_code, codes_in(early)) == (409, ["offers.still_sealed"])


def test_the_register_opens_the_first_round_and_counts_the_days_that_law_leaves(
    site, work_as, clock, call, supplier
):
    an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    officer, here = site.browser(call.buyer.officer), f"/offers/calls/{call.id}"
    clock.at = FIRST_ROUND_CLOSES

    waiting = officer.get(here).text
    opening = officer.post(f"{here}/open-first-round", seen_on=here)
    at_once = officer.get(here).text
    clock.at = local("2026-03-19", "15:00")
    on_the_last_day = officer.get(here).text
    clock.at = local("2026-03-23", "09:00")
    late = officer.get(here).text

    assert "/open-first-round" in waiting and opening.status_code == 303
    assert "Uraväylä Oy" in at_once and "10 arkipäivää jäljellä" in at_once
    assert "Viimeinen päivä tänään" in on_the_last_day
    assert "2 arkipäivää myöhässä" in late


def test_one_that_came_later_is_opened_from_the_register(site, work_as, clock, call, supplier):
    clock.at = local("2026-04-01", "12:00")
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(58_50)})
    officer, here = site.browser(call.buyer.officer), f"/offers/calls/{call.id}"
    sealed = officer.get(here).text

    opening = officer.post(f"{here}/applications/{receipt.application_id}/open", seen_on=here)

    assert "Uraväylä" not in sealed and str(receipt.application_id) in sealed
    assert opening.headers["location"] == f"/offers/applications/{receipt.application_id}"
    assert "Uraväylä Oy" in officer.get(opening.headers["location"]).text


def test_an_evaluator_scores_and_sees_what_is_wrong_at_its_field(site, work_as, call, under_evaluation):
    application_id, offer_id = under_evaluation
    browser, here = site.browser(call.buyer.evaluator), f"/offers/applications/{application_id}"

    too_many = browser.post(f"{here}/offers/{offer_id}/score", scored("26"), seen_on=here)
    given = browser.post(f"{here}/offers/{offer_id}/score", scored(), seen_on=here)

    assert (too_many.status_code, codes_in(too_many)) == (409, ["offers.points_out_of_range"])
    assert re.search(r'href="#[a-z0-9]+-scores-0-points"', too_many.text) and 'value="26"' in too_many.text
    assert given.status_code == 303
    with work_as(call.buyer.officer) as work:
        assert queries.points_of(work, offer_id) == {"method": 2050, "staff": 1500, "impact": 1500}


def test_a_decision_is_made_told_and_read_with_its_letter(site, work_as, call, supplier, under_evaluation):
    application_id, offer_id = under_evaluation
    here = f"/offers/applications/{application_id}"
    site.browser(call.buyer.evaluator).post(f"{here}/offers/{offer_id}/score", scored(), seen_on=here)
    maker, officer = site.browser(call.buyer.decision_maker), site.browser(call.buyer.officer)
    applicant = site.browser(supplier.admin)

    groundless = maker.post(f"{here}/decide", verdict(**{"verdicts.0.grounds": ""}), seen_on=here)
    decided = maker.post(f"{here}/decide", verdict(), seen_on=here)
    decision = decided.headers["location"]
    unready = officer.get(decision).text
    untold = applicant.get(decision).status_code
    with work_as(SYSTEM) as work:
        service.attach_letter(work, UUID(decision[-36:]), PAPER)
    told = officer.post(f"{decision}/notify", seen_on=decision)
    letter = applicant.get(f"{decision}/letter")

    assert (groundless.status_code, codes_in(groundless)) == (409, ["offers.grounds_missing"])
    assert "Hinta alittaa" not in groundless.text and 'value="JHT 12/2026"' in groundless.text
    assert "Päätöskirje ei ole vielä valmis." in unready and "/notify" not in unready
    assert (untold, told.status_code) == (404, 303)
    assert (
        "Oikaisuvaatimus" in applicant.get(decision).text and "Hinta alittaa" in applicant.get(decision).text
    )
    assert letter.content == PAPER and letter.headers["content-type"] == "application/pdf"
    assert letter.headers["content-disposition"].startswith("inline")
    assert "Uraväylä Oy" in site.browser(GUEST).get(f"/calls/{public_id(work_as, call)}/register").text


def test_a_letter_of_yesterday_is_made_anew_before_notice_is_given(
    site, work_as, clock, call, under_evaluation
):
    application_id, offer_id = under_evaluation
    here = f"/offers/applications/{application_id}"
    site.browser(call.buyer.evaluator).post(f"{here}/offers/{offer_id}/score", scored(), seen_on=here)
    maker = site.browser(call.buyer.decision_maker)
    decision = maker.post(f"{here}/decide", verdict(), seen_on=here).headers["location"]
    with work_as(SYSTEM) as work:
        service.attach_letter(work, UUID(decision[-36:]), PAPER)
    clock.at = local("2026-03-10", "09:00")

    shown = maker.get(decision).text
    refused = maker.post(f"{decision}/notify", seen_on=decision)
    renewed = maker.post(f"{decision}/renew-letter", seen_on=decision)

    assert "Tee ensin uusi kirje" in shown and f"{decision}/notify" not in shown
    assert (refused.status_code, codes_in(refused)) == (409, ["offers.letter_outdated"])
    assert renewed.status_code == 303


def test_more_time_is_taken_once_and_for_a_reason(site, work_as, call, supplier, under_evaluation):
    application_id, _ = under_evaluation
    browser, here = site.browser(call.buyer.officer), f"/offers/applications/{application_id}"

    unsaid = browser.post(f"{here}/extend", {"reason": ""}, seen_on=here)
    taken = browser.post(f"{here}/extend", {"reason": "Lisäselvitys tarvitaan."}, seen_on=here)

    assert (unsaid.status_code, codes_in(unsaid)) == (409, ["offers.extension_without_reason"])
    assert taken.status_code == 303 and f"{here}/extend" not in browser.get(here).text
    assert "Lisäselvitys tarvitaan." in site.browser(supplier.admin).get(here).text


def test_the_order_of_preference_is_the_buyers_to_see(site, work_as, clock, call, supplier):
    an_admitted_supplier(work_as, clock, call, supplier)
    here = f"/offers/calls/{call.id}/ranking"

    shown = site.browser(call.buyer.officer).get(here)

    assert "Uraväylä Oy" in shown.text and "90,00" in shown.text and "<svg" in shown.text
    assert site.browser(supplier.admin).get(here).status_code == 404


def test_strangers_and_rivals_find_nothing(site, work_as, call, rival, under_evaluation):
    application_id, offer_id = under_evaluation
    here = f"/offers/applications/{application_id}"

    for stranger in (STRANGER, rival.admin):
        browser = site.browser(stranger)
        for path in (here, f"{here}/receipt", f"{here}/envelope.json", f"/offers/calls/{call.id}"):
            assert browser.get(path).status_code == 404
        for path, fields in (
            ("send", written()),
            ("withdraw", {}),
            (f"offers/{offer_id}/score", scored()),
            ("decide", verdict()),
            ("extend", {"reason": "Syy"}),
        ):
            assert browser.post(f"{here}/{path}", fields).status_code == 404
    assert site.browser(GUEST).get(here).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_and_no_page_asks_too_much(
    site, work_as, clock, call, supplier, database, language
):
    admitted = an_admitted_supplier(work_as, clock, call, supplier)
    asked = []
    # on PostgreSQL the two engines share their listeners
    engines = {database.reading, database.writing} if database.is_sqlite else {database.writing}

    def count(_connection, _cursor, statement, *_):
        if statement.startswith("SELECT"):
            asked.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
    here = f"/offers/applications/{admitted.application_id}"
    start, register = (f"/calls/{public_id(work_as, call)}/{name}" for name in ("apply", "register"))
    decision = f"/offers/decisions/{admitted.decision_id}"
    of_call = f"/offers/calls/{call.id}"
    shown = []
    for actor, path in (
        *(
            (supplier.admin, path)
            for path in ("/offers/applications", here, f"{here}/receipt", decision, start)
        ),
        *((call.buyer.officer, path) for path in (of_call, f"{of_call}/ranking", here, decision)),
        (GUEST, register),
    ):
        asked.clear()
        page = site.browser(actor, language=language).get(path)
        shown.append((path, page.status_code, BARE_CODE.findall(page.text), len(asked)))
    for engine in engines:
        event.remove(engine, "before_cursor_execute", count)

    assert [one for one in shown if one[1] != 200 or one[2] or one[3] > MOST_QUERIES] == []
    assert len(shown) == 10


def test_what_waits_is_counted_for_each_side(work_as, clock, call, supplier, rival, draft):
    receipt = an_application(work_as, call, rival.admin, rival.id, {"A": Money(58_50)})
    with work_as(call.buyer.officer) as work:
        assert queries.waiting(work) == queries.Waiting(0, 0, None, 0, 0)
    with work_as(supplier.admin) as work:
        assert queries.waiting(work).unsent == 1

    opened(work_as, clock, call, [receipt])

    with work_as(call.buyer.officer) as work:
        waiting = queries.waiting(work)
        assert (waiting.to_open, waiting.to_decide, str(waiting.decide_by)) == (0, 1, "2026-03-19")
