"""One act as a program asks for it: which path, which body, and the id in the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic_core import to_jsonable_python

from app.demo.acts import ACTS
from app.demo.stage import Stage
from app.kernel.money import Money
from app.kernel.refusals import Missing, Reason, Refused

API = "/api/v1"
Json = dict[str, Any]


@dataclass(frozen=True)
class Asking:
    stage: Stage
    app: FastAPI
    token: str

    def id(self, key: str) -> UUID:
        return self.stage.id(key)

    def post(self, path: str, told: Mapping[str, Any] | None = None) -> Any:
        return self._asked("POST", path, told)

    def put(self, path: str, told: Mapping[str, Any]) -> Any:
        """Whatever version is there: what was read before is the business of other tests."""
        return self._asked("PUT", path, told, {"If-Match": "*"})

    def get(self, path: str) -> Any:
        return self._asked("GET", path, None)

    def make(self, path: str, told: Mapping[str, Any] | None = None) -> UUID:
        return UUID(self.post(path, told)["id"])

    def _asked(
        self, method: str, path: str, told: Mapping[str, Any] | None, headers: Mapping[str, str] | None = None
    ) -> Any:
        client = TestClient(self.app, follow_redirects=False)
        answer = client.request(
            method,
            f"{API}{path}",
            json=None if told is None else plain(told),
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
        )
        return _read(answer)


def plain(value: Any) -> Any:
    """As JSON tells it: money with a point, moments with their zone."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, Money):
        return f"{value.cents // 100}.{value.cents % 100:02}"
    return to_jsonable_python(value)


def _read(answer: Response) -> Any:
    if answer.status_code < 400:
        return answer.json() if answer.content else None
    if answer.status_code == 404:
        raise Missing
    reasons = answer.json()["reasons"] if answer.status_code < 500 else []
    if not reasons:
        raise AssertionError(f"{answer.request.url} answered {answer.status_code}: {answer.text}")
    raise Refused([Reason(one["code"], one["facts"]) for one in reasons])


Ask = Callable[[Asking, Any], UUID | None]
BY_API: dict[str, Ask] = {}
A = TypeVar("A", bound=Ask)


def by_api(act: str) -> Callable[[A], A]:
    """How an act of a story is asked for."""

    def register(ask: A) -> A:
        if act not in ACTS or act in BY_API:
            raise ValueError(f"{act} is no act of a story, or is asked for already")
        BY_API[act] = ask
        return ask

    return register
