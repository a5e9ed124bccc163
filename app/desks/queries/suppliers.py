"""What waits for a supplier's people, and how much was ordered in the calls it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from app.deliveries.models import Delivery
from app.deliveries.rules.states import DeliveryState
from app.desks.queries.parts import Seen, columns, held_by, worth
from app.desks.queries.signing import data_protection, mandates, signatures
from app.desks.rules import DEMAND_MONTHS, ROLES, SILENT_FOR, Kind, View
from app.invoicing.models import Invoice
from app.invoicing.rules.states import InvoiceState
from app.kernel.actors import Role
from app.kernel.deadlines import months_after
from app.kernel.texts import Texts
from app.offers.models import Admission, Application
from app.offers.rules.states import ApplicationState
from app.orders.models import ServiceOrder
from app.orders.rules.states import AT_WORK, OrderState
from app.platform.work import Work
from app.procurement.models import Call, Category


def suppliers(seen: Seen) -> Iterator[Select[Any]]:
    yield _to_answer(seen)
    yield _running(seen)
    yield _silent(seen)
    yield _disputed(seen)
    yield _application_drafts(seen)
    yield signatures(seen)
    yield data_protection(seen)
    yield mandates(seen)
    yield _invoice_drafts(seen)


@dataclass(frozen=True)
class Demand:
    """What was ordered in one category over the last months: from everybody, and from this supplier."""

    call: str
    code: str
    title: Texts
    orders: int
    own: int


def demand(work: Work, today: date) -> list[Demand]:
    """As it was and not as it was hoped: no volume is promised, so only orders count."""
    since = months_after(today, -DEMAND_MONTHS)
    parties = work.actor.parties_where(*ROLES[View.SUPPLIER])
    sent = and_(ServiceOrder.category_id == Category.id, ServiceOrder.starts_on >= since)
    own = case((ServiceOrder.party_id.in_(parties), 1), else_=0)
    stands_in = select(Admission.id).where(
        Admission.category_id == Category.id, Admission.party_id.in_(parties), Admission.ended_at.is_(None)
    )
    asked = (
        select(
            Call.number,
            Category.code,
            Category.title,
            func.count(ServiceOrder.id),
            func.sum(own),
        )
        .select_from(Category)
        .join(Call, Call.id == Category.call_id)
        .outerjoin(ServiceOrder, sent)
        .where(stands_in.exists())
        .group_by(Category.id, Call.id)
        .order_by(Call.number, Category.code)
    )
    return [
        Demand(call, code, title, int(orders), int(own))
        for call, code, title, orders, own in work.db.execute(asked)
    ]


def _to_answer(seen: Seen) -> Select[Any]:
    facts = _order(Kind.ORDER_TO_ANSWER, due_at=ServiceOrder.answer_by)
    mine = held_by(
        seen.actor, [Role.SUPPLIER_ADMIN], party=ServiceOrder.party_id, process=ServiceOrder.call_id
    )
    return facts.where(ServiceOrder.state == OrderState.SENT, mine)


def _running(seen: Seen) -> Select[Any]:
    """By number: the client's name is shown where the view of it is logged."""
    return _order(Kind.ORDER_RUNNING, due_on=ServiceOrder.ends_on).where(
        ServiceOrder.state.in_(AT_WORK), _served(seen)
    )


def _silent(seen: Seen) -> Select[Any]:
    """At work, and nothing was told of it lately: a delivery may have been forgotten."""
    lately = select(Delivery.id).where(
        Delivery.order_id == ServiceOrder.id, Delivery.last_on > seen.today - SILENT_FOR
    )
    return _order(Kind.ORDER_SILENT).where(
        ServiceOrder.state.in_(AT_WORK),
        ServiceOrder.starts_on <= seen.today - SILENT_FOR,
        _served(seen),
        ~lately.exists(),
    )


def _disputed(seen: Seen) -> Select[Any]:
    facts = columns(
        Kind.DELIVERY_DISPUTED,
        id=Delivery.id,
        name=ServiceOrder.number,
        due_on=Delivery.delivered_on,
        cents=worth(),
    )
    return (
        select(*facts)
        .join(ServiceOrder, ServiceOrder.id == Delivery.order_id)
        .where(Delivery.state == DeliveryState.DISPUTED, _served(seen))
    )


def _application_drafts(seen: Seen) -> Select[Any]:
    closes_at = case(
        (Call.first_round_closes_at > seen.now, Call.first_round_closes_at), else_=Call.closes_at
    )
    facts = columns(
        Kind.APPLICATION_DRAFT, id=Application.id, name=Call.number, title=Call.title, due_at=closes_at
    )
    return (
        select(*facts)
        .join(Call, Call.id == Application.call_id)
        .where(
            Application.state == ApplicationState.DRAFT,
            held_by(seen.actor, [Role.SUPPLIER_ADMIN], party=Application.party_id, process=Call.id),
        )
    )


def _invoice_drafts(seen: Seen) -> Select[Any]:
    facts = columns(Kind.INVOICE_DRAFT, id=Invoice.id, due_on=Invoice.month, cents=Invoice.gross)
    return select(*facts).where(
        Invoice.state == InvoiceState.DRAFT,
        held_by(seen.actor, [Role.SUPPLIER_ADMIN], party=Invoice.seller_id),
    )


def _order(kind: Kind, **due: Any) -> Select[Any]:
    facts = columns(
        kind,
        id=ServiceOrder.id,
        name=ServiceOrder.number,
        title=Category.title,
        cents=ServiceOrder.committed,
        **due,
    )
    return select(*facts).join(Category, Category.id == ServiceOrder.category_id)


def _served(seen: Seen) -> ColumnElement[bool]:
    roles, process = ROLES[View.SUPPLIER], ServiceOrder.call_id
    return or_(
        held_by(seen.actor, roles, party=ServiceOrder.party_id, process=process),
        held_by(seen.actor, roles, party=ServiceOrder.member_id, process=process),
    )
