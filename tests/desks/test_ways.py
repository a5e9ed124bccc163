"""Wherever a desk, the menu or the tour leads, there is a page; and only the demo has a tour."""

import re

import pytest

from app.desks.rules import TOUR
from app.desks.rules.menus import MENUS
from app.desks.rules.waiting import ALL_OF, ONE_OF, View
from app.kernel.actors import GUEST
from app.main import ROUTERS
from tests.site import Site

PAGES = {
    re.sub(r"\{[^}]+\}", "{id}", route.path)
    for router in ROUTERS
    for route in router.routes
    if "GET" in getattr(route, "methods", ()) and not route.path.startswith("/api/")
}
LED_TO = sorted(
    {
        *ALL_OF.values(),
        *ONE_OF.values(),
        *(path for items in MENUS.values() for path, _ in items),
        *(step.path for step in TOUR),
    }
)


@pytest.mark.parametrize("path", LED_TO)
def test_a_way_leads_to_a_page(path: str):
    assert path in PAGES


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("/catalogue", {View.OFFICER, View.CASE_WORKER, View.SUPPLIER}),
        ("/suppliers", {View.SUPPLIER, View.BOOKKEEPER}),
    ],
)
def test_whoever_has_something_there_finds_the_way_in_the_menu(path: str, whose: set[View]):
    assert {view for view, items in MENUS.items() if path in dict(items)} == whose


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_tour_tells_ten_steps_in_every_language(site: Site, language: str):
    site.app.state.is_demo = True

    tour = site.browser(GUEST, language=language).get("/tour")

    assert tour.status_code == 200 and tour.text.count("<li>\n") >= 10
    assert "tour." not in tour.text


def test_nobody_is_told_how_to_be_somebody_else_but_in_the_demo(site: Site):
    assert site.browser(GUEST).get("/tour").status_code == 404
