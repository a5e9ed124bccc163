from uuid import UUID

from fastapi import APIRouter

from app.funds import queries, service
from app.funds.queries import LimitRow
from app.funds.schemas import ApprovalOut, LimitIn, LimitOut, SecondApprovalIn, limit_out
from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import RequestWork, WorkRoute

router = APIRouter(prefix="/api/v1/limits", tags=["funds"], route_class=WorkRoute)


@router.get("", operation_id="list_limits")
def list_limits(work: RequestWork, cursor: Cursor) -> Page[LimitOut]:
    """The spending limits of the caller's buyers: ceilings of calls, budgets, orders' own."""
    shares = queries.shares(work)

    def shown(row: LimitRow) -> LimitOut:
        return limit_out(row, shares)

    def key(row: LimitRow) -> UUID:
        return row.id

    return page_of(part_of(queries.limits(work), cursor, key), cursor, shown, key)


@router.post("", status_code=201, operation_id="open_limit")
def open_limit(work: RequestWork, told: LimitIn) -> LimitOut:
    """Opens a limit with nothing committed yet."""
    facts = {name: value for name, value in told.facts().items() if name != "kind"}
    return _shown(work, service.open_limit(work, told.kind, **facts))


@router.get("/{limit_id}", operation_id="get_limit")
def get_limit(work: RequestWork, limit_id: UUID) -> LimitOut:
    """What the limit allows, what is committed of it, and what is left."""
    return _shown(work, limit_id)


@router.get("/{limit_id}/approvals", operation_id="list_second_approvals")
def list_second_approvals(work: RequestWork, limit_id: UUID, cursor: Cursor) -> Page[ApprovalOut]:
    """Who has said yes to which need, and up to what amount."""
    rows = part_of(queries.approvals(work, limit_id), cursor, lambda row: row.id)
    return page_of(rows, cursor, ApprovalOut.model_validate, lambda row: row.id)


@router.post("/{limit_id}/approvals", status_code=201, operation_id="approve_second")
def approve_second(work: RequestWork, limit_id: UUID, told: SecondApprovalIn) -> ApprovalOut:
    """A second person's yes; said again, it replaces this person's earlier one."""
    service.approve_second(work, limit_id, told.need_id, up_to=told.up_to)
    work.db.flush()
    given = queries.approvals(work, limit_id, told.need_id)
    return ApprovalOut.model_validate(next(one for one in given if one.approver_id == work.actor.id))


def _shown(work: RequestWork, limit_id: UUID) -> LimitOut:
    return limit_out(queries.limit(work, limit_id), queries.shares(work))
