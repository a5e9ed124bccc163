"""Accounts for the tests' people: passwords, log-ins, tokens and codes."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from app.identity import queries, service
from app.identity.service import passkeys, sessions
from app.identity.service.entering import Entry
from app.identity.service.passkeys import Site
from app.kernel.actors import GUEST, SYSTEM, Actor
from app.platform.callers import Caller, Presented
from app.platform.work import Ground
from tests.story.identity import As

PASSWORD = "kolme sanaa riittää hyvin"
HERE, BROWSER = "192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def with_password(work_as: As, actor: Actor, password: str = PASSWORD) -> str:
    """The e-mail address to log in with."""
    with work_as(SYSTEM) as work:
        service.set_password(work, actor.id, password)
        return queries.person(work, actor.id).email


def logged_in(work_as: As, actor: Actor) -> str:
    """The secret of a new session: what the browser's cookie holds. No password is asked."""
    with work_as(SYSTEM) as work:
        return sessions.open_session(work, actor.id, agent=BROWSER, by="test")


def a_token(work_as: As, actor: Actor, *scopes: str, days: int = 30) -> str:
    """What a program sends as its bearer token."""
    with_password(work_as, actor)
    with work_as(actor) as work:
        _, secret = service.make_token(work, PASSWORD, name="Raportti", scopes=scopes, days=days)
        return secret


def caller(ground: Ground, *, session: str = "", bearer: str = "") -> Caller:
    """Who stands at the door now with these secrets."""
    with ground.database.session(writes=False) as db:
        return queries.caller_of(db, ground.world.now(), Presented(session=session, bearer=bearer))


def with_generator(work_as: As, actor: Actor, now: datetime) -> tuple[str, tuple[str, ...]]:
    """A code generator in use: its secret, and the recovery codes."""
    with_password(work_as, actor)
    with work_as(actor) as work:
        enrolment = service.enrol_generator(work, PASSWORD)
    with work_as(actor) as work:
        codes = service.confirm_generator(work, code_of(enrolment.secret, now))
    return enrolment.secret, codes


def code_of(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now)


def session_id(ground: Ground, secret: str) -> UUID:
    found = caller(ground, session=secret).session_id
    assert found is not None
    return found


SITE = Site(host="kutsu.example", origin="https://kutsu.example")
USER_PRESENT, USER_VERIFIED, KEY_INSIDE = 1, 4, 64


@dataclass
class Device:
    """A telephone with a passkey: what the browser would do with it."""

    site: Site
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"a passkey of a test"
    count: int = 0

    def made(self, options: str) -> str:
        """The answer to a page that asks for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        about = self._about(flags=USER_PRESENT | USER_VERIFIED | KEY_INSIDE)
        key = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about + key})
        client = self._client("webauthn.create", json.loads(options)["challenge"])
        return self._answer({"attestationObject": attestation, "clientDataJSON": client})

    def signed(
        self,
        options: str,
        *,
        challenge: bytes | None = None,
        origin: str = "",
        host: str = "",
        count: int | None = None,
        verified: bool = True,
        signature: bytes = b"",
    ) -> str:
        """The answer to a log-in; what is told otherwise is spoilt."""
        self.count += 1
        asked = bytes_to_base64url(challenge) if challenge else json.loads(options)["challenge"]
        client = self._client("webauthn.get", asked, origin)
        flags = USER_PRESENT | (USER_VERIFIED if verified else 0)
        about = self._about(flags=flags, host=host, count=self.count if count is None else count)
        right = self.key.sign(about + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": about, "clientDataJSON": client, "signature": signature or right}
        return self._answer(parts)

    def _about(self, *, flags: int, host: str = "", count: int = 0) -> bytes:
        return sha256((host or self.site.host).encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str = "") -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": origin or self.site.origin}
        return json.dumps(told).encode()

    def _answer(self, parts: dict[str, bytes]) -> str:
        response: dict[str, Any] = {name: bytes_to_base64url(part) for name, part in parts.items()}
        written = bytes_to_base64url(self.id)
        return json.dumps({"id": written, "rawId": written, "type": "public-key", "response": response})


def with_passkey(work_as: As, actor: Actor, *, site: Site = SITE, key_id: bytes = Device.id) -> Device:
    """A telephone of the person's that the site knows."""
    with_password(work_as, actor)
    device = Device(site, id=key_id)
    with work_as(actor) as work:
        asked = passkeys.ask_new_passkey(work, PASSWORD, site=site)
    with work_as(actor) as work:
        passkeys.add_passkey(work, asked.challenge_id, device.made(asked.options), name="Puhelin", site=site)
    return device


def by_passkey(
    work_as: As, device: Device, *, site: Site = SITE, instead_of: str = "", **spoilt: Any
) -> Entry:
    """A log-in with it, where the browser is at `site`."""
    with work_as(GUEST) as work:
        asked = passkeys.ask_passkey(work, address=HERE, site=SITE)
        assert isinstance(asked, passkeys.Asked)
    answer = device.signed(asked.options, **spoilt)
    with work_as(GUEST) as work:
        return passkeys.log_in_with_passkey(
            work, asked.challenge_id, answer, site=site, agent=BROWSER, instead_of=instead_of
        )
