"""What limits allow, hold and warn at; `standing` is for people, the rest for acts within one Work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select

from app.funds.models import Hold, Limit, SecondApproval
from app.funds.rules import LOCK_ORDER, LimitKind, LimitNow, Shares, Standing
from app.identity import queries as identity
from app.identity.models import PartyVersion, Person
from app.kernel.money import Money
from app.kernel.refusals import Missing
from app.law import queries as law
from app.law.rules.limits import ShareName
from app.platform.db import in_force
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


@dataclass(frozen=True)
class LimitRow:
    """A limit as people read it."""

    id: UUID
    kind: LimitKind
    buyer_id: UUID
    buyer: str
    process_id: UUID | None
    name: str
    amount: Money
    committed: Money
    valid_from: date | None
    valid_to: date | None

    @property
    def left(self) -> Money:
        return self.amount - self.committed


def limits(work: Work) -> list[LimitRow]:
    """Of the actor's buyers: ceilings of calls first, then budgets, then orders' own; by name."""
    return [LimitRow(*row) for row in work.db.execute(_shown(work).order_by(IN_LOCK_ORDER[0], Limit.name))]


def limit(work: Work, limit_id: UUID) -> LimitRow:
    row = work.db.execute(_shown(work).where(Limit.id == limit_id)).one_or_none()
    if row is None:
        raise Missing
    return LimitRow(*row)


@dataclass(frozen=True)
class Approval:
    """A second person's yes to what is about to be ordered."""

    id: UUID
    need_id: UUID
    approver_id: UUID
    approver: str
    up_to: Money
    at: datetime


def approvals(work: Work, limit_id: UUID, need_id: UUID | None = None) -> list[Approval]:
    """The newest first."""
    own_limit(work, limit_id)
    columns = (
        SecondApproval.id,
        SecondApproval.need_id,
        SecondApproval.approver_id,
        Person.name,
        SecondApproval.up_to,
        SecondApproval.at,
    )
    asked = select(*columns).join(Person, Person.id == SecondApproval.approver_id)
    asked = asked.where(SecondApproval.limit_id == limit_id)
    if need_id is not None:
        asked = asked.where(SecondApproval.need_id == need_id)
    newest = asked.order_by(SecondApproval.at.desc(), SecondApproval.id)
    return [Approval(*row) for row in work.db.execute(newest)]


def held_under(work: Work, order_id: UUID) -> list[tuple[LimitRow, Money]]:
    """The limits of the actor's buyers that the order holds something of, and how much."""
    here = and_(Hold.limit_id == Limit.id, Hold.order_id == order_id)
    asked = _shown(work).add_columns(Hold.held).join(Hold, here).order_by(*IN_LOCK_ORDER)
    return [(LimitRow(*row[:-1]), row[-1]) for row in work.db.execute(asked)]


def approved_for(work: Work, need_id: UUID) -> dict[UUID, list[Money]]:
    """Up to which amounts somebody has said the second yes, by limit."""
    found: dict[UUID, list[Money]] = {}
    asked = select(SecondApproval.limit_id, SecondApproval.up_to).where(SecondApproval.need_id == need_id)
    for limit_id, up_to in work.db.execute(asked):
        found.setdefault(limit_id, []).append(up_to)
    return found


def _shown(work: Work) -> Select[Any]:
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, identity.today(work))
    columns: tuple[Any, ...] = (
        Limit.id,
        Limit.kind,
        Limit.buyer_id,
        PartyVersion.name,
        Limit.process_id,
        Limit.name,
        Limit.amount,
        Limit.committed,
        Limit.valid_from,
        Limit.valid_to,
    )
    asked = select(*columns).join(PartyVersion, and_(PartyVersion.party_id == Limit.buyer_id, valid))
    return asked if work.actor.is_system else asked.where(Limit.buyer_id.in_(work.actor.party_ids))


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


def has_ceiling(work: Work, process_id: UUID | None) -> bool:
    of_call = Limit.process_id == process_id, Limit.kind == LimitKind.CALL_CEILING
    return work.db.scalar(select(Limit.id).where(*of_call)) is not None


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
