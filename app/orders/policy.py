"""Who may do what for a need and with an order."""

from collections.abc import Collection
from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.refusals import Reason

BUYERS = {
    "open_need": (Role.CASE_WORKER,),
    "open_choice": (Role.CASE_WORKER,),
    "choose": (Role.CASE_WORKER,),
    "make_link": (Role.CASE_WORKER,),
    "record_contact": (Role.CASE_WORKER,),
    "fall_back": (Role.CASE_WORKER,),
    "send": (Role.CASE_WORKER,),
    "withdraw": (Role.CASE_WORKER,),
    "note_start": (Role.CASE_WORKER,),
    "end": (Role.CASE_WORKER,),
    "close_need": (Role.CASE_WORKER,),
    "cover_rise": (Role.CASE_WORKER, Role.FINANCE),
    "hand_over": (Role.OFFICER,),
}
SUPPLIERS = {
    "accept": (Role.SUPPLIER_ADMIN,),
    "decline": (Role.SUPPLIER_ADMIN,),
    "start": (Role.SUPPLIER_ADMIN, Role.WORKER),
    "see_order": (Role.SUPPLIER_ADMIN, Role.WORKER),
    "see_client": (Role.SUPPLIER_ADMIN, Role.WORKER),
}
SYSTEM_MAY = frozenset({"expire", "cover_rise"})


def reasons_not_to(
    act: str,
    actor: Actor,
    *,
    buyer_id: UUID,
    supplier_ids: Collection[UUID] = (),
    call_id: UUID | None = None,
) -> list[Reason]:
    """Case workers order for their clients; `supplier_ids` are the parties whose people may act as supplier.

    >>> from app.kernel.actors import SYSTEM
    >>> city = UUID(int=1)
    >>> reasons_not_to("expire", SYSTEM, buyer_id=city)
    []
    >>> [no.code for no in reasons_not_to("accept", SYSTEM, buyer_id=city, supplier_ids=[UUID(int=2)])]
    ['order.not_your_act']
    """
    if actor.is_system and act in SYSTEM_MAY:
        return []
    as_buyer = _holds_any(actor, BUYERS.get(act, ()), [buyer_id], call_id)
    as_supplier = _holds_any(actor, SUPPLIERS.get(act, ()), supplier_ids, call_id)
    return [] if as_buyer or as_supplier else [Reason("order.not_your_act", {"act": act})]


def _holds_any(
    actor: Actor, roles: Collection[Role], parties: Collection[UUID], process_id: UUID | None
) -> bool:
    return any(actor.holds(role, party, process_id) for role in roles for party in parties)
