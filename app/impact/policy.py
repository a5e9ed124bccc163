"""Who claims an outcome, who verifies it, and who reads the exact figures of a call."""

from collections.abc import Collection
from uuid import UUID

from app.kernel.actors import BUYER_ROLES, Actor, Role
from app.kernel.refusals import Reason

SUPPLIERS = {
    "claim": (Role.SUPPLIER_ADMIN, Role.WORKER),
    "show_evidence": (Role.SUPPLIER_ADMIN, Role.WORKER),
}
BUYERS = {
    "verify": (Role.CASE_WORKER,),
    "reject": (Role.CASE_WORKER,),
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
    """Those who serve the client claim; the client's own case worker, or the deputy, verifies.

    >>> from app.kernel.actors import SYSTEM
    >>> city, call = UUID(int=1), UUID(int=2)
    >>> asked = dict(buyer_id=city, supplier_ids=[], call_id=call, is_own_case=True)
    >>> [reason.code for reason in reasons_not_to("verify", SYSTEM, **asked)]
    ['impact.not_your_act']
    """
    serves = any(
        actor.holds(role, party, call_id) for role in SUPPLIERS.get(act, ()) for party in supplier_ids
    )
    decides = any(actor.holds(role, buyer_id, call_id) for role in BUYERS.get(act, ()))
    if serves or (decides and is_own_case):
        return []
    return [Reason("impact.not_your_case" if decides else "impact.not_your_act", {"act": act})]


def may_read_figures(actor: Actor, buyer_ids: Collection[UUID]) -> bool:
    """The call's buyers know their own orders; everybody else reads what small groups are hidden in."""
    return actor.is_system or bool(actor.parties_where(*BUYER_ROLES) & set(buyer_ids))
