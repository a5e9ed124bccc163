"""What may be asked for one client, and what an order of it costs at most."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.money import WHOLE, Money
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason
from app.procurement.rules.tariffs.tariff import Tariff, reasons_not_countable


def reasons_not_to_open_need(
    *, quantity: Quantity, tariff: Tariff, max_units: int | None, starts_on: date, ends_on: date, summary: str
) -> list[Reason]:
    """In whole steps of the category's tariff, and not more than one order may hold.

    >>> from app.kernel.quantity import Unit
    >>> spring = {"starts_on": date(2026, 4, 7), "ends_on": date(2026, 9, 30), "summary": "Työnhaku"}
    >>> hours = {"tariff": Tariff(Unit.HOUR, per=4), "max_units": 40}
    >>> reasons_not_to_open_need(quantity=Quantity(20, 1, Unit.HOUR), **hours, **spring)
    []
    >>> wrong = reasons_not_to_open_need(quantity=Quantity(121, 3, Unit.HOUR), **hours, **spring)
    >>> [reason.code for reason in wrong]
    ['procurement.not_in_steps', 'order.over_max_units']
    """
    reasons = reasons_not_countable(quantity, tariff)
    if max_units is not None and quantity.exact > max_units:
        reasons.append(Reason("order.over_max_units", {"quantity": quantity.plain(), "most": str(max_units)}))
    if ends_on < starts_on:
        reasons.append(Reason("order.ends_before_it_starts"))
    if not summary.strip():
        reasons.append(Reason("order.no_summary"))
    return reasons


def cost_at_most(unit_price: Money, quantity: Quantity, bonus: Money) -> Money:
    """Only what is ordered commits money: all units at the price of today, and the bonus.

    >>> from app.kernel.quantity import Unit
    >>> str(cost_at_most(Money(139_00), Quantity(6, 1, Unit.MONTH), Money(700_00)))
    '1534.00 EUR'
    """
    return unit_price.times(quantity) + bonus


@dataclass(frozen=True)
class Share:
    """One payer's part of an order, with what the payers before it carry, both in basis points."""

    payer_id: UUID
    share: int
    share_before: int


def shares_of(payers: Mapping[UUID, int]) -> list[Share]:
    """The payers in the order in which they were named.

    >>> city, town = UUID(int=1), UUID(int=2)
    >>> [(one.share, one.share_before) for one in shares_of({city: 6000, town: 4000})]
    [(6000, 0), (4000, 6000)]
    """
    shares, before = [], 0
    for payer, share in payers.items():
        shares.append(Share(payer, share, before))
        before += share
    return shares


def reasons_payers_wrong(payers: Mapping[UUID, int], buyers: Collection[UUID]) -> list[Reason]:
    """The whole order is paid for, each payer pays something, and each is a buyer of the call.

    >>> city = UUID(int=1)
    >>> reasons_payers_wrong({city: 10_000}, {city})
    []
    >>> [reason.code for reason in reasons_payers_wrong({city: 9_999}, set())]
    ['order.shares_not_whole', 'order.payer_not_in_call']
    """
    reasons = []
    if sum(payers.values()) != WHOLE or min(payers.values(), default=0) <= 0:
        reasons.append(Reason("order.shares_not_whole", {"sum": str(sum(payers.values()))}))
    if not set(payers) <= set(buyers):
        reasons.append(Reason("order.payer_not_in_call"))
    return reasons


def order_number(call_number: str, earlier: int) -> str:
    """
    >>> order_number("JHT-DPH-2026-01", 6)
    'JHT-DPH-2026-01-T0007'
    """
    return f"{call_number}-T{earlier + 1:04}"


def reasons_period_outside(*, ends_on: date, contract_ends_on: date) -> list[Reason]:
    """An order does not outlive the contract whose terms it follows."""
    if ends_on <= contract_ends_on:
        return []
    return [Reason("order.after_contract", {"contract_ends_on": contract_ends_on.isoformat()})]


def reasons_not_a_member(members: Collection[UUID], member_id: UUID | None) -> list[Reason]:
    """An order may be routed to one of the organisations that supply, and to nobody else.

    >>> reasons_not_a_member([UUID(int=1)], None)
    []
    """
    return [] if member_id is None or member_id in members else [Reason("order.not_a_member")]
