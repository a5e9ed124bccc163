"""Where an address leads, by how it begins: asking two hundred routes in turn is what an answer can cost."""

from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

API = "/api/v1/"
FOUND = "kutsu.route"


class Directory(BaseRoute):
    """Stands before the routers and asks only those routes whose address begins like this one.

    What it does not find, the routers are asked in turn, so that its silence is never an answer.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes: dict[tuple[str, int], list[APIRoute]] = {}
        for route in routes:
            if isinstance(route, APIRoute) and "{" not in beginning_of(route.path):
                self.routes.setdefault(_place_of(route.path), []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http":
            for route in self.routes.get(_place_of(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    return Match.FULL, {**found, FOUND: route}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope[FOUND].handle(scope, receive, send)


def beginning_of(path: str) -> str:
    """
    >>> beginning_of("/api/v1/orders/7/acceptance"), beginning_of("/orders/7"), beginning_of("/")
    ('/api/v1/orders', '/orders', '/')
    """
    parts = path.split("/", 4 if path.startswith(API) else 2)
    return "/".join(parts[: 4 if path.startswith(API) else 2])


def _place_of(path: str) -> tuple[str, int]:
    """Addresses of one length are told apart by fewer questions still."""
    return beginning_of(path), path.count("/")
