"""What an officer tells of a call, section by section, on its way to the call's facts and back."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.texts import Texts
from app.law.rules.thresholds import LegalBasis, Regime, ValuePart
from app.platform.fields import (
    At,
    ByLanguage,
    Day,
    Euros,
    Kind,
    Line,
    Percent,
    Unreadable,
    Whole,
    Words,
    YesNo,
)
from app.platform.schemas import Told
from app.procurement.rules.call import CallFacts, CategoryFacts, Office, Value
from app.procurement.rules.metrics import MetricDefinition, MetricKind, standard
from app.procurement.rules.ranking import Criterion, RankingTerms
from app.procurement.rules.requirements import Proof, Requirement, Requirements
from app.procurement.rules.states import ChoiceMode
from app.procurement.rules.tariffs.tariff import Cancellation, Tariff, by_the_month, by_the_visit, in_a_group
from app.procurement.rules.terms import Ending, Index, OrderTerms, Penalty
from app.suppliers.rules import VatNature

FINNISH = "fi"  # the prevailing language of what is written here
MOST = 10_000  # days, hours, minutes: no term of a call is longer
NOTHING = Money(0)


def _with_finnish(told: dict[str, str]) -> dict[str, str]:
    if not told.get(FINNISH, "").strip():
        raise Unreadable("field.missing", "", "")
    return {language: text.strip() for language, text in told.items() if text.strip()}


def _not_too_many(count: int) -> int:
    if count > MOST:
        raise Unreadable("field.not_a_whole_number", str(count), "12")
    return count


InLanguages = Annotated[ByLanguage, AfterValidator(_with_finnish)]
Count = Annotated[Whole, AfterValidator(_not_too_many)]
Reasoning = Annotated[str, Kind("textarea"), StringConstraints(strip_whitespace=True, max_length=500)]
Address = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, max_length=300, pattern=r"^[^\x00-\x1f]*$")
]
Number = Annotated[
    str,
    Kind("text"),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$"),
]
CategoryCode = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9-]+$", max_length=10)
]
MetricCode = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9-]+$", max_length=20)
]
AnswerCode = Annotated[
    str, Kind("text"), StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_-]+$", max_length=30)
]
CpvCode = Annotated[str, Kind("text"), StringConstraints(strip_whitespace=True, max_length=10)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


def _texts(by_language: dict[str, str]) -> Texts:
    return Texts(by_language, FINNISH)


class BasicsIn(Told):
    texts: ClassVar[str] = "procurement.basics"
    number: Number
    title: InLanguages
    description: InLanguages
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]


class BasisIn(Told):
    texts: ClassVar[str] = "procurement.basis"
    legal_basis: LegalBasis = LegalBasis.SMALL_DPS
    regime: Regime = Regime.SOCIAL_HEALTH
    regime_reason: Reasoning = ""
    cpv_main: CpvCode = ""
    cpv_extra: Words = Field(default=[], max_length=50)
    nuts: Words = Field(default=[], max_length=50)
    guideline_url: Address = ""
    split_reason: Reasoning = ""


class ValuePartIn(Told):
    """One category or one buyer, without VAT, for the whole validity."""

    texts: ClassVar[str] = "procurement.value"
    base: Euros
    options: Euros = NOTHING
    extensions: Euros = NOTHING
    prizes: Euros = NOTHING


class ScheduleIn(Told):
    texts: ClassVar[str] = "procurement.schedule"
    opens_at: At
    questions_until: At | None = None
    first_round_closes_at: At
    closes_at: At
    starts_on: Day
    ends_on: Day
    option_months: Count = 0


class OfficeIn(Told):
    texts: ClassVar[str] = "procurement.office"
    contact: Line = ""
    contact_email: Line = ""
    contact_phone: Line = ""
    review_body: InLanguages
    address: Line = ""
    email: Line = ""
    hours: InLanguages


class RequirementIn(Told):
    texts: ClassVar[str] = "procurement.requirement"
    code: AnswerCode
    text: InLanguages
    proof: Proof = Proof.DECLARATION


class CriterionIn(Told):
    texts: ClassVar[str] = "procurement.criterion"
    code: AnswerCode
    title: InLanguages
    points: Count


class RankingIn(Told):
    """The points of quality and of price, together a hundred; none at all is no ranking."""

    texts: ClassVar[str] = "procurement.ranking"
    price_points: Count = 0
    criteria: list[CriterionIn] = Field(default=[], max_length=20)


class CancellationIn(Told):
    texts: ClassVar[str] = "procurement.cancellation"
    free_until_hours: Count = 24
    share: Percent = 5000
    most_per_order: Count = 2
    most_per_month_in_groups: Count = 2


class PenaltyIn(Told):
    texts: ClassVar[str] = "procurement.penalty"
    share: Percent = 500
    most: Percent = 1500


class IndexIn(Told):
    texts: ClassVar[str] = "procurement.index"
    asked_before_days: Count = 60
    cap: Percent = 300


class EndingIn(Told):
    texts: ClassVar[str] = "procurement.ending"
    buyer_notice_months: Count = 3
    supplier_notice_months: Count = 3
    mend_within_days: Count = 30


class TermsIn(Told):
    """The practice of service orders, where the call does not say otherwise; the names tell the units."""

    texts: ClassVar[str] = "procurement.terms"
    choice_window_working_days: Count = 5
    accept_within_working_days: Count = 3
    start_within_working_days: Count = 10
    plan_within_days: Count = 10
    interim_report_every_days: Count = 60
    final_report_within_working_days: Count = 10
    silence_reported_after_days: Count = 21
    approve_within_working_days: Count = 5
    termination_days: Count = 14
    option_notice_months: Count = 3
    liability_insurance: Euros = Money(250_000_00)
    invoiced_by_day: Count = 10
    payment_days: Count = 30
    payment_reason: Reasoning = ""
    cancellation: CancellationIn = CancellationIn()
    penalty: PenaltyIn = PenaltyIn()
    index: IndexIn = IndexIn()
    ending: EndingIn = EndingIn()

    def terms(self) -> OrderTerms:
        return OrderTerms(
            choice_window=Limit(self.choice_window_working_days, TimeUnit.WORKING_DAY),
            accept_within=Limit(self.accept_within_working_days, TimeUnit.WORKING_DAY),
            start_within=Limit(self.start_within_working_days, TimeUnit.WORKING_DAY),
            plan_within=Limit(self.plan_within_days, TimeUnit.DAY),
            interim_report_every=Limit(self.interim_report_every_days, TimeUnit.DAY),
            final_report_within=Limit(self.final_report_within_working_days, TimeUnit.WORKING_DAY),
            silence_reported_after=Limit(self.silence_reported_after_days, TimeUnit.DAY),
            approve_within=Limit(self.approve_within_working_days, TimeUnit.WORKING_DAY),
            termination=Limit(self.termination_days, TimeUnit.DAY),
            option_notice=Limit(self.option_notice_months, TimeUnit.MONTH),
            liability_insurance=self.liability_insurance,
            invoiced_by_day=self.invoiced_by_day,
            payment_days=self.payment_days,
            payment_reason=self.payment_reason,
            cancellation=Cancellation(**self.cancellation.facts()),
            penalty=Penalty(**self.penalty.facts()),
            index=Index(Limit(self.index.asked_before_days, TimeUnit.DAY), self.index.cap),
            ending=Ending(
                Limit(self.ending.buyer_notice_months, TimeUnit.MONTH),
                Limit(self.ending.supplier_notice_months, TimeUnit.MONTH),
                Limit(self.ending.mend_within_days, TimeUnit.DAY),
            ),
        )


class CallIn(Told):
    """A call's whole text. What is missing is told when the call is published, and all of it at once."""

    texts: ClassVar[str] = "procurement.call"
    basics: BasicsIn
    basis: BasisIn = BasisIn()
    value: Annotated[list[ValuePartIn], Field(min_length=1, max_length=50)]
    schedule: ScheduleIn
    office: OfficeIn
    requirements: list[RequirementIn] = Field(default=[], max_length=50)
    ranking: RankingIn = RankingIn()
    terms: TermsIn = TermsIn()

    def call_facts(self) -> CallFacts:
        return CallFacts(
            number=self.basics.number,
            title=_texts(self.basics.title),
            description=_texts(self.basics.description),
            languages=tuple(self.basics.languages),
            legal_basis=self.basis.legal_basis,
            regime=self.basis.regime,
            regime_reason=self.basis.regime_reason,
            split_reason=self.basis.split_reason,
            cpv_main=self.basis.cpv_main,
            cpv_extra=tuple(self.basis.cpv_extra),
            nuts=tuple(self.basis.nuts),
            guideline_url=self.basis.guideline_url,
            value=Value(tuple(ValuePart(**part.facts()) for part in self.value)),
            office=_office(self.office),
            requirements=requirements(self.requirements),
            ranking=_ranking(self.ranking),
            terms=self.terms.terms(),
            **self.schedule.facts(),
        )


class DraftIn(CallIn):
    buyer_id: UUID


class CategoryIn(Told):
    """One service of the call; fees for failed visits follow from the call's own terms."""

    texts: ClassVar[str] = "procurement.category"
    code: CategoryCode
    title: InLanguages
    description: InLanguages
    unit: Unit
    per: Count = 1
    is_group: YesNo = False
    least_minutes: Count = 0
    price_ceiling: Euros
    vat_nature: VatNature = VatNature.GENERAL
    choice_mode: ChoiceMode = ChoiceMode.CLIENT_CHOICE
    max_units: Count | None = None
    bonus: Euros = NOTHING
    bonus_after_months: Count = 0
    bonus_weekly_hours: Count = 0
    requirements: list[RequirementIn] = Field(default=[], max_length=50)

    def category_facts(self, cancellation: Cancellation) -> CategoryFacts:
        return CategoryFacts(
            code=self.code,
            title=_texts(self.title),
            description=_texts(self.description),
            tariff=self._tariff(cancellation),
            price_ceiling=self.price_ceiling,
            vat_nature=self.vat_nature,
            requirements=requirements(self.requirements),
            choice_mode=self.choice_mode,
            max_units=self.max_units,
        )

    def _tariff(self, cancellation: Cancellation) -> Tariff:
        if self.unit is Unit.MONTH:
            return by_the_month(
                bonus=self.bonus,
                bonus_after_months=self.bonus_after_months,
                bonus_weekly_hours=self.bonus_weekly_hours,
            )
        if self.is_group:
            return in_a_group(self.unit, least_minutes=self.least_minutes, cancellation=cancellation)
        return by_the_visit(
            self.unit, per=self.per, least_minutes=self.least_minutes, cancellation=cancellation
        )


class MetricIn(Told):
    """A result that the call is judged by, in the platform's standard wording of its kind."""

    texts: ClassVar[str] = "procurement.metric"
    code: MetricCode
    title: InLanguages
    kind: MetricKind

    def metric_title(self) -> Texts:
        return _texts(self.title)

    def definition(self) -> MetricDefinition:
        return standard(self.kind)


class BuyerIn(Told):
    texts: ClassVar[str] = "procurement.buyer"
    buyer_id: UUID


class EndIn(Told):
    texts: ClassVar[str] = "procurement.end"
    reason: Reasoning


class LanguagesIn(Told):
    texts: ClassVar[str] = "procurement.languages"
    languages: list[Language] = Field(default=[], max_length=20)


def requirements(told: list[RequirementIn]) -> Requirements:
    return Requirements(tuple(Requirement(one.code, _texts(one.text), one.proof) for one in told))


def _ranking(told: RankingIn) -> RankingTerms:
    criteria = tuple(Criterion(one.code, _texts(one.title), one.points) for one in told.criteria)
    return RankingTerms(criteria, told.price_points)


def _office(told: OfficeIn) -> Office:
    return Office(**{**told.facts(), "review_body": _texts(told.review_body), "hours": _texts(told.hours)})


# ------------------------------------------------------------------------------------------ and back


def told_of(facts: CallFacts) -> CallIn:
    """What would have been told: a draft is mended from it, and a new call copied."""
    return CallIn.model_construct(
        basics=BasicsIn.model_construct(
            number=facts.number,
            title=dict(facts.title.by_language),
            description=dict(facts.description.by_language),
            languages=list(facts.languages),
        ),
        basis=BasisIn.model_construct(
            legal_basis=facts.legal_basis,
            regime=facts.regime,
            regime_reason=facts.regime_reason,
            cpv_main=facts.cpv_main,
            cpv_extra=list(facts.cpv_extra),
            nuts=list(facts.nuts),
            guideline_url=facts.guideline_url,
            split_reason=facts.split_reason,
        ),
        value=[ValuePartIn.model_construct(**vars(part)) for part in facts.value.parts],
        schedule=ScheduleIn.model_construct(
            **{name: getattr(facts, name) for name in ScheduleIn.model_fields}
        ),
        office=OfficeIn.model_construct(
            **{
                **vars(facts.office),
                "review_body": dict(facts.office.review_body.by_language),
                "hours": dict(facts.office.hours.by_language),
            }
        ),
        requirements=requirements_told(facts.requirements),
        ranking=RankingIn.model_construct(
            price_points=facts.ranking.price_points,
            criteria=[
                CriterionIn.model_construct(
                    code=one.code, title=dict(one.title.by_language), points=one.points
                )
                for one in facts.ranking.criteria
            ],
        ),
        terms=terms_told(facts.terms),
    )


def requirements_told(known: Requirements) -> list[RequirementIn]:
    return [
        RequirementIn.model_construct(code=one.code, text=dict(one.text.by_language), proof=one.proof)
        for one in known.items
    ]


def terms_told(terms: OrderTerms) -> TermsIn:
    return TermsIn.model_construct(
        choice_window_working_days=terms.choice_window.amount,
        accept_within_working_days=terms.accept_within.amount,
        start_within_working_days=terms.start_within.amount,
        plan_within_days=terms.plan_within.amount,
        interim_report_every_days=terms.interim_report_every.amount,
        final_report_within_working_days=terms.final_report_within.amount,
        silence_reported_after_days=terms.silence_reported_after.amount,
        approve_within_working_days=terms.approve_within.amount,
        termination_days=terms.termination.amount,
        option_notice_months=terms.option_notice.amount,
        liability_insurance=terms.liability_insurance,
        invoiced_by_day=terms.invoiced_by_day,
        payment_days=terms.payment_days,
        payment_reason=terms.payment_reason,
        cancellation=CancellationIn.model_construct(**vars(terms.cancellation)),
        penalty=PenaltyIn.model_construct(**vars(terms.penalty)),
        index=IndexIn.model_construct(asked_before_days=terms.index.asked_before.amount, cap=terms.index.cap),
        ending=EndingIn.model_construct(
            buyer_notice_months=terms.ending.buyer_notice.amount,
            supplier_notice_months=terms.ending.supplier_notice.amount,
            mend_within_days=terms.ending.mend_within.amount,
        ),
    )


def category_told(facts: CategoryFacts) -> CategoryIn:
    tariff = facts.tariff
    return CategoryIn.model_construct(
        code=facts.code,
        title=dict(facts.title.by_language),
        description=dict(facts.description.by_language),
        unit=tariff.unit,
        per=tariff.per,
        is_group=tariff.most_fees_per_month is not None,
        least_minutes=tariff.least_minutes,
        price_ceiling=facts.price_ceiling,
        vat_nature=facts.vat_nature,
        choice_mode=facts.choice_mode,
        max_units=facts.max_units,
        bonus=tariff.bonus,
        bonus_after_months=tariff.bonus_after_months,
        bonus_weekly_hours=tariff.bonus_weekly_hours,
        requirements=requirements_told(facts.requirements),
    )
