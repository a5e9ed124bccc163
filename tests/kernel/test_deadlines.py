"""Time limits end where officials say they end: `tests/cases/deadlines.csv`, and the two odd nights."""

import csv
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.adapters.finland.country import finland
from app.kernel.deadlines import (
    Calendar,
    Limit,
    TimeUnit,
    last_day,
    last_day_of_month,
    latest_day_before,
    local_moment,
    months_after,
)
from app.law.rules.calendars import CalendarKind

WRITTEN = (Path(__file__).parents[1] / "cases" / "deadlines.csv").read_text(encoding="utf-8")
CASES = list(csv.DictReader(WRITTEN.splitlines()))
HELSINKI = ZoneInfo("Europe/Helsinki")
FIRST, LAST = date(2020, 1, 1), date(2028, 12, 31)


def finnish(kind: CalendarKind) -> Calendar:
    days = frozenset(day.on for day in finland.days_off(FIRST, LAST) if day.calendar is kind)
    return Calendar(HELSINKI, FIRST, LAST, days)


CALENDARS = {kind: finnish(kind) for kind in CalendarKind}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['start']}+{case['amount']} {case['why']}")
def test_a_limit_ends_where_the_official_says(case: dict[str, str]):
    start, limit = date.fromisoformat(case["start"]), Limit(int(case["amount"]), TimeUnit(case["unit"]))
    calendar = CALENDARS[CalendarKind(case["calendar"])]

    match case["rule"]:
        case "last_day":
            answer = last_day(start, limit, calendar)
        case "before":
            answer = latest_day_before(start, limit, calendar)
        case "corresponding":
            answer = months_after(start, limit.amount)

    assert answer == date.fromisoformat(case["expected"])


def test_the_cases_cover_both_calendars_and_every_unit():
    assert {case["calendar"] for case in CASES} == set(CalendarKind)
    assert {case["unit"] for case in CASES} == set(TimeUnit)


def test_the_supplier_never_has_less_time_than_the_authority():
    ten = Limit(10, TimeUnit.WORKING_DAY)
    days = [
        date.fromordinal(number)
        for number in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    ]

    late = [
        day
        for day in days
        if last_day(day, ten, CALENDARS[CalendarKind.LENIENT])
        < last_day(day, ten, CALENDARS[CalendarKind.STRICT])
    ]

    assert len(days) == 365 and late == []


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2027, 3, 28)])
def test_an_hour_that_the_clocks_skip_is_refused(day: date):
    with pytest.raises(ValueError, match="does not exist"):
        local_moment(day, time(3, 30), HELSINKI)

    assert local_moment(day, time(2, 59), HELSINKI) == datetime(
        day.year, day.month, day.day, 0, 59, tzinfo=UTC
    )
    assert local_moment(day, time(4, 0), HELSINKI) == datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_an_hour_that_comes_twice_is_refused(day: date):
    for clock in (time(3, 0), time(3, 30), time(3, 59, 59)):
        with pytest.raises(ValueError, match="comes twice"):
            local_moment(day, clock, HELSINKI)

    assert local_moment(day, time(4, 0), HELSINKI) == datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


def test_a_day_of_changing_clocks_is_as_long_as_it_is():
    calendar = CALENDARS[CalendarKind.LENIENT]
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)

    hours = [
        (calendar.end_of_day(day) - calendar.start_of_day(day)).total_seconds() / 3600
        for day in (spring, autumn)
    ]

    assert hours == [23, 25]
    assert calendar.start_of_day(spring) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert calendar.end_of_day(spring) == datetime(2026, 3, 29, 21, tzinfo=UTC)


def test_a_moment_late_in_the_evening_belongs_to_the_next_local_day():
    calendar = CALENDARS[CalendarKind.LENIENT]

    assert calendar.local_day(datetime(2026, 3, 5, 21, 59, 59, tzinfo=UTC)) == date(2026, 3, 5)
    assert calendar.local_day(datetime(2026, 3, 5, 22, 0, tzinfo=UTC)) == date(2026, 3, 6)


def test_a_calendar_guesses_nothing_about_years_it_does_not_know():
    with pytest.raises(ValueError, match="the calendar knows 2020-01-01 to 2028-12-31"):
        last_day(date(2028, 12, 30), Limit(14, TimeUnit.DAY), CALENDARS[CalendarKind.LENIENT])


def test_a_limit_is_never_negative():
    with pytest.raises(ValueError, match="never negative"):
        Limit(-1, TimeUnit.DAY)


def test_the_last_day_of_february_depends_on_the_year():
    assert [last_day_of_month(date(year, 2, 1)).day for year in (2026, 2028)] == [28, 29]
