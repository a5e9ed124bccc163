"""Who may enter a route at all: signed in, not forged by another site, and a token with the scope."""

from hmac import compare_digest
from urllib.parse import urlsplit

from fastapi import Request

from app.platform.callers import Caller, Presented
from app.platform.crypto import random_bytes
from app.platform.forms import PostedForm
from app.platform.web.reading import cookie, is_api
from app.platform.work import Ground

PERSONAL = {"x-personal-data": True}  # openapi_extra of a GET that shows personal data and logs who looked
PUBLIC = {"x-access": "public"}  # openapi_extra of a route that guests may use
SAFE = frozenset({"GET", "HEAD"})
OURS = frozenset({"same-origin", "none"})
ENROLLING = ("/account", "/log-out", "/log-in", "/language/")
TOKEN = 32


class NotAtHome(Exception):
    """Nobody we know is calling, and the route is not for guests."""


class ScopeMissing(Exception):
    """The token was not given this scope."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class Forged(Exception):
    """The request does not come from a page that we gave this caller."""


class MustEnrol(Exception):
    """The organisation demands a second step at log-in, and the person has none yet."""


def ask_to_enter(request: Request, caller: Caller, shown: Presented, *, is_public: bool, scope: str) -> None:
    """Deny by default: a route is for people who are signed in, unless it says that it is public."""
    if not caller.is_known and (shown.bearer or not is_public):
        raise NotAtHome
    if caller.scopes is not None and not {scope, scope.partition(":")[0], "*"} & caller.scopes:
        raise ScopeMissing(scope)
    if caller.must_enrol and not is_public and not request.url.path.startswith(ENROLLING):
        raise MustEnrol


def ask_for_our_own_page(request: Request, ground: Ground, caller: Caller, form: PostedForm) -> None:
    """A form is acted on only when a page of ours, shown to this very caller, sent it."""
    if is_api(request):
        return
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.url.netloc
    if fetched not in OURS or elsewhere or not _is_ours(request, ground, caller, form.ours.get("_csrf", "")):
        raise Forged


def masked_token(token: bytes) -> str:
    """Another text in every answer, so that compression of the page gives nothing away."""
    pad = random_bytes(TOKEN)
    return (pad + bytes(a ^ b for a, b in zip(pad, token, strict=True))).hex()


def token_of(ground: Ground, caller: Caller, guest: str) -> bytes:
    whose = f"session {caller.session_id}" if caller.session_id else f"guest {guest}"
    return bytes.fromhex(ground.keys.proof("form token", whose))


def _is_ours(request: Request, ground: Ground, caller: Caller, masked: str) -> bool:
    guest = cookie(request, "guest")
    if not caller.session_id and not guest:
        return False
    try:
        both = bytes.fromhex(masked)
    except ValueError:
        return False
    if len(both) != 2 * TOKEN:
        return False
    token = bytes(a ^ b for a, b in zip(both[:TOKEN], both[TOKEN:], strict=True))
    return compare_digest(token, token_of(ground, caller, guest))
