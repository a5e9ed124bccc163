"""The named limits, shares and permissions of the Finnish pack, as the other chapters ask for them."""

from datetime import UTC, date, datetime

import pytest

from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.refusals import Refused
from app.law import queries
from app.law.rules.calendars import CalendarKind
from app.law.rules.features import ContractStage, Feature, Standstill
from app.law.rules.limits import AmountName, LimitName, ShareName, deemed_received, is_fresh
from app.law.rules.thresholds import LegalBasis
from tests.story.people import STRANGER

TODAY = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("name", "start", "expected"),
    [
        (LimitName.APPLICATION_DECISION, date(2026, 3, 5), date(2026, 3, 19)),
        (LimitName.APPLICATION_DECISION_EXTENDED, date(2026, 3, 5), date(2026, 3, 26)),
        (LimitName.APPLICATION_DECISION, date(2026, 12, 18), date(2027, 1, 5)),
        (LimitName.FIRST_ROUND, date(2026, 2, 2), date(2026, 3, 4)),
        (LimitName.MUNICIPAL_REVIEW, date(2026, 3, 19), date(2026, 4, 2)),
        (LimitName.MUNICIPAL_REVIEW, date(2026, 12, 10), date(2026, 12, 28)),
        (LimitName.MARKET_COURT, date(2020, 8, 18), date(2020, 9, 1)),
        (LimitName.STANDSTILL, date(2026, 3, 20), date(2026, 4, 7)),
        (LimitName.OWN_CORRECTION, date(2026, 3, 19), date(2026, 6, 17)),
        (LimitName.CHOICE_WINDOW, date(2026, 4, 7), date(2026, 4, 14)),
        (LimitName.ORDER_ACCEPTANCE, date(2026, 4, 7), date(2026, 4, 10)),
        (LimitName.ORDER_START, date(2026, 4, 15), date(2026, 4, 29)),
    ],
)
def test_a_named_limit_ends_by_its_own_calendar(work_as, name: LimitName, start: date, expected: date):
    with work_as(STRANGER) as work:
        assert queries.last_day(work, "FI", name, start) == expected


def test_the_authoritys_duties_are_strict_and_others_rights_lenient(work_as):
    with work_as(STRANGER) as work:
        kinds = {name: queries.limit(work, "FI", name, TODAY).calendar for name in LimitName}

    assert kinds[LimitName.APPLICATION_DECISION] is CalendarKind.STRICT
    assert kinds[LimitName.APPLICATION_DECISION_EXTENDED] is CalendarKind.STRICT
    assert {
        kinds[name] for name in (LimitName.MUNICIPAL_REVIEW, LimitName.MARKET_COURT, LimitName.STANDSTILL)
    } == {CalendarKind.LENIENT}


def test_funds_warn_ask_and_stop_at_eight_nine_and_ten_tenths(work_as):
    names = ShareName.FUNDS_WARNING, ShareName.FUNDS_SECOND_APPROVER, ShareName.FUNDS_STOP
    with work_as(STRANGER) as work:
        assert [queries.share(work, "FI", name, TODAY) for name in names] == [8000, 9000, 10_000]
        assert queries.amount(work, "FI", AmountName.LIABILITY_ACT, TODAY) == Money(9_000_00)


@pytest.mark.parametrize(
    ("basis", "allowed"),
    [
        (LegalBasis.SMALL_DPS, set(Feature)),
        (LegalBasis.ACT_DPS, {Feature.INNER_COMPETITION, Feature.CONTINUOUS_ADMISSION}),
        (LegalBasis.OPEN_HOUSE_CLIENT_CHOICE, {Feature.CLIENT_CHOICE, Feature.CONTINUOUS_ADMISSION}),
        (LegalBasis.FRAMEWORK_CLIENT_CHOICE, set(Feature) - {Feature.CONTINUOUS_ADMISSION}),
    ],
)
def test_each_legal_basis_allows_its_own(work_as, basis: LegalBasis, allowed: set[Feature]):
    with work_as(STRANGER) as work:
        answers = {feature for feature in Feature if queries.allows(work, "FI", feature, basis, TODAY)}

    assert answers == allowed


def test_only_a_framework_makes_its_contracts_wait(work_as):
    with work_as(STRANGER) as work:
        waits = {
            basis: queries.standstill(work, "FI", ContractStage.ADMISSION, basis, TODAY)
            for basis in LegalBasis
        }
        inside_a_dps = queries.standstill(work, "FI", ContractStage.ORDER, LegalBasis.ACT_DPS, TODAY)

    assert {basis for basis, word in waits.items() if word is Standstill.MANDATORY} == {
        LegalBasis.FRAMEWORK_CLIENT_CHOICE
    }
    assert inside_a_dps is Standstill.VOLUNTARY


def test_a_limit_is_not_known_before_its_act(work_as):
    with work_as(STRANGER) as work, pytest.raises(Refused, match=r"law\.not_known .*what=market_court"):
        queries.limit(work, "FI", LimitName.MARKET_COURT, date(2016, 12, 31))


def test_a_country_that_was_never_loaded_has_no_calendar(work_as):
    with work_as(STRANGER) as work, pytest.raises(Refused, match=r"law\.not_loaded \(country=SE\)"):
        queries.calendar(work, "SE", strict=True)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 5, 21, 59, 59, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 22, 0, tzinfo=UTC), date(2026, 3, 6)),
        (datetime(2026, 7, 5, 21, 0, tzinfo=UTC), date(2026, 7, 6)),
    ],
)
def test_the_day_is_that_of_the_country_and_the_same_as_its_calendars(work_as, moment, expected: date):
    with work_as(STRANGER) as work:
        by_calendar = queries.calendar(work, "FI", strict=False).local_day(moment)
        assert queries.local_day(work, "FI", moment) == by_calendar == expected


@pytest.mark.parametrize(
    ("issued", "on", "fresh"),
    [
        (date(2026, 1, 5), date(2026, 4, 5), True),
        (date(2026, 1, 5), date(2026, 4, 6), False),
        (date(2026, 11, 30), date(2027, 2, 28), True),
        (date(2026, 11, 30), date(2027, 3, 1), False),
    ],
)
def test_a_document_ages_by_months_and_no_holiday_keeps_it_fresh(
    work_as, issued: date, on: date, fresh: bool
):
    with work_as(STRANGER) as work:
        age = queries.limit(work, "FI", LimitName.EVIDENCE_AGE, on).limit

    assert is_fresh(issued, on, age) is fresh


def test_a_document_may_also_age_by_days_but_not_by_working_days():
    assert is_fresh(date(2026, 1, 1), date(2026, 1, 31), Limit(30, TimeUnit.DAY))
    assert not is_fresh(date(2026, 1, 1), date(2026, 2, 1), Limit(30, TimeUnit.DAY))
    with pytest.raises(ValueError, match="days or months"):
        is_fresh(TODAY, TODAY, Limit(1, TimeUnit.WORKING_DAY))


def test_a_message_is_known_the_same_day_by_the_procurement_act_and_three_days_later_by_the_municipal(
    work_as,
):
    names = LimitName.NOTICE_BY_MESSAGE, LimitName.MUNICIPAL_NOTICE_BY_MESSAGE, LimitName.NOTICE_BY_LETTER
    with work_as(STRANGER) as work:
        known = [deemed_received(TODAY, queries.limit(work, "FI", name, TODAY).limit) for name in names]

    assert known == [date(2026, 3, 19), date(2026, 3, 22), date(2026, 3, 26)]
