"""What the API shows of a desk, and what a leaver's handing over is told with."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from app.desks.queries import Today
from app.desks.rules import Desk, Kind, One, Pile, View
from app.kernel.actors import Role
from app.platform.fields import Day, Euros
from app.platform.schemas import Shown, Told


class OneOut(Shown):
    """One thing that waits; `days_left` counts working days and is below zero when it is late."""

    kind: Kind
    id: UUID
    name: str
    of: str
    title: dict[str, str]
    due_on: date | None
    days_left: int | None
    money: Euros | None
    pieces: int
    path: str


class PileOut(Shown):
    """Everything of one kind that waits, with the most urgent few."""

    kind: Kind
    count: int
    money: Euros | None
    days_left: int | None
    path: str
    nearest: list[OneOut]


class DeskOut(Shown):
    view: View
    waiting: list[PileOut]


class MoneyMonthOut(Shown):
    """Of one month of deliveries; without VAT. Exported is as far as the platform sees."""

    month: date
    delivered: Euros
    approved: Euros
    drafted: Euros
    invoiced: Euros
    exported: Euros


class DemandOut(Shown):
    """Orders sent in one category over the last six months: to everybody, and to the caller's suppliers."""

    call: str
    code: str
    title: dict[str, str]
    orders: int
    own: int


class TodayOut(Shown):
    """What waits for the caller now, role by role; a seller's money by month and what was ordered."""

    desks: list[DeskOut]
    money: list[MoneyMonthOut]
    demand: list[DemandOut]


def shown_today(today: Today) -> TodayOut:
    return TodayOut(
        desks=[_desk(desk) for desk in today.desks],
        money=[MoneyMonthOut.model_validate(month) for month in today.months],
        demand=[
            DemandOut.model_validate({**vars(row), "title": row.title.as_json()}) for row in today.demand
        ],
    )


def _desk(desk: Desk) -> DeskOut:
    return DeskOut(view=desk.view, waiting=[_pile(pile) for pile in desk.piles])


def _pile(pile: Pile) -> PileOut:
    return PileOut(
        kind=pile.kind,
        count=pile.count,
        money=pile.money,
        days_left=pile.days_left,
        path=pile.path,
        nearest=[_one(one) for one in pile.nearest],
    )


def _one(one: One) -> OneOut:
    title = one.title.as_json() if one.title else {}
    return OneOut.model_validate({**vars(one), "title": title, "path": one.path})


class HandingOverIn(Told):
    """Who takes over, which of the leaver's roles go along, and the first day without the leaver."""

    texts: ClassVar[str] = "desks.leaving"

    successor_id: UUID
    roles: list[Role] = Field(default=[], max_length=len(Role))
    on: Day


class HandedOverOut(Shown):
    """What went over; amounts are without VAT."""

    clients: int
    orders: int
    committed: Euros
    deliveries: int
    worth: Euros
    roles: list[Role]
    alone_in: list[Role]
