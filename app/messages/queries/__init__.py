"""Who is told, what the journal knows of it, which messages wait, and what people wish."""

from app.messages.queries.messages import (
    KindWish,
    MessageRow,
    digests_due,
    gathered,
    in_digest,
    message,
    own_messages,
    own_wish,
    own_wishes,
    was_told,
    wish_of,
)
from app.messages.queries.recipients import Recipient, address_of, people_in_role, recipients

__all__ = [
    "KindWish",
    "MessageRow",
    "Recipient",
    "address_of",
    "digests_due",
    "gathered",
    "in_digest",
    "message",
    "own_messages",
    "own_wish",
    "own_wishes",
    "people_in_role",
    "recipients",
    "was_told",
    "wish_of",
]
