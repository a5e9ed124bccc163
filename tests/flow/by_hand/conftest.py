"""A browser to tell the story with; where there is none, that is told and not passed over."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.flow.by_hand.browser import CHROMIUM, a_browser


@pytest.fixture(scope="module")  # while it is there no other test can run a loop of its own
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing: scripts/setup.sh e2e installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright, a_browser(playwright) as browser:
        yield browser
