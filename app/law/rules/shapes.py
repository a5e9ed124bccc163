"""Which facts make sense: each kind knows its keys, its units and its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import available_timezones

from app.kernel.money import WHOLE
from app.kernel.refusals import Reason
from app.law.rules.calendars import CalendarKind
from app.law.rules.facts import LegalFact, LegalKind, LegalUnit
from app.law.rules.features import ContractStage, Feature, Standstill, feature_key, standstill_key
from app.law.rules.limits import AmountName, LimitName, ShareName
from app.law.rules.rates import RateName
from app.law.rules.remedies import ContactField, Remedy
from app.law.rules.thresholds import LegalBasis, Regime

NO_UNIT: frozenset[LegalUnit | None] = frozenset({None})
HIGHEST_AMOUNT = 10**12  # cents: no threshold is ten thousand million
LONGEST_LIMIT = 1200
OTHER_THRESHOLDS = ("national.works", "national.concession", "eu.works", "eu.ordinary_central")


@dataclass(frozen=True)
class Shape:
    """What facts of one kind may say: a number up to `highest`, a text of certain words, or both."""

    has_key: Callable[[str], bool]
    units: frozenset[LegalUnit | None] = NO_UNIT
    highest: int | None = None
    words: Callable[[str], bool] | None = None


def _among(*keys: str) -> Callable[[str], bool]:
    return frozenset(keys).__contains__


def _is_cpv(key: str) -> bool:
    return re.fullmatch(r"\d{8}-\d", key) is not None


def _are_remedies(text: str) -> bool:
    return bool(text.split()) and set(text.split()) <= set(Remedy)


SHAPES = {
    LegalKind.THRESHOLD: Shape(
        _among(*(f"{tier}.{regime}" for tier in ("national", "eu") for regime in Regime), *OTHER_THRESHOLDS),
        units=frozenset({LegalUnit.CENTS}),
        highest=HIGHEST_AMOUNT,
    ),
    LegalKind.RATE: Shape(_among(*RateName), units=frozenset({LegalUnit.BASIS_POINTS}), highest=WHOLE),
    LegalKind.AMOUNT: Shape(_among(*AmountName), units=frozenset({LegalUnit.CENTS}), highest=HIGHEST_AMOUNT),
    LegalKind.SHARE: Shape(_among(*ShareName), units=frozenset({LegalUnit.BASIS_POINTS}), highest=WHOLE),
    LegalKind.LIMIT: Shape(
        _among(*LimitName),
        units=frozenset({LegalUnit.DAY, LegalUnit.WORKING_DAY, LegalUnit.MONTH}),
        highest=LONGEST_LIMIT,
        words=frozenset(CalendarKind).__contains__,
    ),
    LegalKind.FEATURE: Shape(
        _among(*(feature_key(feature, basis) for feature in Feature for basis in LegalBasis)), highest=1
    ),
    LegalKind.STANDSTILL: Shape(
        _among(*(standstill_key(stage, basis) for stage in ContractStage for basis in LegalBasis)),
        words=frozenset(Standstill).__contains__,
    ),
    LegalKind.REMEDY: Shape(_among(*LegalBasis), words=_are_remedies),
    LegalKind.CONTACT: Shape(
        _among(*(f"{remedy}.{place}" for remedy in Remedy for place in ContactField)), words=bool
    ),
    LegalKind.REGIME_HINT: Shape(_is_cpv, words=frozenset(Regime).__contains__),
    LegalKind.CALENDAR: Shape(_among(*CalendarKind), words=lambda zone: zone in available_timezones()),
    LegalKind.DAY_OFF: Shape(_among(*CalendarKind), highest=1, words=bool),
}


def reasons_fact_wrong(fact: LegalFact) -> list[Reason]:
    """Asked of every fact, whoever brings it: a pack or two administrators."""
    shape = SHAPES[fact.kind]
    about = {"kind": str(fact.kind), "key": fact.key}
    reasons = []
    if not shape.has_key(fact.key):
        reasons.append(Reason("law.unknown_key", about))
    if fact.unit not in shape.units:
        reasons.append(Reason("law.wrong_unit", {**about, "unit": str(fact.unit or "-")}))
    if not _says_what_it_should(fact, shape):
        reasons.append(Reason("law.wrong_content", about))
    if fact.valid_to is not None and fact.valid_to <= fact.valid_from:
        reasons.append(Reason("law.ends_before_it_starts", about))
    if not fact.source.strip():
        reasons.append(Reason("law.source_missing", about))
    return reasons


def _says_what_it_should(fact: LegalFact, shape: Shape) -> bool:
    if (fact.number is None) != (shape.highest is None) or (fact.text is None) != (shape.words is None):
        return False
    if fact.number is not None and shape.highest is not None and not 0 <= fact.number <= shape.highest:
        return False
    return fact.text is None or shape.words is None or bool(shape.words(fact.text))
