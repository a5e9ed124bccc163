"""The whole worked example clicked through by all its people, to the same cents as told by the services."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from app.demo.script import Step
from app.demo.stage import Stage
from app.main import site_of
from app.platform.pdf import PdfPool
from tests.flow.by_hand import acts
from tests.flow.by_hand.browser import Browsers
from tests.flow.by_hand.doing import BY_HAND, Doing
from tests.flow.by_hand.serving import serving
from tests.flow.by_hand.telling import Listener, Told, a_theatre, plain, refused_in, tell

assert acts.__all__  # they register themselves
ON_SQLITE = not os.environ.get("KUTSU_TEST_DATABASE_URL")
QUICKEST = (pytest.param((320, False), id="320 px without JavaScript"),)
PROMISED = (pytest.param((1280, True), id="1280 px"), pytest.param((320, True), id="320 px"))
SCREENS = QUICKEST + (PROMISED if os.environ.get("KUTSU_TRUST") == "promised" else ())
pytestmark = [
    pytest.mark.trust,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not ON_SQLITE, reason="clicked through on SQLite; the API tells it on both databases"),
]


@dataclass(frozen=True)
class Clicked:
    told: Told
    expected_refusals: dict[int, set[str]]
    faults: list[str]
    pages: int


@pytest.fixture(scope="module", params=SCREENS)
def clicked(
    request: pytest.FixtureRequest,
    chromium: Browser,
    printer: PdfPool,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Clicked]:
    width, scripts = request.param
    with (
        a_theatre(tmp_path_factory.mktemp("by_hand"), printer, "by_hand") as theatre,
        serving(site_of(theatre.ground)) as site,
    ):
        browsers = Browsers(chromium, site, width, scripts)

        def by_their_hands(stage: Stage, step: Step) -> UUID | None:
            return BY_HAND[step.act.name](Doing(stage, browsers.of(step.by)), step.facts)

        told = tell(theatre, Listener(by_their_hands, browsers.welcome))
        browsers.close()
        yield Clicked(told, refused_in(theatre.script), browsers.faults, browsers.seen)


def test_it_comes_to_the_same_cents(clicked, told):
    assert clicked.told.summary == plain(told.summary)
    assert clicked.told.amiss == []


def test_every_refusal_is_shown_for_the_same_reasons(clicked):
    assert clicked.told.refused == clicked.expected_refusals


def test_no_page_breaks_a_policy_fails_or_is_wider_than_the_screen(clicked):
    assert clicked.pages > 400
    assert clicked.faults == []
