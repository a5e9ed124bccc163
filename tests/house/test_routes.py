"""Every route is one Work, and says how it may be called."""

from inspect import signature

from fastapi.routing import APIRoute

from app.main import ROUTERS
from app.platform.web import WorkRoute

ROUTES = [route for router in ROUTERS for route in router.routes]


def test_every_route_is_one_work():
    assert ROUTES
    for route in ROUTES:
        assert isinstance(route, WorkRoute), route


def test_every_post_of_the_api_takes_an_idempotency_key():
    api = [r for r in ROUTES if isinstance(r, APIRoute) and r.path.startswith("/api/")]
    assert api
    for route in api:
        if "POST" in route.methods:
            assert "idempotency_key" in signature(route.endpoint).parameters, route.path


def test_an_api_address_names_things_and_not_acts():
    acts = {"accept", "decline", "publish", "admit", "approve", "release", "export"}
    for route in ROUTES:
        if isinstance(route, APIRoute) and route.path.startswith("/api/"):
            assert not acts & set(route.path.split("/")), route.path
