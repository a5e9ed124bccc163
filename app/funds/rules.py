"""When a commitment warns, needs a second approver, or is stopped (RULE-07)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.money import WHOLE, Money
from app.kernel.refusals import Reason


class LimitKind(StrEnum):
    CALL_CEILING = "call_ceiling"
    BUDGET = "budget"
    ORDER = "order"


LOCK_ORDER = (LimitKind.CALL_CEILING, LimitKind.BUDGET, LimitKind.ORDER)


class Turn(StrEnum):
    RESERVED = "reserved"
    RAISED = "raised"
    RELEASED = "released"


@dataclass(frozen=True)
class Shares:
    """How full a limit may be before somebody hears of it, says yes to it, or stops: in basis points."""

    warning: int
    second_approver: int
    stop: int


@dataclass(frozen=True)
class Standing:
    """What a limit allows, what is committed of it, and what may still be."""

    amount: Money
    committed: Money

    @property
    def left(self) -> Money:
        return self.amount - self.committed


@dataclass(frozen=True)
class LimitNow:
    """A limit as it stands at the moment of asking."""

    id: UUID
    kind: LimitKind
    buyer_id: UUID
    process_id: UUID | None
    amount: Money
    committed: Money

    @property
    def standing(self) -> Standing:
        return Standing(self.amount, self.committed)


def reaches(committed: Money, amount: Money, share: int) -> bool:
    """Whether the committed part of the limit is at least `share` basis points of it.

    >>> reaches(Money(80_00), Money(100_00), 8000), reaches(Money(79_99), Money(100_00), 8000)
    (True, False)
    """
    return committed.cents * WHOLE >= amount.cents * share


def crosses(before: Money, after: Money, amount: Money, share: int) -> bool:
    """Whether this very step reached the share: the step that warns, and no later one.

    >>> limit = Money(100_00)
    >>> crosses(Money(79_00), Money(81_00), limit, 8000), crosses(Money(81_00), Money(82_00), limit, 8000)
    (True, False)
    """
    return reaches(after, amount, share) and not reaches(before, amount, share)


def left_under(standing: Standing, stop: int) -> Money:
    """What may still be committed where the limit stops before it is full, whole cents rounded down.

    >>> str(left_under(Standing(Money(100_01), Money(60_00)), 5000)), str(left_under(
    ...     Standing(Money(100_00), Money(60_00)), 10_000))
    ('0.00 EUR', '40.00 EUR')
    """
    return max(Money(standing.amount.cents * stop // WHOLE) - standing.committed, Money(0))


def reasons_not_a_limit(
    kind: LimitKind, process_id: UUID | None, *, valid_from: date | None, valid_to: date | None
) -> list[Reason]:
    """A budget is for a time, a ceiling and an order's own limit are of something.

    >>> [reason.code for reason in reasons_not_a_limit(LimitKind.ORDER, None, valid_from=None, valid_to=None)]
    ['funds.process_missing']
    """
    reasons = []
    if process_id is None and kind is not LimitKind.BUDGET:
        reasons.append(Reason("funds.process_missing"))
    if valid_from and valid_to and valid_to <= valid_from:
        reasons.append(Reason("funds.ends_before_it_starts"))
    return reasons


def reasons_not_money(amount: Money) -> list[Reason]:
    return [] if amount > Money(0) else [Reason("funds.no_money", {"amount": str(amount)})]


def waits_for_second(
    standing: Standing, held: Money, shares: Shares, *, approvals: Collection[Money]
) -> bool:
    """Whether a second yes is what is missing: over the stop no yes helps.

    >>> shares, full = Shares(8000, 9000, 10_000), Standing(Money(100_00), Money(95_00))
    >>> waits_for_second(full, Money(20_00), shares, approvals=[Money(19_00)])
    True
    >>> waits_for_second(Standing(Money(100_00), Money(101_00)), Money(20_00), shares, approvals=[])
    False
    """
    is_over = standing.committed.cents * WHOLE > standing.amount.cents * shares.stop
    share = shares.second_approver
    return not is_over and bool(reasons_not_approved(standing, held, share=share, approvals=approvals))


def reasons_not_approved(
    standing: Standing, held: Money, *, share: int, approvals: Collection[Money]
) -> list[Reason]:
    """From the share on, another person has said yes to all that the order now holds.

    >>> full = Standing(Money(100_00), Money(95_00))
    >>> [reason.code for reason in reasons_not_approved(full, Money(20_00), share=9000, approvals=[])]
    ['funds.second_approval_missing']
    >>> reasons_not_approved(full, Money(20_00), share=9000, approvals=[Money(19_00), Money(20_00)])
    []
    """
    if not reaches(standing.committed, standing.amount, share) or any(held <= up_to for up_to in approvals):
        return []
    return [Reason("funds.second_approval_missing", {"amount": str(held), "left": str(standing.left)})]
