"""Who may do what with invoices: finance draws and exports, the seller releases and credits its own."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

BUYERS_ACTS = {
    "draw": Role.FINANCE,
    "discard": Role.FINANCE,
    "export": Role.FINANCE,
    "cancel_export": Role.FINANCE,
}
SELLERS_ACTS = {"release": Role.SUPPLIER_ADMIN, "credit": Role.SUPPLIER_ADMIN}


def reasons_not_to(act: str, actor: Actor, *, buyer_id: UUID, seller_id: UUID | None = None) -> list[Reason]:
    """The invoice is the seller's: only its own people release or credit it, whoever wrote it."""
    if act in BUYERS_ACTS:
        allowed, role = actor.holds(BUYERS_ACTS[act], buyer_id), BUYERS_ACTS[act]
    else:
        role = SELLERS_ACTS[act]
        allowed = seller_id is not None and actor.holds(role, seller_id)
    return [] if allowed else [Reason("invoicing.not_your_act", {"act": act, "needs": role})]
