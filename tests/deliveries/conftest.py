import pytest

from tests.conftest import As, Clock
from tests.story.deliveries import an_order_at_work
from tests.story.orders import StoryOrder


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    """Twenty hours of coaching at 59.90, accepted on 7 April; it is the evening of 30 April."""
    return an_order_at_work(work_as, clock)
