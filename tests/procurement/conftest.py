import pytest

from tests.story.identity import a_buyer


@pytest.fixture
def buyer(work_as):
    """Järvi-Häme, an employment area with its people."""
    return a_buyer(work_as)
