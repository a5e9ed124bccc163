"""What an officer tells of a call as a whole, section by section."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from app.law.rules.thresholds import LegalBasis, Regime, ValuePart
from app.platform.fields import At, Day, Euros, Line, Words
from app.platform.schemas import Told
from app.procurement.rules.call import CallFacts, Office, Value
from app.procurement.rules.ranking import Criterion, RankingTerms
from app.procurement.schemas.telling.fields import (
    NOTHING,
    Address,
    AnswerCode,
    Count,
    CpvCode,
    InLanguages,
    Language,
    Number,
    Reasoning,
    texts_in,
)
from app.procurement.schemas.telling.required import RequirementIn, requirements
from app.procurement.schemas.telling.terms import TermsIn


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
            title=texts_in(self.basics.title),
            description=texts_in(self.basics.description),
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


class BuyerIn(Told):
    texts: ClassVar[str] = "procurement.buyer"
    buyer_id: UUID


class EndIn(Told):
    texts: ClassVar[str] = "procurement.end"
    reason: Reasoning


class LanguagesIn(Told):
    texts: ClassVar[str] = "procurement.languages"
    languages: list[Language] = Field(default=[], max_length=20)


def _ranking(told: RankingIn) -> RankingTerms:
    criteria = tuple(Criterion(one.code, texts_in(one.title), one.points) for one in told.criteria)
    return RankingTerms(criteria, told.price_points)


def _office(told: OfficeIn) -> Office:
    return Office(
        **{**told.facts(), "review_body": texts_in(told.review_body), "hours": texts_in(told.hours)}
    )
