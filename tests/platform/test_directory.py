"""An address leads to the same route with the directory before the routers as without it."""

import re

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Match

from app.main import ROUTERS, create_app
from app.platform.web.directory import FOUND, Directory

APP = create_app(None)
ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def directory() -> Directory:
    first = APP.router.routes[0]
    assert isinstance(first, Directory)
    return first


def asked(path: str, method: str) -> dict[str, object]:
    return {"type": "http", "path": path, "method": method, "root_path": "", "headers": []}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{sorted(route.methods)[0]} {route.path}")
def test_every_address_is_found_where_the_routers_themselves_find_it(route):
    path, method = re.sub(r"{\w+}", "7", route.path), sorted(route.methods)[0]

    match, found = directory().matches(asked(path, method))
    in_turn = next(one for one in ROUTES if one.matches(asked(path, method))[0] is Match.FULL)

    assert match is Match.FULL and found[FOUND] is in_turn
    assert any(one.matches(asked(path, method))[0] is Match.FULL for one in APP.router.routes[1:])


def test_an_address_that_begins_like_none_is_left_to_the_routers():
    match, found = directory().matches(asked("/nowhere/at/all", "GET"))

    assert (match, found) == (Match.NONE, {})


def test_an_address_with_another_method_is_still_told_apart_from_a_missing_one():
    client = TestClient(APP)

    assert client.delete("/api/v1/orders").status_code == 405
