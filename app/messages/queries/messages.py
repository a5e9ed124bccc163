"""Messages and wishes: a person's own, and what the postman asks."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.messages.models import Message, Preference
from app.messages.queries.recipients import Recipient
from app.messages.rules.kinds import RULES, Kind, To
from app.messages.rules.states import MessageState
from app.messages.rules.telling import Wish, how_to_tell, reasons_not_to_wish
from app.platform.paging import Slice
from app.platform.work import Work

ROLES_TOLD = {
    To.OFFICERS: frozenset({Role.OFFICER}),
    To.FINANCE: frozenset({Role.FINANCE}),
    To.CASE_WORKER: frozenset({Role.CASE_WORKER}),
    To.SIGNERS: frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.SUPPLIER_ADMIN}),
    # of an organisation that has no shared mailbox
    **dict.fromkeys(
        (To.APPLICANT, To.SUPPLIER, To.SERVING, To.MEMBER, To.SELLERS), frozenset({Role.SUPPLIER_ADMIN})
    ),
}


@dataclass(frozen=True)
class MessageRow:
    """A message as its recipient sees it in a list."""

    id: UUID
    kind: Kind
    state: MessageState
    about: UUID
    process_id: UUID | None
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class KindWish:
    """How a person is told of one kind of thing now; `is_own` when they have said so themselves."""

    kind: Kind
    wish: Wish
    is_own: bool
    can_be_off: bool


def own_messages(work: Work, part: Slice) -> list[MessageRow]:
    """To this person, and to the mailboxes of the parties that the person acts for; the newest first."""
    actor = work.actor
    mine = or_(Message.person_id == actor.id, Message.party_id.in_(actor.party_ids))
    shown: Select[Any] = select(*(getattr(Message, item.name) for item in fields(MessageRow)))
    rows = work.db.execute(part.of(shown.where(mine, Message.kind != Kind.DIGEST), Message.id)).mappings()
    return [MessageRow(**{**row, "kind": Kind(row["kind"])}) for row in rows]


def own_wishes(work: Work) -> list[KindWish]:
    """Of the kinds that this person's roles are told of; letters about one's own account always come."""
    held = {role for roles in work.actor.roles.values() for role in roles}
    said = _wishes(work, work.actor.id)
    return [
        KindWish(
            kind,
            how_to_tell(rule.urgency, said.get(kind)),
            kind in said,
            can_be_off=not reasons_not_to_wish(rule.urgency, Wish.OFF),
        )
        for kind, rule in RULES.items()
        if _concerns(held, rule.to)
    ]


def own_wish(work: Work, kind: Kind) -> KindWish:
    """Missing for a kind that this person is never told of."""
    for found in own_wishes(work):
        if found.kind is kind:
            return found
    raise Missing


def wish_of(work: Work, person_id: UUID, kind: Kind) -> Wish | None:
    said = work.db.get(Preference, (person_id, kind))
    return said.wish if said else None


def message(work: Work, message_id: UUID, *, lock: bool = False) -> Message:
    """For the postman; a page asks for `own_messages`."""
    asked = select(Message).where(Message.id == message_id)
    found = work.db.scalar(asked.with_for_update() if lock else asked)
    if found is None:
        raise Missing
    return found


def was_told(work: Work, told_id: UUID) -> bool:
    """Whether an event has become messages already: it may be told twice."""
    return work.db.scalar(select(Message.id).where(Message.told_id == told_id).limit(1)) is not None


def digests_due(work: Work, until: datetime) -> list[Recipient]:
    """Whose digest holds something that was made before then."""
    asked = select(Message.person_id, Message.party_id).where(*_gathered(until)).distinct()
    found = [Recipient(*row) for row in work.db.execute(asked)]
    return sorted(found, key=lambda one: str(one.person_id or one.party_id))


def in_digest(work: Work, recipient: Recipient, until: datetime) -> list[Message]:
    """What waits for the recipient's digest, locked: two workers do not both gather it."""
    theirs = Message.person_id == recipient.person_id, Message.party_id == recipient.party_id
    asked = select(Message).where(*_gathered(until), *theirs).order_by(Message.made_at, Message.id)
    return list(work.db.scalars(asked.with_for_update()))


def gathered(work: Work, digest_id: UUID) -> list[Message]:
    """What one digest holds, in the order in which it happened."""
    asked = select(Message).where(Message.digest_id == digest_id)
    return list(work.db.scalars(asked.order_by(Message.made_at, Message.id)))


def _gathered(until: datetime) -> tuple[ColumnElement[bool], ...]:
    waits = Message.state == MessageState.IN_DIGEST, Message.digest_id.is_(None)
    return (*waits, Message.made_at < until)


def _wishes(work: Work, person_id: UUID) -> dict[Kind, Wish]:
    rows = work.db.execute(select(Preference.kind, Preference.wish).where(Preference.person_id == person_id))
    return {Kind(row.kind): row.wish for row in rows}


def _concerns(held: Collection[Role], to: To) -> bool:
    return bool(ROLES_TOLD.get(to, frozenset()) & set(held))
