"""Every page as a browser shows it: for all eyes and ears, on a narrow screen, and without a complaint."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright

from app.platform.texts import languages
from tests.flow.by_hand.browser import CHROMIUM, a_browser
from tests.flow.by_hand.serving import serving
from tests.pages.walking import Visit, none_of, one_of_each

PROMISED = os.environ.get("KUTSU_TRUST") == "promised"
LOOKS = tuple(product(languages(), ("light", "dark")))
PEOPLE = 3 if PROMISED else 1  # who look at the same page
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
SCROLLS = "document.documentElement.scrollWidth"
FAULTS = """axe.run({resultTypes: ['violations']}).then(found => found.violations.map(
    one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' ')}`))"""
LONG = {"/api/docs"}  # one shape two hundred times: ten seconds, so `make trust` looks at it


@dataclass
class Eyes:
    """One browser window for each language and scheme; what it complains of is heard."""

    site: str
    contexts: dict[tuple[str, str], BrowserContext]
    heard: list[str]

    def on(self, visit: Visit, look: tuple[str, str]) -> list[str]:
        page = self._opened(visit, look)
        faults = [*self.heard, *_axe(page), *self._narrow(page)]
        spoken = page.evaluate("document.documentElement.lang")
        if spoken != look[0]:
            faults.append(f"speaks {spoken}")
        return [f"{visit.name} in {' '.join(look)}: {fault}" for fault in faults]

    def _opened(self, visit: Visit, look: tuple[str, str]) -> Page:
        self.heard.clear()
        context = self.contexts[look]
        [page] = context.pages
        context.clear_cookies()
        cookies = {**visit.place.who.cookies, "kutsu-language": look[0]}
        context.add_cookies(
            [{"name": name, "value": value, "url": self.site} for name, value in cookies.items()]
        )
        page.set_viewport_size(WIDE)
        page.goto(self.site + visit.place.path)
        page.evaluate(OPEN)
        return page

    @staticmethod
    def _narrow(page: Page) -> list[str]:
        page.set_viewport_size(NARROW)
        wide = page.evaluate(SCROLLS)
        return [f"{wide} pixels wide on a screen of {NARROW['width']}"] if wide > NARROW["width"] else []


def _axe(page: Page) -> list[str]:
    page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(FAULTS)  # a few words, as all that is well would be a megabyte
    return found


@pytest.fixture(scope="module")
def eyes(house) -> Iterator[Eyes]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"there is no {CHROMIUM}, and here the pages must be looked at")
        pytest.skip(f"no page was looked at: there is no {CHROMIUM}")
    heard: list[str] = []
    with serving(house.app) as site, sync_playwright() as playwright, a_browser(playwright) as browser:
        contexts = {look: browser.new_context(color_scheme=look[1]) for look in LOOKS}
        for context in contexts.values():
            page = context.new_page()
            page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda fault: heard.append(str(fault)))
            page.on("requestfailed", lambda request: heard.append(f"{request.url}: {request.failure}"))
        yield Eyes(site, contexts, heard)
        for context in contexts.values():
            context.close()


def test_what_cannot_be_used_is_seen(eyes):
    [page] = eyes.contexts[LOOKS[0]].pages
    page.goto(eyes.site)
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=/static/mark.svg>'")
    page.evaluate("document.body.style.minWidth = '500px'")

    seen = " ".join([*_axe(page), *eyes._narrow(page)])

    assert "image-alt" in seen and "pixels wide" in seen


def test_three_acts_stand_below_the_words_that_they_are_about(eyes, visits):
    head = "/procurement/calls/{call_id}"
    visit = next(one for one in one_of_each(visits) if one.route == head)
    page = eyes._opened(visit, LOOKS[0])

    words, acts = (page.locator(f".top > {part}").bounding_box() for part in (".top-words", ".buttons"))

    assert page.locator(".top .buttons > *").count() == 3
    assert acts["y"] >= words["y"] + words["height"]


@pytest.mark.trust
@pytest.mark.timeout(7200 if PROMISED else 900)  # on a crowded machine a hundred pages take minutes
def test_everybody_can_use_every_page(eyes, visits):
    """Here each page in one language and scheme, in turn; `make trust` looks at each in all six."""
    pages = [visit for visit in one_of_each(visits, most=PEOPLE) if PROMISED or visit.route not in LONG]
    looked = [(visit, look) for visit in pages for look in LOOKS] if PROMISED else [*zip(pages, cycle(LOOKS))]
    faults = []

    for visit, look in looked:
        faults += eyes.on(visit, look)

    assert len(pages) > 60 and {look for _, look in looked} == set(LOOKS)
    none_of(faults)
