import pytest

from tests.story.identity import TYOTAITO, URAVAYLA, a_buyer, a_staffed_organisation
from tests.story.procurement import a_call


@pytest.fixture
def buyer(work_as):
    return a_buyer(work_as)


@pytest.fixture
def call(work_as, clock, buyer):
    """The worked example's call, published on 2 February 2026; the clock stands there."""
    return a_call(work_as, clock, buyer)


@pytest.fixture
def supplier(work_as):
    """Uraväylä Oy."""
    return a_staffed_organisation(work_as, URAVAYLA)


@pytest.fixture
def rival(work_as):
    """Työtaito Partners Oy."""
    return a_staffed_organisation(work_as, TYOTAITO)
