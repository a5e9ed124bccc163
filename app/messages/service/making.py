"""Events become messages: one for each recipient, at once or for the day's digest."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from app.messages import events, queries
from app.messages.models import Message
from app.messages.queries import Recipient
from app.messages.rules.kinds import KINDS, Kind, Rule
from app.messages.rules.states import MESSAGE_FLOW
from app.messages.rules.telling import Wish, how_to_tell
from app.platform.outbox import Told
from app.platform.texts import languages
from app.platform.work import Work

HOME_LANGUAGE = "fi"


class Heading(TypedDict):
    about: UUID
    buyer_id: UUID | None
    process_id: UUID | None


def of_message(message: Message) -> Heading:
    return Heading(about=message.id, buyer_id=message.buyer_id, process_id=message.process_id)


def make(work: Work, told: Told) -> None:
    """Told twice, the event makes its messages once."""
    rules = [rule for rule in KINDS.get(told.event, ()) if rule.holds_of(told.facts)]
    found = [(rule, one) for rule in rules for one in queries.recipients(work, rule.to, told)]
    if queries.was_told(work, told.id):
        return

    for rule, recipient in found:
        how = how_to_tell(rule.urgency, _wish(work, rule.kind, recipient))
        if how is not Wish.OFF:
            _make_one(work, told, rule, recipient, how)


def gather(work: Work, recipient: Recipient, *, until: datetime) -> None:
    """One digest of all that waits for the recipient; a rival who was first leaves nothing to gather."""
    gathered = queries.in_digest(work, recipient, until)
    if not gathered:
        return
    digest = _new(work, Kind.DIGEST, recipient, about=gathered[0].id)
    work.db.add(digest)
    work.db.flush()
    for message in gathered:
        message.digest_id = digest.id
    _record_made(work, digest)


def _make_one(work: Work, told: Told, rule: Rule, recipient: Recipient, how: Wish) -> None:
    about = UUID(told.facts[rule.about]) if rule.about else told.about
    message = _new(work, rule.kind, recipient, about=about)
    message.told_id, message.buyer_id, message.process_id = told.id, told.buyer_id, told.process_id
    message.act_by = rule.until(told.facts, since=told.at)
    if how is Wish.DIGEST:
        message.state = MESSAGE_FLOW.after(message.state, "gather")
    work.db.add(message)
    if how is Wish.AT_ONCE:
        _record_made(work, message)


def _new(work: Work, kind: Kind, recipient: Recipient, *, about: UUID) -> Message:
    return Message(
        id=work.new_id(),
        kind=kind,
        person_id=recipient.person_id,
        party_id=recipient.party_id,
        language=_language(work, recipient),
        state=MESSAGE_FLOW.start,
        about=about,
        made_at=work.now,
    )


def _record_made(work: Work, message: Message) -> None:
    heading, to = of_message(message), (message.person_id, message.party_id)
    work.record(events.MessageMade(**heading, kind=message.kind, person_id=to[0], party_id=to[1]))


def _language(work: Work, recipient: Recipient) -> str:
    """The recipient's own, if we speak it."""
    address = queries.address_of(work, recipient)
    return address.language if address and address.language in languages() else HOME_LANGUAGE


def _wish(work: Work, kind: Kind, recipient: Recipient) -> Wish | None:
    return queries.wish_of(work, recipient.person_id, kind) if recipient.person_id else None
