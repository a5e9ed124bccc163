"""What limits allow, hold and warn at; `standing` is for people, the rest for acts within one Work."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import case, or_, select

from app.funds.models import Hold, Limit, SecondApproval
from app.funds.rules import LOCK_ORDER, LimitKind, LimitNow, Shares, Standing
from app.identity import queries as identity
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.law import queries as law
from app.law.rules.limits import ShareName
from app.platform.work import Work

LIMIT = Limit.id, Limit.kind, Limit.buyer_id, Limit.process_id, Limit.amount, Limit.committed
IN_LOCK_ORDER = case({kind: place for place, kind in enumerate(LOCK_ORDER)}, value=Limit.kind), Limit.id


def standing(work: Work, limit_id: UUID) -> Standing:
    """For the people of the limit's buyer, and the system."""
    return own_limit(work, limit_id).standing


def own_limit(work: Work, limit_id: UUID) -> LimitNow:
    limit = limit_now(work, limit_id)
    if not (work.actor.is_system or limit.buyer_id in work.actor.party_ids):
        raise Missing
    return limit


def limit_now(work: Work, limit_id: UUID) -> LimitNow:
    """Columns and not an entity: `committed` is moved by statements that the session does not see."""
    limit = work.db.execute(select(*LIMIT).where(Limit.id == limit_id)).one_or_none()
    if limit is None:
        raise Missing
    return LimitNow(*limit)


def ceiling_of(work: Work, call_id: UUID) -> UUID:
    of_call = Limit.process_id == call_id, Limit.kind == LimitKind.CALL_CEILING
    found = work.db.scalar(select(Limit.id).where(*of_call))
    if found is None:
        raise Missing
    return found


def budgets_for(work: Work, buyer_id: UUID, on: date) -> list[UUID]:
    """The buyer's budgets of the day; one without a first or last day has no such end."""
    begun = or_(Limit.valid_from.is_(None), Limit.valid_from <= on)
    not_over = or_(Limit.valid_to.is_(None), Limit.valid_to > on)
    mine = Limit.kind == LimitKind.BUDGET, Limit.buyer_id == buyer_id, begun, not_over
    return list(work.db.scalars(select(Limit.id).where(*mine).order_by(Limit.id)))


def held(work: Work, order_id: UUID) -> Money:
    """What the order holds of its call's ceiling."""
    under_ceiling = Hold.order_id == order_id, Limit.kind == LimitKind.CALL_CEILING
    asked = select(Hold.held).join(Limit, Limit.id == Hold.limit_id).where(*under_ceiling)
    return work.db.scalar(asked) or Money(0)


def held_of(work: Work, limit_id: UUID, order_id: UUID) -> Money:
    here = Hold.limit_id == limit_id, Hold.order_id == order_id
    return work.db.scalar(select(Hold.held).where(*here)) or Money(0)


def in_lock_order(work: Work, limit_ids: Collection[UUID]) -> list[UUID]:
    """The order in which everybody locks limits, so that nobody waits for anybody in a circle."""
    found = list(work.db.scalars(select(Limit.id).where(Limit.id.in_(limit_ids)).order_by(*IN_LOCK_ORDER)))
    if set(found) != set(limit_ids):
        raise Missing
    return found


def held_limits(work: Work, order_id: UUID) -> list[UUID]:
    asked = select(Hold.limit_id).join(Limit, Limit.id == Hold.limit_id).where(Hold.order_id == order_id)
    return list(work.db.scalars(asked.order_by(*IN_LOCK_ORDER)))


def approvals_by_others(work: Work, limit_id: UUID, need_id: UUID) -> list[Money]:
    """Up to which amounts people other than the one who acts have said yes."""
    here = SecondApproval.limit_id == limit_id, SecondApproval.need_id == need_id
    asked = select(SecondApproval.up_to).where(*here, SecondApproval.approver_id != work.actor.id)
    return list(work.db.scalars(asked))


def own_approval(work: Work, limit_id: UUID, need_id: UUID) -> SecondApproval | None:
    here = SecondApproval.limit_id == limit_id, SecondApproval.need_id == need_id
    return work.db.scalar(select(SecondApproval).where(*here, SecondApproval.approver_id == work.actor.id))


def shares(work: Work) -> Shares:
    today, country = identity.today(work), work.ground.country
    return Shares(
        warning=law.share(work, country, ShareName.FUNDS_WARNING, today),
        second_approver=law.share(work, country, ShareName.FUNDS_SECOND_APPROVER, today),
        stop=law.share(work, country, ShareName.FUNDS_STOP, today),
    )
