"""A browser and a program of named people, for tests of pages and of the API."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from app.kernel.actors import GUEST, Actor
from app.main import create_app
from app.platform.callers import NOBODY, Caller, Presented
from app.platform.work import Ground

TOKEN = re.compile(r'name="_csrf" value="([0-9a-f]+)"')
Fields = Mapping[str, Any]


@dataclass
class Site:
    """The whole application, where whoever the test names is signed in.

    Who calls is what the test says; how people really log in is the business of identity's own tests.
    """

    ground: Ground
    people: dict[str, Caller] = field(default_factory=dict)
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.ground, self.identify)

    def identify(self, _db: Session, _now: datetime, presented: Presented) -> Caller:
        return self.people.get(presented.session or presented.bearer, NOBODY)

    def browser(self, actor: Actor, *, language: str = "fi") -> "Browser":
        key = self._known(actor)
        client = TestClient(self.app, follow_redirects=False, headers={"Accept-Language": language})
        if key:
            client.cookies.set("kutsu-session", key)
        return Browser(client)

    def program(
        self, actor: Actor, *, scopes: Sequence[str] | None = None, language: str = "fi"
    ) -> TestClient:
        key = self._known(actor, scopes)
        headers = {"Accept-Language": language, **({"Authorization": f"Bearer {key}"} if key else {})}
        return TestClient(self.app, follow_redirects=False, headers=headers)

    def _known(self, actor: Actor, scopes: Sequence[str] | None = None) -> str:
        if actor == GUEST:
            return ""
        key = uuid4().hex
        limits = None if scopes is None else frozenset(scopes)
        self.people[key] = Caller(actor, name="Testi Henkilö", session_id=UUID(key), scopes=limits)
        return key


@dataclass
class Browser:
    """Reads pages and sends their forms, with the token that the page carried."""

    client: TestClient

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def post(
        self, path: str, fields: Fields | None = None, *, seen_on: str = "/", **changed: str
    ) -> Response:
        """As from a form on a page; `changed` replaces what the page itself puts into every form."""
        pairs = [*_pairs({"_csrf": self.token(seen_on), **changed}), *_pairs(fields or {})]
        body = httpx_form(pairs)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.client.post(path, content=body, headers=headers)

    def token(self, path: str = "/") -> str:
        """Every page of a signed-in person carries one, in the form that logs out; a guest's log-in does."""
        for asked in (path, "/log-in"):
            found = TOKEN.search(self.get(asked).text)
            if found:
                return unescape(found[1])
        raise AssertionError(f"no form on {path}")


def httpx_form(pairs: Sequence[tuple[str, str]]) -> bytes:
    return urlencode(pairs).encode()


def _pairs(fields: Fields) -> list[tuple[str, str]]:
    """A list is a field that is sent several times."""
    pairs = []
    for name, value in fields.items():
        many = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(name, str(one)) for one in many]
    return pairs
