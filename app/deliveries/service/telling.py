"""From what a supplier says to an account that can be judged: first completed, then questioned."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.deliveries import queries
from app.deliveries.models import Delivery
from app.deliveries.rules.counting import NO_FEES, FeesBefore, in_parts, reasons_not_counted, told_as
from app.deliveries.rules.logging import (
    Account,
    Period,
    Term,
    reasons_day_wrong,
    reasons_moments_wrong,
    reasons_not_one_day,
    reasons_not_one_month,
    reasons_not_theirs,
    reasons_reference_wrong,
    reasons_told_already,
    term_of,
    usual_amount,
)
from app.deliveries.rules.states import DeliveryKind
from app.identity import queries as identity
from app.kernel.actors import Role
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason, Refused, refuse_if
from app.orders.models import ServiceOrder
from app.orders.rules.states import UNIT_OF_USE
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.rules.tariffs.months import month_quantity
from app.procurement.rules.tariffs.tariff import Tariff

WORKING_ROLES = frozenset({Role.WORKER, Role.SUPPLIER_ADMIN})


@dataclass(frozen=True, kw_only=True)
class Said:
    """The words of one act; what is None was not said."""

    kind: DeliveryKind
    delivered_on: date
    ends_on: date | None = None
    quantity: Quantity | None = None
    begins_at: datetime | None = None
    notice_at: datetime | None = None
    member_id: UUID | None = None
    worker_id: UUID | None = None
    reference: str = ""


def tariff_of(work: Work, order: ServiceOrder) -> Tariff:
    return procurement.tariff(work, order.category_id)


def fees_so_far(
    work: Work, order: ServiceOrder, account: Account, *, besides: UUID | None = None
) -> FeesBefore:
    """What was held costs no fee, however many there have been: they are not even counted."""
    if account.kind is DeliveryKind.HELD:
        return NO_FEES
    return queries.fees_before(work, order.id, account.delivered_on.replace(day=1), besides=besides)


def account_of(work: Work, order: ServiceOrder, tariff: Tariff, said: Said) -> Account:
    """Whoever tells did it themselves, and for the member where they work, unless they say otherwise."""
    worker_id = said.worker_id or work.actor.id
    kind = told_as(said.kind)
    return Account(
        kind=kind,
        delivered_on=said.delivered_on,
        last_on=said.ends_on or said.delivered_on,
        amount=_amount(said, tariff),
        member_id=said.member_id or _member_of(work, order, worker_id, said.delivered_on),
        worker_id=worker_id,
        begins_at=said.begins_at,
        notice_at=said.notice_at if kind is DeliveryKind.CANCELLED else None,
        reference=said.reference.strip(),
    )


def account_behind(delivery: Delivery, tariff: Tariff) -> Account:
    """What was told when this version was made."""
    told = DeliveryKind.CANCELLED if delivery.notice_at is not None else delivery.kind
    booked = Quantity(delivery.booked_parts, UNIT_OF_USE, tariff.unit)
    return Account(
        kind=told,
        delivered_on=delivery.delivered_on,
        last_on=delivery.last_on,
        amount=delivery.quantity if told is DeliveryKind.HELD else in_parts(booked, tariff.per),
        member_id=delivery.member_id,
        worker_id=delivery.worker_id,
        begins_at=delivery.begins_at,
        notice_at=delivery.notice_at,
        reference=delivery.reference,
    )


def reasons_not_to_tell(
    work: Work, order: ServiceOrder, tariff: Tariff, account: Account, *, root_id: UUID | None = None
) -> list[Reason]:
    """What speaks against the account, whatever act it comes by; `root_id` is the delivery it corrects."""
    begins_on = account.begins_at and procurement.local_day(work, account.begins_at)
    return [
        *reasons_day_wrong(
            account.delivered_on,
            account.last_on,
            term=_term(work, order),
            today=identity.today(work),
        ),
        *reasons_moments_wrong(
            account.delivered_on,
            begins_on=begins_on,
            notice_at=account.notice_at,
            now=work.now,
        ),
        *reasons_not_counted(account, tariff),
        *_reasons_days_wrong(work, order, tariff, account, root_id),
        *_reasons_not_theirs(work, order, account),
        *reasons_reference_wrong(account.reference),
    ]


def _reasons_days_wrong(
    work: Work, order: ServiceOrder, tariff: Tariff, account: Account, root_id: UUID | None
) -> list[Reason]:
    told = Period(account.delivered_on, account.last_on)
    if tariff.thirty_day_month:
        return reasons_told_already(told, queries.periods(work, order.id, besides=root_id))
    return reasons_not_one_day(told)


def _amount(said: Said, tariff: Tariff) -> Quantity:
    """A month's part follows from its days; otherwise what was said, or one unit where that is plain."""
    if tariff.thirty_day_month and said.kind is DeliveryKind.HELD:
        return _months(said)
    is_booking = said.kind is not DeliveryKind.HELD
    amount = said.quantity or usual_amount(tariff.unit, is_booking=is_booking)
    if amount is None:
        raise Refused([Reason("deliveries.quantity_missing", {"unit": tariff.unit})])
    return amount


def _months(said: Said) -> Quantity:
    last_on = said.ends_on or said.delivered_on
    refuse_if(reasons_not_one_month(said.delivered_on, last_on))
    counted = month_quantity(said.delivered_on, last_on)
    if said.quantity is not None and said.quantity.exact != counted.exact:
        facts = {"told": said.quantity.plain(), "counted": counted.plain()}
        raise Refused([Reason("deliveries.not_by_the_days", facts)])
    return counted


def _member_of(work: Work, order: ServiceOrder, worker_id: UUID, on: date) -> UUID:
    members = sorted(identity.member_ids(work, order.party_id, on))
    if len(members) == 1:
        return members[0]
    theirs = [member for member in members if _works_at(work, worker_id, member, on)]
    if len(theirs) == 1:
        return theirs[0]
    if order.member_id is not None:
        return order.member_id
    raise Refused([Reason("deliveries.member_missing")])


def _works_at(work: Work, person_id: UUID, organisation_id: UUID, on: date) -> bool:
    """By a membership of that day, in the organisation or in the one that has taken its place."""
    places = {organisation_id, identity.standing_for(work, organisation_id, on)}
    return any(identity.own_roles(work, person_id, place, on) & WORKING_ROLES for place in places)


def _term(work: Work, order: ServiceOrder) -> Term:
    return term_of(
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        accepted_on=procurement.local_day(work, order.answered_at or work.now),
        ended_on=order.ended_on,
    )


def _reasons_not_theirs(work: Work, order: ServiceOrder, account: Account) -> list[Reason]:
    """On the last day as on the first."""
    for day in sorted({account.delivered_on, account.last_on}):
        wrong = reasons_not_theirs(
            member_id=account.member_id,
            members=identity.member_ids(work, order.party_id, day),
            works_there=_works_at(work, account.worker_id, account.member_id, day),
            day=day,
        )
        if wrong:
            return wrong
    return []
