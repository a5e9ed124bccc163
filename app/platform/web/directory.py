"""Where an address leads, by how it begins: asking two hundred routes in turn is what an answer can cost."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send

API = "/api/v1/"
FOUND = "kutsu.router"


class Directory(BaseRoute):
    """Stands before the routers and asks only those with an address that begins like this one.

    What it does not find, the routers are asked in turn, so that its silence is never an answer.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routers: dict[str, list[BaseRoute]] = {}
        for route in routes:
            router = getattr(route, "original_router", None)
            for beginning in _beginnings(router) if isinstance(router, Router) else ():
                self.routers.setdefault(beginning, []).append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http":
            for route in self.routers.get(beginning_of(scope["path"]), ()):
                if route.matches(scope)[0] is Match.FULL:
                    return Match.FULL, {FOUND: route}
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


def _beginnings(router: Router) -> list[str]:
    """In the order of their routes; a router is asked once for each."""
    paths = (getattr(route, "path", "{}") for route in router.routes)
    return list(dict.fromkeys(one for path in paths if "{" not in (one := beginning_of(path))))
