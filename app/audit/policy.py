"""Who reads the journal: a buyer's auditors their buyer's chain, administrators every chain."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason
from app.law.policy import administers


def may_see(actor: Actor, chain: UUID) -> bool:
    """A chain is its buyer's; the platform's own belongs to nobody's party."""
    return chain in actor.party_ids or reads_all(actor)


def reads_all(actor: Actor) -> bool:
    return actor.is_system or administers(actor)


def reasons_not_to_read(actor: Actor, chain: UUID) -> list[Reason]:
    if reads_all(actor) or actor.holds(Role.AUDITOR, chain):
        return []
    return [Reason("audit.not_your_act")]
