"""What tests of orders stand on: a published call, suppliers under contract, and a client on 7 April."""

import pytest

from app.kernel.money import Money
from tests.story.clients import a_client
from tests.story.contracts import Supplier, suppliers_under_contract
from tests.story.identity import KANTOSILTA, URAVAYLA, VALOPOLKU, Named, a_buyer
from tests.story.orders import FIRST_ORDERS, a_need, a_sent_order
from tests.story.procurement import StoryCall, a_call

OFFERED = {
    URAVAYLA: {"A": Money(59_90), "D": Money(139_00)},
    KANTOSILTA: {"A": Money(58_50)},
    VALOPOLKU: {"A": Money(61_00)},
}


@pytest.fixture
def call(work_as, clock) -> StoryCall:
    return a_call(work_as, clock, a_buyer(work_as))


@pytest.fixture
def supplier(work_as, clock, call) -> Supplier:
    """Uraväylä alone: an hour for 59.90, a month for 139.00 and a bonus of 700.00."""
    found = suppliers_under_contract(work_as, clock, call, {URAVAYLA: OFFERED[URAVAYLA]})
    clock.at = FIRST_ORDERS
    return found[URAVAYLA]


@pytest.fixture
def suppliers(work_as, clock, call) -> dict[Named, Supplier]:
    """Three with equal quality; by price Kantosilta comes first, then Uraväylä, then Valopolku."""
    found = suppliers_under_contract(work_as, clock, call, OFFERED)
    clock.at = FIRST_ORDERS
    return found


@pytest.fixture
def client(work_as, call):
    return a_client(work_as, call.buyer.case_worker, call.buyer.id)


@pytest.fixture
def order(work_as, clock, call, supplier):
    """Twenty hours for 1,198.00, sent on 7 April and not answered."""
    return a_sent_order(work_as, clock, call, supplier)


@pytest.fixture
def need(work_as, call, suppliers, client):
    return a_need(work_as, call, client)
