"""What of an account counts: as which kind of delivery, for how much pay, for how much attendance."""

from dataclasses import dataclass

from app.deliveries.rules.logging import Account
from app.deliveries.rules.states import DeliveryKind
from app.kernel.quantity import Quantity
from app.kernel.refusals import Reason
from app.orders.rules.running import parts_of
from app.procurement.rules.tariffs.fees import MissedVisit, cancellation_kind, fee_for
from app.procurement.rules.tariffs.tariff import Tariff, reasons_not_countable

NOTHING_BOOKED = 0


@dataclass(frozen=True)
class FeesBefore:
    """How many fees the order has had, at all and in the month of the visit."""

    in_order: int
    in_month: int


NO_FEES = FeesBefore(in_order=0, in_month=0)


@dataclass(frozen=True)
class Counted:
    """`quantity` is paid and taken from the order; `booked_parts` is for attendance alone."""

    kind: DeliveryKind
    quantity: Quantity
    booked_parts: int


def reasons_not_counted(account: Account, tariff: Tariff) -> list[Reason]:
    """
    >>> from datetime import date
    >>> from uuid import UUID
    >>> from app.kernel.quantity import Unit
    >>> day, who = date(2026, 4, 8), UUID(int=1)
    >>> third = Account(DeliveryKind.HELD, day, day, Quantity(1, 3, Unit.HOUR), who, who)
    >>> [reason.code for reason in reasons_not_counted(third, Tariff(Unit.HOUR, per=4))]
    ['procurement.not_in_steps']
    """
    if account.kind is not DeliveryKind.HELD and tariff.thirty_day_month:
        return [Reason("deliveries.months_do_not_fail")]
    if account.kind is DeliveryKind.CANCELLED and account.begins_at is None:
        return [Reason("deliveries.begin_missing")]
    if account.kind is DeliveryKind.CANCELLED and account.notice_at is None:
        return [Reason("deliveries.notice_missing")]
    return reasons_not_countable(account.amount, tariff)


def told_as(kind: DeliveryKind) -> DeliveryKind:
    """A supplier tells that a visit was cancelled; whether that was late is for the tariff to say."""
    return DeliveryKind.CANCELLED if kind is DeliveryKind.LATE_CANCELLATION else kind


def counted(account: Account, tariff: Tariff, before: FeesBefore) -> Counted:
    """What was held counts whole; a failed visit as the tariff says, and as booked in any case."""
    if account.kind is DeliveryKind.HELD:
        return Counted(DeliveryKind.HELD, in_parts(account.amount, tariff.per), _booked(account, tariff))
    missed = missed_as(account, tariff)
    fee = fee_for(missed, tariff=tariff, fees_in_order=before.in_order, fees_in_month=before.in_month)
    return Counted(DeliveryKind(missed.value), fee, _booked(account, tariff))


def missed_as(account: Account, tariff: Tariff) -> MissedVisit:
    """A cancellation is in time, late, or comes when nobody came; a no-show is what it is called."""
    if account.kind is not DeliveryKind.CANCELLED or account.begins_at is None:
        return MissedVisit.NO_SHOW
    return cancellation_kind(begins_at=account.begins_at, notice_at=account.notice_at, tariff=tariff)


def in_parts(amount: Quantity, per: int) -> Quantity:
    """The same amount in so many parts of a unit.

    >>> from app.kernel.quantity import Unit
    >>> in_parts(Quantity(5, 2, Unit.HOUR), 4)
    Quantity(value=10, per=4, unit=<Unit.HOUR: 'hour'>)
    """
    parts = amount.exact * per
    if parts.denominator != 1:
        raise ValueError(f"{amount.plain()} {amount.unit} does not come out even in 1/{per}")
    return Quantity(parts.numerator, per, amount.unit)


def _booked(account: Account, tariff: Tariff) -> int:
    # nobody books a month of support, so it has no attendance
    return NOTHING_BOOKED if tariff.thirty_day_month else parts_of(account.amount)
