"""What a visit that did not happen pays: nothing when told in time, a share of one unit when not."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from app.kernel.money import WHOLE
from app.kernel.quantity import Quantity
from app.procurement.rules.tariffs.tariff import Tariff


class MissedVisit(StrEnum):
    """How an agreed visit failed; the words are also those of a delivery's kind."""

    CANCELLED = "cancelled"
    LATE_CANCELLATION = "late_cancellation"
    NO_SHOW = "no_show"


PAID = (MissedVisit.LATE_CANCELLATION, MissedVisit.NO_SHOW)


def cancellation_kind(*, begins_at: datetime, notice_at: datetime | None, tariff: Tariff) -> MissedVisit:
    """In time is at least the free hours before the visit, counted as time passes and not on the wall.

    >>> begins = datetime.fromisoformat("2026-04-30T09:00+03:00")
    >>> def told(notice: str) -> str:
    ...     at = datetime.fromisoformat(notice)
    ...     return cancellation_kind(begins_at=begins, notice_at=at, tariff=tariff).value
    >>> from app.kernel.quantity import Unit
    >>> tariff = Tariff(Unit.SESSION)
    >>> told("2026-04-29T09:00+03:00"), told("2026-04-29T09:01+03:00"), told("2026-04-30T09:00+03:00")
    ('cancelled', 'late_cancellation', 'no_show')
    """
    if notice_at is None:
        return MissedVisit.NO_SHOW
    # In UTC: two moments of one zone subtract by the clock on the wall, an hour wrong twice a year.
    ahead = begins_at.astimezone(UTC) - notice_at.astimezone(UTC)
    if ahead <= timedelta(0):
        return MissedVisit.NO_SHOW
    if ahead >= timedelta(hours=tariff.free_until_hours):
        return MissedVisit.CANCELLED
    return MissedVisit.LATE_CANCELLATION


def fee_for(kind: MissedVisit, *, tariff: Tariff, fees_in_order: int, fees_in_month: int) -> Quantity:
    """The part of one unit that is paid; nothing once a ceiling of the tariff is reached.

    `fees_in_order` and `fees_in_month` count the fees that the same order has had before, at all and
    in the month of the visit.

    >>> from app.kernel.quantity import Unit
    >>> session = Tariff(Unit.SESSION)
    >>> fee_for(MissedVisit.NO_SHOW, tariff=session, fees_in_order=0, fees_in_month=0).plain()
    '0.5'
    >>> fee_for(MissedVisit.NO_SHOW, tariff=session, fees_in_order=2, fees_in_month=0).plain()
    '0'
    """
    is_owed = kind in PAID and not _is_full(tariff, fees_in_order=fees_in_order, fees_in_month=fees_in_month)
    share = Fraction(tariff.fee_share, WHOLE) if is_owed else Fraction(0)
    return Quantity(share.numerator, share.denominator, tariff.unit)


def _is_full(tariff: Tariff, *, fees_in_order: int, fees_in_month: int) -> bool:
    ceilings = ((tariff.most_fees_per_order, fees_in_order), (tariff.most_fees_per_month, fees_in_month))
    return any(most is not None and so_far >= most for most, so_far in ceilings)
