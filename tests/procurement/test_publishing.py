"""Publishing a call: lawful, whole, in the languages owed, and with a limit of its own from then on."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.funds import queries as funds
from app.kernel.actors import GUEST
from app.kernel.money import Money
from app.kernel.plain import canonical_json
from app.kernel.refusals import Missing, Refused
from app.kernel.texts import Texts
from app.law.rules.thresholds import LegalBasis, Regime, ValuePart
from app.platform.journal import JournalRow
from app.procurement import queries, service
from app.procurement.rules.call import CallFacts, CategoryFacts, Value
from app.procurement.rules.states import CallState, ChoiceMode
from app.procurement.rules.tariffs.tariff import Cancellation, by_the_visit
from app.procurement.rules.terms import OrderTerms
from tests.story.identity import KANTOSILTA, a_buyer
from tests.story.people import STRANGER
from tests.story.procurement import (
    CALL,
    CATEGORIES,
    COACHING,
    FIRST_ROUND_CLOSES,
    OPENS,
    RANKING,
    a_call,
    a_draft,
    local,
)


def _value(euros_and_cents: int, *, options: int = 0) -> Value:
    return Value((ValuePart(base=Money(euros_and_cents - options), options=Money(options)),))


def _reasons(work_as, clock, call, at=OPENS) -> list[str]:
    clock.at = at
    with work_as(call.buyer.officer) as work:
        reasons = service.reasons_not_to_publish(work, queries.call(work, call.id))
    return [reason.code for reason in reasons]


def test_the_worked_example_is_published_and_its_ceiling_opens(work_as, clock, buyer):
    call = a_draft(work_as, buyer)

    clock.at = OPENS
    with work_as(buyer.officer) as work:
        service.publish(work, call.id)

    with work_as(buyer.officer) as work:
        row = queries.call(work, call.id)
        limit = funds.standing(work, funds.ceiling_of(work, call.id))
        version = queries.version_of(work, call.id, 1)
        event = work.db.scalar(select(JournalRow).where(JournalRow.event == "procurement.call_published"))
        told = json.loads(event.body)["facts"]
    assert (row.state, row.published_at) == (CallState.PUBLISHED, OPENS)
    assert (limit.amount, limit.committed) == (Money(390_000_00), Money(0))
    assert event.public_at == OPENS
    assert told["body_sha256"] == sha256(canonical_json(version.body)).hexdigest()
    assert version.body["facts"]["terms"]["cancellation"]["free_until_hours"] == 24


@pytest.mark.parametrize(
    ("regime", "cents", "reasons"),
    [
        (Regime.SOCIAL_HEALTH, 399_999_99, []),
        (Regime.SOCIAL_HEALTH, 400_000_00, ["law.not_small"]),
        (Regime.ORDINARY, 59_999_99, []),
        (Regime.ORDINARY, 60_000_00, ["law.not_small"]),
        (Regime.SPECIAL, 0, ["law.value_not_positive"]),
    ],
)
def test_a_small_purchase_stays_strictly_below_its_threshold(work_as, clock, buyer, regime, cents, reasons):
    call = a_draft(
        work_as, buyer, regime=regime, regime_reason="Valmennus on päätetty näin", option_months=0,
        value=_value(cents),
    )  # fmt: skip

    assert _reasons(work_as, clock, call) == reasons


def test_an_option_counts_into_the_value_of_the_call(work_as, clock, buyer):
    without = a_draft(work_as, buyer, option_months=12, value=_value(280_000_00))
    too_much = a_draft(
        work_as, buyer, number="2", option_months=12, value=_value(400_000_00, options=120_000_00)
    )

    assert _reasons(work_as, clock, without) == ["procurement.option_without_value"]
    assert _reasons(work_as, clock, too_much) == ["law.not_small"]


def test_the_parts_of_two_buyers_are_one_value():
    each = ValuePart(base=Money(150_000_00), options=Money(45_000_00))

    assert Value((each, each)).estimated == Money(390_000_00)
    assert Value((each, each)).options == Money(90_000_00)


def test_the_regime_is_explained_where_the_codes_hint_otherwise(work_as, clock, buyer):
    coaching = a_draft(work_as, buyer, cpv_main="79998000-6", cpv_extra=(), regime_reason="")

    assert _reasons(work_as, clock, coaching) == ["law.regime_unjustified"]


def test_two_calls_that_are_small_alone_and_not_together_are_explained(work_as, clock, buyer):
    first = a_call(work_as, clock, buyer, value=_value(250_000_00), option_months=0)
    again = {"value": _value(150_000_00), "option_months": 0}
    unexplained = a_draft(work_as, buyer, number="2", **again)
    explained = a_draft(work_as, buyer, number="3", split_reason="Eri asiakasryhmä ja eri palvelu", **again)

    assert first.id != unexplained.id
    assert _reasons(work_as, clock, unexplained) == ["law.split_unexplained"]
    assert _reasons(work_as, clock, explained) == []


def test_without_the_buyers_published_guideline_nothing_is_published(work_as, clock, buyer):
    call = a_draft(work_as, buyer, guideline_url="")

    assert _reasons(work_as, clock, call) == ["procurement.guideline_missing"]


def test_a_notice_says_what_is_bought_where_and_whom_to_ask(work_as, clock, buyer):
    call = a_draft(
        work_as, buyer, cpv_main="8531251", regime_reason="x", nuts=(), office=replace(CALL.office, email="")
    )
    elsewhere = a_draft(work_as, buyer, number="2", nuts=("Lehtola",))

    assert _reasons(work_as, clock, call) == [
        "procurement.cpv_wrong",
        "procurement.place_missing",
        "procurement.office_missing",
    ]
    assert _reasons(work_as, clock, elsewhere) == ["procurement.nuts_wrong"]


def test_a_bilingual_buyer_publishes_every_text_in_both_languages(work_as, clock, buyer):
    with work_as(buyer.officer) as work:
        service.set_languages(work, buyer.id, languages=["fi", "sv"])
    in_finnish = Texts({"fi": "Valmennus"}, prevailing="fi")
    only_finnish = a_draft(work_as, buyer, languages=("fi",))
    half = a_draft(work_as, buyer, number="2", title=in_finnish)
    category = [replace(COACHING, title=in_finnish)]
    half_inside = a_draft(work_as, buyer, number="3", categories=category)

    assert _reasons(work_as, clock, only_finnish) == ["procurement.language_required"]
    assert _reasons(work_as, clock, half) == ["procurement.text_not_translated"]
    assert _reasons(work_as, clock, half_inside) == ["procurement.text_not_translated"]


def test_a_second_buyers_languages_count_too(work_as, clock, buyer):
    other = a_buyer(work_as, name="Rannikon työllisyysalue", host=KANTOSILTA)
    with work_as(other.officer) as work:
        service.set_languages(work, other.id, languages=["fi", "sv"])
    call = a_draft(work_as, buyer, languages=("fi",))
    with work_as(buyer.officer) as work:
        service.add_buyer(work, call.id, other.id)

    assert _reasons(work_as, clock, call) == ["procurement.language_required"]


@pytest.mark.parametrize("basis", LegalBasis)
@pytest.mark.parametrize(("closes", "is_long_enough"), [("2026-03-03", False), ("2026-03-04", True)])
def test_the_first_round_lasts_thirty_days(work_as, clock, buyer, basis, closes, is_long_enough):
    call = a_draft(work_as, buyer, legal_basis=basis, first_round_closes_at=local(closes))

    too_short = "procurement.first_round_too_short" in _reasons(work_as, clock, call)
    assert too_short is not is_long_enough


def test_a_call_published_after_its_opening_day_counts_its_first_round_from_then(work_as, clock, buyer):
    call = a_draft(work_as, buyer)

    assert _reasons(work_as, clock, call, at=OPENS + timedelta(days=7)) == [
        "procurement.first_round_too_short"
    ]


def test_the_steps_of_a_call_come_in_their_order(work_as, clock, buyer):
    call = a_draft(
        work_as, buyer, questions_until=OPENS - timedelta(days=1), starts_on=FIRST_ROUND_CLOSES.date()
    )

    assert _reasons(work_as, clock, call) == [
        "procurement.questions_until_too_early",
        "procurement.starts_on_too_early",
    ]


def test_a_call_without_a_metric_or_a_category_is_not_published(work_as, clock, buyer):
    call = a_draft(work_as, buyer, categories=(), metrics=())

    assert _reasons(work_as, clock, call) == ["procurement.no_category", "procurement.no_metric"]


def test_a_system_of_the_act_gives_clients_no_choice(work_as, clock, buyer):
    """Every order must go to all admitted suppliers, so nobody may pick one."""
    call = a_draft(work_as, buyer, categories=[COACHING], legal_basis=LegalBasis.ACT_DPS)
    ranked = [replace(COACHING, choice_mode=ChoiceMode.RANKING)]
    by_ranking = a_draft(
        work_as, buyer, number="2", categories=ranked, legal_basis=LegalBasis.OPEN_HOUSE_CLIENT_CHOICE
    )

    assert _reasons(work_as, clock, call) == ["procurement.choice_not_allowed"]
    assert _reasons(work_as, clock, by_ranking) == ["procurement.choice_not_allowed"]


def test_where_a_ranking_may_pick_it_is_published_with_a_hundred_points(work_as, clock, buyer):
    silent = a_draft(work_as, buyer, ranking=replace(RANKING, criteria=(), price_points=0))
    uneven = a_draft(work_as, buyer, number="2", ranking=replace(RANKING, price_points=30))

    assert _reasons(work_as, clock, silent) == ["procurement.ranking_missing"]
    assert _reasons(work_as, clock, uneven) == ["procurement.points_not_hundred"]


def test_terms_and_tariffs_of_a_call_say_the_same(work_as, clock, buyer):
    dearer = by_the_visit(COACHING.tariff.unit, per=4, cancellation=Cancellation(share=10_000))
    call = a_draft(work_as, buyer, categories=[replace(COACHING, tariff=dearer, price_ceiling=Money(1))])
    slow = OrderTerms(payment_days=45, invoiced_by_day=31)
    late_payer = a_draft(work_as, buyer, number="2", terms=slow)

    assert _reasons(work_as, clock, call) == ["procurement.tariff_differs_from_terms"]
    assert _reasons(work_as, clock, late_payer) == ["procurement.term_wrong", "law.payment_term_unjustified"]


def test_suppliers_are_charged_nothing():
    """No field of a call or a category can hold a fee for applicants (RULE-21)."""
    names = {item.name for kind in (CallFacts, CategoryFacts, OrderTerms) for item in fields(kind)}
    assert len(names) > 30
    assert not [name for name in names if "fee" in name or "charge" in name]


def test_what_is_published_is_not_written_into_any_more(work_as, clock, buyer):
    call = a_call(work_as, clock, buyer, categories=[COACHING])

    with pytest.raises(Refused, match="already_published"), work_as(buyer.officer) as work:
        service.add_category(work, call.id, CATEGORIES[1])
    with pytest.raises(Refused, match="no_such_move"), work_as(buyer.officer) as work:
        service.publish(work, call.id)


def test_only_the_buyers_own_officers_publish(work_as, clock, buyer):
    call = a_draft(work_as, buyer)
    clock.at = OPENS

    with pytest.raises(Refused, match="not_your_act"), work_as(buyer.case_worker) as work:
        service.publish(work, call.id)
    with pytest.raises(Missing), work_as(STRANGER) as work:
        service.publish(work, call.id)
    with pytest.raises(Refused, match="not_your_act"), work_as(STRANGER) as work:
        service.draft_call(work, buyer.id, facts=CALL)


def test_numbers_codes_and_buyers_are_there_once(work_as, buyer):
    call = a_draft(work_as, buyer, categories=[COACHING])

    with pytest.raises(Refused, match="number_taken"):
        a_draft(work_as, buyer)
    with pytest.raises(Refused, match="code_taken"), work_as(buyer.officer) as work:
        service.add_category(work, call.id, COACHING)
    with pytest.raises(Refused, match="already_a_buyer"), work_as(buyer.officer) as work:
        service.add_buyer(work, call.id, buyer.id)


def test_a_closed_call_says_why_and_an_interrupted_one_too(work_as, clock, buyer):
    closed = a_call(work_as, clock, buyer)
    given_up = a_draft(work_as, buyer, number="2")

    with pytest.raises(Refused, match="reason_missing"), work_as(buyer.officer) as work:
        service.close(work, closed.id, reason=" ")
    with work_as(buyer.officer) as work:
        service.close(work, closed.id, reason="Ostaja vaihtui alueuudistuksessa")
        service.interrupt(work, given_up.id, reason="Määräraha poistui")

    with work_as(buyer.officer) as work:
        assert queries.call(work, closed.id).state is CallState.CLOSED
        assert queries.call(work, given_up.id).state is CallState.INTERRUPTED
    with pytest.raises(Missing), work_as(GUEST) as work:
        queries.call(work, given_up.id)  # it was never published


def test_the_database_keeps_the_promise_too(work_as, clock, buyer):
    a_call(work_as, clock, buyer)

    for wrong in ("UPDATE call SET closes_at = opens_at", "UPDATE category SET price_ceiling_cents = 0"):
        with pytest.raises(IntegrityError, match="ck_"), work_as(buyer.officer) as work:
            work.db.execute(text(wrong))
    with pytest.raises(DBAPIError, match="refused"), work_as(buyer.officer) as work:
        work.db.execute(text("UPDATE call_version SET reason = 'toinen'"))


def test_everything_of_a_call_comes_back_as_it_was_written(work_as, buyer):
    call = a_draft(work_as, buyer)

    with work_as(buyer.officer) as work:
        whole = queries.whole_call(work, queries.call(work, call.id))
        metrics = [metric.code for metric in queries.metrics_of(work, call.id)]
    assert (whole.facts, whole.categories) == (CALL, CATEGORIES)
    assert (metrics, date(2026, 4, 7)) == (["M1", "M2"], whole.facts.starts_on)
