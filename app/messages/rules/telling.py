"""How a message is told: at once, with the day's digest, or not at all; and when the digest is due."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.kernel.deadlines import local_moment
from app.kernel.refusals import Reason
from app.messages.rules.kinds import Urgency

DIGEST_AT = time(7)
MOST_ATTEMPTS = 11  # with the worker's growing pauses, well over an hour


class Wish(StrEnum):
    """How a person wants to be told of one kind of thing."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    OFF = "off"


def how_to_tell(urgency: Urgency, wish: Wish | None = None) -> Wish:
    """A shared mailbox wishes nothing, and a person may have said nothing.

    >>> str(how_to_tell(Urgency.DAILY)), str(how_to_tell(Urgency.SOON, Wish.OFF))
    ('digest', 'off')
    >>> str(how_to_tell(Urgency.DEADLINE, Wish.OFF))
    'at_once'
    """
    if wish is None:
        return Wish.DIGEST if urgency is Urgency.DAILY else Wish.AT_ONCE
    return Wish.AT_ONCE if reasons_not_to_wish(urgency, wish) else wish


def reasons_not_to_wish(urgency: Urgency, wish: Wish) -> list[Reason]:
    """Who must act in time is told in time."""
    if urgency is Urgency.DEADLINE and wish is Wish.OFF:
        return [Reason("messages.has_a_deadline")]
    return []


def gathered_until(now: datetime, zone: ZoneInfo) -> datetime:
    """The last seven o'clock that has struck: what was made before it is due with the digest.

    >>> helsinki = ZoneInfo("Europe/Helsinki")
    >>> gathered_until(datetime.fromisoformat("2026-04-07T03:59:00+00:00"), helsinki).isoformat()
    '2026-04-06T04:00:00+00:00'
    >>> gathered_until(datetime.fromisoformat("2026-04-07T04:00:00+00:00"), helsinki).isoformat()
    '2026-04-07T04:00:00+00:00'
    """
    today = now.astimezone(zone).date()
    struck = local_moment(today, DIGEST_AT, zone)
    return struck if struck <= now else local_moment(today - timedelta(days=1), DIGEST_AT, zone)
