"""The walk: everybody starts wherever a route begins and follows the links of what opened."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from sqlalchemy import event

from app.platform.db import Database
from tests.pages.house import House, Place, Visitor, routes
from tests.pages.reading import links_of

PAGES = routes("GET")
FIRST = "/desk"
FEW = 3  # addresses of one route that one person opens: things in different states look different
NO_QUESTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
ASIDE = ("/language/", "/static/", "/api/v1/", "/log-in/oidc")  # another language, files, programs, elsewhere


@dataclass(frozen=True)
class Visit:
    """What opened: `fault` tells what broke on the way."""

    place: Place
    route: str
    status: int
    kind: str = ""
    text: str = ""
    to: str = ""
    queries: int = 0
    fault: str = ""

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.kind.startswith("text/html")

    @property
    def name(self) -> str:
        return f"{self.place.path} by {self.place.who.name}"


@dataclass
class Counted:
    """Questions to the database, in the transactions of one request."""

    asked: int = 0

    def hear(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.asked += not statement.startswith(NO_QUESTIONS)


@contextmanager
def counting(database: Database) -> Iterator[Counted]:
    counted, engines = Counted(), {database.reading, database.writing}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", counted.hear)
    try:
        yield counted
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", counted.hear)


def walked(house: House) -> list[Visit]:
    walk = Walk(house)
    for place in house.prepared:
        walk.go(place)
    for who in house.visitors:
        seen = Seen()
        walk.on(who, seen, [FIRST])  # the desk leads to what waits, which has the most to do
        walk.on(who, seen, _beginnings(house))
    return walk.visits


def _beginnings(house: House) -> list[str]:
    filled = [house.filled(route) for route in PAGES.values()]
    return [path for path in filled if not path.startswith(ASIDE)]


@dataclass
class Seen:
    """Where one person has been, and how many pages of each route have opened to her."""

    paths: set[str] = field(default_factory=set)
    opened: Counter[str] = field(default_factory=Counter)


@dataclass
class Walk:
    house: House
    visits: list[Visit] = field(default_factory=list)

    def on(self, who: Visitor, seen: Seen, begin: Iterable[str]) -> None:
        todo = deque(Place(who, path) for path in begin)
        while todo:
            place = todo.popleft()
            route = route_of(place.path)
            if place.path in seen.paths or place.path.startswith(ASIDE) or seen.opened[route] >= FEW:
                continue
            seen.paths.add(place.path)
            visit = self.go(place)
            if visit.is_page:
                seen.opened[route] += 1
                todo.extend(Place(who, link, by_link=place.path) for link in links_of(visit.text))

    def go(self, place: Place) -> Visit:
        visit = opened(self.house, place)
        self.visits.append(visit)
        return visit


def opened(house: House, place: Place, language: str = "fi") -> Visit:
    route = route_of(place.path)
    with counting(house.ground.database) as counted:
        try:
            answer = house.browser(place.who, language).get(place.path)
        except Exception as fault:  # whatever breaks a page is what we are looking for
            return Visit(place, route, 500, fault=f"{type(fault).__name__}: {fault}")
    kind, to = answer.headers.get("content-type", ""), answer.headers.get("location", "")
    text = answer.text if kind.startswith("text/html") else ""
    return Visit(place, route, answer.status_code, kind, text, to, counted.asked)


@cache
def route_of(path: str) -> str:
    """The route's own address; nothing where no page answers."""
    bare = urlsplit(path).path
    return next((path for path, route in PAGES.items() if route.path_regex.match(bare)), "")


def none_of(faults: Sequence[str]) -> None:
    """All of them at once, as each is a place to mend."""
    assert not faults, "\n".join(["", *faults])


def one_of_each(visits: Sequence[Visit], *, most: int = 1) -> list[Visit]:
    """Of every route the fullest page, and the next ones as other people see it."""
    chosen: dict[str, dict[str, Visit]] = {}
    for visit in sorted(visits, key=lambda one: len(one.text), reverse=True):
        whose = chosen.setdefault(visit.route, {})
        if visit.is_page and len(whose) < most:
            whose.setdefault(visit.place.who.name, visit)
    return [visit for whose in chosen.values() for visit in whose.values()]
