"""The life of a call. What the clock decides is derived: see `is_open`."""

from datetime import datetime
from enum import StrEnum

from app.kernel.states import Flow


class ProcessKind(StrEnum):
    CALL = "call"
    COMPETITION = "competition"
    ORDER = "order"


class CallState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    INTERRUPTED = "interrupted"


CALL_FLOW = Flow(
    "call",
    CallState.DRAFT,
    {
        (CallState.DRAFT, "publish"): CallState.PUBLISHED,
        (CallState.DRAFT, "interrupt"): CallState.INTERRUPTED,
        (CallState.PUBLISHED, "close"): CallState.CLOSED,
        (CallState.PUBLISHED, "interrupt"): CallState.INTERRUPTED,
    },
)


def is_open(*, state: CallState, now: datetime, opens_at: datetime, closes_at: datetime) -> bool:
    """Published, and within the validity; its SQL form is `queries.is_open_at`.

    >>> opens = datetime.fromisoformat("2026-02-02T09:00+02:00")
    >>> closes = datetime.fromisoformat("2027-12-31T16:00+02:00")
    >>> published = {"state": CallState.PUBLISHED, "opens_at": opens, "closes_at": closes}
    >>> is_open(now=opens, **published), is_open(now=closes, **published)
    (True, False)
    """
    return state is CallState.PUBLISHED and opens_at <= now < closes_at


class ChoiceMode(StrEnum):
    """Who picks the supplier of one order in a category."""

    CLIENT_CHOICE = "client_choice"
    RANKING = "ranking"
