"""What every act on a delivery asks and tells: whose act it is, and what the event is about."""

from collections.abc import Collection
from typing import TypedDict
from uuid import UUID

from app.clients import queries as client_files
from app.clients import service as clients
from app.deliveries import policy
from app.deliveries.models import Delivery
from app.kernel.events import Sealed
from app.kernel.refusals import Reason
from app.orders.models import ServiceOrder
from app.orders.rules.sides import Sides
from app.orders.service.acting import serving_parties
from app.platform.work import Work

REASON = "delivery_reason"


class Heading(TypedDict):
    about: UUID
    buyer_id: UUID
    process_id: UUID


class SealedHeading(Heading):
    subject_id: UUID


def of_delivery(delivery: Delivery) -> Heading:
    return Heading(about=delivery.id, buyer_id=delivery.buyer_id, process_id=delivery.order_id)


def of_client(delivery: Delivery, order: ServiceOrder) -> SealedHeading:
    """For events that hold something written about the client."""
    return SealedHeading(**of_delivery(delivery), subject_id=order.client_id)


def sealed_reason(work: Work, order: ServiceOrder, written: str) -> Sealed:
    """Why somebody says no to a delivery may tell of the client: ciphertext under the client's key."""
    return Sealed(clients.seal(work, order.client_id, REASON, written.strip()))


def reasons_not_theirs_to_tell(work: Work, act: str, order: ServiceOrder, member_id: UUID) -> list[Reason]:
    """A member's people tell what their own member did; the coordinator's tell all that the group did."""
    if not _asked(work, act, order, {order.party_id}):
        return []  # the party's own people, for whom no member needs to be asked
    may_nowhere = _asked(work, act, order, {order.party_id, member_id})
    return may_nowhere or _asked(work, act, order, serving_parties(work, order) & {order.party_id, member_id})


def reasons_not_serving(work: Work, order: ServiceOrder) -> list[Reason]:
    """As any of those who serve the client: for whom it was, is said later."""
    if not _asked(work, "log", order, {order.party_id}):
        return []  # the party's own people, for whom no member needs to be asked
    may_nowhere = _asked(work, "log", order, work.actor.party_ids)
    return may_nowhere or _asked(work, "log", order, serving_parties(work, order))


def reasons_not_theirs_to_decide(work: Work, act: str, order: ServiceOrder) -> list[Reason]:
    return _asked(work, act, order, ())


def _asked(work: Work, act: str, order: ServiceOrder, supplier_ids: Collection[UUID]) -> list[Reason]:
    sides = Sides(
        buyer_id=order.buyer_id,
        supplier_ids=supplier_ids,
        call_id=order.call_id,
        is_own_case=client_files.is_own_client(work, order.client_id),
    )
    return policy.reasons_not_to(act, work.actor, sides)
