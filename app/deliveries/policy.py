"""Who tells of deliveries and who decides on them: never the same side."""

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason
from app.orders.rules.sides import Sides

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


def reasons_not_to(act: str, actor: Actor, sides: Sides) -> list[Reason]:
    """Those who serve the client tell; the client's own case worker, or the deputy, decides.

    >>> from uuid import UUID
    >>> from app.kernel.actors import ActorKind
    >>> city, society, call = UUID(int=1), UUID(int=2), UUID(int=3)
    >>> roles = {society: frozenset({Role.SUPPLIER_ADMIN})}
    >>> maija = Actor(ActorKind.PERSON, UUID(int=9), frozenset({society}), roles)
    >>> sides = Sides(city, [society], call, is_own_case=False)
    >>> reasons_not_to("log", maija, sides)
    []
    >>> [reason.code for reason in reasons_not_to("approve", maija, sides)]
    ['deliveries.not_your_act']
    """
    decides = sides.are_decided_by(actor, BUYERS.get(act, ()))
    if sides.are_served_by(actor, SUPPLIERS.get(act, ())) or (decides and sides.is_own_case):
        return []
    return [Reason("deliveries.not_your_case" if decides else "deliveries.not_your_act", {"act": act})]
