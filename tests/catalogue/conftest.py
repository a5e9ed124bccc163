"""Whose services are described: a supplier under a contract of an open call."""

import pytest

from tests.conftest import As, Clock
from tests.story.contracts import a_supplier_under_contract
from tests.story.identity import Organisation, a_buyer
from tests.story.procurement import StoryCall, a_call


@pytest.fixture
def call(work_as: As, clock: Clock) -> StoryCall:
    return a_call(work_as, clock, a_buyer(work_as))


@pytest.fixture
def supplier(work_as: As, clock: Clock, call: StoryCall) -> Organisation:
    return a_supplier_under_contract(work_as, clock, call)
