"""Writing a call: until it is published, its buyers may write anything into it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.identity import queries as identity
from app.kernel.money import Money
from app.kernel.refusals import Reason, refuse_if
from app.kernel.texts import Texts
from app.law import queries as law
from app.platform.db import changed
from app.platform.work import Work
from app.procurement import events, policy, queries
from app.procurement.models import BuyerLanguage, Call, CallBuyer, CallMetric, Category, Process
from app.procurement.rules.call import CallFacts, CategoryFacts
from app.procurement.rules.metrics import MetricDefinition
from app.procurement.rules.states import CALL_FLOW, ProcessKind

NOTHING = Money(0)


def set_languages(work: Work, buyer_id: UUID, *, languages: Collection[str]) -> None:
    """In which languages the buyer must publish from now on: two for a bilingual authority."""
    refuse_if(reasons_not_to_set_languages(work, buyer_id))

    changed(work.db, delete(BuyerLanguage).where(BuyerLanguage.buyer_id == buyer_id))
    known = sorted(set(languages))
    work.db.add_all(BuyerLanguage(buyer_id=buyer_id, language=language) for language in known)
    work.record(events.LanguagesSet(about=buyer_id, buyer_id=buyer_id, languages=tuple(known)))


def reasons_not_to_set_languages(work: Work, buyer_id: UUID) -> list[Reason]:
    return policy.reasons_not_to("set_languages", work.actor, buyer_id=buyer_id)


def draft_call(work: Work, buyer_id: UUID, *, facts: CallFacts) -> UUID:
    """A call of one buyer, which may take others along; nothing is asked of its content yet."""
    may_not = policy.reasons_not_to("draft", work.actor, buyer_id=buyer_id)
    refuse_if([*may_not, *number_taken(work, buyer_id, facts.number), *reasons_not_storable(facts)])

    process = Process(
        id=work.new_id(),
        public_id=work.world.secret_id(),
        kind=ProcessKind.CALL,
        buyer_id=buyer_id,
        at=work.now,
    )
    work.db.add(process)
    work.db.flush()
    rule_set = law.rule_set(work, work.ground.country)
    kept = columns_of(facts)
    work.db.add(Call(id=process.id, buyer_id=buyer_id, rule_set=rule_set, state=CALL_FLOW.start, **kept))
    work.db.flush()
    work.db.add(CallBuyer(call_id=process.id, buyer_id=buyer_id))
    work.record(
        events.CallDrafted(
            about=process.id,
            buyer_id=buyer_id,
            process_id=process.id,
            number=facts.number,
            legal_basis=facts.legal_basis,
            estimated_value=facts.value.estimated,
        )
    )
    return process.id


def add_buyer(work: Work, call_id: UUID, buyer_id: UUID) -> None:
    """Another buyer under the same call and the same ceiling."""
    call = writable(work, call_id)
    identity.party(work, buyer_id)
    known = queries.buyers_of(work, call_id)
    refuse_if([Reason("procurement.already_a_buyer")] if buyer_id in known else [])

    work.db.add(CallBuyer(call_id=call_id, buyer_id=buyer_id))
    work.record(
        events.BuyerAdded(about=call_id, buyer_id=call.buyer_id, process_id=call_id, added_id=buyer_id)
    )


def add_category(work: Work, call_id: UUID, facts: CategoryFacts) -> UUID:
    call = writable(work, call_id)
    codes = [category.code for category in queries.categories(work, call_id)]
    refuse_if([*code_taken(facts.code, codes), *reasons_not_a_category(facts)])

    category = Category(
        id=work.new_id(),
        public_id=work.world.secret_id(),
        call_id=call_id,
        **category_columns_of(facts),
    )
    work.db.add(category)
    work.db.flush()
    work.record(
        events.CategoryAdded(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            category_id=category.id,
            code=facts.code,
            price_ceiling=facts.price_ceiling,
        )
    )
    return category.id


def add_metric(work: Work, call_id: UUID, *, code: str, title: Texts, definition: MetricDefinition) -> None:
    """What the call will be judged by, said before anybody applies."""
    call = writable(work, call_id)
    refuse_if(code_taken(code, [metric.code for metric in queries.metrics_of(work, call_id)]))

    metric = CallMetric(
        id=work.new_id(), call_id=call_id, code=code, title=title, definition=definition.as_json()
    )
    work.db.add(metric)
    work.record(
        events.MetricAdded(
            about=call_id, buyer_id=call.buyer_id, process_id=call_id, code=code, kind=definition.kind
        )
    )


def writable(work: Work, call_id: UUID) -> Call:
    call = queries.call(work, call_id, lock=True)
    refuse_if(reasons_not_to_write(work, call))
    return call


def reasons_not_to_write(work: Work, call: Call) -> list[Reason]:
    """Whoever may see the draft and write it, may not write what others have already read."""
    return [
        *policy.reasons_not_to("write", work.actor, buyer_id=call.buyer_id, process_id=call.id),
        *([] if call.state == CALL_FLOW.start else [Reason("procurement.already_published")]),
    ]


def columns_of(facts: CallFacts) -> dict[str, Any]:
    """A call's own columns, as they are first written and as they are mended."""
    return {
        "number": facts.number,
        "title": facts.title,
        "description": facts.description,
        "languages": list(facts.languages),
        "legal_basis": facts.legal_basis,
        "regime": facts.regime,
        "regime_reason": facts.regime_reason,
        "split_reason": facts.split_reason,
        "cpv_main": facts.cpv_main,
        "cpv_extra": list(facts.cpv_extra),
        "nuts": list(facts.nuts),
        "estimated_value": facts.value.estimated,
        "value_parts": facts.value.as_json(),
        "office": facts.office.as_json(),
        "guideline_url": facts.guideline_url,
        "opens_at": facts.opens_at,
        "questions_until": facts.questions_until,
        "first_round_closes_at": facts.first_round_closes_at,
        "closes_at": facts.closes_at,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "option_months": facts.option_months,
        "requirements": facts.requirements.as_json(),
        "terms": facts.terms.as_json(),
        "ranking": facts.ranking.as_json(),
    }


def category_columns_of(facts: CategoryFacts) -> dict[str, Any]:
    return {
        "code": facts.code,
        "title": facts.title,
        "description": facts.description,
        "unit": facts.tariff.unit,
        "per": facts.tariff.per,
        "price_ceiling": facts.price_ceiling,
        "vat_nature": facts.vat_nature,
        "requirements": facts.requirements.as_json(),
        "tariff": facts.tariff.as_json(),
        "choice_mode": facts.choice_mode,
        "max_units": facts.max_units,
    }


def reasons_not_storable(facts: CallFacts) -> list[Reason]:
    """Even a draft has its dates in order, because the database holds nothing else."""
    reasons = []
    if facts.closes_at <= facts.opens_at:
        at, after = facts.closes_at.isoformat(), facts.opens_at.isoformat()
        reasons.append(Reason("procurement.closes_at_too_early", {"at": at, "after": after}))
    if facts.ends_on <= facts.starts_on:
        at, after = facts.ends_on.isoformat(), facts.starts_on.isoformat()
        reasons.append(Reason("procurement.ends_on_too_early", {"at": at, "after": after}))
    return reasons


def reasons_not_a_category(facts: CategoryFacts) -> list[Reason]:
    where = {"category": facts.code}
    reasons = []
    if facts.price_ceiling <= NOTHING:
        reasons.append(Reason("procurement.ceiling_missing", where))
    if facts.tariff.per < 1:
        reasons.append(Reason("procurement.tariff_wrong", {**where, "what": "per"}))
    return reasons


def number_taken(work: Work, buyer_id: UUID, number: str) -> list[Reason]:
    if queries.number_is_taken(work, buyer_id, number):
        return [Reason("procurement.number_taken", {"number": number})]
    return []


def code_taken(code: str, codes: Collection[str]) -> list[Reason]:
    return [Reason("procurement.code_taken", {"code": code})] if code in codes else []
