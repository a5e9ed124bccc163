"""A leaver's handing over: everything at hand goes to a successor, and the leaver's roles end, in one act."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.clients import service as clients
from app.desks.queries import leaving
from app.desks.queries.leaving import AtHand
from app.desks.rules import reasons_not_to_succeed
from app.identity import queries as parties
from app.identity import service as identity
from app.identity.service import sessions
from app.kernel.actors import Role
from app.kernel.refusals import Reason, refuse_if
from app.orders import service as orders
from app.platform.work import Work


def reasons_not_to_hand_over(
    work: Work, party_id: UUID, person_id: UUID, *, successor_id: UUID, roles: Collection[Role] = ()
) -> list[Reason]:
    """The successor is another of the organisation's people, and will hold what the work asks for."""
    at_hand = leaving.at_hand(work, party_id, person_id)
    held = {one.id: one.roles for one in leaving.colleagues(work, party_id, person_id)}
    return reasons_not_to_succeed(
        held.get(successor_id),
        given=frozenset(roles),
        own=at_hand.roles,
        alone_in=at_hand.alone_in,
        has_clients=at_hand.clients + at_hand.orders > 0,
    )


def hand_over(
    work: Work,
    party_id: UUID,
    person_id: UUID,
    *,
    successor_id: UUID,
    roles: Collection[Role] = (),
    on: date,
) -> AtHand:
    """`roles` are the leaver's that the successor gets as well; `on` is the first day without the leaver.

    Work goes over at once, so that nothing waits for somebody who is packing; what went over is answered.
    """
    reasons = reasons_not_to_hand_over(work, party_id, person_id, successor_id=successor_id, roles=roles)
    refuse_if(reasons)
    at_hand = leaving.at_hand(work, party_id, person_id)
    held = {one.id: one.roles for one in leaving.colleagues(work, party_id, person_id)}[successor_id]

    today = parties.today(work)
    for role in sorted(set(roles) - held):
        identity.give_role(work, successor_id, party_id, role, valid_from=today)
    if at_hand.clients:
        clients.hand_over_all(work, party_id, from_person_id=person_id, to_person_id=successor_id)
    if at_hand.orders:
        orders.hand_over_orders(work, party_id, from_person_id=person_id, to_person_id=successor_id)
    _lend_on(work, party_id, at_hand, successor_id, from_day=today)
    identity.leave(work, party_id, person_id, on=on)
    if on <= today:
        sessions.end_all(work, person_id)
    return at_hand


def _lend_on(work: Work, party_id: UUID, at_hand: AtHand, successor_id: UUID, *, from_day: date) -> None:
    """Calls that the leaver worked on by a lent role: the successor works on them by the same decision."""
    for lent in at_hand.lent:
        if lent.from_person_id == successor_id:
            continue  # it goes back to whoever lent it
        identity.lend_role(
            work,
            party_id,
            lent.role,
            to_person_id=successor_id,
            decision=lent.decision,
            valid_from=max(lent.valid_from, from_day),
            valid_to=lent.valid_to,
            from_person_id=lent.from_person_id,
            process_id=lent.process_id,
        )
