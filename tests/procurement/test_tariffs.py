"""What is paid for units delivered, missed or reached: `tests/cases/tariffs.csv`, and what always holds."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.deadlines import last_day_of_month
from app.kernel.money import Money, money_from_text
from app.kernel.quantity import Quantity, Unit, quantity_from_text
from app.procurement.rules.tariffs.bonus import bonus_share, reasons_bonus_not_earned
from app.procurement.rules.tariffs.fees import MissedVisit, cancellation_kind, fee_for
from app.procurement.rules.tariffs.months import by_month, month_quantity, period_quantity
from app.procurement.rules.tariffs.tariff import (
    Cancellation,
    Tariff,
    by_the_month,
    by_the_visit,
    differs_from,
    in_a_group,
    reasons_not_countable,
    reasons_tariff_wrong,
    reasons_too_short,
    tariff_from_json,
)
from tests.story.procurement import AFTERWARDS, COACHING, COMPANION, GROUP, HELSINKI, local

WRITTEN = (Path(__file__).parents[1] / "cases" / "tariffs.csv").read_text(encoding="utf-8")
CASES = list(csv.DictReader(WRITTEN.splitlines()))
TARIFFS = {
    "hour": COACHING.tariff,
    "session": COMPANION.tariff,
    "day": GROUP.tariff,
    "month": AFTERWARDS.tariff,
}
NO = "no"


def _held(case: dict[str, str], tariff: Tariff) -> tuple[Quantity, Money] | None:
    """Written in hundredths, so that what is no whole step can be written at all."""
    amounts = [quantity_from_text(written, tariff.unit, per=100) for written in case["amounts"].split()]
    if any(reasons_not_countable(amount, tariff) for amount in amounts):
        return None
    whole = sum(amounts[1:], start=amounts[0])
    return whole, money_from_text(case["price"]).times(whole)


def _missed(case: dict[str, str], tariff: Tariff) -> tuple[Quantity, Money]:
    told = case["until_or_told"]
    kind = cancellation_kind(
        begins_at=local(*case["begins"].split()),
        notice_at=None if told == "never" else local(*told.split()),
        tariff=tariff,
    )
    fee = fee_for(
        kind,
        tariff=tariff,
        fees_in_order=int(case["fees_in_order"]),
        fees_in_month=int(case["fees_in_month"]),
    )
    return fee, money_from_text(case["price"]).times(fee)


def _period(case: dict[str, str], tariff: Tariff) -> tuple[Quantity, Money]:
    first, last = date.fromisoformat(case["begins"]), date.fromisoformat(case["until_or_told"])
    period = period_quantity(first, last)
    return period, money_from_text(case["price"]).times(period)


def _bonus(case: dict[str, str], tariff: Tariff) -> tuple[Quantity, Money] | None:
    began, reached = date.fromisoformat(case["begins"]), date.fromisoformat(case["until_or_told"])
    if reasons_bonus_not_earned(tariff, began_on=began, reached_on=reached):
        return None
    return Quantity(1, 1, Unit.OUTCOME), tariff.bonus


RULES: dict[str, Callable[[dict[str, str], Tariff], tuple[Quantity, Money] | None]] = {
    "held": _held,
    "missed": _missed,
    "period": _period,
    "bonus": _bonus,
}


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_it_pays_what_the_official_says(case):
    paid = RULES[case["what"]](case, TARIFFS[case["service"]])

    said = "no no" if paid is None else f"{paid[0].plain()} {paid[1].plain()}"
    assert said == f"{case['quantity']} {case['pays']}"


def test_the_official_has_said_something_of_everything():
    assert len(CASES) >= 40
    assert {case["what"] for case in CASES} == set(RULES)
    assert {case["service"] for case in CASES} == set(TARIFFS)


@given(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.lists(st.integers(1, 31), max_size=8),
)
def test_however_a_month_is_cut_it_adds_up_to_one_month(day, cuts):
    first = day.replace(day=1)
    last = last_day_of_month(first)
    ends = sorted({min(first + timedelta(days=cut - 1), last) for cut in cuts} | {last})

    begins = [first, *(end + timedelta(days=1) for end in ends[:-1])]
    parts = [month_quantity(begin, end) for begin, end in zip(begins, ends, strict=True)]

    assert sum(part.value for part in parts) == 30
    assert all(part.value >= 0 for part in parts)


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_a_period_is_the_sum_of_its_months_and_misses_no_day(first, days):
    last = first + timedelta(days=days)

    parts = list(by_month(first, last))

    assert (parts[0][0], parts[-1][1]) == (first, last)
    assert all(after - before == timedelta(days=1) for (_, before), (after, _) in pairwise(parts))
    assert period_quantity(first, last).value == sum(month_quantity(*part).value for part in parts)


def test_a_period_is_of_one_month_and_goes_forwards():
    with pytest.raises(ValueError, match="not a period of one month"):
        month_quantity(date(2026, 4, 13), date(2026, 5, 1))
    with pytest.raises(ValueError, match="not a period of one month"):
        month_quantity(date(2026, 4, 13), date(2026, 4, 12))


@given(st.integers(0, 2 * 365 * 24 * 60), st.integers(0, 3 * 24 * 60))
def test_24_hours_are_24_hours_on_every_day_of_the_year(minutes, minutes_before):
    begins_at = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    notice_at = begins_at - timedelta(minutes=minutes_before)

    kind = cancellation_kind(
        begins_at=begins_at.astimezone(HELSINKI),
        notice_at=notice_at.astimezone(HELSINKI),
        tariff=COMPANION.tariff,
    )

    assert (kind is MissedVisit.CANCELLED) == (minutes_before >= 24 * 60)
    assert (kind is MissedVisit.NO_SHOW) == (minutes_before == 0)


def test_the_night_when_the_clocks_go_forward_is_an_hour_short():
    begins_at = datetime(2026, 3, 29, 9, tzinfo=HELSINKI)

    kind = cancellation_kind(
        begins_at=begins_at, notice_at=begins_at - timedelta(days=1), tariff=COMPANION.tariff
    )

    assert kind is MissedVisit.LATE_CANCELLATION


@given(st.integers(0, 10_000), st.integers(0, 3), st.integers(0, 3))
def test_a_fee_is_never_more_than_its_share_of_one_unit(share, in_order, in_month):
    tariff = by_the_visit(Unit.HOUR, per=4, cancellation=Cancellation(share=share))

    fee = fee_for(MissedVisit.NO_SHOW, tariff=tariff, fees_in_order=in_order, fees_in_month=in_month)

    assert fee.exact * 10_000 == (share if in_order < 2 else 0)


def test_a_bonus_shows_which_part_of_the_pay_it_is():
    assert bonus_share(bonus=Money(700_00), whole=Money(1_534_00)) == 45_63
    assert bonus_share(bonus=Money(0), whole=Money(0)) == 0


def test_a_participant_day_has_four_hours_and_a_session_ninety_minutes():
    assert reasons_too_short(240, GROUP.tariff) == []
    assert [reason.facts["least"] for reason in reasons_too_short(239, GROUP.tariff)] == ["240"]
    assert reasons_too_short(89, COMPANION.tariff)


def test_hours_are_not_delivered_in_months():
    reasons = reasons_not_countable(Quantity(1, 1, Unit.MONTH), COACHING.tariff)
    assert [reason.code for reason in reasons] == ["procurement.wrong_unit"]


@pytest.mark.parametrize("tariff", TARIFFS.values())
def test_a_stored_tariff_comes_back_as_it_was(tariff):
    assert tariff_from_json(tariff.as_json()) == tariff
    assert reasons_tariff_wrong(tariff) == []


def test_a_tariff_that_could_be_read_in_two_ways_is_refused():
    wrong = Tariff(
        Unit.MONTH,
        per=31,
        least_minutes=-1,
        free_until_hours=-1,
        fee_share=10_001,
        most_fees_per_order=-1,
        bonus=Money(700_00),
    )
    said = [reason.facts["what"] for reason in reasons_tariff_wrong(wrong)]
    assert said == ["per", "least_minutes", "free_until_hours", "fee_share", "most_fees", "bonus"]


def test_the_terms_of_the_call_and_its_tariffs_say_the_same():
    two_days = Cancellation(free_until_hours=48)
    assert differs_from(COACHING.tariff, two_days)
    assert not differs_from(in_a_group(Unit.PARTICIPANT_DAY, cancellation=two_days), two_days)
    assert not differs_from(by_the_month(), two_days)
