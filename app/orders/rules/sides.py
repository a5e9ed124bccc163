"""The two sides of an order that is running: those who serve the client, and the client's own case worker."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from app.kernel.actors import Actor, Role


@dataclass(frozen=True)
class Sides:
    """`supplier_ids` are the parties whose people may act for the supplier; `is_own_case` says whether the
    client is the actor's own, or of somebody whose deputy the actor is."""

    buyer_id: UUID
    supplier_ids: Collection[UUID]
    call_id: UUID
    is_own_case: bool

    def are_served_by(self, actor: Actor, roles: Collection[Role]) -> bool:
        """
        >>> from app.kernel.actors import SYSTEM
        >>> Sides(UUID(int=1), [UUID(int=2)], UUID(int=3), True).are_served_by(SYSTEM, [Role.WORKER])
        False
        """
        return any(actor.holds(role, party, self.call_id) for role in roles for party in self.supplier_ids)

    def are_decided_by(self, actor: Actor, roles: Collection[Role]) -> bool:
        """By the role alone: whose case it is, is asked next and refused for another reason."""
        return any(actor.holds(role, self.buyer_id, self.call_id) for role in roles)
