"""The worked example's seven orders for six clients, and what they commit of the ceiling."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.funds import queries as limits
from app.kernel.money import Money, total
from app.kernel.quantity import Quantity, Unit
from app.orders import queries, service
from app.orders.rules.states import ChoiceGround
from tests.story.clients import a_client
from tests.story.contracts import the_contracts
from tests.story.identity import a_buyer
from tests.story.offers import the_first_round
from tests.story.orders import FIRST_ORDERS, a_list, a_need, a_sent_order, accepted, sent
from tests.story.procurement import a_call, local

HOURS, SESSIONS = Quantity(20, 1, Unit.HOUR), Quantity(12, 1, Unit.SESSION)


@dataclass(frozen=True)
class Told:
    case: str
    category: str
    supplier: str
    quantity: Quantity
    commits: Money


ORDERS = {
    "O1": Told("K-001", "A", "S4", HOURS, Money(1_198_00)),
    "O2": Told("K-002", "B", "S1", SESSIONS, Money(828_00)),
    "O3": Told("K-003", "B", "S3", Quantity(10, 1, Unit.SESSION), Money(665_00)),
    "O4": Told("K-004", "C", "S2", Quantity(20, 1, Unit.PARTICIPANT_DAY), Money(870_00)),
    "O5": Told("K-005", "D", "S5", Quantity(6, 1, Unit.MONTH), Money(1_534_00)),
    "O7": Told("K-004", "B", "S2", SESSIONS, Money(867_00)),
}
BY_FALLBACK = Told("K-006", "A", "S2", HOURS, Money(1_170_00))


@pytest.fixture
def call(work_as, clock):
    return a_call(work_as, clock, a_buyer(work_as))


def test_seven_orders_commit_7132_euros(work_as, clock, call):
    suppliers = the_contracts(work_as, clock, the_first_round(work_as, clock, call))
    clock.at = FIRST_ORDERS
    numbers = sorted({told.case for told in [*ORDERS.values(), BY_FALLBACK]})
    buyer = call.buyer
    clients = {case: a_client(work_as, buyer.case_worker, buyer.id, case_number=case) for case in numbers}

    chosen = [
        a_sent_order(
            work_as,
            clock,
            call,
            suppliers[told.supplier],
            client_id=clients[told.case],
            category=told.category,
            quantity=told.quantity,
            ends_on=date(2026, 10, 12),
        )
        for told in ORDERS.values()
    ]
    need = a_need(work_as, call, clients[BY_FALLBACK.case], quantity=BY_FALLBACK.quantity)
    a_list(work_as, call, need)
    with work_as(buyer.case_worker) as work:
        service.record_contact(work, need, channel="puhelin", reached=False)
    for order in chosen:
        accepted(work_as, order)
    clock.at = local("2026-04-15", "09:00")
    with work_as(buyer.case_worker) as work:
        choice = service.fall_back(work, need)
    fallen_back = sent(work_as, call, choice.id)

    with work_as(buyer.case_worker) as work:
        committed = {row.id: row.committed for row in queries.own_orders(work, call.id)}
        ceiling = limits.standing(work, limits.ceiling_of(work, call.id))
    assert [committed[order.id] for order in chosen] == [told.commits for told in ORDERS.values()]
    assert (choice.ground, choice.party_id) == (ChoiceGround.FALLBACK, suppliers["S2"].party_id)
    assert committed[fallen_back] == BY_FALLBACK.commits
    assert ceiling.committed == total(committed.values()) == Money(7_132_00)
    assert ceiling.amount == Money(390_000_00)


def test_the_sixth_clients_order_started_on_the_29th_is_in_time(work_as, clock, call):
    suppliers = the_contracts(work_as, clock, the_first_round(work_as, clock, call))
    clock.at = local("2026-04-15", "09:00")
    order = a_sent_order(work_as, clock, call, suppliers["S2"], case_number="K-006")
    accepted(work_as, order)
    clock.at = local("2026-04-29", "15:00")

    with work_as(suppliers["S2"].worker) as work:
        started = service.start(work, order.id, on=date(2026, 4, 29))

    assert started.start_by == date(2026, 4, 29)
