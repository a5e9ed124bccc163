"""Everything that waits for one person, whatever the roles, in one question; a supplier's demand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select

from app.desks.queries.buyers import officers
from app.desks.queries.case_workers import case_workers
from app.desks.queries.finance import finance
from app.desks.queries.overseers import administrators, auditors
from app.desks.queries.parts import Row, Seen, nearest_of_each
from app.desks.queries.suppliers import Demand, demand, suppliers
from app.desks.rules import (
    MONEY_VIEWS,
    MONTHS_SHOWN,
    WITHOUT_DEADLINE,
    Desk,
    Kind,
    One,
    Pile,
    View,
    days_left,
    desk,
    views,
)
from app.invoicing.queries import MoneyMonth, money_by_month, together
from app.kernel.deadlines import Calendar
from app.kernel.money import Money
from app.law import queries as law
from app.platform.work import Work

__all__ = ["Demand", "Today", "demand", "piles", "today"]


@dataclass(frozen=True)
class Today:
    """All desks of one person, with the money of those who sell."""

    desks: tuple[Desk, ...]
    months: tuple[MoneyMonth, ...]
    demand: tuple[Demand, ...]

    @property
    def together(self) -> MoneyMonth:
        return together(self.months)


PARTS: dict[View, Callable[[Seen], Iterator[Select[Any]]]] = {
    View.OFFICER: officers,
    View.CASE_WORKER: case_workers,
    View.SUPPLIER: suppliers,
    View.FINANCE: finance,
    View.AUDITOR: auditors,
    View.ADMINISTRATOR: administrators,
}


def today(work: Work) -> Today:
    """What the person sees first: every role's desk, own, lent and stood in for."""
    calendar = law.calendar(work, work.ground.country, strict=False)
    mine, waiting = views(work.actor), piles(work, calendar)
    sells = not MONEY_VIEWS.isdisjoint(mine)
    wanted = demand(work, calendar.local_day(work.now)) if View.SUPPLIER in mine else []
    return Today(
        desks=tuple(desk(view, waiting) for view in mine),
        months=tuple(money_by_month(work)[:MONTHS_SHOWN]) if sells else (),
        demand=tuple(wanted),
    )


def piles(work: Work, calendar: Calendar) -> list[Pile]:
    """What waits for the actor, kind by kind."""
    on = calendar.local_day(work.now)
    seen = Seen(work, on)
    parts = [part for view in views(work.actor) if view in PARTS for part in PARTS[view](seen)]
    found: dict[Kind, list[Row]] = {}
    for row in nearest_of_each(work, parts):
        found.setdefault(Kind(row.kind), []).append(row)
    return [_pile(kind, rows, on, calendar) for kind, rows in found.items()]


def _pile(kind: Kind, rows: list[Row], on: date, calendar: Calendar) -> Pile:
    """Two roles of one person may have the same thing waiting: it is there once."""
    once = {(row.id, row.due_on, row.due_at): row for row in reversed(rows)}
    first = rows[0]
    return Pile(
        kind,
        count=int(first.count),
        money=_money(first.together),
        nearest=tuple(_one(kind, row, on, calendar) for row in reversed(once.values())),
    )


def _one(kind: Kind, row: Row, on: date, calendar: Calendar) -> One:
    due_on = row.due_on or (_last_day(row.due_at, calendar) if row.due_at else None)
    left = None
    if due_on is not None and kind not in WITHOUT_DEADLINE:
        left = days_left(due_on, today=on, calendar=calendar)
    return One(kind, row.id, row.name, row.of, row.title, due_on, left, _money(row.cents), int(row.pieces))


def _last_day(until: datetime, calendar: Calendar) -> date:
    """A limit of whole days ends with the first moment after them, which is another day's."""
    return calendar.local_day(until - timedelta(microseconds=1))


def _money(cents: int | None) -> Money | None:
    return None if cents is None else Money(int(cents))
