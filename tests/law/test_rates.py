"""Rates follow the day that counts: of supply for value added tax, each late day for interest."""

from datetime import date

import pytest

from app.kernel.money import Money
from app.kernel.refusals import Refused
from app.law import queries
from app.law.rules.rates import Rates, VatKind, late_interest, reasons_payment_term_wrong
from tests.story.people import STRANGER


@pytest.fixture
def rates(work_as) -> Rates:
    with work_as(STRANGER) as work:
        return queries.rates(work, "FI")


@pytest.mark.parametrize(
    ("kind", "supplied_on", "expected"),
    [
        (VatKind.STANDARD, date(2024, 8, 31), 2400),
        (VatKind.STANDARD, date(2024, 9, 1), 2550),
        (VatKind.STANDARD, date(2026, 4, 30), 2550),
        (VatKind.REDUCED, date(2025, 12, 31), 1400),
        (VatKind.REDUCED, date(2026, 1, 1), 1350),
        (VatKind.LOW, date(2026, 1, 1), 1000),
    ],
)
def test_the_vat_rate_is_that_of_the_day_of_supply(
    rates: Rates, kind: VatKind, supplied_on: date, expected: int
):
    assert rates.vat(kind, supplied_on=supplied_on) == expected


def test_a_day_before_the_first_known_rate_is_refused_and_not_guessed(rates: Rates):
    with pytest.raises(Refused) as refused:
        rates.vat(VatKind.STANDARD, supplied_on=date(2012, 12, 31))

    assert [reason.code for reason in refused.value.reasons] == ["law.not_known"]
    assert refused.value.reasons[0].facts["what"] == "vat.standard"


def test_a_reference_rate_that_nobody_has_told_yet_is_refused(rates: Rates):
    assert rates.late_interest(date(2026, 6, 30)) == 1050
    with pytest.raises(Refused, match=r"law\.not_known"):
        rates.late_interest(date(2026, 7, 1))


def test_nine_late_days_cost_what_the_worked_example_says(rates: Rates):
    interest = late_interest(Money(413_46), due_on=date(2026, 6, 4), paid_on=date(2026, 6, 13), rates=rates)

    assert (interest, rates.late_compensation(date(2026, 6, 5))) == (Money(1_07), Money(40_00))


def test_each_late_day_bears_the_rate_of_its_half_year(rates: Rates):
    days_at_12_5, days_at_11_5 = 10, 20
    over_new_year = late_interest(
        Money(365_000_00), due_on=date(2024, 12, 21), paid_on=date(2025, 1, 20), rates=rates
    )

    assert over_new_year == Money(
        1_000_00 * days_at_12_5 * 125 // 1000 + 1_000_00 * days_at_11_5 * 115 // 1000
    )


@pytest.mark.parametrize("paid_on", [date(2026, 6, 4), date(2026, 5, 20)])
def test_a_payment_in_time_costs_no_interest(rates: Rates, paid_on: date):
    assert late_interest(Money(413_46), due_on=date(2026, 6, 4), paid_on=paid_on, rates=rates) == Money(0)


@pytest.mark.parametrize(
    ("days", "justification", "expected"),
    [
        (21, "", []),
        (30, "", []),
        (31, "", ["law.payment_term_unjustified"]),
        (60, "Sovittu erikseen, tuki maksetaan jälkikäteen", []),
        (61, "Sovittu erikseen", ["law.payment_term_too_long"]),
    ],
)
def test_a_public_buyer_pays_in_thirty_days(rates: Rates, days: int, justification: str, expected: list[str]):
    on = date(2026, 4, 7)
    reasons = reasons_payment_term_wrong(
        days,
        usual=rates.payment_term_days(on),
        longest=rates.longest_payment_term_days(on),
        justification=justification,
    )

    assert [reason.code for reason in reasons] == expected
