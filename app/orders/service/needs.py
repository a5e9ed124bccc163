"""Opening what one client needs, opening it again, and closing it."""

from datetime import date
from uuid import UUID

from app.clients import queries as clients
from app.clients import service as clients_service
from app.clients.models import Client
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason, refuse_if
from app.orders import events, policy, queries
from app.orders.models import Need
from app.orders.rules.needs import reasons_not_to_open_need
from app.orders.rules.states import NEED_FLOW
from app.orders.service.acting import of_need, reasons_not_need, sealed
from app.platform.work import Work
from app.procurement import queries as procurement

READING = "reading the need"


def open_need(
    work: Work,
    client_id: UUID,
    category_id: UUID,
    *,
    quantity: Quantity,
    starts_on: date,
    ends_on: date,
    summary: str,
    plan_ref: str = "",
    decision_ref: str = "",
) -> UUID:
    """At most so much of the category, for one client; `summary` is all that a supplier reads of why."""
    client = clients.own_client(work, client_id)
    category = procurement.category(work, category_id)
    is_buyer = client.buyer_id in procurement.buyers_of(work, category.call_id)
    refuse_if(
        [
            *policy.reasons_not_to(
                "open_need", work.actor, buyer_id=client.buyer_id, call_id=category.call_id
            ),
            *([] if is_buyer else [Reason("order.buyer_not_in_call")]),
            *reasons_not_to_open_need(
                quantity=quantity,
                tariff=procurement.tariff_of(category),
                max_units=category.max_units,
                starts_on=starts_on,
                ends_on=ends_on,
                summary=summary,
            ),
        ]
    )

    need = Need(
        id=work.new_id(),
        buyer_id=client.buyer_id,
        call_id=category.call_id,
        category_id=category.id,
        client_id=client.id,
        quantity=quantity,
        starts_on=starts_on,
        ends_on=ends_on,
        summary=sealed(work, client.id, "need_summary", summary),
        plan_ref=sealed(work, client.id, "plan_ref", plan_ref),
        decision_ref=sealed(work, client.id, "decision_ref", decision_ref),
        state=NEED_FLOW.start,
        at=work.now,
    )
    work.db.add(need)
    work.db.flush()
    work.record(
        events.NeedOpened(
            **of_need(need), category_id=category.id, quantity=quantity, starts_on=starts_on, ends_on=ends_on
        )
    )
    return need.id


def reopen_need(work: Work, need_id: UUID) -> None:
    """The client thought again before the order was sent; the choice that was made stays in the record."""
    need = queries.own_need(work, need_id, lock=True)
    is_ordered = [Reason("order.is_ordered")] if queries.live_order(work, need.id) else []
    refuse_if([*reasons_not_need(work, "choose", need), *is_ordered])

    need.state = NEED_FLOW.after(need.state, "reopen")
    work.record(events.NeedReopened(**of_need(need)))


def close_need(work: Work, need_id: UUID) -> None:
    """Nothing is wanted any more."""
    need = queries.own_need(work, need_id, lock=True)
    choice_list = queries.live_list(work, need.id)
    is_ordered = [Reason("order.is_ordered")] if queries.live_order(work, need.id) else []
    refuse_if([*reasons_not_need(work, "close_need", need), *is_ordered])

    need.state = NEED_FLOW.after(need.state, "close")
    if choice_list is not None:
        choice_list.ended_at = work.now
    work.record(events.NeedClosed(**of_need(need)))


def read_texts(work: Work, need: Need, client: Client) -> dict[str, str]:
    """With the client's name, in plain text, and in the view log; whose the need is, has been asked."""
    tokens = {
        "first_name": client.first_name,
        "last_name": client.last_name,
        "need_summary": need.summary,
        "plan_ref": need.plan_ref,
        "decision_ref": need.decision_ref,
    }
    return clients_service.open_texts(work, need.client_id, tokens, purpose=READING)
