"""Who may do what with a contract; who signs for an organisation is its own rule, see `rules.signing`."""

from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

WHO_MAY = {
    "draft": (Role.OFFICER, Role.DECISION_MAKER),
    "offer": (Role.OFFICER, Role.DECISION_MAKER),
    "change_price": (Role.OFFICER, Role.DECISION_MAKER),
    "end": (Role.OFFICER, Role.DECISION_MAKER),
    "refuse": (Role.SUPPLIER_ADMIN,),
}
BY_SUPPLIER = frozenset({"refuse"})
SYSTEM_MAY = frozenset({"attach"})


def reasons_not_to(act: str, actor: Actor, *, buyer_id: UUID, party_id: UUID, call_id: UUID) -> list[Reason]:
    """The buyer's people draw up, offer, reprice and end; the supplier's refuse; papers are the system's.

    >>> city, society, call = UUID(int=1), UUID(int=2), UUID(int=3)
    >>> from app.kernel.actors import SYSTEM
    >>> reasons_not_to("attach", SYSTEM, buyer_id=city, party_id=society, call_id=call)
    []
    >>> [no.code for no in reasons_not_to("draft", SYSTEM, buyer_id=city, party_id=society, call_id=call)]
    ['contract.not_your_act']
    """
    if actor.is_system and act in SYSTEM_MAY:
        return []
    at = party_id if act in BY_SUPPLIER else buyer_id
    if any(actor.holds(role, at, call_id) for role in WHO_MAY.get(act, ())):
        return []
    return [Reason("contract.not_your_act", {"act": act})]
