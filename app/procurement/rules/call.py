"""What a call says, and what keeps it from being published."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from app.kernel.money import Money
from app.kernel.plain import as_plain, untranslated
from app.kernel.refusals import Reason
from app.kernel.texts import Texts
from app.kernel.typed import from_plain
from app.law.rules.features import Feature
from app.law.rules.rates import reasons_payment_term_wrong
from app.law.rules.thresholds import (
    LegalBasis,
    Purchase,
    Regime,
    Thresholds,
    ValuePart,
    estimated_value,
    reasons_basis_does_not_fit,
    reasons_regime_unjustified,
    reasons_split_unexplained,
)
from app.procurement.rules.metrics import MetricDefinition
from app.procurement.rules.ranking import NO_RANKING, RankingTerms, reasons_ranking_wrong
from app.procurement.rules.requirements import NO_REQUIREMENTS, Requirements, reasons_codes_repeat
from app.procurement.rules.states import ChoiceMode
from app.procurement.rules.tariffs.tariff import Tariff, differs_from, reasons_tariff_wrong
from app.procurement.rules.terms import USUAL_TERMS, OrderTerms, reasons_terms_wrong
from app.suppliers.rules import VatNature

CPV = re.compile(r"\d{8}-\d")
NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
NOTHING = Money(0)
NEEDED = {
    ChoiceMode.CLIENT_CHOICE: Feature.CLIENT_CHOICE,
    ChoiceMode.RANKING: Feature.RANKING_FALLBACK,
}


@dataclass(frozen=True)
class Value:
    """What the call may cost at most, part by part: categories, buyers, options and all (RULE-02, 03)."""

    parts: tuple[ValuePart, ...]

    @property
    def estimated(self) -> Money:
        return estimated_value(self.parts)

    @property
    def options(self) -> Money:
        return estimated_value(ValuePart(part.options, part.extensions) for part in self.parts)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


def value_from_json(stored: Mapping[str, Any]) -> Value:
    return from_plain(Value, stored)


@dataclass(frozen=True)
class Office:
    """Whom to ask about the call; which body answers a claim for review, and where claims are delivered."""

    contact: str
    contact_email: str
    contact_phone: str
    review_body: Texts
    address: str
    email: str
    hours: Texts

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


def office_from_json(stored: Mapping[str, Any]) -> Office:
    return from_plain(Office, stored)


@dataclass(frozen=True, kw_only=True)
class CallFacts:
    """What the officer writes of a call; amounts without value added tax."""

    number: str
    title: Texts
    description: Texts
    languages: tuple[str, ...]  # in which it is published
    legal_basis: LegalBasis
    regime: Regime
    cpv_main: str
    value: Value
    office: Office
    guideline_url: str  # the buyer's own published guideline on small purchases
    opens_at: datetime
    first_round_closes_at: datetime
    closes_at: datetime  # the end of the validity
    starts_on: date  # the contracts' period
    ends_on: date
    regime_reason: str = ""
    split_reason: str = ""
    cpv_extra: tuple[str, ...] = ()
    nuts: tuple[str, ...] = ()
    questions_until: datetime | None = None
    option_months: int = 0
    requirements: Requirements = NO_REQUIREMENTS
    terms: OrderTerms = USUAL_TERMS
    ranking: RankingTerms = NO_RANKING


@dataclass(frozen=True, kw_only=True)
class CategoryFacts:
    """One lot: a service, its unit and tariff, its price ceiling, and what it demands."""

    code: str
    title: Texts
    description: Texts
    tariff: Tariff
    price_ceiling: Money
    vat_nature: VatNature = VatNature.GENERAL
    requirements: Requirements = NO_REQUIREMENTS
    choice_mode: ChoiceMode = ChoiceMode.CLIENT_CHOICE
    max_units: int | None = None  # in one order


@dataclass(frozen=True)
class MetricFacts:
    code: str
    title: Texts
    definition: MetricDefinition


@dataclass(frozen=True)
class WholeCall:
    """The call with all that hangs on it: what is asked before it is published, and kept as it was."""

    facts: CallFacts
    categories: tuple[CategoryFacts, ...]
    metrics: tuple[MetricFacts, ...]

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


@dataclass(frozen=True)
class Circumstances:
    """What law and the buyers say on the day of publishing."""

    thresholds: Thresholds
    regime_hints: tuple[Regime, ...]
    allowed: frozenset[Feature]  # under the call's legal basis
    required_languages: frozenset[str]
    opens_on: date
    earliest_close: date | None  # of the first round; none where the calendar ends before it
    first_round_closes_on: date
    usual_payment_days: int
    longest_payment_days: int
    purchase: Purchase
    others: tuple[Purchase, ...]  # the buyers' other calls


def reasons_not_to_publish(call: WholeCall, circumstances: Circumstances) -> list[Reason]:
    """Everything at once, so that the officer mends it in one go; an empty list publishes."""
    return [
        *_reasons_value_wrong(call.facts, circumstances),
        *_reasons_not_open_to_all(call.facts),
        *_reasons_languages_missing(call, circumstances.required_languages),
        *_reasons_dates_wrong(call.facts, circumstances),
        *_reasons_terms_wrong(call.facts, circumstances),
        *_reasons_categories_wrong(call, circumstances.allowed),
        *_reasons_metrics_wrong(call.metrics),
    ]


def _reasons_value_wrong(facts: CallFacts, known: Circumstances) -> list[Reason]:
    value, regime = facts.value.estimated, facts.regime
    reasons = [
        *reasons_basis_does_not_fit(
            facts.legal_basis, value=value, regime=regime, thresholds=known.thresholds
        ),
        *reasons_regime_unjustified(regime, hints=known.regime_hints, justification=facts.regime_reason),
    ]
    if facts.option_months and facts.value.options == NOTHING:
        reasons.append(Reason("procurement.option_without_value", {"months": str(facts.option_months)}))
    if facts.legal_basis is LegalBasis.SMALL_DPS:
        reasons += reasons_split_unexplained(
            known.purchase,
            known.others,
            regime=regime,
            thresholds=known.thresholds,
            explanation=facts.split_reason,
        )
    return reasons


def _reasons_not_open_to_all(facts: CallFacts) -> list[Reason]:
    """Openness is owed in small purchases too (RULE-06); a notice says what is bought and where (RULE-22)."""
    reasons = []
    if not facts.guideline_url.startswith(("https://", "http://")):
        reasons.append(Reason("procurement.guideline_missing"))
    reasons += [
        Reason("procurement.cpv_wrong", {"code": code})
        for code in (facts.cpv_main, *facts.cpv_extra)
        if not CPV.fullmatch(code)
    ]
    if not facts.nuts:
        reasons.append(Reason("procurement.place_missing"))
    office = facts.office
    if not (office.contact and office.contact_email and office.address and office.email):
        reasons.append(Reason("procurement.office_missing"))
    reasons += [
        Reason("procurement.nuts_wrong", {"code": code}) for code in facts.nuts if not NUTS.fullmatch(code)
    ]
    return reasons


def _reasons_languages_missing(call: WholeCall, required: frozenset[str]) -> list[Reason]:
    """A bilingual buyer publishes every text in both: no silent fallback in a legal text (RULE-10)."""
    published = call.facts.languages
    return [
        *(
            Reason("procurement.language_required", {"language": language})
            for language in sorted(required - set(published))
        ),
        *(
            Reason("procurement.text_not_translated", {"text": text, "language": language})
            for language in published
            for text in untranslated(call, language)
        ),
    ]


def _reasons_dates_wrong(facts: CallFacts, known: Circumstances) -> list[Reason]:
    """In the order of the story, and with a first round as long as the law wants (RULE-14)."""
    steps: list[tuple[str, datetime | None]] = [
        ("opens_at", facts.opens_at),
        ("questions_until", facts.questions_until),
        ("first_round_closes_at", facts.first_round_closes_at),
        ("closes_at", facts.closes_at),
    ]
    reasons = _reasons_not_in_order([(name, at) for name, at in steps if at is not None])
    days = [("starts_on", facts.starts_on), ("ends_on", facts.ends_on)]
    reasons += _reasons_not_in_order([("first_round_closes_at", known.first_round_closes_on), *days])
    if known.earliest_close is None:
        reasons.append(Reason("procurement.day_unknown", {"day": known.opens_on.isoformat()}))
    elif known.first_round_closes_on < known.earliest_close:
        facts_of_it = {"earliest": known.earliest_close.isoformat()}
        reasons.append(Reason("procurement.first_round_too_short", facts_of_it))
    if facts.option_months < 0:
        reasons.append(Reason("procurement.term_wrong", {"what": "option_months"}))
    return reasons


def _reasons_not_in_order(steps: Sequence[tuple[str, date]]) -> list[Reason]:
    """Each step comes after the one before it; the code names the one that does not."""
    return [
        Reason(f"procurement.{name}_too_early", {"at": later.isoformat(), "after": earlier.isoformat()})
        for (_, earlier), (name, later) in pairwise(steps)
        if not earlier < later
    ]


def _reasons_terms_wrong(facts: CallFacts, known: Circumstances) -> list[Reason]:
    return [
        *reasons_terms_wrong(facts.terms),
        *reasons_payment_term_wrong(
            facts.terms.payment_days,
            usual=known.usual_payment_days,
            longest=known.longest_payment_days,
            justification=facts.terms.payment_reason,
        ),
        *reasons_ranking_wrong(facts.ranking, is_needed=Feature.RANKING_FALLBACK in known.allowed),
        *reasons_codes_repeat((*facts.requirements.codes, *facts.ranking.codes), where=facts.number),
    ]


def _reasons_categories_wrong(call: WholeCall, allowed: frozenset[Feature]) -> list[Reason]:
    if not call.categories:
        return [Reason("procurement.no_category")]
    return [
        reason
        for category in call.categories
        for reason in _reasons_category_wrong(category, call.facts, allowed)
    ]


def _reasons_category_wrong(
    category: CategoryFacts, call: CallFacts, allowed: frozenset[Feature]
) -> list[Reason]:
    where = {"category": category.code}
    reasons = [
        Reason(reason.code, {**reason.facts, **where}) for reason in reasons_tariff_wrong(category.tariff)
    ]
    reasons += reasons_codes_repeat((*category.requirements.codes, *call.ranking.codes), where=category.code)
    if category.price_ceiling <= NOTHING:
        reasons.append(Reason("procurement.ceiling_missing", where))
    if differs_from(category.tariff, call.terms.cancellation):
        reasons.append(Reason("procurement.tariff_differs_from_terms", where))
    if NEEDED[category.choice_mode] not in allowed:
        reasons.append(Reason("procurement.choice_not_allowed", {**where, "basis": call.legal_basis}))
    return reasons


def _reasons_metrics_wrong(metrics: Collection[MetricFacts]) -> list[Reason]:
    """What a call does not say it will measure, it cannot be judged by."""
    if not metrics:
        return [Reason("procurement.no_metric")]
    return reasons_codes_repeat((metric.code for metric in metrics), where="metrics")
