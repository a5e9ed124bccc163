"""Acts of procurement: a call with its categories and metrics, published, closed, interrupted."""

from uuid import UUID

from pydantic import Field

from app.demo.acting import act
from app.demo.fields import Amount, At, ByLanguage, Day, Fields, Percent, Whole, Words, YesNo, texts
from app.demo.stage import Stage
from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.law.rules.thresholds import LegalBasis, Regime, ValuePart
from app.platform.work import Work
from app.procurement.rules.call import CallFacts, CategoryFacts, Office, Value
from app.procurement.rules.metrics import MetricKind, standard
from app.procurement.rules.ranking import Criterion, RankingTerms
from app.procurement.rules.requirements import Proof, Requirement, Requirements
from app.procurement.rules.states import ChoiceMode
from app.procurement.rules.tariffs.tariff import Cancellation, Tariff, by_the_month, by_the_visit, in_a_group
from app.procurement.rules.terms import OrderTerms
from app.procurement.service import drafting, publishing
from app.suppliers.rules import VatNature


class RequirementFacts(Fields):
    code: str
    text: ByLanguage
    proof: Proof = Proof.DECLARATION


class CriterionFacts(Fields):
    code: str
    title: ByLanguage
    points: Whole


class RankingFacts(Fields):
    price_points: Whole
    criteria: list[CriterionFacts]


class CancellationFacts(Fields):
    free_until_hours: Whole = 24
    share: Percent = 5000
    most_per_order: Whole = 2
    most_per_month_in_groups: Whole = 2


class TermsFacts(Fields):
    """What the call says otherwise than usual; working days, days of payment."""

    choice_window: Whole = Field(default=5, description="Working days that the client has for choosing.")
    accept_within: Whole = Field(default=3, description="Working days that the supplier has for accepting.")
    start_within: Whole = Field(default=10, description="Working days from acceptance to the first delivery.")
    payment_days: Whole = 30
    cancellation: CancellationFacts = CancellationFacts()

    def terms(self) -> OrderTerms:
        return OrderTerms(
            choice_window=Limit(self.choice_window, TimeUnit.WORKING_DAY),
            accept_within=Limit(self.accept_within, TimeUnit.WORKING_DAY),
            start_within=Limit(self.start_within, TimeUnit.WORKING_DAY),
            payment_days=self.payment_days,
            cancellation=Cancellation(**self.cancellation.model_dump()),
        )


class OfficeFacts(Fields):
    """Whom to ask, and where a claim for review is delivered."""

    contact: str
    contact_email: str
    contact_phone: str
    review_body: ByLanguage
    address: str
    email: str
    hours: ByLanguage

    def office(self) -> Office:
        told = self.model_dump(exclude={"review_body", "hours"})
        return Office(**told, review_body=texts(self.review_body), hours=texts(self.hours))


class Call(Fields):
    buyer: str
    number: str
    title: ByLanguage
    description: ByLanguage
    languages: Words
    legal_basis: LegalBasis
    regime: Regime
    regime_reason: str = ""
    split_reason: str = Field(default="", description="Why other calls for the same are no splitting.")
    cpv: Words = Field(description="The main code first.", min_length=1)
    nuts: Words
    value: Amount = Field(description="Without VAT, all years and categories.")
    options: Amount = Field(default=Money(0), description="The part of the options, on top of the value.")
    guideline_url: str
    office: OfficeFacts
    opens_at: At
    questions_until: At | None = None
    first_round_closes_at: At
    closes_at: At
    starts_on: Day
    ends_on: Day
    option_months: Whole = 0
    requirements: list[RequirementFacts] = Field(default=[])
    terms: TermsFacts = TermsFacts()
    ranking: RankingFacts | None = None


@act("draft_call", Call)
def draft_call(stage: Stage, work: Work, facts: Call) -> UUID:
    """Drafts a call: what is bought, on which legal basis, for how much at most, from when to when."""
    plain = {"number", "regime_reason", "split_reason", "guideline_url", "opens_at", "questions_until"}
    plain |= {"first_round_closes_at", "closes_at", "starts_on", "ends_on", "option_months"}
    told = CallFacts(
        **facts.model_dump(include=plain),
        title=texts(facts.title),
        description=texts(facts.description),
        languages=tuple(facts.languages),
        legal_basis=facts.legal_basis,
        regime=facts.regime,
        cpv_main=facts.cpv[0],
        cpv_extra=tuple(facts.cpv[1:]),
        nuts=tuple(facts.nuts),
        value=Value((ValuePart(facts.value, options=facts.options),)),
        requirements=_requirements(facts.requirements),
        office=facts.office.office(),
        terms=facts.terms.terms(),
        ranking=_ranking(facts.ranking),
    )
    return drafting.draft_call(work, stage.id(facts.buyer), facts=told)


class CategoryTold(Fields):
    call: str
    code: str
    title: ByLanguage
    description: ByLanguage
    unit: Unit
    per: Whole = Field(default=1, description="The smallest part that is counted: 4 is a quarter of an hour.")
    group: YesNo = Field(
        default=False, description="A place in a group, whose absences are counted by month."
    )
    price_ceiling: Amount
    vat_nature: VatNature = VatNature.GENERAL
    requirements: list[RequirementFacts] = Field(default=[])
    bonus: Amount = Money(0)
    bonus_after_months: Whole = 0
    bonus_weekly_hours: Whole = 0
    least_minutes: Whole = 0
    choice_mode: ChoiceMode = ChoiceMode.CLIENT_CHOICE
    max_units: Whole | None = None
    cancellation: CancellationFacts = CancellationFacts()


@act("add_category", CategoryTold)
def add_category(stage: Stage, work: Work, facts: CategoryTold) -> UUID:
    """Adds a category: one service, its unit, price ceiling, tariff and minimum requirements."""
    told = CategoryFacts(
        code=facts.code,
        title=texts(facts.title),
        description=texts(facts.description),
        tariff=_tariff(facts),
        price_ceiling=facts.price_ceiling,
        vat_nature=facts.vat_nature,
        requirements=_requirements(facts.requirements),
        choice_mode=facts.choice_mode,
        max_units=facts.max_units,
    )
    return drafting.add_category(work, stage.id(facts.call), told)


class Metric(Fields):
    call: str
    code: str
    title: ByLanguage
    kind: MetricKind


@act("add_metric", Metric)
def add_metric(stage: Stage, work: Work, facts: Metric) -> None:
    """Says what the call will measure of its results."""
    drafting.add_metric(
        work,
        stage.id(facts.call),
        code=facts.code,
        title=texts(facts.title),
        definition=standard(facts.kind),
    )


class LanguagesTold(Fields):
    buyer: str
    languages: Words


@act("set_languages", LanguagesTold)
def set_languages(stage: Stage, work: Work, facts: LanguagesTold) -> None:
    """Says in which languages a buyer must publish."""
    drafting.set_languages(work, stage.id(facts.buyer), languages=facts.languages)


class OneCall(Fields):
    call: str


@act("publish_call", OneCall)
def publish_call(stage: Stage, work: Work, facts: OneCall) -> None:
    """Publishes a call; its value becomes the ceiling of all its orders together."""
    publishing.publish(work, stage.id(facts.call))


class CallEnd(Fields):
    call: str
    reason: str


@act("close_call", CallEnd)
def close_call(stage: Stage, work: Work, facts: CallEnd) -> None:
    """Closes a call: nobody applies any more, whoever was admitted stays."""
    publishing.close(work, stage.id(facts.call), reason=facts.reason)


@act("interrupt_call", CallEnd)
def interrupt_call(stage: Stage, work: Work, facts: CallEnd) -> None:
    """Gives a procurement up."""
    publishing.interrupt(work, stage.id(facts.call), reason=facts.reason)


def _requirements(told: list[RequirementFacts]) -> Requirements:
    return Requirements(tuple(Requirement(one.code, texts(one.text), one.proof) for one in told))


def _ranking(told: RankingFacts | None) -> RankingTerms:
    if told is None:
        return RankingTerms()
    criteria = tuple(Criterion(one.code, texts(one.title), one.points) for one in told.criteria)
    return RankingTerms(criteria, told.price_points)


def _tariff(facts: CategoryTold) -> Tariff:
    rule = Cancellation(**facts.cancellation.model_dump())
    if facts.unit is Unit.MONTH:
        return by_the_month(
            bonus=facts.bonus,
            bonus_after_months=facts.bonus_after_months,
            bonus_weekly_hours=facts.bonus_weekly_hours,
        )
    if facts.group:
        return in_a_group(facts.unit, least_minutes=facts.least_minutes, cancellation=rule)
    return by_the_visit(facts.unit, per=facts.per, least_minutes=facts.least_minutes, cancellation=rule)
