"""The supplier's yes or no, the buyer's second thoughts, and the silence that ends in expiry."""

from uuid import UUID

from app.catalogue import service as catalogue
from app.contracts import queries as contracts
from app.funds import queries as limits
from app.funds import service as funds
from app.identity import queries as identity
from app.kernel.refusals import Reason, refuse_if
from app.law import queries as law
from app.orders import events, policy, queries
from app.orders.models import ServiceOrder
from app.orders.rules.answering import reasons_not_expired, reasons_too_late, start_by
from app.orders.rules.needs import reasons_not_a_member
from app.orders.rules.states import NEED_FLOW, ORDER_FLOW
from app.orders.service.acting import (
    of_client,
    of_order,
    reasons_not_clients,
    reasons_not_order,
    sealed,
    sealed_reason,
)
from app.platform.work import Work
from app.procurement import queries as procurement


def reasons_not_to_answer(work: Work, order: ServiceOrder) -> list[Reason]:
    """What the supplier's page asks before it offers a yes; the contract is asked once it is said."""
    return [
        *reasons_not_order(work, "accept", order),
        *ORDER_FLOW.reasons_not_to(order.state, "accept"),
        *reasons_too_late(now=work.now, answer_by=order.answer_by),
    ]


def reasons_not_to_accept(work: Work, order: ServiceOrder, member_id: UUID | None = None) -> list[Reason]:
    members = identity.members(work, order.party_id, identity.today(work)) if member_id else []
    contract = contracts.own_contract(work, order.contract_id)
    return [
        *reasons_not_to_answer(work, order),
        *contracts.reasons_not_orderable(work, contract, order.starts_on),
        *reasons_not_a_member([member.organisation_id for member in members], member_id),
    ]


def accept(work: Work, order_id: UUID, *, member_id: UUID | None = None) -> ServiceOrder:
    """`member_id` is the group's member that will serve the client; without one all of them may."""
    order = queries.own_order(work, order_id, lock=True)
    reasons = reasons_not_to_accept(work, order, member_id)
    refused = events.AcceptanceRefused(**of_order(order), reasons=tuple(reason.code for reason in reasons))
    refuse_if(reasons, evidence=refused)

    order.state = ORDER_FLOW.after(order.state, "accept")
    order.member_id, order.answered_at = member_id, work.now
    terms = procurement.terms_of(procurement.call(work, order.call_id))
    order.start_by = start_by(
        identity.today(work),
        terms.start_within,
        law.calendar(work, work.ground.country, strict=False),
        starts_on=order.starts_on,
    )
    order.version += 1
    work.record(events.OrderAccepted(**of_order(order), party_id=order.party_id, member_id=member_id))
    return order


def decline(work: Work, order_id: UUID, *, reason: str) -> ServiceOrder:
    """Logged, and the need is open again: the ranking passes this supplier over (RULE-71)."""
    order = queries.own_order(work, order_id, lock=True)
    refuse_if(reasons_not_order(work, "decline", order))

    _give_up(work, order, "decline", reason)
    order.answered_at = work.now
    work.record(
        events.OrderDeclined(
            **of_client(order), party_id=order.party_id, reason=sealed_reason(work, order, reason)
        )
    )
    return order


def withdraw(work: Work, order_id: UUID, *, reason: str = "") -> ServiceOrder:
    """By the case worker, until the service has started; afterwards an order is ended."""
    order = queries.own_order(work, order_id, lock=True)
    refuse_if(reasons_not_clients(work, "withdraw", order))

    _give_up(work, order, "withdraw", reason)
    work.record(
        events.OrderWithdrawn(
            **of_client(order), party_id=order.party_id, reason=sealed_reason(work, order, reason)
        )
    )
    return order


def expire(work: Work, order_id: UUID) -> ServiceOrder:
    """When nobody answered in time: the system's act."""
    order = queries.own_order(work, order_id, lock=True)
    refuse_if(
        [
            *policy.reasons_not_to("expire", work.actor, buyer_id=order.buyer_id),
            *reasons_not_expired(now=work.now, answer_by=order.answer_by),
        ]
    )

    _give_up(work, order, "expire", "")
    work.record(events.OrderExpired(**of_order(order), party_id=order.party_id, answer_by=order.answer_by))
    return order


def _give_up(work: Work, order: ServiceOrder, move: str, reason: str) -> None:
    """Its money and its place are free again, and so is the need."""
    order.state = ORDER_FLOW.after(order.state, move)
    order.end_reason = sealed(work, order.client_id, "order_reason", reason)
    order.version += 1
    funds.release(work, order.id, limits.held(work, order.id))
    catalogue.free_place(work, order.party_id, order.category_id)
    need = queries.need_behind(work, order.need_id, lock=True)
    need.state = NEED_FLOW.after(need.state, "reopen")
