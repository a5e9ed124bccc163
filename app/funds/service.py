"""Holding money for orders: one UPDATE asks and changes, and the database decides."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import insert, update

from app.funds import events, policy, queries
from app.funds.models import Commitment, Hold, Limit, SecondApproval
from app.funds.queries import LimitRow
from app.funds.rules import (
    LimitKind,
    LimitNow,
    Shares,
    Standing,
    Turn,
    crosses,
    left_under,
    reasons_not_a_limit,
    reasons_not_approved,
    reasons_not_money,
    waits_for_second,
)
from app.kernel.money import WHOLE, Money
from app.kernel.refusals import Missing, Reason, Refused, refuse_if
from app.platform.db import changed, changed_one
from app.platform.work import Work

TOLD = {
    Turn.RESERVED: events.MoneyReserved,
    Turn.RAISED: events.HoldRaised,
    Turn.RELEASED: events.MoneyReleased,
}


def buyers_to_open_for(work: Work) -> frozenset[UUID]:
    """In whose name the actor may open limits."""
    return work.actor.parties_where(*policy.WHO_MAY["open_limit"])


def open_limit(
    work: Work,
    kind: LimitKind,
    *,
    buyer_id: UUID,
    name: str,
    amount: Money,
    process_id: UUID | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """A call's ceiling, a budget from a day to a day, or an order's own limit; nothing committed yet."""
    if buyer_id not in work.actor.party_ids and not work.actor.is_system:
        raise Missing
    refuse_if(
        [
            *policy.reasons_not_to("open_limit", work.actor, buyer_id=buyer_id, process_id=process_id),
            *reasons_not_money(amount),
            *reasons_not_a_limit(kind, process_id, valid_from=valid_from, valid_to=valid_to),
            *_reasons_ceiling_there(work, kind, process_id),
        ]
    )

    limit = Limit(
        id=work.new_id(),
        kind=kind,
        buyer_id=buyer_id,
        process_id=process_id,
        name=name,
        amount=amount,
        committed=Money(0),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    work.db.add(limit)
    work.db.flush()
    work.record(
        events.LimitOpened(about=limit.id, buyer_id=buyer_id, process_id=process_id, kind=kind, amount=amount)
    )
    return limit.id


def reasons_not_to_approve_second(work: Work, limit: LimitNow | LimitRow) -> list[Reason]:
    """Whatever the amount."""
    return policy.reasons_not_to(
        "approve_second", work.actor, buyer_id=limit.buyer_id, process_id=limit.process_id
    )


def approve_second(work: Work, limit_id: UUID, need_id: UUID, *, up_to: Money) -> None:
    """A yes to what is about to be ordered; said again, it replaces this person's earlier one."""
    limit = queries.own_limit(work, limit_id)
    known = queries.own_approval(work, limit_id, need_id)
    refuse_if([*reasons_not_to_approve_second(work, limit), *reasons_not_money(up_to)])

    if known is None:
        known = SecondApproval(
            id=work.new_id(), limit_id=limit_id, need_id=need_id, approver_id=work.actor.id
        )
        work.db.add(known)
    known.up_to, known.at = up_to, work.now
    work.record(
        events.SecondApprovalGiven(
            about=limit_id,
            buyer_id=limit.buyer_id,
            process_id=limit.process_id,
            need_id=need_id,
            up_to=up_to,
        )
    )


def waiting_for_second(work: Work, order_id: UUID, more: Money, *, need_id: UUID) -> list[LimitRow]:
    """The limits, of those that the actor may see, under which so much more waits for a second yes."""
    shares, approved = queries.shares(work), queries.approved_for(work, need_id)
    return [
        limit
        for limit, held in queries.held_under(work, order_id)
        if waits_for_second(
            Standing(limit.amount, limit.committed + more),
            held + more,
            shares,
            approvals=approved.get(limit.id, ()),
        )
    ]


def reserve(work: Work, limit_ids: Collection[UUID], order_id: UUID, amount: Money, *, need_id: UUID) -> None:
    """Under each of the limits, or under none. The asker's own chapter has asked who may send."""
    shares = queries.shares(work)
    limits = queries.in_lock_order(work, limit_ids)
    refuse_if(reasons_not_money(amount))

    with work.db.begin_nested():  # whoever catches a refusal and goes on has reserved nothing
        moved = []
        for limit_id in limits:
            after = _commit(work, limit_id, amount, shares)
            changed(work.db, insert(Hold).values(limit_id=limit_id, order_id=order_id, held=amount))
            _ask_second_approver(work, after, amount, shares, need_id)
            moved.append(after)
    for limit in moved:
        _write_down(work, limit, order_id, Turn.RESERVED, amount)
        _warn(work, limit, amount, shares)


def raise_hold(work: Work, order_id: UUID, amount: Money, *, need_id: UUID) -> None:
    """More for the same order, under every limit that it holds, or under none; nothing asks nothing."""
    if amount == Money(0):
        return
    shares = queries.shares(work)
    limits = queries.held_limits(work, order_id)
    refuse_if([*reasons_not_money(amount), *_nothing_held(limits, order_id)])

    with work.db.begin_nested():
        moved = []
        for limit_id in limits:
            after = _commit(work, limit_id, amount, shares)
            more = update(Hold).where(Hold.limit_id == limit_id, Hold.order_id == order_id)
            changed(work.db, more.values(held=Hold.held + amount))
            held = queries.held_of(work, limit_id, order_id)
            _ask_second_approver(work, after, held, shares, need_id)
            moved.append(after)
    for limit in moved:
        _write_down(work, limit, order_id, Turn.RAISED, amount)
        _warn(work, limit, amount, shares)


def release(work: Work, order_id: UUID, amount: Money) -> None:
    """Back to every limit that the order holds, and never more than it holds; nothing gives nothing."""
    if amount == Money(0):
        return
    limits = queries.held_limits(work, order_id)
    refuse_if([*reasons_not_money(amount), *_nothing_held(limits, order_id)])

    with work.db.begin_nested():
        moved = [_give_back(work, limit_id, order_id, amount) for limit_id in limits]
    for limit in moved:
        _write_down(work, limit, order_id, Turn.RELEASED, amount)


def _commit(work: Work, limit_id: UUID, amount: Money, shares: Shares) -> LimitNow:
    """The limit as it stands afterwards, locked until the commit."""
    # Never "sum, then update": two orders at once would both see room for themselves.
    room = (Limit.committed + amount) * WHOLE <= Limit.amount * shares.stop
    taken = update(Limit).where(Limit.id == limit_id, room).values(committed=Limit.committed + amount)
    if not changed_one(work.db, taken):
        standing = queries.limit_now(work, limit_id).standing
        raise Refused([Reason("funds.over_limit", {"left": str(left_under(standing, shares.stop))})])
    return queries.limit_now(work, limit_id)


def _give_back(work: Work, limit_id: UUID, order_id: UUID, amount: Money) -> LimitNow:
    # The limit before the hold, as when reserving: one order of locks for everybody.
    freed = update(Limit).where(Limit.id == limit_id, Limit.committed >= amount)
    let_go = update(Hold).where(Hold.limit_id == limit_id, Hold.order_id == order_id, Hold.held >= amount)
    was_committed = changed_one(work.db, freed.values(committed=Limit.committed - amount))
    was_held = changed_one(work.db, let_go.values(held=Hold.held - amount))
    if not (was_committed and was_held):
        held = queries.held_of(work, limit_id, order_id)
        raise Refused([Reason("funds.more_than_held", {"amount": str(amount), "held": str(held)})])
    return queries.limit_now(work, limit_id)


def _ask_second_approver(work: Work, limit: LimitNow, held: Money, shares: Shares, need_id: UUID) -> None:
    # Asked after the change, because only then does nobody else move the limit in between.
    approvals = queries.approvals_by_others(work, limit.id, need_id)
    share = shares.second_approver
    refuse_if(reasons_not_approved(limit.standing, held, share=share, approvals=approvals))


def _reasons_ceiling_there(work: Work, kind: LimitKind, process_id: UUID | None) -> list[Reason]:
    is_second = kind is LimitKind.CALL_CEILING and queries.has_ceiling(work, process_id)
    return [Reason("funds.ceiling_there")] if is_second else []


def _nothing_held(limits: Collection[UUID], order_id: UUID) -> list[Reason]:
    return [] if limits else [Reason("funds.nothing_held", {"order": str(order_id)})]


def _write_down(work: Work, limit: LimitNow, order_id: UUID, turn: Turn, amount: Money) -> None:
    work.db.add(
        Commitment(
            id=work.new_id(), limit_id=limit.id, order_id=order_id, turn=turn, amount=amount, at=work.now
        )
    )
    work.record(
        TOLD[turn](
            about=limit.id,
            buyer_id=limit.buyer_id,
            process_id=limit.process_id,
            order_id=order_id,
            amount=amount,
            committed=limit.committed,
        )
    )


def _warn(work: Work, limit: LimitNow, amount: Money, shares: Shares) -> None:
    if crosses(limit.committed - amount, limit.committed, limit.amount, shares.warning):
        work.record(
            events.LimitWarned(
                about=limit.id,
                buyer_id=limit.buyer_id,
                process_id=limit.process_id,
                kind=limit.kind,
                share=shares.warning,
                amount=limit.amount,
                committed=limit.committed,
            )
        )
