"""Who may do what to applications: a supplier applies, a buyer's people open, score and decide."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

SUPPLIER = Role.SUPPLIER_ADMIN
WHO_MAY = {
    "start": (SUPPLIER,),
    "send": (SUPPLIER,),
    "withdraw": (SUPPLIER,),
    "open": (Role.OFFICER,),
    "score": (Role.EVALUATOR,),
    "extend": (Role.OFFICER, Role.DECISION_MAKER),
    "decide": (Role.DECISION_MAKER,),
    "renew_letter": (Role.OFFICER, Role.DECISION_MAKER),
    "notify": (Role.OFFICER, Role.DECISION_MAKER),
}
SYSTEM_MAY = frozenset({"attach_letter"})


def reasons_not_to(act: str, actor: Actor, *, party_id: UUID, process_id: UUID | None = None) -> list[Reason]:
    """`party_id` is the one for whom the act is done: the applicant, or the buyer.

    An officer decides only with the role of decision maker lent, for the call or for all (RULE-26).
    """
    if actor.is_system and act in SYSTEM_MAY:
        return []
    if any(actor.holds(role, party_id, process_id) for role in WHO_MAY.get(act, ())):
        return []
    needs = ", ".join(WHO_MAY.get(act, ()))
    return [Reason("offers.not_your_act", {"act": act, "needs": needs})]


def lender(role: Role, actor: Actor, *, party_id: UUID, process_id: UUID) -> UUID | None:
    """Who lent the role that the actor uses here, if it is lent: the decision's record names them."""
    lent = (
        one.from_person_id
        for one in actor.delegations
        if one.organisation_id == party_id and one.role is role and one.process_id in (None, process_id)
    )
    return next(lent, None)
