"""What a supplier may log for an order: on which days, how much, by whom, and each thing once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from app.deliveries.rules.states import DeliveryKind
from app.kernel.deadlines import last_day_of_month
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason

WHOLE_OF_ITSELF = frozenset({Unit.SESSION, Unit.PARTICIPANT_DAY, Unit.PACKAGE})  # "one" needs no saying
LONGEST_REFERENCE = 60


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


@dataclass(frozen=True)
class Term:
    """From when to when an order may be delivered, both days included."""

    starts_on: date
    ends_on: date


def term_of(*, starts_on: date, ends_on: date, accepted_on: date, ended_on: date | None) -> Term:
    """The order's period, from the day it was accepted, until the day it was ended before its time.

    >>> year = dict(starts_on=date(2026, 4, 7), ends_on=date(2026, 10, 6), ended_on=date(2026, 6, 1))
    >>> str(term_of(**year, accepted_on=date(2026, 4, 8)).starts_on)
    '2026-04-08'
    """
    return Term(max(starts_on, accepted_on), min(ends_on, ended_on or ends_on))


def reasons_day_wrong(first_on: date, last_on: date, *, term: Term, today: date) -> list[Reason]:
    """Only what has happened, within the order's term.

    >>> april = dict(term=Term(date(2026, 4, 7), date(2026, 10, 6)), today=date(2026, 4, 30))
    >>> reasons_day_wrong(date(2026, 4, 8), date(2026, 4, 8), **april)
    []
    >>> [reason.code for reason in reasons_day_wrong(date(2026, 5, 1), date(2026, 5, 1), **april)]
    ['deliveries.not_yet']
    """
    reasons = []
    if last_on > today:
        reasons.append(Reason("deliveries.not_yet", {"day": last_on.isoformat()}))
    if first_on < term.starts_on or last_on > term.ends_on:
        facts = {"starts_on": term.starts_on.isoformat(), "ends_on": term.ends_on.isoformat()}
        reasons.append(Reason("deliveries.outside_order", facts))
    return reasons


def reasons_moments_wrong(
    delivered_on: date,
    *,
    begins_on: date | None,
    notice_at: datetime | None,
    now: datetime,
) -> list[Reason]:
    """A booked time lies on its day, where the service is given; nobody gives notice in the future."""
    reasons = []
    if begins_on is not None and begins_on != delivered_on:
        reasons.append(Reason("deliveries.begins_on_another_day", {"day": delivered_on.isoformat()}))
    if notice_at is not None and notice_at > now:
        reasons.append(Reason("deliveries.notice_not_yet"))
    return reasons


def usual_amount(unit: Unit, *, is_booking: bool) -> Quantity | None:
    """What is meant when nobody says how much: one session, one day, one booking; hours held are told.

    >>> usual_amount(Unit.HOUR, is_booking=False), usual_amount(Unit.HOUR, is_booking=True)
    (None, Quantity(value=1, per=1, unit=<Unit.HOUR: 'hour'>))
    """
    return Quantity(1, 1, unit) if is_booking or unit in WHOLE_OF_ITSELF else None


def reasons_not_one_day(told: Period) -> list[Reason]:
    """Only a month service goes on for days."""
    return [] if told.first_on == told.last_on else [Reason("deliveries.not_one_day")]


def reasons_not_one_month(first_on: date, last_on: date) -> list[Reason]:
    """A month service is told month by month, because each month is counted and invoiced by itself.

    >>> [reason.code for reason in reasons_not_one_month(date(2026, 4, 13), date(2026, 5, 12))]
    ['deliveries.not_one_month']
    """
    if first_on <= last_on <= last_day_of_month(first_on):
        return []
    return [Reason("deliveries.not_one_month")]


def reasons_told_already(told: Period, logged: Iterable[Period]) -> list[Reason]:
    """No day of a month service is told twice.

    >>> april = Period(date(2026, 4, 13), date(2026, 4, 30))
    >>> [no.code for no in reasons_told_already(april, [Period(date(2026, 4, 1), date(2026, 4, 13))])]
    ['deliveries.period_logged_already']
    """
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


def reasons_reference_wrong(reference: str) -> list[Reason]:
    if len(reference) <= LONGEST_REFERENCE:
        return []
    return [Reason("deliveries.reference_too_long", {"longest": str(LONGEST_REFERENCE)})]


def reasons_told_otherwise(told: Account, known: Account) -> list[Reason]:
    """A reference names one delivery: told again fact by fact it is the same one, else a mistake.

    >>> day, who = date(2026, 4, 8), UUID(int=1)
    >>> known = Account(DeliveryKind.HELD, day, day, Quantity(6, 4, Unit.HOUR), who, who, reference="V-1")
    >>> reasons_told_otherwise(replace(known, amount=Quantity(3, 2, Unit.HOUR)), known)
    []
    >>> [no.code for no in reasons_told_otherwise(replace(known, worker_id=UUID(int=2)), known)]
    ['deliveries.same_reference']
    """
    if _comparable(told) == _comparable(known):
        return []
    return [Reason("deliveries.same_reference", {"reference": known.reference})]


def _comparable(account: Account) -> tuple[Account, Fraction]:
    """6/4 of an hour are as much as 3/2."""
    return replace(account, amount=Quantity(0, 1, account.amount.unit)), account.amount.exact
