"""What a billing run would take in before it is drawn, and what it would leave out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, case, distinct, exists, func, or_, select

from app.contracts.models import BillingMandate
from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryKind, DeliveryState
from app.identity import queries as identity
from app.invoicing import policy
from app.invoicing.queries.billing import billable, gathered_without_ids, payable
from app.invoicing.rules.drawing import drafts
from app.kernel.money import Money, total
from app.kernel.refusals import Missing
from app.orders.models import ServiceOrder
from app.platform.work import Work


class LeftOut(StrEnum):
    """Why a delivery stays out of the run."""

    UNDECIDED = "undecided"
    DISPUTED = "disputed"
    WITHOUT_MANDATE = "without_mandate"
    NOTHING_TO_PAY = "nothing_to_pay"


@dataclass(frozen=True)
class Outlook:
    """One buyer's month as it could be billed now; the sums are those of the drafts, to the cent."""

    month: date
    deliveries: int
    sellers: int
    invoices: int
    net: Money
    gross: Money
    left_out: Mapping[LeftOut, int]


def outlook(work: Work, buyer_id: UUID, month: date) -> Outlook:
    """For those who may see the buyer's money; nothing is written."""
    month = month.replace(day=1)
    identity.own_party(work, buyer_id)
    if buyer_id not in work.actor.parties_where(*policy.BUYERS_EYES):
        raise Missing
    sellers, nets, grosses = set(), [], []
    for draft in drafts(gathered_without_ids(work, buyer_id, month)):
        totals = draft.totals
        sellers.add(draft.key.seller_id)
        nets.append(totals.net)
        grosses.append(totals.gross)
    counted = billable(buyer_id, month, func.count(distinct(Delivery.id)))
    return Outlook(
        month=month,
        deliveries=work.db.scalar(counted) or 0,
        sellers=len(sellers),
        invoices=len(nets),
        net=total(nets),
        gross=total(grosses),
        left_out=_left_out(work, buyer_id, month),
    )


def _left_out(work: Work, buyer_id: UUID, month: date) -> dict[LeftOut, int]:
    """Deliveries up to the month's end that wait for somebody, and the month's own that pay nothing."""
    mandate = exists().where(
        BillingMandate.contract_id == ServiceOrder.contract_id, BillingMandate.revoked_at.is_(None)
    )
    free = and_(Delivery.kind == DeliveryKind.CANCELLED, Delivery.month == month)
    why = case(
        (Delivery.kind == DeliveryKind.CANCELLED, LeftOut.NOTHING_TO_PAY.value),
        (Delivery.state == DeliveryState.LOGGED, LeftOut.UNDECIDED.value),
        (Delivery.state == DeliveryState.DISPUTED, LeftOut.DISPUTED.value),
        else_=LeftOut.WITHOUT_MANDATE.value,
    ).label("why")
    waiting = and_(
        Delivery.kind != DeliveryKind.CANCELLED,
        or_(Delivery.state.in_([DeliveryState.LOGGED, DeliveryState.DISPUTED]), and_(payable(), ~mandate)),
    )
    asked = (
        select(why, func.count())
        .select_from(Delivery)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(
            Delivery.buyer_id == buyer_id,
            Delivery.month <= month,
            Delivery.state != DeliveryState.CORRECTED,
            or_(free, waiting),
        )
        .group_by("why")
    )
    found = {LeftOut(reason): count for reason, count in work.db.execute(asked)}
    return {reason: found[reason] for reason in LeftOut if reason in found}
