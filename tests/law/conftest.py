"""A country of the tests' own, so that overriding its law leaves the Finnish rows alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Reason
from app.law import service
from app.law.models import DayOffRow, LegalProposal, LegalRow
from app.law.ports import Country
from app.law.rules.calendars import CalendarKind, DayOff
from app.law.rules.facts import Certainty, LegalFact, LegalKind, LegalUnit
from app.law.rules.limits import LimitName
from app.law.rules.rates import RateName
from app.platform.db import Database
from app.platform.work import Ground
from tests.site import Site
from tests.story.identity import As

LAND = "XX"
SINCE = date(2020, 1, 1)
NEW_RATE = {  # as a form sends it
    "kind": "rate",
    "key": "vat.standard",
    "valid_from": "2026-07-01",
    "number": "2100",
    "unit": "basis_points",
    "source": "VAT act 2026",
    "certainty": "V",
}


def vat(points: int, since: date = SINCE, **other: object) -> LegalFact:
    facts = {"number": points, "unit": LegalUnit.BASIS_POINTS, "source": "VAT act", **other}
    return LegalFact(LegalKind.RATE, RateName.VAT_STANDARD, since, certainty=Certainty.SEEN, **facts)  # type: ignore[arg-type]


def years(kind: CalendarKind, first: int, after: int) -> LegalFact:
    return LegalFact(
        LegalKind.CALENDAR,
        kind,
        date(first, 1, 1),
        "calendar act",
        Certainty.SEEN,
        date(after, 1, 1),
        text="UTC",
    )


def review(days: int) -> LegalFact:
    return LegalFact(
        LegalKind.LIMIT,
        LimitName.MUNICIPAL_REVIEW,
        SINCE,
        "review act",
        Certainty.SEEN,
        number=days,
        text=CalendarKind.LENIENT,
        unit=LegalUnit.DAY,
    )


class SmallLand(Country):
    """Few laws; a test adds to them as a later release of its pack would."""

    code = LAND
    zone = ZoneInfo("UTC")
    languages = ("en",)
    required_languages = ("en",)
    business_id_scheme = "0000"
    einvoice_scheme = "0000"
    schemes: frozenset[str] = frozenset()

    def __init__(self, *facts: LegalFact) -> None:
        self.facts = [vat(2000), review(14), *(years(kind, 2026, 2027) for kind in CalendarKind), *facts]

    def legal_rows(self) -> Iterable[LegalFact]:
        return self.facts

    def days_off(self, first: date, last: date) -> Iterable[DayOff]:
        every_year = [date(year, 5, 1) for year in range(first.year, last.year + 1)]
        return [
            DayOff(kind, day, "May Day", "calendar act", Certainty.SEEN)
            for kind in CalendarKind
            for day in every_year
            if first <= day <= last
        ]

    def reasons_identifier_wrong(self, scheme: str, value: str) -> list[Reason]:
        return []

    def vat_id(self, business_id: str) -> str:
        return business_id

    def einvoice_address(self, business_id: str) -> str:
        return business_id

    def payment_reference(self, body: str) -> str:
        return body


@pytest.fixture(autouse=True)
def _an_empty_small_land(database: Database) -> None:
    """Law outlives a test on PostgreSQL, where all tests share the loaded rows."""
    with database.writing.begin() as connection:
        connection.execute(sa.delete(LegalProposal).where(LegalProposal.country == LAND))
        connection.execute(sa.delete(LegalRow).where(LegalRow.country == LAND))
        connection.execute(sa.delete(DayOffRow).where(DayOffRow.country == LAND))


@pytest.fixture
def site(ground: Ground, work_as: As, _an_empty_small_land: None) -> Site:
    """The whole application in the small land."""
    with work_as(SYSTEM) as work:
        service.load_pack(work, SmallLand())
    return Site(replace(ground, country=LAND))
