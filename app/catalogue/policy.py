"""Who says what a supplier offers to clients: the supplier itself."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

WHO_MAY = {"set_capacity": (Role.SUPPLIER_ADMIN,), "describe": (Role.SUPPLIER_ADMIN,)}


def reasons_not_to(act: str, actor: Actor, *, party_id: UUID) -> list[Reason]:
    """A group's card and places are told by its coordinator's people."""
    if any(actor.holds(role, party_id) for role in WHO_MAY[act]):
        return []
    return [Reason("catalogue.not_your_act", {"act": act})]
