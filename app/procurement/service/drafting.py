"""Writing a call: until it is published, its buyers may write anything into it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete

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


def set_languages(work: Work, buyer_id: UUID, *, languages: Collection[str]) -> None:
    """In which languages the buyer must publish from now on: two for a bilingual authority."""
    refuse_if(policy.reasons_not_to("set_languages", work.actor, buyer_id=buyer_id))

    changed(work.db, delete(BuyerLanguage).where(BuyerLanguage.buyer_id == buyer_id))
    known = sorted(set(languages))
    work.db.add_all(BuyerLanguage(buyer_id=buyer_id, language=language) for language in known)
    work.record(events.LanguagesSet(about=buyer_id, buyer_id=buyer_id, languages=tuple(known)))


def draft_call(work: Work, buyer_id: UUID, *, facts: CallFacts) -> UUID:
    """A call of one buyer, which may take others along; nothing is asked of its content yet."""
    may_not = policy.reasons_not_to("draft", work.actor, buyer_id=buyer_id)
    refuse_if([*may_not, *_number_taken(work, buyer_id, facts.number)])

    process = Process(
        id=work.new_id(),
        public_id=work.world.secret_id(),
        kind=ProcessKind.CALL,
        buyer_id=buyer_id,
        at=work.now,
    )
    work.db.add(process)
    work.db.flush()
    work.db.add(_call(work, process.id, buyer_id, facts))
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
    call = _writable(work, call_id)
    known = queries.buyers_of(work, call_id)
    refuse_if([Reason("procurement.already_a_buyer")] if buyer_id in known else [])

    work.db.add(CallBuyer(call_id=call_id, buyer_id=buyer_id))
    work.record(
        events.BuyerAdded(about=call_id, buyer_id=call.buyer_id, process_id=call_id, added_id=buyer_id)
    )


def add_category(work: Work, call_id: UUID, facts: CategoryFacts) -> UUID:
    call = _writable(work, call_id)
    codes = [category.code for category in queries.categories(work, call_id)]
    refuse_if(_code_taken(facts.code, codes))

    category = Category(
        id=work.new_id(),
        public_id=work.world.secret_id(),
        call_id=call_id,
        code=facts.code,
        title=facts.title,
        description=facts.description,
        unit=facts.tariff.unit,
        per=facts.tariff.per,
        price_ceiling=facts.price_ceiling,
        vat_nature=facts.vat_nature,
        requirements=facts.requirements.as_json(),
        tariff=facts.tariff.as_json(),
        choice_mode=facts.choice_mode,
        max_units=facts.max_units,
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
    call = _writable(work, call_id)
    refuse_if(_code_taken(code, [metric.code for metric in queries.metrics_of(work, call_id)]))

    metric = CallMetric(
        id=work.new_id(), call_id=call_id, code=code, title=title, definition=definition.as_json()
    )
    work.db.add(metric)
    work.record(
        events.MetricAdded(
            about=call_id, buyer_id=call.buyer_id, process_id=call_id, code=code, kind=definition.kind
        )
    )


def _writable(work: Work, call_id: UUID) -> Call:
    call = queries.call(work, call_id, lock=True)
    # Whoever may see the draft and write it, may not write what others have already read.
    refuse_if(
        [
            *policy.reasons_not_to("write", work.actor, buyer_id=call.buyer_id, process_id=call_id),
            *([] if call.state == CALL_FLOW.start else [Reason("procurement.already_published")]),
        ]
    )
    return call


def _call(work: Work, process_id: UUID, buyer_id: UUID, facts: CallFacts) -> Call:
    return Call(
        id=process_id,
        buyer_id=buyer_id,
        number=facts.number,
        title=facts.title,
        description=facts.description,
        languages=list(facts.languages),
        legal_basis=facts.legal_basis,
        regime=facts.regime,
        regime_reason=facts.regime_reason,
        split_reason=facts.split_reason,
        cpv_main=facts.cpv_main,
        cpv_extra=list(facts.cpv_extra),
        nuts=list(facts.nuts),
        estimated_value=facts.value.estimated,
        value_parts=facts.value.as_json(),
        office=facts.office.as_json(),
        guideline_url=facts.guideline_url,
        rule_set=law.rule_set(work, work.ground.country),
        opens_at=facts.opens_at,
        questions_until=facts.questions_until,
        first_round_closes_at=facts.first_round_closes_at,
        closes_at=facts.closes_at,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        option_months=facts.option_months,
        requirements=facts.requirements.as_json(),
        terms=facts.terms.as_json(),
        ranking=facts.ranking.as_json(),
        state=CALL_FLOW.start,
    )


def _number_taken(work: Work, buyer_id: UUID, number: str) -> list[Reason]:
    if queries.number_is_taken(work, buyer_id, number):
        return [Reason("procurement.number_taken", {"number": number})]
    return []


def _code_taken(code: str, codes: Collection[str]) -> list[Reason]:
    return [Reason("procurement.code_taken", {"code": code})] if code in codes else []
