"""Two calendars of one country: a strict one for the authority's duties, a lenient one for others' rights.

Christmas Eve and Midsummer Eve end no time limit by law, yet no law calls them holidays in employment.
So that neither side is ever late by our reading, the authority works on them and the supplier does not
(RULE-84).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.kernel.deadlines import Calendar
from app.law.rules.facts import Certainty, LegalFact


class CalendarKind(StrEnum):
    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True)
class DayOff:
    """A day of one calendar that is not worked, with its name as the law writes it."""

    calendar: CalendarKind
    on: date
    name: str
    source: str
    certainty: Certainty


def calendar_of(
    years: Iterable[LegalFact], days_off: Iterable[date], exceptions: Iterable[LegalFact]
) -> Calendar:
    """The calendar of all known years, in the zone of the last of them; an exception has the last word."""
    years = sorted(years, key=lambda fact: fact.valid_from)
    ends = [fact.valid_to for fact in years if fact.valid_to is not None]
    if not years or len(ends) != len(years):
        raise ValueError("a calendar says from which day to which it is known")
    exceptions = list(exceptions)
    added = {fact.valid_from for fact in exceptions if fact.number}
    worked = {fact.valid_from for fact in exceptions if not fact.number}
    return Calendar(
        zone=ZoneInfo(years[-1].text or "UTC"),
        first=years[0].valid_from,
        last=ends[-1] - timedelta(days=1),
        days_off=frozenset((set(days_off) | added) - worked),
    )
