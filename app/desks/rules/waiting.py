"""Which desk opens for whom, what waits on it in which order, and how much time is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.kernel.actors import Actor, Role
from app.kernel.deadlines import Calendar
from app.kernel.money import Money
from app.kernel.texts import Texts

NEAREST = 5  # of one kind are shown by name; the rest stand on the page that the kind leads to
SOON = 2  # working days: from here on a deadline is told in another tone
ENDING_SOON = timedelta(days=14)
SILENT_FOR = timedelta(days=14)  # an order at work of which nothing was told so long has something to tell
DEMAND_MONTHS, MONTHS_SHOWN = 6, 6


class View(StrEnum):
    """One desk of several that a person may have, by roles."""

    OFFICER = "officer"
    CASE_WORKER = "case_worker"
    SUPPLIER = "supplier"
    FINANCE = "finance"
    BOOKKEEPER = "bookkeeper"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLES = {
    View.OFFICER: (Role.OFFICER, Role.DECISION_MAKER, Role.EVALUATOR),
    View.CASE_WORKER: (Role.CASE_WORKER,),
    View.SUPPLIER: (Role.SUPPLIER_ADMIN, Role.WORKER),
    View.FINANCE: (Role.FINANCE,),
    View.BOOKKEEPER: (Role.BOOKKEEPER,),
    View.AUDITOR: (Role.AUDITOR,),
    View.ADMINISTRATOR: (Role.PLATFORM_ADMIN,),
}
MONEY_VIEWS = frozenset({View.SUPPLIER, View.BOOKKEEPER})


class Kind(StrEnum):
    """What may wait. The word is in the query's rows, in the API's answer and in the texts' ids."""

    CALL_DRAFT = "call_draft"
    FIRST_ROUND = "first_round"
    APPLICATION_SEALED = "application_sealed"
    APPLICATION = "application"
    NOTICE = "notice"
    CONTRACT_MISSING = "contract_missing"
    CONTRACT_DRAFT = "contract_draft"
    LIMIT_FULL = "limit_full"
    PRICE_RISE = "price_rise"

    CHOICE = "choice"
    ORDER_UNSENT = "order_unsent"
    ORDER_UNANSWERED = "order_unanswered"
    ORDER_TO_START = "order_to_start"
    DELIVERY = "delivery"
    ORDER_ENDING = "order_ending"
    CLAIM = "claim"

    SIGNATURE = "signature"
    DATA_PROTECTION = "data_protection"
    MANDATE = "mandate"
    APPLICATION_DRAFT = "application_draft"
    ORDER_TO_ANSWER = "order_to_answer"
    ORDER_RUNNING = "order_running"
    ORDER_SILENT = "order_silent"
    DELIVERY_DISPUTED = "delivery_disputed"
    INVOICE_DRAFT = "invoice_draft"

    TO_INVOICE = "to_invoice"
    RUN_DRAFT = "run_draft"
    TO_EXPORT = "to_export"
    WITHOUT_MANDATE = "without_mandate"

    CHAIN = "chain"
    ORGANISATION = "organisation"
    LAW_PROPOSAL = "law_proposal"
    RECOVERY = "recovery"


KINDS = {
    View.OFFICER: (
        Kind.APPLICATION,
        Kind.FIRST_ROUND,
        Kind.APPLICATION_SEALED,
        Kind.NOTICE,
        Kind.CONTRACT_MISSING,
        Kind.CONTRACT_DRAFT,
        Kind.SIGNATURE,
        Kind.CALL_DRAFT,
        Kind.LIMIT_FULL,
        Kind.PRICE_RISE,
    ),
    View.CASE_WORKER: (
        Kind.CHOICE,
        Kind.ORDER_UNANSWERED,
        Kind.ORDER_TO_START,
        Kind.DELIVERY,
        Kind.ORDER_ENDING,
        Kind.ORDER_UNSENT,
        Kind.CLAIM,
    ),
    View.SUPPLIER: (
        Kind.ORDER_TO_ANSWER,
        Kind.ORDER_SILENT,
        Kind.DELIVERY_DISPUTED,
        Kind.INVOICE_DRAFT,
        Kind.ORDER_RUNNING,
        Kind.APPLICATION_DRAFT,
        Kind.SIGNATURE,
        Kind.DATA_PROTECTION,
        Kind.MANDATE,
    ),
    View.FINANCE: (Kind.TO_INVOICE, Kind.RUN_DRAFT, Kind.TO_EXPORT, Kind.WITHOUT_MANDATE),
    View.BOOKKEEPER: (),
    View.AUDITOR: (Kind.CHAIN,),
    View.ADMINISTRATOR: (Kind.LAW_PROPOSAL, Kind.RECOVERY, Kind.ORGANISATION),
}
# A case worker's Monday: five things, told also when there is nothing of them.
ALWAYS_TOLD = {
    View.CASE_WORKER: frozenset(
        {Kind.CHOICE, Kind.ORDER_UNANSWERED, Kind.ORDER_TO_START, Kind.DELIVERY, Kind.ORDER_ENDING}
    ),
    View.SUPPLIER: frozenset({Kind.ORDER_TO_ANSWER, Kind.ORDER_RUNNING}),
    View.FINANCE: frozenset({Kind.TO_INVOICE, Kind.RUN_DRAFT, Kind.TO_EXPORT}),
    View.OFFICER: frozenset({Kind.APPLICATION}),
    View.ADMINISTRATOR: frozenset({Kind.ORGANISATION, Kind.LAW_PROPOSAL, Kind.RECOVERY}),
}
# Good to know, but nobody has to do anything about it.
NOT_PRESSING = frozenset({Kind.ORDER_RUNNING, Kind.ORGANISATION, Kind.CHAIN})
# Their day tells what they are about, and not until when they can wait.
BY_MONTH = frozenset({Kind.TO_INVOICE, Kind.WITHOUT_MANDATE, Kind.RUN_DRAFT, Kind.INVOICE_DRAFT})
WITHOUT_DEADLINE = BY_MONTH | {Kind.DELIVERY_DISPUTED, Kind.LAW_PROPOSAL, Kind.ORDER_RUNNING}

ALL_OF = {
    Kind.CALL_DRAFT: "/procurement/calls",
    Kind.FIRST_ROUND: "/procurement/calls",
    Kind.APPLICATION_SEALED: "/procurement/calls",
    Kind.APPLICATION: "/procurement/calls",
    Kind.NOTICE: "/procurement/calls",
    Kind.CONTRACT_MISSING: "/contracts",
    Kind.CONTRACT_DRAFT: "/contracts",
    Kind.SIGNATURE: "/contracts",
    Kind.DATA_PROTECTION: "/contracts",
    Kind.MANDATE: "/contracts",
    Kind.LIMIT_FULL: "/funds",
    Kind.PRICE_RISE: "/orders",
    Kind.CHOICE: "/orders",
    Kind.ORDER_UNSENT: "/orders",
    Kind.ORDER_UNANSWERED: "/orders",
    Kind.ORDER_TO_START: "/orders",
    Kind.ORDER_ENDING: "/orders",
    Kind.ORDER_TO_ANSWER: "/orders",
    Kind.ORDER_RUNNING: "/orders",
    Kind.ORDER_SILENT: "/orders",
    Kind.DELIVERY: "/deliveries/waiting",
    Kind.DELIVERY_DISPUTED: "/deliveries",
    Kind.CLAIM: "/impact/claims",
    Kind.APPLICATION_DRAFT: "/",
    Kind.INVOICE_DRAFT: "/invoices",
    Kind.TO_INVOICE: "/invoices/runs",
    Kind.RUN_DRAFT: "/invoices/runs",
    Kind.TO_EXPORT: "/invoices/exports",
    Kind.WITHOUT_MANDATE: "/contracts",
    Kind.CHAIN: "/audit",
    Kind.ORGANISATION: "/organisations",
    Kind.LAW_PROPOSAL: "/law/proposals",
    Kind.RECOVERY: "/organisations",
}
ONE_OF = {
    Kind.CALL_DRAFT: "/procurement/calls/{id}",
    Kind.FIRST_ROUND: "/offers/calls/{id}",
    Kind.APPLICATION_SEALED: "/offers/calls/{id}",
    Kind.APPLICATION: "/offers/applications/{id}",
    Kind.APPLICATION_DRAFT: "/offers/applications/{id}",
    Kind.NOTICE: "/offers/decisions/{id}",
    Kind.CONTRACT_DRAFT: "/contracts/{id}",
    Kind.SIGNATURE: "/contracts/{id}",
    Kind.DATA_PROTECTION: "/contracts/{id}",
    Kind.MANDATE: "/contracts/{id}",
    Kind.PRICE_RISE: "/orders/{id}",
    Kind.CHOICE: "/orders/needs/{id}",
    Kind.ORDER_UNSENT: "/orders/needs/{id}",
    Kind.ORDER_UNANSWERED: "/orders/{id}",
    Kind.ORDER_TO_START: "/orders/{id}",
    Kind.ORDER_ENDING: "/orders/{id}",
    Kind.ORDER_TO_ANSWER: "/orders/{id}",
    Kind.ORDER_RUNNING: "/orders/{id}",
    Kind.ORDER_SILENT: "/orders/{id}",
    Kind.DELIVERY_DISPUTED: "/deliveries/{id}",
    Kind.INVOICE_DRAFT: "/invoices/{id}",
    Kind.RUN_DRAFT: "/invoices/runs/{id}",
    Kind.CHAIN: "/audit/chains/{id}",
}


@dataclass(frozen=True)
class One:
    """One thing that waits: what it is called, by when, and what it is worth.

    `due_on` is the last day to do it, or the day that it is about; `days_left` counts working days.
    """

    kind: Kind
    id: UUID
    name: str
    of: str  # whose or where it is: the call, the party
    title: Texts | None
    due_on: date | None
    days_left: int | None
    money: Money | None
    pieces: int

    @property
    def path(self) -> str:
        return ONE_OF.get(self.kind, ALL_OF[self.kind]).format(id=self.id)

    @property
    def is_by_month(self) -> bool:
        return self.kind in BY_MONTH

    @property
    def tone(self) -> str:
        return tone(self.days_left)

    @property
    def left_text(self) -> str:
        return "" if self.days_left is None else left_in_words(self.days_left)

    @property
    def urgency(self) -> tuple[bool, date]:
        """What has a deadline comes first, the nearest at the top."""
        return self.days_left is None, self.due_on or date.max


@dataclass(frozen=True)
class Pile:
    """Everything of one kind that waits: how many, for how much together, and those most urgent."""

    kind: Kind
    count: int = 0
    money: Money | None = None
    nearest: tuple[One, ...] = ()

    @property
    def path(self) -> str:
        return self.nearest[0].path if len(self.nearest) == self.count == 1 else ALL_OF[self.kind]

    @property
    def days_left(self) -> int | None:
        """Until the nearest deadline."""
        return min((one.days_left for one in self.nearest if one.days_left is not None), default=None)

    @property
    def tone(self) -> str:
        return tone(self.days_left) if self.days_left is not None and self.days_left <= SOON else ""

    @property
    def left_text(self) -> str:
        return "" if self.days_left is None else left_in_words(self.days_left)


@dataclass(frozen=True)
class Desk:
    """One role's desk."""

    view: View
    piles: tuple[Pile, ...]

    @property
    def todo(self) -> list[One]:
        """By name, the most urgent first."""
        waiting = [one for pile in self.piles if pile.kind not in NOT_PRESSING for one in pile.nearest]
        return sorted(waiting, key=lambda one: one.urgency)

    @property
    def is_clear(self) -> bool:
        return not any(pile.count for pile in self.piles if pile.kind not in NOT_PRESSING)


def views(actor: Actor) -> list[View]:
    """Own roles, lent ones and those of whom the actor stands in for.

    >>> from app.kernel.actors import ActorKind
    >>> city = UUID(int=1)
    >>> aino = Actor(ActorKind.PERSON, UUID(int=2), frozenset({city}), {city: frozenset({Role.FINANCE})})
    >>> views(aino)
    [<View.FINANCE: 'finance'>]
    """
    return [view for view, roles in ROLES.items() if actor.parties_where(*roles)]


def desk(view: View, piles: Iterable[Pile]) -> Desk:
    """The piles of one role, in the order in which they are told."""
    found = {pile.kind: pile for pile in piles}
    told = (found.get(kind, Pile(kind)) for kind in KINDS[view])
    always = ALWAYS_TOLD.get(view, frozenset())
    return Desk(view, tuple(pile for pile in told if pile.count or pile.kind in always))


def days_left(due_on: date, *, today: date, calendar: Calendar) -> int:
    """Working days after today up to the day; below zero when it is over, by at least one.

    >>> from zoneinfo import ZoneInfo
    >>> plain = Calendar(ZoneInfo("Europe/Helsinki"), date(2026, 1, 1), date(2026, 12, 31), frozenset())
    >>> friday, sunday, monday = date(2026, 3, 6), date(2026, 3, 8), date(2026, 3, 9)
    >>> [days_left(day, today=sunday, calendar=plain) for day in (friday, sunday, monday)]
    [-1, 0, 1]
    """
    if due_on >= today:
        return _worked(today, min(due_on, calendar.last), calendar)
    return -max(_worked(max(due_on, calendar.first), today, calendar), 1)


def tone(left: int | None) -> str:
    """How loudly a deadline is told.

    >>> tone(-1), tone(2), tone(3), tone(None)
    ('danger', 'warning', 'info', 'neutral')
    """
    if left is None:
        return "neutral"
    if left < 0:
        return "danger"
    return "warning" if left <= SOON else "info"


def left_in_words(left: int) -> str:
    """The text that tells it; its gap is `days`.

    >>> left_in_words(6), left_in_words(1), left_in_words(0), left_in_words(-2)
    ('desk.left', 'desk.left.one', 'desk.left.today', 'desk.late')
    """
    if left == 0:
        return "desk.left.today"
    told = "desk.left" if left > 0 else "desk.late"
    return told + ".one" if abs(left) == 1 else told


def _worked(after: date, until: date, calendar: Calendar) -> int:
    days = (until - after).days
    return sum(calendar.is_working_day(after + timedelta(days=day)) for day in range(1, days + 1))
