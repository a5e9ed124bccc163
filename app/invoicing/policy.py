"""Who may do what with invoices: finance draws and exports, the seller releases and credits its own."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

BUYERS_ACTS = {
    "draw": Role.FINANCE,
    "discard": Role.FINANCE,
    "export": Role.FINANCE,
    "cancel_export": Role.FINANCE,
    "receive": Role.FINANCE,
}
SELLERS_ACTS = {"release": Role.SUPPLIER_ADMIN, "credit": Role.SUPPLIER_ADMIN}
BUYERS_EYES = (Role.FINANCE, Role.AUDITOR, Role.OFFICER)
SELLERS_EYES = (Role.SUPPLIER_ADMIN, Role.BOOKKEEPER)


def reasons_not_to(act: str, actor: Actor, *, buyer_id: UUID, seller_id: UUID | None = None) -> list[Reason]:
    """The invoice is the seller's: only its own people release or credit it, whoever wrote it.

    >>> from app.kernel.actors import ActorKind
    >>> city, society = UUID(int=1), UUID(int=2)
    >>> tuula = Actor(ActorKind.PERSON, UUID(int=9), frozenset({city}), {city: frozenset({Role.FINANCE})})
    >>> reasons_not_to("draw", tuula, buyer_id=city)
    []
    >>> [reason.code for reason in reasons_not_to("release", tuula, buyer_id=city, seller_id=society)]
    ['invoicing.not_your_act']
    """
    is_buyers = act in BUYERS_ACTS
    role, holder = (BUYERS_ACTS[act], buyer_id) if is_buyers else (SELLERS_ACTS[act], seller_id)
    if holder is not None and actor.holds(role, holder):
        return []
    return [Reason("invoicing.not_your_act", {"act": act, "needs": role})]
