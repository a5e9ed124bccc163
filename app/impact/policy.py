"""Who claims an outcome, who verifies it, and who reads the exact figures of a call."""

from collections.abc import Collection
from uuid import UUID

from app.kernel.actors import BUYER_ROLES, Actor, Role
from app.kernel.refusals import Reason
from app.orders.rules.sides import Sides

SUPPLIERS = {
    "claim": (Role.SUPPLIER_ADMIN, Role.WORKER),
    "show_evidence": (Role.SUPPLIER_ADMIN, Role.WORKER),
}
BUYERS = {
    "verify": (Role.CASE_WORKER,),
    "reject": (Role.CASE_WORKER,),
}


def reasons_not_to(act: str, actor: Actor, sides: Sides) -> list[Reason]:
    """Those who serve the client claim; the client's own case worker, or the deputy, verifies.

    >>> from app.kernel.actors import SYSTEM
    >>> sides = Sides(UUID(int=1), [], UUID(int=2), is_own_case=True)
    >>> [reason.code for reason in reasons_not_to("verify", SYSTEM, sides)]
    ['impact.not_your_act']
    """
    decides = sides.are_decided_by(actor, BUYERS.get(act, ()))
    if sides.are_served_by(actor, SUPPLIERS.get(act, ())) or (decides and sides.is_own_case):
        return []
    return [Reason("impact.not_your_case" if decides else "impact.not_your_act", {"act": act})]


def may_read_figures(actor: Actor, buyer_ids: Collection[UUID]) -> bool:
    """The call's buyers know their own orders; everybody else reads what small groups are hidden in."""
    return actor.is_system or bool(actor.parties_where(*BUYER_ROLES) & set(buyer_ids))
