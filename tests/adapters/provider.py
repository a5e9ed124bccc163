"""An OpenID provider on this machine: it signs real tokens, checks what it is shown, and errs as told."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "kutsu client", "s:cret/%ä"
NOW = datetime(2026, 4, 7, 6, 0, tzinfo=UTC)
BACK = "http://127.0.0.1:8000/log-in/oidc/callback"
AINO = {
    "sub": "24400320",
    "given_name": "Aino",
    "family_name": "Omala",
    "email": "Aino.Omala@alue.example",
    "email_verified": True,
    "acr": "http://ftn.ficora.fi/2017/loa2",
}


@cache  # a second each
def a_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@dataclass
class Provider:
    """`says` changes the token's claims (None takes one away), `described` the description."""

    issuer: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    signs_with: Any = None
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # instead of what it would say
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # at the token's address

    def __post_init__(self) -> None:
        self.key, self.other = a_key("one"), a_key("two")

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "jwks_uri": self.issuer + "/keys",
            **self.described,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """The person says yes at once; the address that the browser is sent back to."""
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.asked.append({**form, "authorization": authorization})
        asked = self.codes.pop(form["code"], None)
        verified = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != verified
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "x", "id_token": self.signed(asked["nonce"])}

    def signed(self, nonce: str) -> str:
        issued = int(NOW.timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": issued, "exp": issued + 300, "nonce": nonce}
        told = {name: value for name, value in (claims | AINO | self.says).items() if value is not None}
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, told, self.signs_with or self.key, algorithms=[self.algorithm])

    def keys(self) -> dict[str, Any]:
        return KeySet([self.key]).as_dict(private=False)


@contextmanager
def a_provider() -> Iterator[Provider]:
    provider = Provider()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            match asked.path:
                case "/.well-known/openid-configuration":
                    self._answer(200, provider.description())
                case "/keys":
                    self._answer(200, provider.keys())
                case "/authorize":
                    query = {name: values[0] for name, values in parse_qs(asked.query).items()}
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.token(form, self.headers.get("Authorization", "")))

        def log_message(self, *_: object) -> None:
            """A test says nothing."""

        def _answer(self, status: int, told: dict[str, Any]) -> None:
            status, body = provider.answers.get(urlsplit(self.path).path, (status, json.dumps(told).encode()))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
