from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.messages.rules.kinds import Kind
from app.messages.rules.states import MessageState
from app.messages.rules.telling import Wish
from app.platform.schemas import Shown, Told


class ChosenIn(Told):
    """How the person wants to be told of one kind of thing, from the next time on."""

    texts: ClassVar[str] = "messages"

    wish: Wish


class WishIn(ChosenIn):
    kind: Kind


class WishOut(Shown):
    """`is_own` when the person has chosen it; otherwise the kind's own way."""

    kind: Kind
    wish: Wish
    is_own: bool
    can_be_off: bool


class MessageOut(Shown):
    """That somebody was told; what the letter said is not kept."""

    id: UUID
    kind: Kind
    state: MessageState
    about: UUID
    process_id: UUID | None
    made_at: datetime
    sent_at: datetime | None
