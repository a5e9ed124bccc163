"""Applying to a call: in time to the microsecond, once at a time, with a receipt that proves it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, timedelta
from hashlib import sha256
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import GUEST
from app.kernel.money import Money
from app.kernel.refusals import Missing, Refused
from app.offers import queries, service
from app.offers.models import Application
from app.offers.rules.content import ApplicationContent, CategoryOffer
from app.offers.rules.states import ApplicationState, Round
from app.procurement import service as procurement
from tests.story.offers import a_draft_application, an_application, content_of
from tests.story.people import STRANGER
from tests.story.procurement import CALL, FIRST_ROUND_CLOSES, local

A = {"A": Money(59_90)}


@pytest.mark.parametrize(
    ("after", "received_in", "late_by_us"),
    [
        (timedelta(0), Round.FIRST, 0),
        (timedelta(microseconds=1), Round.CONTINUOUS, 1),
        (timedelta(milliseconds=1), Round.CONTINUOUS, 1000),
    ],
)
def test_noon_is_in_time_and_a_millisecond_later_joins_those_who_come_one_by_one(
    work_as, clock, call, supplier, after, received_in, late_by_us
):
    application_id = a_draft_application(work_as, call, supplier.admin, supplier.id)
    content = content_of(work_as, call, supplier.admin, A)

    clock.at = FIRST_ROUND_CLOSES + after
    with work_as(supplier.admin) as work:
        receipt = service.send(work, application_id, content)

    assert (receipt.round, receipt.late_by_us) == (received_in, late_by_us)
    assert receipt.received_at == FIRST_ROUND_CLOSES + after
    with work_as(supplier.admin) as work:
        kept = queries.own_application(work, application_id)
        assert (kept.state, kept.late_by_us) == (ApplicationState.SENT, late_by_us)


def test_the_receipt_proves_what_was_received(work_as, call, supplier):
    content = content_of(work_as, call, supplier.admin, A)
    receipt = an_application(work_as, call, supplier.admin, supplier.id, A)

    with work_as(supplier.admin) as work:
        application = queries.own_application(work, receipt.application_id)
        sealed = work.ground.keys.subject(work.db, application.id)
        envelope = sealed.open_bytes(queries.CONTENT, application.sealed)
        assert queries.own_content(work, application.id) == content
    assert sha256(envelope).digest() == receipt.sha256
    assert receipt.public_id.version == 4


def test_content_that_is_not_what_the_receipt_says_is_never_read(work_as, call, supplier):
    receipt = an_application(work_as, call, supplier.admin, supplier.id, A)

    with work_as(supplier.admin) as work:
        queries.own_application(work, receipt.application_id).sha256 = bytes(32)
    with pytest.raises(ValueError, match="receipt"), work_as(supplier.admin) as work:
        queries.own_content(work, receipt.application_id)


def test_the_first_rounds_time_to_decide_runs_from_its_closing_and_a_later_ones_from_receipt(
    work_as, clock, call, supplier, rival
):
    clock.at = local("2026-02-10")
    early = an_application(work_as, call, supplier.admin, supplier.id, A)
    clock.at = local("2026-03-26", "08:00")
    late = an_application(work_as, call, rival.admin, rival.id, A)

    with work_as(supplier.admin) as work:
        assert queries.own_application(work, early.application_id).decide_by == date(2026, 3, 19)
    with work_as(rival.admin) as work:
        assert queries.own_application(work, late.application_id).decide_by == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("sent", "due"),
    [("2026-06-17", date(2026, 7, 1)), ("2026-12-18", date(2027, 1, 5))],
)
def test_the_buyer_works_on_midsummer_eve_and_christmas_eve(work_as, clock, call, supplier, sent, due):
    """Its own duty is counted by the strict calendar; the lenient one would give it a day more (RULE-84)."""
    clock.at = local(sent)
    receipt = an_application(work_as, call, supplier.admin, supplier.id, A)

    with work_as(supplier.admin) as work:
        assert queries.own_application(work, receipt.application_id).decide_by == due


def test_a_call_receives_until_the_last_moment_of_its_validity(work_as, clock, call, supplier):
    application_id = a_draft_application(work_as, call, supplier.admin, supplier.id)
    content = content_of(work_as, call, supplier.admin, A)

    clock.at = CALL.closes_at
    with pytest.raises(Refused, match="call_not_open"), work_as(supplier.admin) as work:
        service.send(work, application_id, content)
    clock.at = CALL.closes_at - timedelta(microseconds=1)
    with work_as(supplier.admin) as work:
        assert service.send(work, application_id, content).round is Round.CONTINUOUS


def test_nobody_applies_to_a_call_that_is_closed(work_as, call, supplier):
    with work_as(call.buyer.officer) as work:
        procurement.close(work, call.id, reason="Ostaja vaihtui")

    with pytest.raises(Refused, match="call_not_open"):
        a_draft_application(work_as, call, supplier.admin, supplier.id)


def test_a_party_has_one_application_at_a_time(work_as, call, supplier):
    first = an_application(work_as, call, supplier.admin, supplier.id, A)

    with pytest.raises(Refused, match="already_applying"):
        a_draft_application(work_as, call, supplier.admin, supplier.id)
    with work_as(supplier.admin) as work:
        service.withdraw(work, first.application_id)
    again = an_application(work_as, call, supplier.admin, supplier.id, A)
    assert again.application_id != first.application_id


def test_of_two_who_start_for_one_party_at_once_one_starts(work_as, call, supplier):
    together = Barrier(2)

    def start() -> str:
        together.wait()
        try:
            return str(a_draft_application(work_as, call, supplier.admin, supplier.id))
        except Refused as no:
            return no.reasons[0].code

    with ThreadPoolExecutor(2) as hands:
        answers = [answer.result() for answer in [hands.submit(start), hands.submit(start)]]

    assert answers.count("offers.already_applying") == 1
    with work_as(supplier.admin) as work:
        assert len(queries.own_applications(work, call.id)) == 1


def test_the_database_lets_one_live_application_stand(work_as, call, supplier):
    """The service asks first; the index promises."""
    first = a_draft_application(work_as, call, supplier.admin, supplier.id)

    with pytest.raises(IntegrityError), work_as(supplier.admin) as work:
        _add_another_like(work, queries.own_application(work, first))
    with work_as(supplier.admin) as work:
        service.withdraw(work, first)
    with work_as(supplier.admin) as work:
        _add_another_like(work, queries.own_application(work, first))


def _add_another_like(work, row: Application) -> None:
    copy = {column.name: getattr(row, column.key) for column in Application.__table__.columns}
    work.db.add(Application(**{**copy, "id": work.new_id(), "public_id": work.new_id()}))
    work.db.flush()


def test_an_application_answers_everything_and_nothing_else(work_as, call, supplier):
    whole = content_of(work_as, call, supplier.admin, A)
    application_id = a_draft_application(work_as, call, supplier.admin, supplier.id)
    answers = dict(whole.offers["A"].answers)
    wrong = {
        "no_category": replace(whole, offers={}),
        "unknown_category": replace(whole, offers={"X": whole.offers["A"]}),
        "price_missing": replace(whole, offers={"A": CategoryOffer(Money(0), answers)}),
        "answer_missing": replace(whole, offers={"A": CategoryOffer(Money(1), answers | {"staff": " "})}),
        "unknown_question": replace(whole, offers={"A": CategoryOffer(Money(1), answers | {"hobby": "x"})}),
        "answer_too_long": replace(
            whole, offers={"A": CategoryOffer(Money(1), answers | {"staff": "x" * 10_001})}
        ),
    }

    for code, content in wrong.items():
        with pytest.raises(Refused) as no, work_as(supplier.admin) as work:
            service.send(work, application_id, content)
        assert [reason.code for reason in no.value.reasons] == [f"offers.{code}"]
    with pytest.raises(Refused) as no, work_as(supplier.admin) as work:
        service.send(work, application_id, replace(whole, declarations={}))
    asked = [reason.facts["question"] for reason in no.value.reasons]
    assert asked == ["insurance", "liability_act"]


def test_a_price_above_the_ceiling_is_received(work_as, call, supplier):
    """It is for the decision to reject it, with grounds."""
    receipt = an_application(work_as, call, supplier.admin, supplier.id, {"D": Money(149_00)})
    assert receipt.round is Round.FIRST


def test_only_the_suppliers_own_administrators_apply(work_as, call, supplier, rival):
    for stranger in (supplier.worker, rival.admin, call.buyer.officer, GUEST):
        with pytest.raises(Refused, match="not_your_act"):
            a_draft_application(work_as, call, stranger, supplier.id)
    application_id = a_draft_application(work_as, call, supplier.admin, supplier.id)
    content = ApplicationContent({"A": CategoryOffer(Money(59_90))})
    for stranger in (rival.admin, call.buyer.officer, STRANGER):
        with pytest.raises(Missing), work_as(stranger) as work:
            service.send(work, application_id, content)
    with pytest.raises(Refused, match="not_your_act"), work_as(supplier.worker) as work:
        service.withdraw(work, application_id)


def test_the_decision_can_only_be_asked_for_in_a_language_of_the_call(work_as, call, supplier):
    with pytest.raises(Refused, match="language_not_offered"), work_as(supplier.admin) as work:
        service.start(work, call.id, supplier.id, language="en")


def test_what_is_sent_is_not_sent_again(work_as, call, supplier):
    receipt = an_application(work_as, call, supplier.admin, supplier.id, A)
    content = content_of(work_as, call, supplier.admin, A)

    with pytest.raises(Refused, match="no_such_move"), work_as(supplier.admin) as work:
        service.send(work, receipt.application_id, content)


def test_moments_come_back_in_utc_to_the_microsecond(work_as, clock, call, supplier):
    clock.at = local("2026-02-20") + timedelta(microseconds=123_456)
    receipt = an_application(work_as, call, supplier.admin, supplier.id, A)

    with work_as(supplier.admin) as work:
        kept = work.db.scalar(select(Application.received_at).where(Application.id == receipt.application_id))
    assert (kept, kept.tzinfo) == (clock.at, UTC)


def test_the_database_keeps_the_promise_of_a_word(work_as, call, supplier):
    an_application(work_as, call, supplier.admin, supplier.id, A)

    with pytest.raises(IntegrityError, match="ck_"), work_as(supplier.admin) as work:
        work.db.execute(text("UPDATE application SET state = 'lost'"))
