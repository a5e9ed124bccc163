"""Which value makes a purchase small: `tests/cases/thresholds.csv` and what counts into the value."""

import csv
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.kernel.money import Money, money_from_text
from app.law import queries
from app.law.rules.thresholds import (
    LegalBasis,
    Purchase,
    Regime,
    Thresholds,
    ValuePart,
    estimated_value,
    one_purchase_with,
    reasons_basis_does_not_fit,
    reasons_regime_unjustified,
    reasons_split_unexplained,
    value_of_recurring,
    value_over_time,
)
from tests.story.people import STRANGER

WRITTEN = (Path(__file__).parents[1] / "cases" / "thresholds.csv").read_text(encoding="utf-8")
CASES = list(csv.DictReader(WRITTEN.splitlines()))
CITY, OTHER_CITY = UUID(int=101), UUID(int=102)
OF_2026 = Thresholds(
    national={
        Regime.ORDINARY: Money(60_000_00),
        Regime.SOCIAL_HEALTH: Money(400_000_00),
        Regime.SPECIAL: Money(300_000_00),
    },
    eu={
        Regime.ORDINARY: Money(216_000_00),
        Regime.SOCIAL_HEALTH: Money(750_000_00),
        Regime.SPECIAL: Money(750_000_00),
    },
)


def a_call(number: str, value: int, **other: object) -> Purchase:
    facts = {"buyer_ids": frozenset({CITY}), "cpv": "85312510-7", "published_on": date(2026, 2, 2), **other}
    return Purchase(number=number, value=Money(value * 100), **facts)  # type: ignore[arg-type]


def test_the_legal_basis_fits_the_value_as_the_official_says(work_as):
    with work_as(STRANGER) as work:
        known = {case["on"]: queries.thresholds(work, "FI", date.fromisoformat(case["on"])) for case in CASES}

    answers = {
        case["why"] + case["value"]: not reasons_basis_does_not_fit(
            LegalBasis(case["basis"]),
            value=money_from_text(case["value"]),
            regime=Regime(case["regime"]),
            thresholds=known[case["on"]],
        )
        for case in CASES
    }

    assert answers == {case["why"] + case["value"]: case["fits"] == "yes" for case in CASES}


def test_a_purchase_that_is_not_small_hears_the_threshold():
    reasons = reasons_basis_does_not_fit(
        LegalBasis.SMALL_DPS, value=Money(60_000_00), regime=Regime.ORDINARY, thresholds=OF_2026
    )

    assert [(reason.code, reason.facts["threshold"]) for reason in reasons] == [
        ("law.not_small", "60000.00 EUR")
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 12, 31), 215_000),
        (date(2024, 1, 1), 221_000),
        (date(2025, 12, 31), 221_000),
        (date(2026, 1, 1), 216_000),
    ],
)
def test_the_eu_threshold_is_that_of_the_day(work_as, on: date, expected: int):
    with work_as(STRANGER) as work:
        known = queries.thresholds(work, "FI", on)

    assert known.eu[Regime.ORDINARY] == Money(expected * 100)
    assert known.reaches_eu(Money(expected * 100), Regime.ORDINARY)
    assert not known.reaches_eu(Money(expected * 100 - 1), Regime.ORDINARY)


def test_options_extensions_prizes_categories_and_every_buyer_count_into_the_value():
    first_buyer = ValuePart(
        base=Money(200_000_00), options=Money(100_000_00), extensions=Money(20_000_00), prizes=Money(500_00)
    )
    second_buyer = ValuePart(base=Money(70_000_00))

    assert estimated_value([first_buyer, second_buyer]) == Money(390_500_00)


def test_a_service_without_an_end_counts_as_four_years():
    assert value_over_time(Money(5_000_00), None) == Money(240_000_00)
    assert value_over_time(Money(5_000_00), 24) == Money(120_000_00)


def test_a_recurring_purchase_is_the_past_year_or_else_the_coming_one():
    assert value_of_recurring(past_year=Money(58_000_00), coming_year=Money(40_000_00)) == Money(58_000_00)
    assert value_of_recurring(past_year=None, coming_year=Money(40_000_00)) == Money(40_000_00)
    with pytest.raises(ValueError, match="twelve months"):
        value_of_recurring(past_year=None, coming_year=None)


def test_two_small_calls_of_one_kind_must_be_explained():
    this, other = a_call("B", 250_000), a_call("A", 150_000, published_on=date(2025, 6, 1))

    def reasons(explanation: str) -> list[str]:
        found = reasons_split_unexplained(
            this, [other], regime=Regime.SOCIAL_HEALTH, thresholds=OF_2026, explanation=explanation
        )
        return [f"{reason.code} {reason.facts['total']} {reason.facts['calls']}" for reason in found]

    assert reasons("") == ["law.split_unexplained 400000.00 EUR A"]
    assert reasons("Eri asiakasryhmä ja eri rahoitus") == []


@pytest.mark.parametrize(
    "other",
    [
        a_call("A", 150_000, buyer_ids=frozenset({OTHER_CITY})),
        a_call("A", 150_000, cpv="80530000-8"),
        a_call("A", 150_000, published_on=date(2025, 2, 1)),
        a_call("B", 150_000),
        a_call("A", 149_999),
    ],
    ids=["another buyer", "another kind of service", "more than a year apart", "itself", "small together"],
)
def test_calls_that_are_not_one_purchase_need_no_explanation(other: Purchase):
    reasons = reasons_split_unexplained(
        a_call("B", 250_000), [other], regime=Regime.SOCIAL_HEALTH, thresholds=OF_2026, explanation=""
    )

    assert reasons == []


def test_a_joint_call_belongs_together_with_that_of_any_of_its_buyers():
    joint = a_call("B", 1, buyer_ids=frozenset({CITY, OTHER_CITY}), published_on=date(2027, 2, 2))

    assert [call.number for call in one_purchase_with(a_call("A", 1), [joint])] == ["B"]


def test_the_cpv_codes_hint_at_the_regime_and_the_officer_answers_for_another(work_as):
    with work_as(STRANGER) as work:
        work_example = queries.regime_hints(work, "FI", ["85312510-7", "79611000-0"], date(2026, 2, 2))
        coaching = queries.regime_hints(work, "FI", ["79998000-6"], date(2026, 2, 2))

    assert (work_example, coaching) == ([Regime.SOCIAL_HEALTH], [Regime.ORDINARY])
    assert reasons_regime_unjustified(Regime.SOCIAL_HEALTH, hints=work_example, justification="") == []
    assert reasons_regime_unjustified(Regime.SOCIAL_HEALTH, hints=coaching, justification="") != []
    assert (
        reasons_regime_unjustified(Regime.SOCIAL_HEALTH, hints=coaching, justification="Osa kuntoutusta")
        == []
    )
