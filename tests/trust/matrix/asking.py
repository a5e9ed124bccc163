"""One request for one cell: a route filled with ids and a body, sent by a caller, and what came back."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.platform.callers import Caller as Known
from app.platform.callers import Presented
from app.platform.db import Database
from app.platform.web.describing import described
from app.platform.web.guarding import masked_token, token_of
from app.platform.work import Ground
from tests.trust.matrix.cast import Caller

GAP = re.compile(r"\{(\w+)\}")
OWN_GAPS: dict[str, dict[str, object]] = {"/language/{code}": {"code": "sv"}}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class WouldCommit(Exception):
    """The act went all the way to its commit, which the matrix does not let happen."""


@dataclass
class Watch:
    """Lets nothing be committed, and tells whether an act or only the trace of a refusal came that far."""

    acted: bool = False
    rolled_back: bool = False

    def rollback(self, _connection: object) -> None:
        self.rolled_back = True

    def commit(self, _connection: object) -> None:
        if not self.rolled_back:
            self.acted = True
            raise WouldCommit


@contextmanager
def watching(database: Database) -> Iterator[Watch]:
    watch = Watch()
    for name, hear in (("rollback", watch.rollback), ("commit", watch.commit)):
        event.listen(database.writing, name, hear)
    try:
        yield watch
    finally:
        for name, hear in (("rollback", watch.rollback), ("commit", watch.commit)):
            event.remove(database.writing, name, hear)


@dataclass(frozen=True)
class Answer:
    """`ok` shown or done · `refused` known and told why not · `unfit` told what to mend · `no` not there ·
    `log_in` asked who is calling · `scope` the token is too narrow."""

    word: str
    text: str = ""


@dataclass
class Asking:
    """One client for all cells: a new one for each costs more than the request."""

    app: FastAPI
    ground: Ground
    client: TestClient = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)

    def ask(self, route: APIRoute, caller: Caller, ids: Mapping[str, object]) -> Answer:
        [method] = route.methods - {"HEAD"}
        here = {**ids, **OWN_GAPS.get(route.path, {})}
        path = GAP.sub(lambda gap: str(here[gap[1]]), route.path)
        with watching(self.ground.database) as watch:
            answer = self._sent(route, caller, method, path, here)
        if watch.acted:
            return Answer("ok")
        return Answer(_word(answer.status_code, answer.headers.get("location", "")), answer.text)

    def _sent(
        self, route: APIRoute, caller: Caller, method: str, path: str, ids: Mapping[str, object]
    ) -> Any:
        if route.path.startswith("/api/v1"):
            headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
            if method in ("PUT", "PATCH"):
                headers["If-Match"] = "*"
            return self.client.request(method, path, headers=headers, **self._told(route, method, ids))
        headers = {"Cookie": f"kutsu-guest=guest; kutsu-session={caller.session}"}
        if method == "GET":
            return self.client.get(path, headers=headers)
        return self.client.post(
            path, content=urlencode({"_csrf": self._token(caller)}), headers={**headers, **FORM}
        )

    def _token(self, caller: Caller) -> str:
        if caller.name not in self.tokens:
            with self.ground.database.session(writes=False) as db:
                shown = Presented(session=caller.session)
                known: Known = self.app.state.identify(db, self.ground.world.now(), shown)
            self.tokens[caller.name] = masked_token(token_of(self.ground, known, "guest"))
        return self.tokens[caller.name]

    def _told(self, route: APIRoute, method: str, ids: Mapping[str, object]) -> dict[str, Any]:
        """What the description says must be told: query parameters, and a body."""
        told = described(self.app)
        operation, shapes = told["paths"][route.path][method.lower()], told["components"]["schemas"]
        needed = [one for one in operation.get("parameters", ()) if one["in"] == "query" and one["required"]]
        query = {
            one["name"]: str(ids.get(one["name"]) or example_of(one["schema"], shapes)) for one in needed
        }
        if "requestBody" not in operation:
            return {"params": query}
        [content] = operation["requestBody"]["content"].values()
        return {"params": query, "json": example_of(content["schema"], shapes)}


def example_of(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """The smallest value that the shape allows; an example of its own goes first."""
    if "$ref" in schema:
        return example_of(known[schema["$ref"].rsplit("/", 1)[1]], known)
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], known)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: example_of(schema["properties"][name], known) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return [example_of(schema["items"], known)] if schema.get("minItems", 1) else []
    if schema.get("format") == "uuid":
        return "00000000-0000-4000-8000-000000000001"
    return {"integer": 1, "boolean": True, "number": 1}.get(str(schema.get("type")), "teksti")


def _word(status: int, location: str) -> str:
    if status in (200, 201, 204, 304):
        return "ok"
    if status == 303:
        return "log_in" if location.startswith("/log-in") else "ok"
    words = {401: "log_in", 403: "scope", 404: "no", 409: "refused", 412: "refused", 422: "unfit"}
    return words.get(status, f"{status}")
