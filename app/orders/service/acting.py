"""What every act on a need or an order asks and tells: whose act it is, and what the event is about."""

from typing import TypedDict
from uuid import UUID

from app.clients import queries as client_files
from app.clients import service as clients
from app.contracts import queries as contracts
from app.identity import queries as identity
from app.kernel.events import Sealed
from app.kernel.refusals import Reason
from app.orders import policy
from app.orders.models import Need, ServiceOrder
from app.platform.work import Work


class Heading(TypedDict):
    about: UUID
    buyer_id: UUID
    process_id: UUID


class SealedHeading(Heading):
    subject_id: UUID


def of_need(need: Need) -> Heading:
    return Heading(about=need.id, buyer_id=need.buyer_id, process_id=need.call_id)


def of_order(order: ServiceOrder) -> Heading:
    return Heading(about=order.id, buyer_id=order.buyer_id, process_id=order.id)


def of_client(order: ServiceOrder) -> SealedHeading:
    """For events that hold something written about the client."""
    return SealedHeading(**of_order(order), subject_id=order.client_id)


def sealed(work: Work, client_id: UUID, field: str, written: str) -> str:
    """What somebody wrote, as ciphertext under the client's key; nothing stays nothing."""
    return clients.seal(work, client_id, field, written.strip()) if written.strip() else ""


def sealed_reason(work: Work, order: ServiceOrder, written: str) -> Sealed:
    return Sealed(sealed(work, order.client_id, "order_reason", written))


def reasons_not_need(work: Work, act: str, need: Need) -> list[Reason]:
    return policy.reasons_not_to(act, work.actor, buyer_id=need.buyer_id, call_id=need.call_id)


def reasons_not_order(work: Work, act: str, order: ServiceOrder) -> list[Reason]:
    """`accept` and `decline` bind the party; whoever serves the client may be a member."""
    return policy.reasons_not_to(
        act, work.actor, buyer_id=order.buyer_id, supplier_ids=[order.party_id], call_id=order.call_id
    )


def reasons_not_clients(work: Work, act: str, order: ServiceOrder) -> list[Reason]:
    """As the client's own case worker, or as whoever stands in: a colleague sees the order and no more."""
    may_not = reasons_not_order(work, act, order)
    if may_not or client_files.is_own_client(work, order.client_id):
        return may_not
    return [Reason("order.not_your_client", {"act": act})]


def reasons_not_serving(work: Work, act: str, order: ServiceOrder) -> list[Reason]:
    """As the organisation that serves the client: the member it is routed to, or any where it is not."""
    if not reasons_not_order(work, act, order):
        return []  # the party's own people, for whom no member needs to be asked
    may_nowhere = policy.reasons_not_to(
        act, work.actor, buyer_id=order.buyer_id, supplier_ids=work.actor.party_ids, call_id=order.call_id
    )
    if may_nowhere:
        return may_nowhere  # whoever serves the client, it is not these people's act
    return policy.reasons_not_to(
        act,
        work.actor,
        buyer_id=order.buyer_id,
        supplier_ids=serving_parties(work, order),
        call_id=order.call_id,
    )


def serving_parties(work: Work, order: ServiceOrder) -> set[UUID]:
    """The party itself, whose people are the coordinator's, and the members that serve the client.

    A member that joined without a data protection agreement serves nobody yet (RULE-77).
    """
    if order.member_id is not None:
        return {order.party_id, order.member_id}
    members = identity.member_ids(work, order.party_id, identity.today(work))
    return {order.party_id, *contracts.data_protected(work, order.contract_id, members)}
