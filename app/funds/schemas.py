from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from app.funds.queries import LimitRow
from app.funds.rules import LimitKind, Shares, reaches
from app.platform.fields import Day, Euros, Line
from app.platform.schemas import Shown, Told


class BudgetIn(Told):
    """What may be committed from a day to a day; a day left out is no such end."""

    texts: ClassVar[str] = "funds.opening"

    buyer_id: UUID
    name: Annotated[Line, Field(min_length=1, max_length=100, examples=["Työllisyyspalvelut 2026"])]
    amount: Annotated[Euros, Field(examples=["120000.00"])]
    valid_from: Day | None = None
    valid_to: Day | None = None


class LimitIn(BudgetIn):
    """A call's ceiling and an order's own limit name their process."""

    kind: LimitKind = LimitKind.BUDGET
    process_id: UUID | None = None


class ApprovalIn(Told):
    """Up to which amount one need may be ordered."""

    texts: ClassVar[str] = "funds.approving"

    up_to: Annotated[Euros, Field(examples=["4500.00"])]


class SecondApprovalIn(ApprovalIn):
    need_id: UUID


class LimitOut(Shown):
    """`is_warned` says that the warning share of the limit is committed."""

    id: UUID
    kind: LimitKind
    buyer_id: UUID
    buyer: str
    process_id: UUID | None
    name: str
    amount: Euros
    committed: Euros
    left: Euros
    is_warned: bool
    valid_from: date | None
    valid_to: date | None


class ApprovalOut(Shown):
    id: UUID
    need_id: UUID
    approver_id: UUID
    approver: str
    up_to: Euros
    at: datetime


def limit_out(row: LimitRow, shares: Shares) -> LimitOut:
    warned = reaches(row.committed, row.amount, shares.warning)
    return LimitOut.model_validate({**vars(row), "left": row.left, "is_warned": warned})
