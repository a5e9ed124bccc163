"""Mending a draft: until it is published its text may change, and what was added be taken away again."""

from uuid import UUID

from sqlalchemy import delete

from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.db import changed
from app.platform.work import Work
from app.procurement import events, queries
from app.procurement.models import CallBuyer
from app.procurement.rules.call import CallFacts, CategoryFacts
from app.procurement.rules.tariffs.tariff import with_fees_of
from app.procurement.service.drafting import (
    category_columns_of,
    code_taken,
    columns_of,
    number_taken,
    reasons_not_a_category,
    reasons_not_storable,
    writable,
)


def redraft_call(work: Work, call_id: UUID, *, facts: CallFacts) -> None:
    """The whole text anew; the categories' fees follow the call's own terms of cancellation."""
    call = writable(work, call_id)
    taken = number_taken(work, call.buyer_id, facts.number) if facts.number != call.number else []
    refuse_if([*taken, *reasons_not_storable(facts)])
    categories = queries.categories(work, call_id)

    for name, value in columns_of(facts).items():
        setattr(call, name, value)
    for category in categories:
        category.tariff = with_fees_of(queries.tariff_of(category), facts.terms.cancellation).as_json()
    work.record(
        events.CallRedrafted(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            number=facts.number,
            legal_basis=facts.legal_basis,
            estimated_value=facts.value.estimated,
        )
    )


def redraft_category(work: Work, call_id: UUID, category_id: UUID, facts: CategoryFacts) -> None:
    call = writable(work, call_id)
    category = queries.category_of(work, call_id, category_id)
    others = [one.code for one in queries.categories(work, call_id) if one.id != category_id]
    refuse_if([*code_taken(facts.code, others), *reasons_not_a_category(facts)])

    for name, value in category_columns_of(facts).items():
        setattr(category, name, value)
    work.record(
        events.CategoryRedrafted(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            category_id=category_id,
            code=facts.code,
            price_ceiling=facts.price_ceiling,
        )
    )


def remove_category(work: Work, call_id: UUID, category_id: UUID) -> None:
    call = writable(work, call_id)
    category = queries.category_of(work, call_id, category_id)

    work.db.delete(category)
    work.record(
        events.CategoryRemoved(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            category_id=category_id,
            code=category.code,
        )
    )


def remove_metric(work: Work, call_id: UUID, code: str) -> None:
    call = writable(work, call_id)
    metric = queries.metric_by_code(work, call_id, code)

    work.db.delete(metric)
    work.record(events.MetricRemoved(about=call_id, buyer_id=call.buyer_id, process_id=call_id, code=code))


def remove_buyer(work: Work, call_id: UUID, buyer_id: UUID) -> None:
    """Anybody but the lead buyer, whose call it is."""
    call = writable(work, call_id)
    if buyer_id not in queries.buyers_of(work, call_id):
        raise Missing
    refuse_if([Reason("procurement.lead_buyer_stays")] if buyer_id == call.buyer_id else [])

    gone = delete(CallBuyer).where(CallBuyer.call_id == call_id, CallBuyer.buyer_id == buyer_id)
    changed(work.db, gone)
    work.record(
        events.BuyerRemoved(about=call_id, buyer_id=call.buyer_id, process_id=call_id, removed_id=buyer_id)
    )
