"""What a good password is, how often one may try, and what links and tokens are for."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.kernel.refusals import Reason

SHORTEST, LONGEST = 12, 200
FEWEST_OWN, FEWEST_KINDS = 8, 5  # letters besides what anybody knows, and different ones among them
AGENT_LENGTH = 80
TOUCHED_EVERY = timedelta(minutes=5)
SECOND_STEP_WAITS = timedelta(minutes=10)
LONGEST_TOKEN_DAYS = 366
TOKEN_PREFIX = "kt_"  # noqa: S105 - what every token begins with, so that a leaked one is recognised
CODES = 8
OURS = re.compile(r"/(?![/\\])[\w\-./?=&%~+,:]*", re.ASCII)

TAGS = (  # as the API's description groups its acts
    "desk",
    "messages",
    "calls",
    "offers",
    "contracts",
    "catalogue",
    "suppliers",
    "clients",
    "orders",
    "deliveries",
    "impact",
    "invoices",
    "parties",
    "people",
    "audit",
    "funds",
    "law",
)
EVERYTHING = "*"
SCOPES = (*(f"{tag}:{deed}" for tag in TAGS for deed in ("read", "write")), EVERYTHING)


class LinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"
    EMAIL_CHANGE = "email_change"


LASTS = {
    LinkKind.INVITATION: timedelta(days=14),
    LinkKind.RESET: timedelta(hours=1),
    LinkKind.EMAIL_CHANGE: timedelta(hours=24),
}


@dataclass(frozen=True)
class Limit:
    """So many attempts in a window of time."""

    most: int
    window: timedelta


class Attempt(StrEnum):
    """What is counted, so that nobody guesses on."""

    LOG_IN_HERE = "log_in_here"  # one account from one address
    LOG_IN_ANYWHERE = "log_in_anywhere"  # one account from all addresses
    LOG_IN_FROM = "log_in_from"  # all accounts from one address: an office shares one
    SECOND_STEP = "second_step"
    LINK_ASKED = "link_asked"
    LINK_ASKED_FROM = "link_asked_from"


LIMITS = {
    Attempt.LOG_IN_HERE: Limit(5, timedelta(minutes=1)),
    Attempt.LOG_IN_ANYWHERE: Limit(50, timedelta(hours=1)),
    Attempt.LOG_IN_FROM: Limit(100, timedelta(minutes=1)),
    Attempt.SECOND_STEP: Limit(5, timedelta(minutes=10)),
    Attempt.LINK_ASKED: Limit(3, timedelta(hours=1)),
    Attempt.LINK_ASKED_FROM: Limit(30, timedelta(hours=1)),
}
PROOFS = Limit(5, timedelta(minutes=10))  # the password typed again, by who is logged in


def reason_too_many(limit: Limit) -> Reason:
    """
    >>> reason_too_many(Limit(5, timedelta(minutes=10))).facts
    {'minutes': '10'}
    """
    return Reason("identity.too_many_attempts", {"minutes": str(limit.window // timedelta(minutes=1))})


def as_typed(password: str) -> str:
    """One form of the same letters, whatever keyboard wrote them."""
    return unicodedata.normalize("NFKC", password)


def reasons_weak(password: str, *, known: Collection[str] = ()) -> list[Reason]:
    """Length is strength; what anybody knows of the person is none.

    >>> [reason.code for reason in reasons_weak("short")]
    ['identity.password_too_short']
    >>> [reason.code for reason in reasons_weak("aino.omala-2026", known=["Aino.Omala"])]
    ['identity.password_guessable']
    >>> reasons_weak("neljä sanaa vierekkäin")
    []
    """
    typed = as_typed(password)
    if len(typed) < SHORTEST:
        return [Reason("identity.password_too_short", {"fewest": str(SHORTEST)})]
    if len(typed) > LONGEST:
        return [Reason("identity.password_too_long", {"most": str(LONGEST)})]
    own = typed.casefold()
    for word in sorted(known, key=len, reverse=True):
        own = own.replace(word.casefold(), "") if len(word) > 2 else own
    if len(own) < FEWEST_OWN or len(set(own)) < FEWEST_KINDS:
        return [Reason("identity.password_guessable")]
    return []


def agent_in_short(agent: str) -> str:
    """What a browser calls itself, as a person would recognise it in a list.

    >>> agent_in_short("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    """
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    found = [next((name for mark, name in marks if mark in agent), None) for marks in (browsers, systems)]
    printable = "".join(letter for letter in agent if letter.isprintable())
    return ", ".join(name for name in found if name) or printable[:AGENT_LENGTH]


def is_live(now: datetime, *, ends_at: datetime, idle_ends_at: datetime, ended_at: datetime | None) -> bool:
    """Whether a log-in still holds; its SQL form is `queries.accounts.live`."""
    return ended_at is None and now < ends_at and now < idle_ends_at


def reasons_not_scopes(scopes: Collection[str]) -> list[Reason]:
    """
    >>> [reason.code for reason in reasons_not_scopes(["orders:read", "orders:eat"])]
    ['identity.scope_unknown']
    """
    if not scopes:
        return [Reason("identity.scope_missing")]
    return [Reason("identity.scope_unknown", {"scope": scope}) for scope in sorted(set(scopes) - set(SCOPES))]


def reasons_not_days(days: int) -> list[Reason]:
    if 1 <= days <= LONGEST_TOKEN_DAYS:
        return []
    return [Reason("identity.token_days", {"most": str(LONGEST_TOKEN_DAYS)})]


DESK = "/desk"


def way_on(wished: str) -> str:
    """Where a log-in leads: a place of ours, whatever the address of the page was made to say.

    >>> way_on("/orders?state=sent"), way_on("//evil.example"), way_on("https://evil.example"), way_on("")
    ('/orders?state=sent', '/desk', '/desk', '/desk')
    """
    return wished if OURS.fullmatch(wished) else DESK
