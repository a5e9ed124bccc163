"""Scoring and deciding: by category, with grounds, by whoever may, in time, and never changed afterwards."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.identity import service as identity
from app.kernel.actors import Role
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.offers import queries, service
from app.offers.models import Decision, Score
from app.offers.rules.deciding import Verdict
from app.offers.rules.states import APPLICATION_FLOW, OFFER_FLOW, ApplicationState, OfferState
from app.platform.journal import JournalRow
from app.platform.outbox import OutboxMessage
from tests.story.identity import BEGAN, an_actor, with_role
from tests.story.offers import (
    FACTS,
    MEETS_ALL,
    TITLE,
    an_admitted_supplier,
    an_application,
    decided,
    offers_of,
    opened,
    scored,
)
from tests.story.people import STRANGER
from tests.story.procurement import DECIDED, local

YES = Verdict(admit=True, grounds=(MEETS_ALL,))
NO = Verdict(admit=False, grounds=("Valmentajia on yksi, vaikka vaaditaan kaksi.",))


@pytest.fixture
def applied(work_as, clock, call, supplier):
    """Opened: A for 59.90, and D for 149.00, which is above its ceiling of 145.00."""
    receipt = an_application(
        work_as, call, supplier.admin, supplier.id, {"A": Money(59_90), "D": Money(149_00)}
    )
    opened(work_as, clock, call, [receipt])
    return receipt.application_id


@pytest.fixture
def evaluated(work_as, clock, call, applied):
    """With all its points, on the day of the decision."""
    for offer_id in offers_of(work_as, call, applied).values():
        scored(work_as, call, offer_id, 50)
    clock.at = DECIDED
    return applied


def _decide(work_as, person, application_id, verdicts, *, number="JHT 14/2026", facts=FACTS, title=TITLE):
    with work_as(person) as work:
        return service.decide(
            work, application_id, number=number, verdicts=verdicts, facts=facts, title=title
        )


def _codes(no) -> list[str]:
    return [reason.code for reason in no.value.reasons]


def test_one_decision_admits_to_one_category_and_rejects_from_another(work_as, call, supplier, evaluated):
    decision_id = _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": NO})

    with work_as(call.buyer.officer) as work:
        offers = {c.code: (o.state, o.grounds) for o, c in queries.offers_of(work, evaluated)}
        decision = queries.decision(work, decision_id)
        admitted = queries.admitted(work, call.categories["A"], work.now)
        message = work.db.scalar(select(OutboxMessage).where(OutboxMessage.event == "offers.decided"))
        assert queries.admitting_decision(work, call.id, supplier.id).id == decision_id
        assert queries.decision_on(work, evaluated).id == decision_id
        assert queries.own_application(work, evaluated).state is ApplicationState.DECIDED
    assert offers == {
        "A": (OfferState.ADMITTED, [MEETS_ALL]),
        "D": (OfferState.REJECTED, list(NO.grounds)),
    }
    assert (decision.decided_by_id, decision.delegated_by_id) == (call.buyer.decision_maker.id, None)
    assert [row.unit_price for row in admitted] == [Money(59_90)]
    assert message is not None


def test_a_price_above_the_ceiling_is_not_admitted(work_as, call, evaluated):
    with pytest.raises(Refused) as no:
        _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": YES})

    assert _codes(no) == ["offers.over_ceiling"]
    assert no.value.reasons[0].facts == {
        "category": "D",
        "price": "149.00 EUR",
        "ceiling": "145.00 EUR",
    }


def test_a_price_at_the_ceiling_is(work_as, clock, call, supplier):
    admitted = an_admitted_supplier(work_as, clock, call, supplier, prices={"D": Money(145_00)})
    assert set(admitted.offers) == {"D"}


def test_every_category_is_decided_with_grounds_and_facts(work_as, call, evaluated):
    without_grounds = Verdict(admit=True, grounds=(" ",))
    with pytest.raises(Refused) as no:
        _decide(work_as, call.buyer.decision_maker, evaluated, {"A": without_grounds, "B": NO}, facts="")

    assert _codes(no) == [
        "offers.facts_missing",
        "offers.verdict_missing",
        "offers.not_offered",
        "offers.grounds_missing",
    ]


def test_nobody_is_admitted_before_all_points_are_given(work_as, call, applied):
    with pytest.raises(Refused) as no:
        _decide(work_as, call.buyer.decision_maker, applied, {"A": YES, "D": NO})

    lacking = [reason.facts["criterion"] for reason in no.value.reasons]
    assert lacking == ["impact", "method", "staff"]
    assert set(_codes(no)) == {"offers.not_scored"}


def test_a_decision_number_is_used_once(work_as, clock, call, rival, evaluated):
    _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": NO})
    late = an_application(work_as, call, rival.admin, rival.id, {"A": Money(60_00)})
    opened(work_as, clock, call, [late])

    with pytest.raises(Refused, match="number_taken"):
        _decide(work_as, call.buyer.decision_maker, late.application_id, {"A": NO})


def test_an_officer_decides_only_with_the_role_lent_and_the_lender_is_on_record(work_as, call, evaluated):
    buyer, verdicts = call.buyer, {"A": YES, "D": NO}
    with pytest.raises(Refused, match="not_your_act"):
        _decide(work_as, buyer.officer, evaluated, verdicts)

    with work_as(buyer.decision_maker) as work:
        identity.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.officer.id,
            decision="JHT 9/2026: jatkuvan haun päätökset",
            process_id=call.id,
            valid_from=date(2026, 3, 1),
        )
    decision_id = _decide(work_as, an_actor(work_as, buyer.officer.id, DECIDED.date()), evaluated, verdicts)

    with work_as(buyer.auditor) as work:
        decision = work.db.get(Decision, decision_id)
        told = work.db.scalar(select(JournalRow.body).where(JournalRow.event == "offers.decided"))
    assert (decision.decided_by_id, decision.delegated_by_id) == (buyer.officer.id, buyer.decision_maker.id)
    assert json.loads(told)["facts"]["delegated_by"] == str(buyer.decision_maker.id)


def test_nobody_else_decides(work_as, call, supplier, evaluated):
    for person in (call.buyer.evaluator, call.buyer.case_worker, supplier.admin):
        with pytest.raises(Refused, match="not_your_act"):
            _decide(work_as, person, evaluated, {"A": YES, "D": NO})
    with pytest.raises(Missing):
        _decide(work_as, STRANGER, evaluated, {"A": YES, "D": NO})


def test_a_decided_application_is_decided_for_good(work_as, call, supplier, evaluated):
    _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": NO})

    with pytest.raises(Refused, match="no_such_move"):
        _decide(work_as, call.buyer.decision_maker, evaluated, {"A": NO, "D": NO}, number="2")
    with pytest.raises(Refused, match="no_such_move"), work_as(supplier.admin) as work:
        service.withdraw(work, evaluated)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE application SET late_by_us = 1",
        "UPDATE application SET state = 'opened'",
        "DELETE FROM application",
        "UPDATE offer SET unit_price_cents = 100",
        "UPDATE offer SET grounds = '[]'",
        "UPDATE decision SET number = 'toinen'",
        "UPDATE decision SET facts = 'toisin'",
        "UPDATE admission SET admitted_at = '2026-01-01 00:00:00+00:00'",
        "DELETE FROM admission",
        "DELETE FROM decision",
    ],
)
def test_the_database_changes_nothing_that_was_decided(work_as, call, evaluated, wrong):
    _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": NO})

    with pytest.raises((DBAPIError, IntegrityError), match="refused"), work_as(STRANGER) as work:
        work.db.execute(text(wrong))


def test_who_was_rejected_applies_anew_with_a_new_application(work_as, clock, call, supplier, evaluated):
    _decide(work_as, call.buyer.decision_maker, evaluated, {"A": NO, "D": NO})

    clock.at += timedelta(days=1)
    again = an_application(work_as, call, supplier.admin, supplier.id, {"D": Money(140_00)})
    opened(work_as, clock, call, [again])
    scored(work_as, call, offers_of(work_as, call, again.application_id)["D"], 40)
    decided(work_as, call, again.application_id, ["D"], number="JHT 15/2026")

    with work_as(supplier.admin) as work:
        states = [application.state for application in queries.own_applications(work, call.id)]
    assert states == [ApplicationState.DECIDED, ApplicationState.DECIDED]


def test_who_stands_in_the_register_does_not_apply_there_again(work_as, clock, call, supplier):
    an_admitted_supplier(work_as, clock, call, supplier)

    with pytest.raises(Refused, match="already_admitted"):
        an_application(work_as, call, supplier.admin, supplier.id, {"A": Money(50_00), "B": Money(70_00)})
    with work_as(supplier.admin) as work:
        service.withdraw(work, queries.own_applications(work, call.id)[-1].id)
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"B": Money(70_00)})
    assert receipt.round == "continuous"


def test_the_database_admits_a_party_to_a_category_once(work_as, clock, call, supplier):
    an_admitted_supplier(work_as, clock, call, supplier)
    columns = "call_id, category_id, party_id, offer_id, admitted_at, end_reason"
    again = f"INSERT INTO admission (id, {columns}) SELECT offer_id, {columns} FROM admission"

    with pytest.raises(IntegrityError, match=r"(?i)unique"), work_as(STRANGER) as work:
        work.db.execute(text(again))


def test_more_time_is_taken_once_in_time_and_with_a_reason(work_as, clock, call, applied):
    clock.at = local("2026-03-19", "15:00")
    with pytest.raises(Refused, match="extension_without_reason"), work_as(call.buyer.officer) as work:
        service.extend(work, applied, reason=" ")

    with work_as(call.buyer.officer) as work:
        assert service.extend(work, applied, reason="Verovelkatodistus puuttuu") == date(2026, 3, 26)
    with pytest.raises(Refused, match="already_extended"), work_as(call.buyer.officer) as work:
        service.extend(work, applied, reason="Vielä vähän")

    with work_as(call.buyer.officer) as work:
        message = work.db.scalar(select(OutboxMessage).where(OutboxMessage.event == "offers.time_extended"))
        assert message is not None  # the applicant is told
        assert queries.own_application(work, applied).extension_reason == "Verovelkatodistus puuttuu"


def test_a_time_that_has_run_out_is_not_extended(work_as, clock, call, applied):
    clock.at = local("2026-03-20", "00:00")
    with pytest.raises(Refused, match="extended_too_late"), work_as(call.buyer.officer) as work:
        service.extend(work, applied, reason="Verovelkatodistus puuttuu")


def test_fifteen_working_days_over_easter_end_on_the_twentieth_of_april(work_as, clock, call, rival):
    clock.at = local("2026-03-26", "08:00")
    receipt = an_application(work_as, call, rival.admin, rival.id, {"A": Money(60_00)})
    opened(work_as, clock, call, [receipt])

    with work_as(call.buyer.officer) as work:
        assert service.extend(work, receipt.application_id, reason="Selvitys") == date(2026, 4, 20)


def test_a_decision_that_comes_late_says_by_how_many_days(work_as, clock, call, evaluated):
    clock.at = local("2026-03-23")
    _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": NO})

    with work_as(call.buyer.auditor) as work:
        told = work.db.scalar(select(JournalRow.body).where(JournalRow.event == "offers.decided"))
    assert json.loads(told)["facts"]["days_late"] == 4


def test_points_are_given_by_evaluators_within_the_criterion_and_with_a_reason(work_as, call, applied):
    offer_id = offers_of(work_as, call, applied)["A"]

    def score(person, criterion="method", hundredths=20_00, reason="Selkeä menetelmä"):
        with work_as(person) as work:
            service.score(work, offer_id, criterion, hundredths=hundredths, reason=reason)

    evaluator = call.buyer.evaluator
    for person, facts, code in (
        (call.buyer.officer, {}, "not_your_act"),
        (evaluator, {"criterion": "colour"}, "unknown_criterion"),
        (evaluator, {"hundredths": 25_01}, "points_out_of_range"),
        (evaluator, {"hundredths": -1}, "points_out_of_range"),
        (evaluator, {"reason": " "}, "score_without_reason"),
    ):
        with pytest.raises(Refused, match=code):
            score(person, **facts)
    with pytest.raises(Missing):
        score(STRANGER)
    score(evaluator, hundredths=25_00)


def test_the_last_score_counts_and_the_journal_keeps_the_first(work_as, call, applied):
    offer_id = offers_of(work_as, call, applied)["A"]
    for hundredths in (20_00, 22_50):
        with work_as(call.buyer.evaluator) as work:
            service.score(work, offer_id, "method", hundredths=hundredths, reason="Arvio")

    with work_as(call.buyer.auditor) as work:
        assert work.db.scalars(select(Score.hundredths)).all() == [22_50]
        events = select(JournalRow.body).where(JournalRow.event == "offers.scored").order_by(JournalRow.seq)
        told = [json.loads(body)["facts"] for body in work.db.scalars(events)]
    assert [(fact["hundredths_before"], fact["hundredths"]) for fact in told] == [(None, 2000), (2000, 2250)]


def test_what_is_decided_is_not_scored_any_more(work_as, call, evaluated):
    offer_id = offers_of(work_as, call, evaluated)["A"]
    _decide(work_as, call.buyer.decision_maker, evaluated, {"A": YES, "D": NO})

    with pytest.raises(Refused, match="not_being_evaluated"), work_as(call.buyer.evaluator) as work:
        service.score(work, offer_id, "method", hundredths=1, reason="Arvio")


def test_a_second_evaluator_may_correct_the_first(work_as, call, applied):
    offer_id = offers_of(work_as, call, applied)["A"]
    second = with_role(work_as, "Eetu Arvioija", call.buyer.id, Role.EVALUATOR, valid_from=BEGAN)
    for person in (call.buyer.evaluator, an_actor(work_as, second)):
        with work_as(person) as work:
            service.score(work, offer_id, "staff", hundredths=15_00, reason="Arvio")

    with work_as(call.buyer.auditor) as work:
        assert work.db.scalars(select(Score.evaluator_id)).all() == [second]


def test_every_state_of_an_application_and_an_offer_can_be_reached():
    assert APPLICATION_FLOW.reachable() == set(ApplicationState)
    assert OFFER_FLOW.reachable() == set(OfferState)
