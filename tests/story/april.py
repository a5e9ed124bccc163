"""The worked example's seven orders for six clients, and what was delivered of them in April 2026."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.deliveries.models import Delivery
from app.kernel.quantity import Quantity, Unit
from tests.conftest import Clock
from tests.story.clients import a_client
from tests.story.contracts import Supplier, the_contracts
from tests.story.deliveries import (
    APRIL_ENDS,
    acting_anew,
    an_accepted_order,
    approved,
    april,
    cancelled,
    hours,
    logged,
    not_come,
    ready_to_bill,
)
from tests.story.identity import (
    HARJU,
    KANTOSILTA,
    TOIMINTAKESKUS,
    TYOTAITO,
    URAVAYLA,
    VALOPOLKU,
    As,
    Named,
    Organisation,
    a_buyer,
)
from tests.story.memory import remembered
from tests.story.offers import the_first_round
from tests.story.orders import FIRST_ORDERS, StoryOrder
from tests.story.procurement import StoryCall, a_call, local
from tests.story.suppliers import exempt

NAMED: Mapping[str, tuple[Named, ...]] = {
    "S1": (VALOPOLKU,),
    "S2": (KANTOSILTA,),
    "S3": (TOIMINTAKESKUS, HARJU),
    "S4": (URAVAYLA,),
    "S5": (TYOTAITO,),
}
OUTSIDE_VAT = (VALOPOLKU, HARJU)
IN_PLAN = {"plan_ref": "Työllisyyssuunnitelma 3 §", "decision_ref": "Päätös 12/2026"}
SIX_MONTHS = {"starts_on": april(13), "ends_on": date(2026, 10, 12)}


@dataclass(frozen=True)
class April:
    """Orders and their deliveries by name, O1 to O7; nothing is approved yet."""

    call: StoryCall
    suppliers: Mapping[str, Supplier]
    orders: Mapping[str, StoryOrder]
    deliveries: Mapping[str, list[Delivery]]

    @property
    def all_deliveries(self) -> list[Delivery]:
        return [one for some in self.deliveries.values() for one in some]


@remembered
def the_april(work_as: As, clock: Clock) -> April:
    """Told and waiting; the clock ends on 30 April in the evening."""
    call = a_call(work_as, clock, a_buyer(work_as))
    suppliers = _ready(work_as, the_contracts(work_as, clock, the_first_round(work_as, clock, call)))
    orders = _orders(work_as, clock, call, suppliers)
    clock.at = max(clock.at, APRIL_ENDS)
    return April(call, suppliers, orders, _deliveries(work_as, orders))


@remembered
def the_approved_april(work_as: As, clock: Clock) -> April:
    """All of it approved by the case worker on 4 May."""
    found = the_april(work_as, clock)
    clock.at = local("2026-05-04", "15:00")
    approved(work_as, found.orders["O1"], *found.all_deliveries)
    return found


def _ready(work_as: As, suppliers: Mapping[str, Supplier]) -> dict[str, Supplier]:
    ready = {}
    for name, supplier in suppliers.items():
        members = [acting_anew(work_as, member) for member in supplier.members]
        for member, named in zip(members, NAMED[name], strict=True):
            ready_to_bill(work_as, member, named, vat_liable=named not in OUTSIDE_VAT)
        ready[name] = Supplier(supplier.party_id, members[0].admin, members, supplier.contract_id)
    exempt(work_as, ready["S2"].members[0])
    return ready


def _orders(
    work_as: As, clock: Clock, call: StoryCall, suppliers: Mapping[str, Supplier]
) -> dict[str, StoryOrder]:
    clock.at = max(clock.at, FIRST_ORDERS)
    clients = {
        number: a_client(work_as, call.buyer.case_worker, call.buyer.id, case_number=number)
        for number in ("K-001", "K-002", "K-003", "K-004", "K-005", "K-006")
    }

    def order(client: str, category: str, supplier: str, quantity: Quantity, **facts: object) -> StoryOrder:
        of_client = {"client_id": clients[client], "category": category, "quantity": quantity}
        return an_accepted_order(work_as, clock, call, suppliers[supplier], **of_client, **facts)

    orders = {
        "O1": order("K-001", "A", "S4", Quantity(20, 1, Unit.HOUR)),
        "O2": order("K-002", "B", "S1", Quantity(12, 1, Unit.SESSION)),
        "O3": order("K-003", "B", "S3", Quantity(10, 1, Unit.SESSION)),
        "O4": order("K-004", "C", "S2", Quantity(20, 1, Unit.PARTICIPANT_DAY)),
        "O5": order("K-005", "D", "S5", Quantity(6, 1, Unit.MONTH), **SIX_MONTHS),
    }
    clock.at = local("2026-04-13", "09:00")
    orders["O7"] = order("K-004", "B", "S2", Quantity(12, 1, Unit.SESSION), **IN_PLAN)
    clock.at = local("2026-04-15", "09:00")
    orders["O6"] = order("K-006", "A", "S2", Quantity(20, 1, Unit.HOUR))
    return orders


def _deliveries(work_as: As, orders: Mapping[str, StoryOrder]) -> dict[str, list[Delivery]]:
    def held(name: str, *days: int) -> list[Delivery]:
        return [logged(work_as, orders[name], april(day)) for day in days]

    def coached(name: str, quarters: Mapping[int, int]) -> list[Delivery]:
        return [logged(work_as, orders[name], april(day), hours(some)) for day, some in quarters.items()]

    def called_off(name: str, begins: str, notice: str) -> Delivery:
        return cancelled(work_as, orders[name], begins, notice)

    harju: Organisation = orders["O3"].supplier.members[1]
    return {
        "O1": [
            *coached("O1", {8: 5, 15: 6, 22: 9}),
            called_off("O1", "2026-04-29 09:00", "2026-04-28 22:10"),
        ],
        "O2": [*held("O2", 9, 16, 23), not_come(work_as, orders["O2"], april(30))],
        "O3": [
            logged(work_as, orders["O3"], april(10), by=harju.worker),
            *held("O3", 17),
            logged(work_as, orders["O3"], april(24), by=harju.worker),
            called_off("O3", "2026-04-30 12:00", "2026-04-28 12:00"),
        ],
        "O4": [
            *held("O4", 13, 14, 15, 16, 17, 20, 21, 22, 23),
            not_come(work_as, orders["O4"], april(24)),
        ],
        "O5": [logged(work_as, orders["O5"], april(13), ends_on=april(30))],
        "O6": coached("O6", {29: 4, 30: 3}),
        "O7": [*held("O7", 14, 21), called_off("O7", "2026-04-28 12:00", "2026-04-27 20:00")],
    }
