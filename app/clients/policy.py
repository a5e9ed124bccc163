"""Who may open, move and end case files; what is done in one is for `queries.own_client` to say."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

WHO_MAY = {
    "open_case": (Role.CASE_WORKER,),
    "hand_over_all": (Role.OFFICER,),
    "forget": (Role.OFFICER,),
}
SYSTEM_MAY = frozenset({"forget"})  # when the time for keeping the file is over


def reasons_not_to(act: str, actor: Actor, *, buyer_id: UUID) -> list[Reason]:
    if any(actor.holds(role, buyer_id) for role in WHO_MAY[act]):
        return []
    if act in SYSTEM_MAY and actor.is_system:
        return []
    return [Reason("clients.not_your_act", {"act": act})]
