"""Who may do what to a call: its buyers' procurement officers write it, and answer for it."""

from collections.abc import Collection
from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

WHO_MAY = {
    "set_languages": (Role.OFFICER,),
    "draft": (Role.OFFICER,),
    "write": (Role.OFFICER,),
    "publish": (Role.OFFICER, Role.DECISION_MAKER),
    "close": (Role.OFFICER, Role.DECISION_MAKER),
    "interrupt": (Role.OFFICER, Role.DECISION_MAKER),
}


def reasons_not_to(act: str, actor: Actor, *, buyer_id: UUID, process_id: UUID | None = None) -> list[Reason]:
    """The lead buyer's people act; a role may be lent for this call alone."""
    if any(actor.holds(role, buyer_id, process_id) for role in WHO_MAY[act]):
        return []
    return [Reason("procurement.not_your_act", {"act": act, "needs": _spelled(WHO_MAY[act])})]


def _spelled(roles: Collection[Role]) -> str:
    return ", ".join(roles)
