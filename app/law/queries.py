"""Every question about law: which figures hold on a day, as values for the rules that take them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.kernel.deadlines import Calendar
from app.kernel.money import Money
from app.kernel.plain import canonical_json
from app.kernel.refusals import Missing, Reason, Refused
from app.law import policy
from app.law.models import DayOffRow, LegalProposal, LegalRow
from app.law.rules.calendars import CalendarKind, calendar_of
from app.law.rules.facts import Certainty, LegalFact, LegalKind, LegalUnit, fact_on, known_fact_on
from app.law.rules.features import ContractStage, Feature, Standstill, feature_key, standstill_key
from app.law.rules.limits import AmountName, LimitName, NamedLimit, ShareName, named_limit
from app.law.rules.overriding import ProposalState
from app.law.rules.rates import Rates
from app.law.rules.remedies import (
    LIMIT_GAPS,
    TIME_TO_ACT,
    ContactField,
    Instruction,
    Remedy,
    remedies_from_text,
)
from app.law.rules.thresholds import LegalBasis, Regime, Thresholds
from app.platform.db import rows_of
from app.platform.work import Work

RULE_SET_DIGITS = 16
FACTS, CALENDARS = "the facts of law that this Work has read", "the calendars that it has read"
ZONES = "the zones that this Work has read"
FACT = (
    LegalRow.kind,
    LegalRow.key,
    LegalRow.valid_from,
    LegalRow.source,
    LegalRow.certainty,
    LegalRow.valid_to,
    LegalRow.number,
    LegalRow.text,
    LegalRow.unit,
)
NEWEST_ZONE: Any = (  # of the country's newest calendar, for other questions to stand in
    select(LegalRow.text)
    .where(
        LegalRow.country == bindparam("country"),
        LegalRow.kind == LegalKind.CALENDAR,
        LegalRow.key == CalendarKind.LENIENT,
    )
    .order_by(LegalRow.valid_from.desc())
    .limit(1)
)


def thresholds(work: Work, country: str, on: date) -> Thresholds:
    """Those of services bought by a municipality or another sub-central buyer."""
    facts = _facts(work, country, LegalKind.THRESHOLD)

    def threshold(key: str) -> Money:
        found = known_fact_on(_with_key(facts, key), on, country=country, what=key)
        return Money(found.number or 0)

    return Thresholds(
        national={regime: threshold(f"national.{regime}") for regime in Regime},
        eu={regime: threshold(f"eu.{regime}") for regime in Regime},
    )


def rates(work: Work, country: str) -> Rates:
    kinds = (LegalKind.RATE, LegalKind.AMOUNT, LegalKind.LIMIT)
    return Rates(country, tuple(_facts(work, country, *kinds)))


def limit(work: Work, country: str, name: LimitName, on: date) -> NamedLimit:
    return named_limit(_fact(work, country, LegalKind.LIMIT, name, on))


def last_day(work: Work, country: str, name: LimitName, start: date) -> date:
    """When a named limit that starts on the day ends, by the calendar that this limit is counted with."""
    named = limit(work, country, name, start)
    return named.last_day(start, calendar(work, country, strict=named.calendar is CalendarKind.STRICT))


def share(work: Work, country: str, name: ShareName, on: date) -> int:
    """In basis points."""
    return _fact(work, country, LegalKind.SHARE, name, on).number or 0


def amount(work: Work, country: str, name: AmountName, on: date) -> Money:
    return Money(_fact(work, country, LegalKind.AMOUNT, name, on).number or 0)


def allows(work: Work, country: str, feature: Feature, basis: LegalBasis, on: date) -> bool:
    return _fact(work, country, LegalKind.FEATURE, feature_key(feature, basis), on).number == 1


def standstill(work: Work, country: str, stage: ContractStage, basis: LegalBasis, on: date) -> Standstill:
    return Standstill(_fact(work, country, LegalKind.STANDSTILL, standstill_key(stage, basis), on).text or "")


def remedies(work: Work, country: str, basis: LegalBasis, on: date) -> tuple[Remedy, ...]:
    """In the order in which a letter tells them."""
    return remedies_from_text(_fact(work, country, LegalKind.REMEDY, basis, on).text or "")


def contacts(work: Work, country: str, remedy: Remedy, on: date) -> dict[str, str]:
    """Gaps of the remedy's texts that the law fills and not the buyer: where a court is reached."""
    facts = _facts(work, country, LegalKind.CONTACT)
    found = {place: fact_on(_with_key(facts, f"{remedy}.{place}"), on) for place in ContactField}
    return {str(place): fact.text or "" for place, fact in found.items() if fact}


def instructions(
    work: Work, country: str, basis: LegalBasis, *, decided_on: date, notified_on: date
) -> list[Instruction]:
    """What a decision letter must tell, in order: the remedies of its day with their last days."""
    return [
        Instruction(
            remedy=remedy,
            notified_on=notified_on,
            last_day=last_day(work, country, TIME_TO_ACT[remedy], notified_on),
            facts={
                **contacts(work, country, remedy, decided_on),
                **{
                    gap: str(limit(work, country, name, decided_on).limit.amount)
                    for gap, name in LIMIT_GAPS[remedy].items()
                },
            },
        )
        for remedy in remedies(work, country, basis, decided_on)
    ]


def regime_hints(work: Work, country: str, cpv_codes: Sequence[str], on: date) -> list[Regime]:
    """Which regimes the CPV codes speak for; a code that says nothing is ordinary."""
    facts = _facts(work, country, LegalKind.REGIME_HINT)
    hints = [fact_on(_with_key(facts, code), on) for code in cpv_codes]
    return sorted({Regime(hint.text) if hint and hint.text else Regime.ORDINARY for hint in hints})


def calendar(work: Work, country: str, *, strict: bool) -> Calendar:
    """Strict for what the authority must do in time, lenient for what others may (RULE-84)."""
    kind = CalendarKind.STRICT if strict else CalendarKind.LENIENT
    known: dict[tuple[str, CalendarKind], Calendar] = work.db.info.setdefault(CALENDARS, {})
    if (country, kind) not in known:
        years = _years(work, country, kind)
        days = select(DayOffRow.day).where(DayOffRow.country == country, DayOffRow.calendar == kind)
        exceptions = _with_key(_facts(work, country, LegalKind.DAY_OFF), kind)
        known[country, kind] = calendar_of(years, work.db.scalars(days), exceptions)
    return known[country, kind]


def local_day(work: Work, country: str, moment: datetime) -> date:
    """The country's date at a moment."""
    return moment.astimezone(ZoneInfo(_zone(work.db, country))).date()


def remember_zone(db: Session, country: str, zone: str) -> None:
    """Read with something else already, as by the door that every request comes through."""
    db.info.setdefault(ZONES, {})[country] = zone


def rule_set(work: Work, country: str) -> str:
    """A fingerprint of all facts as they stand: a call keeps the one it was published under (RULE-01)."""
    return sha256(canonical_json(_facts(work, country))).hexdigest()[:RULE_SET_DIGITS]


def is_loaded(work: Work, country: str) -> bool:
    return work.db.scalar(select(LegalRow.id).where(LegalRow.country == country).limit(1)) is not None


def rows(work: Work, country: str) -> list[LegalRow]:
    return list(work.db.scalars(select(LegalRow).where(LegalRow.country == country)))


@dataclass(frozen=True)
class FactRow:
    """A fact as a list shows it; `is_overridden` where two administrators said otherwise than the pack."""

    kind: LegalKind
    key: str
    valid_from: date
    valid_to: date | None
    number: int | None
    text: str | None
    unit: LegalUnit | None
    source: str
    certainty: Certainty
    is_overridden: bool


def facts(work: Work, country: str, kind: LegalKind | None = None) -> list[FactRow]:
    """By kind and key, what begins last first; law is everybody's to read."""
    columns: list[Any] = [
        LegalRow.kind,
        LegalRow.key,
        LegalRow.valid_from,
        LegalRow.valid_to,
        LegalRow.number,
        LegalRow.text,
        LegalRow.unit,
        LegalRow.source,
        LegalRow.certainty,
        LegalRow.confirmed_by.is_not(None),
    ]
    asked = select(*columns).where(LegalRow.country == country)
    if kind is not None:
        asked = asked.where(LegalRow.kind == kind)
    in_order = asked.order_by(LegalRow.kind, LegalRow.key, LegalRow.valid_from.desc())
    return [FactRow(*row) for row in work.db.execute(in_order)]


def row_like(work: Work, country: str, fact: LegalFact) -> LegalRow | None:
    """The row that a fact would replace: the same thing from the same day on."""
    same = LegalRow.kind == fact.kind, LegalRow.key == fact.key, LegalRow.valid_from == fact.valid_from
    return work.db.scalar(select(LegalRow).where(LegalRow.country == country, *same))


def known_days_off(work: Work, country: str) -> set[tuple[CalendarKind, date]]:
    asked = select(DayOffRow.calendar, DayOffRow.day).where(DayOffRow.country == country)
    return {(row.calendar, row.day) for row in work.db.execute(asked)}


def proposal(work: Work, proposal_id: UUID) -> LegalProposal:
    """For administrators, and held until the commit: it is decided once."""
    asked = select(LegalProposal).where(LegalProposal.id == proposal_id).with_for_update()
    found = work.db.scalar(asked) if policy.is_administrator(work.actor) else None
    if found is None:
        raise Missing
    return found


def waiting_proposals(work: Work, country: str) -> list[LegalProposal]:
    """Oldest first; nobody but administrators sees any."""
    if not policy.is_administrator(work.actor):
        return []
    waiting = LegalProposal.country == country, LegalProposal.state == ProposalState.PROPOSED
    return list(work.db.scalars(select(LegalProposal).where(*waiting).order_by(LegalProposal.id)))


def _years(work: Work, country: str, kind: CalendarKind) -> list[LegalFact]:
    years = _with_key(_facts(work, country, LegalKind.CALENDAR), kind)
    if not years:
        raise Refused([Reason("law.not_loaded", {"country": country})])
    return years


def _facts(work: Work, country: str, *kinds: LegalKind) -> list[LegalFact]:
    """By kind, key and day. A page asks for many facts, so a Work reads the country's few hundred once."""
    known: dict[str, list[LegalFact]] = work.db.info.setdefault(FACTS, {})
    if country not in known:
        order = LegalRow.kind, LegalRow.key, LegalRow.valid_from
        asked = select(*FACT).where(LegalRow.country == country).order_by(*order)
        known[country] = [LegalFact(*row) for row in work.db.execute(asked)]
    return [fact for fact in known[country] if fact.kind in kinds] if kinds else known[country]


def forget_facts(work: Work) -> None:
    """The rows were changed in this Work: what it read before no longer holds."""
    work.db.info.pop(FACTS, None)
    work.db.info.pop(CALENDARS, None)
    work.db.info.pop(ZONES, None)


def _zone(db: Session, country: str) -> str:
    """Asked once in a Work, and of the zone alone: a request hardly ever needs more of the law."""
    known: dict[str, str] = db.info.setdefault(ZONES, {})
    if country not in known:
        row = rows_of(db, NEWEST_ZONE, {"country": country}).one_or_none()
        if row is None:
            raise Refused([Reason("law.not_loaded", {"country": country})])
        known[country] = row.text or "UTC"
    return known[country]


def _fact(work: Work, country: str, kind: LegalKind, key: str, on: date) -> LegalFact:
    facts = _with_key(_facts(work, country, kind), key)
    return known_fact_on(facts, on, country=country, what=key)


def _with_key(facts: Iterable[LegalFact], key: str) -> list[LegalFact]:
    return [fact for fact in facts if fact.key == key]
