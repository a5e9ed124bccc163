"""The case worker decides on what was told: approved and priced, disputed, or opened again until invoiced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, exists, update

from app.clients import service as clients
from app.contracts import queries as contracts
from app.deliveries import events, queries
from app.deliveries.models import Billed, Delivery
from app.deliveries.rules.deciding import reasons_not_to_decide, reasons_unexplained
from app.deliveries.rules.pricing import Terms, net, reasons_terms_change
from app.deliveries.rules.states import DELIVERY_FLOW, DeliveryKind
from app.deliveries.service.acting import (
    REASON,
    of_client,
    of_delivery,
    reasons_not_serving,
    reasons_not_theirs_to_decide,
    sealed_reason,
)
from app.identity import queries as identity
from app.kernel.refusals import Missing, Reason, Refused, refuse_if
from app.orders import queries as orders
from app.orders.models import ServiceOrder
from app.platform.db import changed, changed_one
from app.platform.work import Work
from app.procurement import queries as procurement
from app.suppliers import queries as suppliers
from app.suppliers.rules import VatNature

DECISIONS = ("approve", "dispute", "reopen")
READING = "answering a decision on a delivery"


def reasons_not_to_approve(work: Work, delivery: Delivery) -> list[Reason]:
    """The same answer for the button on the page and for the act itself."""
    return _reasons_not_to(work, "approve", delivery, orders.own_order(work, delivery.order_id))


def approve(work: Work, delivery_id: UUID) -> Delivery:
    """Freezes the price and the VAT of the day of delivery; from here on an invoice may hold it."""
    delivery = queries.own_delivery(work, delivery_id)
    order = orders.own_order(work, delivery.order_id)
    reasons = _reasons_not_to(work, "approve", delivery, order)
    refuse_if(reasons, evidence=_trace(delivery, "approve", reasons))
    terms = _terms_of(work, order, delivery)
    amount = net(delivery.quantity, terms.unit_price)

    _decide(
        work,
        delivery,
        "approve",
        reason="",
        unit_price=terms.unit_price,
        net=amount,
        vat_category=terms.category,
        vat_rate=terms.rate,
        exemption=terms.exemption or None,
    )
    work.record(
        events.DeliveryApproved(
            **of_delivery(delivery),
            kind=delivery.kind,
            quantity=delivery.quantity,
            unit_price=terms.unit_price,
            net=amount,
            vat_category=terms.category,
            vat_rate=terms.rate,
            exemption=terms.exemption,
        )
    )
    return delivery


@dataclass(frozen=True)
class Decided:
    """What became of one of many; no reasons are a yes."""

    delivery_id: UUID
    reasons: tuple[Reason, ...]


def approve_many(work: Work, delivery_ids: Iterable[UUID]) -> list[Decided]:
    """Each by itself: one that is refused keeps no other back, and leaves its own trace."""
    return [Decided(delivery_id, _approved(work, delivery_id)) for delivery_id in dict.fromkeys(delivery_ids)]


def _approved(work: Work, delivery_id: UUID) -> tuple[Reason, ...]:
    try:
        approve(work, delivery_id)
    except Refused as no:  # every question of an approval comes before its one change
        if no.evidence is not None:
            work.record(no.evidence)
        return no.reasons
    return ()


def dispute(work: Work, delivery_id: UUID, *, reason: str) -> Delivery:
    """The supplier may answer it with a correction; its units stay used until then."""
    delivery = queries.own_delivery(work, delivery_id)
    order = orders.own_order(work, delivery.order_id)
    reasons = [*_reasons_not_to(work, "dispute", delivery, order), *reasons_unexplained(reason)]
    refuse_if(reasons, evidence=_trace(delivery, "dispute", reasons))
    sealed = sealed_reason(work, order, reason)

    _decide(work, delivery, "dispute", reason=sealed.token)
    work.record(events.DeliveryDisputed(**of_client(delivery, order), reason=sealed))
    return delivery


def reopen(work: Work, delivery_id: UUID, *, reason: str) -> Delivery:
    """Takes an approval back, until an issued invoice holds the delivery: then only a credit corrects.

    A drafted line loses it, and that draft can be released no more. The order's units stay used.
    """
    # The row is held against a billing run that would link it now, and the links fall before it is asked
    # whether one was issued: an invoice that is being released is waited for, and then found.
    delivery = queries.own_delivery(work, delivery_id, lock=True)
    order = orders.own_order(work, delivery.order_id)
    reasons = [*_reasons_not_to(work, "reopen", delivery, order), *reasons_unexplained(reason)]
    refuse_if(reasons, evidence=_trace(delivery, "reopen", reasons))
    sealed = sealed_reason(work, order, reason)

    drafted = Billed.delivery_id == delivery.id, Billed.issued.is_(False)
    unbilled = changed(work.db, delete(Billed).where(*drafted))
    issued = exists().where(
        Billed.delivery_id == Delivery.id, Billed.issued, Billed.released_by_credit.is_(None)
    )
    approved = Delivery.id == delivery.id, Delivery.state.in_(DELIVERY_FLOW.sources("reopen")), ~issued
    opened = (
        update(Delivery)
        .where(*approved)
        .values(
            state=DELIVERY_FLOW.after(delivery.state, "reopen"),
            decided_by_id=None,
            decided_at=None,
            reason=sealed.token,
            unit_price=None,
            net=None,
            vat_category=None,
            vat_rate=None,
            exemption=None,
        )
    )
    if not changed_one(work.db, opened):
        reasons = [Reason("deliveries.already_invoiced")]
        raise Refused(reasons, evidence=_trace(delivery, "reopen", reasons))
    work.db.refresh(delivery)
    work.record(events.DeliveryReopened(**of_client(delivery, order), reason=sealed, unbilled=unbilled))
    return delivery


def read_reason(work: Work, delivery_id: UUID) -> str:
    """Why it was disputed or opened again, for those of both sides who see to it; reading is logged."""
    delivery = queries.own_delivery(work, delivery_id)
    order = orders.own_order(work, delivery.order_id)
    refuse_if(reasons_not_to_read(work, order))
    if not delivery.reason:
        return ""
    return clients.open_text(work, order.client_id, REASON, delivery.reason, purpose=READING)


def reasons_not_to_read(work: Work, order: ServiceOrder) -> list[Reason]:
    """What was written may tell of the client: finance and evaluators need not know."""
    if not reasons_not_serving(work, order):
        return []
    return reasons_not_theirs_to_decide(work, "dispute", order)


def decisions_on(work: Work, delivery: Delivery, order: ServiceOrder) -> dict[str, list[Reason]]:
    """The decisions that are the actor's own and possible in its state, with what speaks against each."""
    if reasons_not_theirs_to_decide(work, "approve", order):
        return {}
    own_work = reasons_not_to_decide(decider_id=work.actor.id, worker_id=delivery.worker_id)
    return {act: own_work for act in DECISIONS if not DELIVERY_FLOW.reasons_not_to(delivery.state, act)}


def _reasons_not_to(work: Work, act: str, delivery: Delivery, order: ServiceOrder) -> list[Reason]:
    return [
        *reasons_not_theirs_to_decide(work, act, order),
        *DELIVERY_FLOW.reasons_not_to(delivery.state, act),
        *reasons_not_to_decide(decider_id=work.actor.id, worker_id=delivery.worker_id),
    ]


def _trace(delivery: Delivery, act: str, reasons: list[Reason]) -> events.DecisionRefused:
    codes = tuple(reason.code for reason in reasons)
    return events.DecisionRefused(**of_delivery(delivery), act=act, reasons=codes)


def _decide(work: Work, delivery: Delivery, act: str, **frozen: object) -> None:
    """In one statement that asks and changes: of two people who decide at once, one does."""
    undecided = Delivery.id == delivery.id, Delivery.state.in_(DELIVERY_FLOW.sources(act))
    decided = (
        update(Delivery)
        .where(*undecided)
        .values(
            state=DELIVERY_FLOW.after(delivery.state, act),
            decided_by_id=work.actor.id,
            decided_at=work.now,
            **frozen,
        )
    )
    if not changed_one(work.db, decided):
        work.db.refresh(delivery)
        raise Refused(DELIVERY_FLOW.reasons_not_to(delivery.state, act))
    work.db.refresh(delivery)


def _terms_of(work: Work, order: ServiceOrder, delivery: Delivery) -> Terms:
    """Those of its day; of a period's first and last day, which must be the same."""
    first_on, last_on = delivery.delivered_on, delivery.last_on
    first = _terms_on(work, order, delivery, first_on)
    last = _terms_on(work, order, delivery, last_on)
    refuse_if(reasons_terms_change(first, last, first_on=first_on, last_on=last_on))
    return first


def _terms_on(work: Work, order: ServiceOrder, delivery: Delivery, day: date) -> Terms:
    is_bonus = delivery.kind is DeliveryKind.BONUS
    price = order.bonus if is_bonus else contracts.price_on(work, order.price_line_id, day)
    nature = procurement.category(work, order.category_id).vat_nature
    seller_id = _seller_of(work, order, day)
    vat = suppliers.treatment(
        work,
        seller_id,
        nature,
        on=day,
        exemption_ready=_may_be_exempt(work, order, delivery, seller_id, nature, day),
    )
    return Terms(price, vat.category, vat.rate, vat.exemption)


def _seller_of(work: Work, order: ServiceOrder, day: date) -> UUID:
    """Whose invoice it will be: who gave the mandate, and without one whoever answers for the party."""
    try:
        return contracts.mandate_of(work, order.contract_id).seller_id
    except Missing:
        return identity.coordinator_of(work, order.party_id, day)


def _may_be_exempt(
    work: Work, order: ServiceOrder, delivery: Delivery, seller_id: UUID, nature: VatNature, day: date
) -> bool:
    """The client's plan and decision stand; a member that did the work must fulfil the conditions itself."""
    if delivery.member_id == seller_id:
        return order.exemption_ready
    lacking = suppliers.reasons_exemption_lacks(
        work, delivery.member_id, nature, on=day, exemption_ready=order.exemption_ready
    )
    return not lacking
