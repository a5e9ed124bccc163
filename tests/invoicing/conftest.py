"""What is invoiced: three visits of April."""

import pytest

from tests.conftest import As, Clock
from tests.story.identity import Buyer
from tests.story.invoicing import an_order_in_april, coached
from tests.story.orders import StoryOrder


@pytest.fixture
def order(work_as: As, clock: Clock) -> StoryOrder:
    """Three visits of April, approved; it is 5 May."""
    order = an_order_in_april(work_as, clock)
    coached(work_as, clock, order)
    return order


@pytest.fixture
def buyer(order: StoryOrder) -> Buyer:
    return order.call.buyer
