"""The whole house with everybody at home: the worked example told, and then the demo's own day."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.cli import COMPANY
from app.demo.alive import come_alive
from app.platform.pdf import PdfPool
from tests.pages.house import House, furnished
from tests.pages.walking import Visit, walked
from tests.story.whole import Ended

TODAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(scope="package")
def house(ended_story: Ended, tmp_path_factory: pytest.TempPathFactory, printer: PdfPool) -> Iterator[House]:
    """What pages look like is the same on both databases, so it is looked at on the one that is a file."""
    folder = tmp_path_factory.mktemp("pages") / "house"
    with ended_story.copied(folder, printer) as stage:
        come_alive(stage, COMPANY, TODAY)
        yield furnished(stage, folder)


@pytest.fixture(scope="package")
def visits(house: House) -> list[Visit]:
    return walked(house)
