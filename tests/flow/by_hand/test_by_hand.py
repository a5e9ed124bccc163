"""The whole worked example clicked through by all its people, to the same cents as told by the services."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from app.demo.playing import by_services
from app.demo.script import Step
from app.demo.stage import Stage
from app.main import site_of
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from tests.flow.by_hand import acts
from tests.flow.by_hand.browser import Browsers
from tests.flow.by_hand.doing import BY_HAND, Doing
from tests.flow.by_hand.serving import serving
from tests.flow.by_hand.telling import Listener, Told, plain, refused_in, tell
from tests.flow.conftest import database_of
from tests.story.whole import a_theatre

assert acts.__all__  # they register themselves
ON_SQLITE = not os.environ.get("KUTSU_TEST_DATABASE_URL")
QUICKEST = (pytest.param((320, False), id="320 px without JavaScript"),)
PROMISED = (pytest.param((1280, True), id="1280 px"), pytest.param((320, True), id="320 px"))
EVERY_ACT = os.environ.get("KUTSU_TRUST") == "promised"  # else each kind once, and all that is refused
SCREENS = QUICKEST + (PROMISED if EVERY_ACT else ())
LOOKED_AT = 400 if EVERY_ACT else 100
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
    url = database_of("by_hand", tmp_path_factory.mktemp("by_hand"))
    with (
        a_theatre(url, files_in_memory(), printer) as theatre,
        serving(site_of(theatre.ground)) as site,
    ):
        browsers = Browsers(chromium, site, width, scripts)
        clicked_through: set[str] = set()

        def by_their_hands(stage: Stage, step: Step) -> UUID | None:
            if step.act.name in clicked_through and not (step.refused or EVERY_ACT):
                return by_services(stage, step)
            clicked_through.add(step.act.name)
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
    assert clicked.pages > LOOKED_AT
    assert clicked.faults == []
