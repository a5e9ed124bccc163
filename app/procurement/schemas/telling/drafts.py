"""From a call's facts back to what would have been told: to mend a draft, or to copy an earlier call."""

from app.procurement.rules.call import CallFacts, CategoryFacts
from app.procurement.rules.requirements import Requirements
from app.procurement.rules.terms import OrderTerms
from app.procurement.schemas.telling.calls import (
    BasicsIn,
    BasisIn,
    CallIn,
    CriterionIn,
    OfficeIn,
    RankingIn,
    ScheduleIn,
    ValuePartIn,
)
from app.procurement.schemas.telling.categories import CategoryIn
from app.procurement.schemas.telling.required import RequirementIn
from app.procurement.schemas.telling.terms import CancellationIn, EndingIn, IndexIn, PenaltyIn, TermsIn


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
