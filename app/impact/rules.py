"""The life of an outcome claim, and how a metric's share is computed and kept unrevealing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from app.kernel.money import half_away_from_zero
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason
from app.kernel.states import Flow
from app.procurement.rules.metrics import MetricKind
from app.procurement.rules.tariffs.bonus import reasons_bonus_not_earned
from app.procurement.rules.tariffs.tariff import Tariff

HIDDEN = "-"


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    EVIDENCED = "evidenced"
    VERIFIED = "verified"
    REJECTED = "rejected"


CLAIM_FLOW = Flow(
    "outcome claim",
    ClaimState.CLAIMED,
    {
        (ClaimState.CLAIMED, "show_evidence"): ClaimState.EVIDENCED,
        (ClaimState.CLAIMED, "reject"): ClaimState.REJECTED,
        (ClaimState.EVIDENCED, "verify"): ClaimState.VERIFIED,
        (ClaimState.EVIDENCED, "reject"): ClaimState.REJECTED,
    },
)


def reasons_not_to_claim(
    tariff: Tariff, *, began_on: date, reached_on: date, consent_on: date | None, today: date
) -> list[Reason]:
    """The outcome has lasted, it is not foretold, and the client allows its use (RULE-66).

    >>> from app.kernel.money import Money
    >>> job = Tariff(Unit.MONTH, per=30, bonus=Money(700_00), bonus_after_months=3)
    >>> days = dict(began_on=date(2026, 4, 13), reached_on=date(2026, 7, 13), today=date(2026, 7, 20))
    >>> reasons_not_to_claim(job, **days, consent_on=date(2026, 7, 14))
    []
    >>> [reason.code for reason in reasons_not_to_claim(job, **days, consent_on=None)]
    ['impact.consent_missing']
    """
    reasons = list(reasons_bonus_not_earned(tariff, began_on=began_on, reached_on=reached_on))
    if reached_on > today:
        reasons.append(Reason("impact.not_reached_yet", {"reached_on": reached_on.isoformat()}))
    if consent_on is None or consent_on > today:
        reasons.append(Reason("impact.consent_missing"))
    return reasons


def reasons_reached_before(order_from: date, reached_on: date) -> list[Reason]:
    """Nobody is paid for what was reached before they had the order."""
    if reached_on >= order_from:
        return []
    return [Reason("impact.reached_before_order", {"from": order_from.isoformat()})]


def reasons_unwritten(written: str) -> list[Reason]:
    """Evidence, and a no, need words."""
    return [] if written.strip() else [Reason("impact.words_missing")]


@dataclass(frozen=True)
class Start:
    """When one accepted order was due to start, and when it did."""

    client_id: UUID
    category_code: str
    due_on: date
    began_on: date | None

    @property
    def measured_on(self) -> date:
        """The day on which it was clear whether it started in time."""
        return self.began_on if self.began_on is not None and was_in_time(self) else self.due_on


def was_in_time(start: Start) -> bool:
    """
    >>> due = date(2026, 4, 29)
    >>> was_in_time(Start(UUID(int=1), "A", due, due)), was_in_time(Start(UUID(int=1), "A", due, None))
    (True, False)
    """
    return start.began_on is not None and start.began_on <= start.due_on


def is_known(start: Start, today: date) -> bool:
    """An order that may still start in time says nothing yet.

    >>> is_known(Start(UUID(int=1), "A", date(2026, 4, 29), None), date(2026, 4, 29))
    False
    """
    return start.began_on is not None or today > start.due_on


@dataclass(frozen=True)
class MetricResult:
    """So much of so much, and how many different clients stand behind it; None where it is not shown.

    Of a metric that is told by category, each category has its own: amounts in different units are never
    added up.
    """

    code: str
    kind: MetricKind
    category_code: str | None
    unit: Unit | None
    numerator: Fraction | None
    denominator: Fraction | None
    clients: int | None
    least_shown: int

    @property
    def numerator_text(self) -> str:
        return as_decimal(self.numerator)

    @property
    def denominator_text(self) -> str:
        return as_decimal(self.denominator)

    @property
    def share_basis_points(self) -> int | None:
        """For pages, which write it as their language does; None where it is not shown."""
        if self.numerator is None or not self.denominator:
            return None
        return half_away_from_zero(self.numerator / self.denominator * 1000) * 10

    @property
    def share_text(self) -> str:
        """
        >>> metric = MetricResult("M2", MetricKind.ATTENDANCE, "A", Unit.HOUR, None, None, 6, 5)
        >>> replace(metric, numerator=Fraction(27, 4), denominator=Fraction(31, 4)).share_text
        '87.1 %'
        """
        if self.numerator is None or not self.denominator:
            return HIDDEN
        return percent(self.numerator / self.denominator)


def percent(share: Fraction) -> str:
    """To one decimal, half away from zero.

    >>> percent(Fraction(1)), percent(Fraction(8, 10)), percent(Fraction(1, 16))
    ('100.0 %', '80.0 %', '6.3 %')
    """
    whole, tenth = divmod(half_away_from_zero(share * 1000), 10)
    return f"{whole}.{tenth} %"


def as_decimal(amount: Fraction | None) -> str:
    """
    >>> as_decimal(Fraction(27, 4)), as_decimal(Fraction(7)), as_decimal(None)
    ('6.75', '7', '-')
    """
    if amount is None:
        return HIDDEN
    return Quantity(amount.numerator, amount.denominator, Unit.OUTCOME).plain()


def without_small_groups(results: Iterable[MetricResult]) -> list[MetricResult]:
    """What anybody may read: the figures of a few clients could tell about one of them.

    >>> few = MetricResult("M1", MetricKind.STARTED_IN_TIME, None, None, Fraction(4), Fraction(4), 4, 5)
    >>> shown = without_small_groups([few, replace(few, clients=5)])
    >>> [(result.share_text, result.clients) for result in shown]
    [('-', None), ('100.0 %', 5)]
    """
    return [result if _is_shown(result) else _hidden(result) for result in results]


def _is_shown(result: MetricResult) -> bool:
    return result.clients is not None and result.clients >= result.least_shown


def _hidden(result: MetricResult) -> MetricResult:
    return replace(result, numerator=None, denominator=None, clients=None)
