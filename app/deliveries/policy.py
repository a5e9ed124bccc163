"""Who tells of deliveries and who decides on them: never the same side."""

from collections.abc import Collection
from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

SUPPLIERS = {
    "log": (Role.WORKER, Role.SUPPLIER_ADMIN),
    "correct": (Role.WORKER, Role.SUPPLIER_ADMIN),
}
BUYERS = {
    "approve": (Role.CASE_WORKER,),
    "dispute": (Role.CASE_WORKER,),
    "reopen": (Role.CASE_WORKER,),
    "log_bonus": (Role.CASE_WORKER,),
}


def reasons_not_to(
    act: str,
    actor: Actor,
    *,
    buyer_id: UUID,
    supplier_ids: Collection[UUID],
    call_id: UUID,
    is_own_case: bool,
) -> list[Reason]:
    """Those who serve the client tell; the client's own case worker, or the deputy, decides.

    >>> city, society, call = UUID(int=1), UUID(int=2), UUID(int=3)
    >>> from app.kernel.actors import ActorKind
    >>> roles = {society: frozenset({Role.SUPPLIER_ADMIN})}
    >>> maija = Actor(ActorKind.PERSON, UUID(int=9), frozenset({society}), roles)
    >>> order = dict(buyer_id=city, supplier_ids=[society], call_id=call, is_own_case=False)
    >>> reasons_not_to("log", maija, **order)
    []
    >>> [reason.code for reason in reasons_not_to("approve", maija, **order)]
    ['deliveries.not_your_act']
    """
    serves = any(
        actor.holds(role, party, call_id) for role in SUPPLIERS.get(act, ()) for party in supplier_ids
    )
    decides = any(actor.holds(role, buyer_id, call_id) for role in BUYERS.get(act, ()))
    if serves or (decides and is_own_case):
        return []
    return [Reason("deliveries.not_your_case" if decides else "deliveries.not_your_act", {"act": act})]
