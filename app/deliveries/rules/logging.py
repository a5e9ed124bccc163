"""What a supplier may log for an order: on which days, how much, by whom, and each thing once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.deliveries.rules.states import DeliveryKind
from app.kernel.deadlines import Calendar
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason

WHOLE_OF_ITSELF = frozenset({Unit.SESSION, Unit.PARTICIPANT_DAY, Unit.PACKAGE})  # "one" needs no saying


@dataclass(frozen=True)
class Account:
    """What the supplier tells of one delivery; `amount` is what was held, or what had been booked."""

    kind: DeliveryKind
    delivered_on: date
    last_on: date
    amount: Quantity
    member_id: UUID
    worker_id: UUID
    begins_at: datetime | None = None
    notice_at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True)
class Period:
    """A month service's days, both ends included."""

    first_on: date
    last_on: date


def reasons_day_wrong(
    first_on: date, last_on: date, *, starts_on: date, ends_on: date, today: date
) -> list[Reason]:
    """Only what has happened, within the order's period.

    >>> april = dict(starts_on=date(2026, 4, 7), ends_on=date(2026, 10, 6), today=date(2026, 4, 30))
    >>> reasons_day_wrong(date(2026, 4, 8), date(2026, 4, 8), **april)
    []
    >>> [reason.code for reason in reasons_day_wrong(date(2026, 5, 1), date(2026, 5, 1), **april)]
    ['deliveries.not_yet']
    """
    reasons = []
    if last_on > today:
        reasons.append(Reason("deliveries.not_yet", {"day": last_on.isoformat()}))
    if first_on < starts_on or last_on > ends_on:
        facts = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
        reasons.append(Reason("deliveries.outside_order", facts))
    if last_on < first_on:
        reasons.append(Reason("deliveries.ends_before_it_starts"))
    return reasons


def reasons_moments_wrong(
    delivered_on: date,
    *,
    begins_at: datetime | None,
    notice_at: datetime | None,
    now: datetime,
    calendar: Calendar,
) -> list[Reason]:
    """A booked time lies on its day, where the service is given; nobody gives notice in the future."""
    reasons = []
    if begins_at is not None and calendar.local_day(begins_at) != delivered_on:
        reasons.append(Reason("deliveries.begins_on_another_day", {"day": delivered_on.isoformat()}))
    if notice_at is not None and notice_at > now:
        reasons.append(Reason("deliveries.notice_not_yet"))
    return reasons


def usual_amount(unit: Unit) -> Quantity | None:
    """What is meant when nobody says how much: one session, one day; hours are always told."""
    return Quantity(1, 1, unit) if unit in WHOLE_OF_ITSELF else None


def reasons_period_wrong(told: Period, logged: Iterable[Period]) -> list[Reason]:
    """A month service is told within one calendar month, and no day of it twice.

    >>> april = Period(date(2026, 4, 13), date(2026, 4, 30))
    >>> [reason.code for reason in reasons_period_wrong(april, [Period(date(2026, 4, 1), date(2026, 4, 13))])]
    ['deliveries.period_logged_already']
    """
    if (told.first_on.year, told.first_on.month) != (told.last_on.year, told.last_on.month):
        return [Reason("deliveries.not_one_month")]
    if any(told.first_on <= period.last_on and period.first_on <= told.last_on for period in logged):
        return [Reason("deliveries.period_logged_already")]
    return []


def reasons_not_theirs(
    *, member_id: UUID, members: Collection[UUID], works_there: bool, day: date
) -> list[Reason]:
    """The member belonged to the group, and the worker to the member, on the day of the delivery."""
    facts = {"day": day.isoformat()}
    if member_id not in members:
        return [Reason("deliveries.not_a_member", facts)]
    if not works_there:
        return [Reason("deliveries.not_a_worker", facts)]
    return []


def reasons_told_otherwise(told: Account, known: Account) -> list[Reason]:
    """A reference names one delivery: told again word for word it is the same, else a mistake."""
    return [] if told == known else [Reason("deliveries.same_reference", {"reference": known.reference})]
