"""Who may open limits and be the second approver.

Reserving and releasing are asked by the acts of other chapters (sending, declining, ending an order),
whose own policies have been asked by then.
"""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

WHO_MAY = {
    "open_limit": (Role.OFFICER, Role.DECISION_MAKER, Role.FINANCE),
    "approve_second": (Role.DECISION_MAKER,),
}


def reasons_not_to(act: str, actor: Actor, *, buyer_id: UUID, process_id: UUID | None = None) -> list[Reason]:
    """A role that was lent for one call is enough for that call's limits."""
    if any(actor.holds(role, buyer_id, process_id) for role in WHO_MAY[act]):
        return []
    return [Reason("funds.not_your_act", {"act": act})]
