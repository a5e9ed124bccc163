"""Loading a pack adds what is new and leaves everything else as it stands."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from app.adapters.finland.country import finland
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Refused
from app.law import queries, service
from app.law.models import LegalRow
from app.law.rules.calendars import CalendarKind
from app.law.rules.rates import VatKind
from app.platform.journal import JournalRow
from tests.law.conftest import LAND, SmallLand, vat, years
from tests.story.people import ADMIN, STRANGER


def loadings(work: Any) -> list[dict[str, Any]]:
    bodies = select(JournalRow.body).where(JournalRow.event == "law.pack_loaded").order_by(JournalRow.seq)
    return [json.loads(body)["facts"] for body in work.db.scalars(bodies)]


def test_a_pack_becomes_rows_and_days_once(work_as):
    with work_as(SYSTEM) as work:
        first = service.load_pack(work, SmallLand())
    with work_as(ADMIN) as work:
        second = service.load_pack(work, SmallLand())

    with work_as(STRANGER) as work:
        assert (first, second) == (4 + 2, 0)
        assert work.db.scalar(select(func.count()).where(LegalRow.country == LAND)) == 4
        assert [(told["rows"], told["days"]) for told in loadings(work)] == [(4, 2)]


def test_the_finnish_pack_is_loaded_whole_and_a_second_time_adds_nothing(work_as):
    with work_as(SYSTEM) as work:
        assert service.load_pack(work, finland) == 0

    with work_as(STRANGER) as work:
        rows = work.db.scalar(select(func.count()).where(LegalRow.country == "FI"))
        assert rows == len(list(finland.legal_rows())) > 100


def test_a_new_law_is_one_new_row_and_the_row_before_it_needs_no_end(work_as):
    with work_as(SYSTEM) as work:
        service.load_pack(work, SmallLand())
        before = queries.rule_set(work, LAND)
        added = service.load_pack(work, SmallLand(vat(2100, date(2027, 1, 1))))

    with work_as(STRANGER) as work:
        rates = queries.rates(work, LAND)
        days = date(2026, 12, 31), date(2027, 1, 1)
        assert added == 1
        assert [rates.vat(VatKind.STANDARD, supplied_on=day) for day in days] == [2000, 2100]
        assert queries.rule_set(work, LAND) != before


def test_a_later_release_knows_more_years(work_as):
    more = [years(kind, 2027, 2029) for kind in CalendarKind]
    with work_as(SYSTEM) as work:
        service.load_pack(work, SmallLand())
        added = service.load_pack(work, SmallLand(*more))

    with work_as(STRANGER) as work:
        calendar = queries.calendar(work, LAND, strict=True)
        assert added == 2 + 4
        assert (calendar.first, calendar.last) == (date(2026, 1, 1), date(2028, 12, 31))
        assert date(2028, 5, 1) in calendar.days_off


def test_a_pack_that_now_says_something_else_is_told_and_changes_nothing(work_as):
    other = SmallLand()
    other.facts[0] = vat(1900)
    with work_as(SYSTEM) as work:
        service.load_pack(work, SmallLand())
    with work_as(SYSTEM) as work:
        service.load_pack(work, other)

    with work_as(STRANGER) as work:
        assert queries.rates(work, LAND).vat(VatKind.STANDARD, supplied_on=date(2026, 4, 7)) == 2000
        assert loadings(work)[-1]["differing"] == ["rate vat.standard 2020-01-01"]


def test_only_an_administrator_or_the_system_loads(work_as):
    with pytest.raises(Refused, match=r"law\.not_an_administrator"), work_as(STRANGER) as work:
        service.load_pack(work, SmallLand())


def test_a_pack_with_a_senseless_fact_is_not_loaded_at_all(work_as):
    with pytest.raises(Refused, match=r"law\.wrong_content"), work_as(SYSTEM) as work:
        service.load_pack(work, SmallLand(vat(10_001, date(2027, 1, 1))))

    with work_as(STRANGER) as work:
        assert not queries.is_loaded(work, LAND)
