"""A client's own link: when it opens a list, and until when what was chosen by it can be taken back."""

from datetime import UTC, date, datetime, time
from enum import StrEnum

from app.kernel.actors import ActorKind
from app.kernel.deadlines import Calendar, Limit, TimeUnit, last_day
from app.kernel.refusals import Reason

ONE_WORKING_DAY = Limit(1, TimeUnit.WORKING_DAY)
NOON = time(12)  # the same for every call: a client has a night to sleep on it, and can still phone somebody


class LinkStanding(StrEnum):
    """What the link is good for now."""

    OPEN = "open"  # one may be chosen
    CHOSEN = "chosen"  # one is chosen, and may be taken back
    SETTLED = "settled"  # the choice stands
    ENDED = "ended"  # the list is over for another reason: chosen with the case worker, or not needed
    OVER = "over"
    WITHDRAWN = "withdrawn"


def standing_of(
    *,
    now: datetime,
    expires_at: datetime,
    is_withdrawn: bool,
    list_is_live: bool,
    choice_stands: bool,
    thinking_ends: datetime | None,
) -> LinkStanding:
    """`thinking_ends` is known once somebody chose by the link; `choice_stands` while nothing came after it.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00+03:00")
    >>> link = {"expires_at": noon, "is_withdrawn": False, "list_is_live": True}
    >>> standing_of(now=noon, choice_stands=False, thinking_ends=None, **link)
    <LinkStanding.OVER: 'over'>
    """
    if is_withdrawn:
        return LinkStanding.WITHDRAWN
    if thinking_ends is not None:
        return LinkStanding.CHOSEN if choice_stands and now < thinking_ends else LinkStanding.SETTLED
    if not list_is_live:
        return LinkStanding.ENDED
    return LinkStanding.OPEN if now < expires_at else LinkStanding.OVER


def thinking_ends(chosen_on: date, calendar: Calendar) -> datetime:
    """The next working day's noon.

    >>> from zoneinfo import ZoneInfo
    >>> plain = Calendar(ZoneInfo("Europe/Helsinki"), date(2026, 1, 1), date(2026, 12, 31), frozenset())
    >>> thinking_ends(date(2026, 4, 10), plain).isoformat()  # a Friday
    '2026-04-13T09:00:00+00:00'
    """
    day = last_day(chosen_on, ONE_WORKING_DAY, calendar)
    return datetime.combine(day, NOON, calendar.zone).astimezone(UTC)


def reasons_link_is_shut(standing: LinkStanding, *, opens: LinkStanding) -> list[Reason]:
    """
    >>> [no.code for no in reasons_link_is_shut(LinkStanding.CHOSEN, opens=LinkStanding.OPEN)]
    ['order.link_chosen']
    """
    return [] if standing is opens else [Reason(f"order.link_{standing}")]


def reasons_not_the_client(by: ActorKind) -> list[Reason]:
    """Somebody who is signed in is not the client: they record a choice in their own name (RULE-70).

    >>> [no.code for no in reasons_not_the_client(ActorKind.PERSON)]
    ['order.link_is_the_clients']
    """
    return [] if by is ActorKind.GUEST else [Reason("order.link_is_the_clients")]


def reasons_still_thinking(*, by_link: bool, now: datetime, thinking_ends: datetime) -> list[Reason]:
    """No supplier is told of a choice that the client may still take back.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00+03:00")
    >>> reasons_still_thinking(by_link=True, now=noon, thinking_ends=noon)
    []
    """
    if not by_link or now >= thinking_ends:
        return []
    return [Reason("order.client_may_take_back", {"until": thinking_ends.isoformat()})]
