"""Between whom contracts are made: a call of one buyer, a supplier, and what they come to agree."""

from uuid import UUID

import pytest

from tests.conftest import As, Clock
from tests.story.contracts import SIGNED, an_offered_contract
from tests.story.identity import URAVAYLA, Organisation, a_buyer, a_staffed_organisation
from tests.story.offers import an_admitted_supplier
from tests.story.procurement import StoryCall, a_call


@pytest.fixture
def call(work_as: As, clock: Clock) -> StoryCall:
    return a_call(work_as, clock, a_buyer(work_as))


@pytest.fixture
def supplier(work_as: As) -> Organisation:
    return a_staffed_organisation(work_as, URAVAYLA)


@pytest.fixture
def admitted(work_as: As, clock: Clock, call: StoryCall, supplier: Organisation) -> Organisation:
    """The supplier, admitted and told, on 2 April."""
    an_admitted_supplier(work_as, clock, call, supplier)
    clock.at = SIGNED
    return supplier


@pytest.fixture
def offered(work_as: As, call: StoryCall, admitted: Organisation) -> UUID:
    return an_offered_contract(work_as, call, admitted.id)
