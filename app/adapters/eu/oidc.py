"""Log-in by OpenID Connect Core 1.0: authorization code with PKCE (RFC 7636), state and nonce.

For Keycloak, Entra, or a broker of a national log-in. The issuer and our client there are told by
`KUTSU_OIDC_…`; everything else is read from the issuer's own description (OpenID Connect Discovery 1.0).
"""

import hmac
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

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
SIGNING_KEYS = ("RSA", "EC")
SCOPE = "openid profile email"
LEEWAY = 60  # seconds: clocks differ
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
        asked = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": kept.state,
            "nonce": kept.nonce,
            "code_challenge": challenge(kept.verifier),
            "code_challenge_method": "S256",
        }
        wished = {"ui_locales": language, "acr_values": " ".join(client.assurance)}
        asked |= {name: value for name, value in wished.items() if value}
        page = _page(described["authorization_endpoint"], out)
        return Begun(f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}", kept)

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


def challenge(verifier: str) -> str:
    """
    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")  # the example of RFC 7636, appendix B
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


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
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": kept.redirect_uri,
        "client_id": client.id,
        "code_verifier": kept.verifier,
    }
    headers = {"Accept": "application/json"}
    ways = described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if client.secret and "client_secret_basic" in ways:
        headers["Authorization"] = _basic(client)
    elif client.secret:
        form["client_secret"] = client.secret
    told = _json(_ask(lambda: out.post(described["token_endpoint"], form=form, headers=headers)))
    token = told.get("id_token")
    if not isinstance(token, str):
        raise _wrong()
    return token


def _basic(client: Client) -> str:
    """Both halves are encoded as a form would (RFC 6749, 2.3.1)."""
    pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


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
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client.id:
        raise _wrong()
    return claims


def _signs(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in SIGNING_KEYS and key.get("use", "sig") == "sig"


def _identified(client: Client, claims: Mapping[str, Any]) -> Identified:
    assurance = str(claims.get("acr", ""))
    if client.assurance and assurance not in client.assurance:
        raise Refused([Reason("identity.provider_too_weak")])
    given, family = str(claims.get("given_name", "")), str(claims.get("family_name", ""))
    return Identified(
        issuer=client.issuer,
        subject=str(claims["sub"]),
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
