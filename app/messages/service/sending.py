"""Sending a message: taken up in one Work, carried outside any, settled in another."""

from uuid import UUID

from sqlalchemy import update

from app.identity.service import links
from app.messages import events, queries
from app.messages.models import Message
from app.messages.ports import Letter
from app.messages.queries import Recipient
from app.messages.rules.kinds import LINKS, Kind
from app.messages.rules.states import MESSAGE_FLOW, MessageState
from app.messages.rules.telling import MOST_ATTEMPTS
from app.messages.service.making import of_message
from app.messages.service.wording import digest_letter, link_letter, notice_letter, single_letter
from app.platform.db import changed
from app.platform.work import Work

NOWHERE = "nowhere"  # no address any more, or a link that is over


def take_up(work: Work, message_id: UUID, *, site: str) -> Letter | None:
    """The letter as it is worded now; None when it was dealt with, or when there is nowhere to send it.

    `site` is where this installation's pages begin: "https://kutsu.example".
    """
    message = queries.message(work, message_id, lock=True)
    if message.state is not MessageState.WAITING:
        return None
    letter = _worded(work, message, site)
    if letter is None:
        fail(work, message_id, problem=NOWHERE)
        return None
    message.attempts += 1
    return letter


def settle(work: Work, message_id: UUID, *, sent_as: str) -> None:
    """It went; what its digest held went with it."""
    message = queries.message(work, message_id, lock=True)
    if _moved(work, message, "send"):
        work.record(events.MessageSent(**of_message(message), sent_as=sent_as))


def fail(work: Work, message_id: UUID, *, problem: str) -> None:
    """It will not arrive, and nobody tries again."""
    message = queries.message(work, message_id, lock=True)
    if _moved(work, message, "fail"):
        message.problem = problem
        work.record(events.MessageFailed(**of_message(message), problem=problem))


def is_worn_out(work: Work, message_id: UUID) -> bool:
    """Whether it has been tried as often as is sensible."""
    return queries.message(work, message_id).attempts >= MOST_ATTEMPTS


def _worded(work: Work, message: Message, site: str) -> Letter | None:
    if message.kind in LINKS:
        minted = links.mint(work, message.about)  # its secret is in this letter, and nowhere else
        return minted and link_letter(work, message, to=minted.address, secret=minted.secret, site=site)
    if message.kind == Kind.EMAIL_CHANGE_ASKED:
        return notice_letter(work, message, to=links.notice(work, message.about).address)
    address = queries.address_of(work, Recipient(message.person_id, message.party_id))
    if address is None:
        return None
    if message.kind == Kind.DIGEST:
        return digest_letter(work, message, queries.gathered(work, message.id), to=address.email, site=site)
    return single_letter(work, message, to=address.email, site=site)


def _moved(work: Work, message: Message, move: str) -> bool:
    """A message that another worker has settled meanwhile stays as it is."""
    if MESSAGE_FLOW.reasons_not_to(message.state, move):
        return False
    message.state = MESSAGE_FLOW.after(message.state, move)
    message.sent_at = work.now if message.state is MessageState.SENT else None
    held = update(Message).where(
        Message.digest_id == message.id, Message.state.in_(MESSAGE_FLOW.sources(move))
    )
    changed(work.db, held.values(state=message.state, sent_at=message.sent_at))
    return True
