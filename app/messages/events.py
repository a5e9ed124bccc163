"""What happens to messages. Addresses and words stay out: ids tell who was told of what."""

from dataclasses import dataclass
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageMade(Event):
    """Told to the postman, who words and sends it."""

    event_name = "messages.made"
    public = True
    kind: str
    person_id: UUID | None
    party_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """The carrier took it over under the name `sent_as`."""

    event_name = "messages.sent"
    sent_as: str


@dataclass(frozen=True, kw_only=True)
class MessageFailed(Event):
    """It did not arrive: somebody has to be told in another way."""

    event_name = "messages.failed"
    problem: str


@dataclass(frozen=True, kw_only=True)
class PreferenceSet(Event):
    """`about` is the person."""

    event_name = "messages.preference_set"
    kind: str
    wish: str
