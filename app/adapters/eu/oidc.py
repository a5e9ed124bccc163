"""Log-in by OpenID Connect Core 1.0: authorization code with PKCE (RFC 7636), state and nonce.

For Keycloak, Entra, or a broker of a national log-in. The issuer and our client there are told by
`KUTSU_OIDC_…`; everything else is read from the issuer's own description (OpenID Connect Discovery 1.0).
"""

import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from authlib.oauth2 import ClientAuth, OAuth2Client, OAuth2Error
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.identity.ports import Begun, Identified, IdProvider, Kept
from app.kernel.refusals import Reason, Refused
from app.platform.crypto import new_secret
from app.platform.http import Answer, Away, Forbidden, Web, web
from app.platform.settings import Settings

DESCRIPTION = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "PS256", "ES256")  # never "none", and never a secret that both sides know
BASIC = "client_secret_basic"
SIGNING_KEYS = ("RSA", "EC")
SCOPE = "openid profile email"
LEEWAY = 60  # seconds: clocks differ
LONGEST_SUBJECT = 255  # ASCII letters: OpenID Connect Core, 2
OK, SERVER_FAULT = 200, 500


@dataclass(frozen=True)
class Client:
    """Who we are to the issuer, and how good a log-in must be."""

    issuer: str
    id: str
    secret: str
    assurance: tuple[str, ...]


class Oidc(IdProvider):
    name = "oidc"

    @property
    def is_ready(self) -> bool:
        client = _client()
        return bool(client.issuer and client.id)

    def begin(self, redirect_uri: str, *, language: str = "") -> Begun:
        client, out = _client(), web()
        described = _described(client, out)
        kept = Kept(new_secret(), new_secret(), new_secret(), redirect_uri)
        wished = {"ui_locales": language, "acr_values": " ".join(client.assurance)}
        url, _ = _speaking(client, out, described, redirect_uri).create_authorization_url(
            _page(described["authorization_endpoint"], out),
            state=kept.state,
            nonce=kept.nonce,
            code_verifier=kept.verifier,
            **{name: value for name, value in wished.items() if value},
        )
        return Begun(url, kept)

    def finish(self, kept: Kept, answered: Mapping[str, str], *, now: datetime) -> Identified:
        """The state is asked first: a log-in that this browser did not begin goes no further."""
        client, out = _client(), web()
        if not hmac.compare_digest(kept.state.encode(), answered.get("state", "").encode()):
            raise _wrong()
        if answered.get("iss", client.issuer) != client.issuer:  # RFC 9207: another issuer's answer
            raise _wrong()
        if "code" not in answered:
            raise Refused([Reason("identity.provider_declined")])
        described = _described(client, out)
        token = _token(client, out, described, kept, answered["code"])
        return _identified(client, _claims(client, out, described, kept, token, now))


def _client() -> Client:
    told = Settings()
    secret, assurance = told.oidc_client_secret.get_secret_value(), tuple(told.oidc_assurance.split())
    return Client(told.oidc_issuer, told.oidc_client_id, secret, assurance)


def _described(client: Client, out: Web) -> dict[str, Any]:
    """The issuer must call itself what we call it, else its answers are somebody else's."""
    if not client.issuer:
        raise Refused([Reason("identity.provider_not_set_up")])
    described = _json(_ask(lambda: out.get(client.issuer.rstrip("/") + DESCRIPTION)))
    asked = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    is_whole = all(isinstance(described.get(one), str) for one in asked)
    if described.get("issuer") != client.issuer or not is_whole:
        raise _wrong()
    return described


def _page(address: str, out: Web) -> str:
    """The browser goes there, so only its way is asked: never in plain text but to this very machine."""
    if urlsplit(address).scheme == "https" or out.loopback:
        return address
    raise _wrong()


def _token(client: Client, out: Web, described: Mapping[str, Any], kept: Kept, code: str) -> str:
    speaking = _speaking(client, out, described, kept.redirect_uri)
    try:
        told = speaking.fetch_token(described["token_endpoint"], code=code, code_verifier=kept.verifier)
    except (OAuth2Error, ValueError, TypeError) as wrong:
        raise _wrong() from wrong
    token = told.get("id_token")
    if not isinstance(token, str):
        raise _wrong()
    return token


def _speaking(client: Client, out: Web, described: Mapping[str, Any], redirect_uri: str) -> OAuth2Client:
    """Authlib knows the protocol; what it sends goes by our one way out."""
    ways = described.get("token_endpoint_auth_methods_supported", [BASIC])
    with_secret = BASIC if BASIC in ways else "client_secret_post"
    speaking = OAuth2Client(
        _Session(out),
        client.id,
        client.secret,
        token_endpoint_auth_method=with_secret if client.secret else "none",
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )
    speaking.register_client_auth_method((BASIC, _basic))
    return speaking


@dataclass(frozen=True)
class _Session:
    """What Authlib asks of a session of `requests`, as far as it is used here."""

    out: Web

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: ClientAuth
    ) -> "_Told":
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        form = dict(parse_qsl(body, keep_blank_values=True))
        return _Told(_json(_ask(lambda: self.out.post(url, form=form, headers=headers))))


@dataclass(frozen=True)
class _Told:
    """An answer as Authlib reads it: only a good one gets this far."""

    told: dict[str, Any]
    status_code: int = OK

    def json(self) -> dict[str, Any]:
        return self.told


def _basic(client: ClientAuth, _method: str, url: str, headers: dict[str, str], body: str) -> tuple[Any, ...]:
    """Both halves are encoded as a form would (RFC 6749, 2.3.1), which Authlib leaves out."""
    pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    return url, headers | {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}, body


def _claims(
    client: Client, out: Web, described: Mapping[str, Any], kept: Kept, token: str, now: datetime
) -> dict[str, Any]:
    """What the token says, once its signature, issuer, audience, nonce and time are right (Core, 3.1.3.7)."""
    told = _json(_ask(lambda: out.get(described["jwks_uri"])))
    asked = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.id},
        nonce={"essential": True, "value": kept.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        keys = KeySet.import_key_set({"keys": [key for key in told.get("keys", []) if _signs(key)]})
        claims: dict[str, Any] = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        asked.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise _wrong() from wrong
    if not _is_subject(claims["sub"]):
        raise _wrong()
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client.id:
        raise _wrong()
    return claims


def _is_subject(sub: Any) -> bool:
    """
    >>> [_is_subject(sub) for sub in ("24400320", "", 24400320, "ä", "x" * 256)]
    [True, False, False, False, False]
    """
    is_text = isinstance(sub, str) and sub.isascii() and sub.isprintable()
    return is_text and 0 < len(sub) <= LONGEST_SUBJECT


def _signs(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in SIGNING_KEYS and key.get("use", "sig") == "sig"


def _identified(client: Client, claims: Mapping[str, Any]) -> Identified:
    assurance = str(claims.get("acr", ""))
    if client.assurance and assurance not in client.assurance:
        raise Refused([Reason("identity.provider_too_weak")])
    given, family = str(claims.get("given_name", "")), str(claims.get("family_name", ""))
    return Identified(
        issuer=client.issuer,
        subject=claims["sub"],
        name=str(claims.get("name") or f"{given} {family}").strip(),
        email=str(claims.get("email", "")).strip().casefold(),
        email_is_proved=claims.get("email_verified") is True,
        assurance=assurance,
    )


def _ask(question: Callable[[], Answer]) -> Answer:
    """A provider that is away may come back; one that says no to a code means it."""
    try:
        answer = question()
    except (Away, Forbidden) as problem:
        raise _away() from problem
    if answer.status >= SERVER_FAULT:
        raise _away()
    if answer.status != OK:
        raise _wrong()
    return answer


def _json(answer: Answer) -> dict[str, Any]:
    try:
        told = answer.as_json()
    except Away as problem:
        raise _away() from problem
    if not isinstance(told, dict):
        raise _wrong()
    return told


def _wrong() -> Refused:
    """One answer for all that is off: whoever tries things out learns nothing from the difference."""
    return Refused([Reason("identity.provider_wrong")])


def _away() -> Refused:
    return Refused([Reason("identity.provider_away")])


oidc = Oidc()
