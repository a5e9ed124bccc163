"""Who may tell what of a supplier: its own admins; whether its operator answers, the system too."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason
from app.law.policy import administers

WHO_MAY = {
    "save_profile": (Role.SUPPLIER_ADMIN,),
    "check_operator": (Role.SUPPLIER_ADMIN,),
    "declare_vat": (Role.SUPPLIER_ADMIN,),
    "declare_exemption": (Role.SUPPLIER_ADMIN,),
}
SYSTEM_MAY = frozenset({"check_operator"})


def may_see(actor: Actor, organisation_id: UUID) -> bool:
    return organisation_id in actor.party_ids or actor.is_system or administers(actor)


def reasons_not_to(act: str, actor: Actor, *, organisation_id: UUID) -> list[Reason]:
    if any(actor.holds(role, organisation_id) for role in WHO_MAY[act]):
        return []
    if act in SYSTEM_MAY and (actor.is_system or administers(actor)):
        return []
    return [Reason("suppliers.not_your_act", {"act": act})]
