"""A call as the rules read it, from the rows in which it is kept."""

from uuid import UUID

from app.platform.work import Work
from app.procurement.models import Call, Category
from app.procurement.queries.categories import categories, metrics_of
from app.procurement.queries.own import call
from app.procurement.rules.call import (
    CallFacts,
    CategoryFacts,
    Office,
    WholeCall,
    office_from_json,
    value_from_json,
)
from app.procurement.rules.ranking import RankingTerms, ranking_from_json
from app.procurement.rules.requirements import Requirements, requirements_from_json
from app.procurement.rules.tariffs.tariff import Cancellation, Tariff, tariff_from_json
from app.procurement.rules.terms import OrderTerms, terms_from_json


def terms_of(call: Call) -> OrderTerms:
    return terms_from_json(call.terms)


def cancellation_of(work: Work, call_id: UUID) -> Cancellation:
    return terms_of(call(work, call_id)).cancellation


def ranking_of(call: Call) -> RankingTerms:
    return ranking_from_json(call.ranking)


def office_of(call: Call) -> Office:
    return office_from_json(call.office)


def requirements_of(thing: Call | Category) -> Requirements:
    """Those of every applicant, or those of one category."""
    return requirements_from_json(thing.requirements)


def tariff_of(category: Category) -> Tariff:
    return tariff_from_json(category.tariff)


def whole_call(work: Work, call: Call) -> WholeCall:
    return WholeCall(
        facts_of(call),
        tuple(category_facts_of(category) for category in categories(work, call.id)),
        tuple(metrics_of(work, call.id)),
    )


def facts_of(call: Call) -> CallFacts:
    return CallFacts(
        number=call.number,
        title=call.title,
        description=call.description,
        languages=tuple(call.languages),
        legal_basis=call.legal_basis,
        regime=call.regime,
        regime_reason=call.regime_reason,
        split_reason=call.split_reason,
        cpv_main=call.cpv_main,
        cpv_extra=tuple(call.cpv_extra),
        nuts=tuple(call.nuts),
        value=value_from_json(call.value_parts),
        office=office_of(call),
        guideline_url=call.guideline_url,
        opens_at=call.opens_at,
        questions_until=call.questions_until,
        first_round_closes_at=call.first_round_closes_at,
        closes_at=call.closes_at,
        starts_on=call.starts_on,
        ends_on=call.ends_on,
        option_months=call.option_months,
        requirements=requirements_of(call),
        terms=terms_of(call),
        ranking=ranking_of(call),
    )


def category_facts_of(category: Category) -> CategoryFacts:
    return CategoryFacts(
        code=category.code,
        title=category.title,
        description=category.description,
        tariff=tariff_of(category),
        price_ceiling=category.price_ceiling,
        vat_nature=category.vat_nature,
        requirements=requirements_of(category),
        choice_mode=category.choice_mode,
        max_units=category.max_units,
    )
