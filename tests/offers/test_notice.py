"""Giving notice: the letter as a PDF, what it tells on which day, and until when it can be challenged."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.kernel.actors import GUEST, SYSTEM
from app.kernel.money import Money
from app.kernel.plain import untranslated
from app.kernel.refusals import Missing, Refused
from app.law.rules.remedies import Instruction, Remedy
from app.offers import jobs, queries, service
from app.offers.models import Decision
from app.offers.rules.deciding import Verdict
from app.offers.rules.notice import remedy_ends_on
from app.platform.files import StoredFile
from app.platform.journal import JournalRow
from app.platform.outbox import Told
from tests.story.offers import (
    PAPER,
    Bid,
    an_application,
    decided,
    notified,
    offers_of,
    opened,
    scored,
    the_first_round,
)
from tests.story.people import STRANGER
from tests.story.procurement import DECIDED, local


@pytest.fixture
def decision(work_as, clock, call, supplier):
    """Uraväylä is admitted to A on 19 March; its letter is not made yet."""
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(59_90)})
    opened(work_as, clock, call, [receipt])
    scored(work_as, call, offers_of(work_as, call, receipt.application_id)["A"], 50)
    clock.at = DECIDED
    return decided(work_as, call, receipt.application_id, ["A"], number="JHT 14/2026")


def _told(decision_id, event="offers.decided") -> Told:
    return Told(decision_id, event, 1, decision_id, None, None, DECIDED, {})


def _reasons(work_as, call, decision_id) -> list[str]:
    with work_as(call.buyer.officer) as work:
        reasons = service.reasons_not_to_notify(work, queries.decision(work, decision_id))
    return [reason.code for reason in reasons]


def test_the_job_makes_the_letter_and_the_applicant_reads_it_after_the_notice(
    ground, work_as, call, supplier, decision
):
    jobs.make_decision_letter(ground, _told(decision))

    with pytest.raises(Missing), work_as(supplier.admin) as work:
        queries.letter(work, decision)
    with work_as(call.buyer.officer) as work:
        service.notify(work, decision)
    with work_as(supplier.admin) as work:
        paper = queries.letter(work, decision)
        file = work.db.scalar(select(StoredFile))
    assert paper.startswith(b"%PDF-") and len(paper) > 10_000
    assert (file.name, file.process_id) == ("JHT 14-2026.pdf", call.id)


def test_the_job_done_again_makes_no_second_letter(ground, work_as, call, decision):
    jobs.make_decision_letter(ground, _told(decision))
    jobs.make_decision_letter(ground, _told(decision))

    with work_as(call.buyer.officer) as work:
        assert len(work.db.scalars(select(StoredFile)).all()) == 1
        attached = select(JournalRow.seq).where(JournalRow.event == "offers.letter_attached")
        assert len(work.db.scalars(attached).all()) == 1


def test_a_notice_needs_its_letter(work_as, call, decision):
    assert _reasons(work_as, call, decision) == ["offers.letter_missing"]


def test_the_notice_of_19_march_can_be_challenged_until_2_april(work_as, call, decision):
    notified(work_as, call, decision)

    with work_as(call.buyer.officer) as work:
        row = queries.decision(work, decision)
        instructions = queries.letter_data(row).instructions
        told = json.loads(
            work.db.scalar(select(JournalRow.body).where(JournalRow.event == "offers.notified"))
        )
    assert (row.notified_at, row.remedy_ends_on) == (DECIDED, date(2026, 4, 2))
    assert [(one.remedy, one.notified_on, one.last_day) for one in instructions] == [
        (Remedy.MUNICIPAL_REVIEW, date(2026, 3, 22), date(2026, 4, 7)),
        (Remedy.PROCUREMENT_CORRECTION, date(2026, 3, 19), date(2026, 4, 2)),
    ]
    assert told["facts"]["remedy_ends_on"] == "2026-04-02"
    assert _reasons(work_as, call, decision) == ["offers.already_notified"]


@pytest.mark.parametrize(
    ("noticed", "ends"),
    [
        ("2026-03-20", date(2026, 4, 7)),
        ("2026-04-17", date(2026, 5, 4)),
        ("2026-06-05", date(2026, 6, 22)),
        ("2026-12-10", date(2026, 12, 28)),
        ("2026-12-23", date(2027, 1, 7)),
    ],
)
def test_the_time_to_challenge_ends_on_a_working_day(work_as, clock, call, decision, noticed, ends):
    clock.at = local(noticed)
    with work_as(call.buyer.officer) as work:
        service.renew_letter(work, decision)
    notified(work_as, call, decision)

    with work_as(call.buyer.officer) as work:
        assert queries.decision(work, decision).remedy_ends_on == ends


def test_where_only_the_municipal_claim_exists_its_time_counts():
    only = Instruction(Remedy.MUNICIPAL_REVIEW, date(2026, 3, 22), date(2026, 4, 7), {})
    assert remedy_ends_on([only]) == date(2026, 4, 7)


def test_a_letter_made_for_another_day_is_made_anew(ground, work_as, clock, call, decision):
    jobs.make_decision_letter(ground, _told(decision))
    clock.at += timedelta(days=1)
    assert _reasons(work_as, call, decision) == ["offers.letter_outdated"]

    with work_as(call.buyer.officer) as work:
        service.renew_letter(work, decision)
    assert _reasons(work_as, call, decision) == ["offers.letter_missing"]
    jobs.make_decision_letter(ground, _told(decision, "offers.letter_renewed"))

    assert _reasons(work_as, call, decision) == []
    with work_as(call.buyer.officer) as work:
        letter = queries.letter_data(queries.decision(work, decision))
    assert (letter.decided_on, letter.noticed_on) == (date(2026, 3, 19), date(2026, 3, 20))


def test_a_sent_letter_stays_as_it_is(ground, work_as, call, decision):
    notified(work_as, call, decision)

    with pytest.raises(Refused, match="already_notified"), work_as(call.buyer.officer) as work:
        service.renew_letter(work, decision)
    with pytest.raises(Refused, match="already_notified"), work_as(SYSTEM) as work:
        service.attach_letter(work, decision, b"%PDF-1.7 another")
    jobs.make_decision_letter(ground, _told(decision))
    with work_as(call.buyer.officer) as work:
        assert queries.letter(work, decision) == PAPER


def test_the_first_rounds_letters_compare_the_whole_round(work_as, clock, call):
    first_round = the_first_round(work_as, clock, call)

    with work_as(call.buyer.officer) as work:
        letters = {
            name: queries.letter_data(queries.decision(work, one.decision_id))
            for name, one in first_round.suppliers.items()
        }
    compared = {
        name: {one.category: [row.name for row in one.comparison] for one in letter.outcomes}
        for name, letter in letters.items()
    }
    order_in_b = ["Kantosilta-säätiö sr", "Valopolku ry", "Yhdessä töihin -konsortio"]
    assert compared["S3"] == {"B": order_in_b, "D": []}
    assert compared["S1"]["B"] == compared["S2"]["B"] == order_in_b
    [own] = [row for row in letters["S3"].outcomes[0].comparison if row.is_own]
    assert (own.quality, own.price_points, own.total) == (49_00, 40_00, 89_00)
    assert [member.name for member in letters["S3"].applicant.members] == [
        "Lehtolan Toimintakeskus ry",
        "Harjun Kyläyhdistys ry",
    ]


def _two_in_the_first_round(work_as, clock, call, *bids: Bid):
    receipts = [an_application(work_as, call, bid.admin, bid.party_id, bid.prices) for bid in bids]
    opened(work_as, clock, call, receipts)
    for receipt in receipts:
        scored(work_as, call, offers_of(work_as, call, receipt.application_id)["A"], 50)
    clock.at = DECIDED
    return [receipt.application_id for receipt in receipts]


@pytest.fixture
def pair(work_as, clock, call, supplier, rival):
    """Two applications to A, opened and scored, neither decided."""
    return _two_in_the_first_round(
        work_as,
        clock,
        call,
        Bid(supplier.id, supplier.admin, {"A": Money(59_90)}),
        Bid(rival.id, rival.admin, {"A": Money(61_50)}),
    )


def test_nobody_reads_the_price_of_somebody_who_is_not_decided_yet(work_as, call, pair):
    first = decided(work_as, call, pair[0], ["A"], number="1")
    with work_as(SYSTEM) as work:
        service.attach_letter(work, first, PAPER)

    assert _reasons(work_as, call, first) == ["offers.compared_undecided"]
    decided(work_as, call, pair[1], ["A"], number="2")
    assert _reasons(work_as, call, first) == []


def test_a_rejection_after_all_changes_the_letters_that_compared_it(work_as, call, pair):
    first = decided(work_as, call, pair[0], ["A"], number="1")
    with work_as(SYSTEM) as work:
        service.attach_letter(work, first, PAPER)
    decided(work_as, call, pair[1], [], number="2")

    assert _reasons(work_as, call, first) == ["offers.letter_outdated"]
    with work_as(call.buyer.officer) as work:
        service.renew_letter(work, first)
    notified(work_as, call, first)
    with work_as(call.buyer.officer) as work:
        [outcome] = queries.letter_data(queries.decision(work, first)).outcomes
    assert [row.is_own for row in outcome.comparison] == [True]


def test_an_admission_stands_in_the_register_once_the_applicant_is_told(work_as, call, decision):
    with work_as(GUEST) as work:
        assert queries.register(work, call.id) == []

    notified(work_as, call, decision)

    with work_as(GUEST) as work:
        assert [row.party for row in queries.register(work, call.id)] == ["Uraväylä Oy"]


def test_who_applies_in_swedish_gets_its_letter_in_swedish(ground, work_as, clock, call, supplier):
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"D": Money(149_00)}, language="sv")
    opened(work_as, clock, call, [receipt])
    no = Verdict(admit=False, grounds=("Priset överskrider pristaket.",))

    with work_as(call.buyer.decision_maker) as work:
        decision_id = service.decide(
            work,
            receipt.application_id,
            number="JHT 15/2026",
            verdicts={"D": no},
            facts="Ansökan kom in i tid.",
            title="sysselsättningsdirektör",
        )
    jobs.make_decision_letter(ground, _told(decision_id))

    with work_as(call.buyer.officer) as work:
        letter = queries.letter_data(queries.decision(work, decision_id))
        assert queries.letter(work, decision_id).startswith(b"%PDF-")
    assert letter.language == "sv"
    assert untranslated(letter, "sv") == []
    assert letter.outcomes[0].grounds[0].in_language("sv") == "Priset överskrider pristaket."


def test_only_the_buyers_people_give_notice_and_only_the_system_attaches(work_as, call, supplier, decision):
    with pytest.raises(Refused, match="not_your_act"), work_as(call.buyer.officer) as work:
        service.attach_letter(work, decision, PAPER)
    with pytest.raises(Refused, match="not_your_act"), work_as(call.buyer.evaluator) as work:
        service.notify(work, decision)
    for stranger in (supplier.admin, STRANGER):
        with pytest.raises(Missing), work_as(stranger) as work:
            service.notify(work, decision)
    with work_as(call.buyer.auditor) as work:
        assert work.db.scalars(select(Decision.notified_at)).all() == [None]
