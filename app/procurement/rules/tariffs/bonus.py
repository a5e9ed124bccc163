"""When an outcome has earned its bonus, and how large a part of the pay the bonus is."""

from datetime import date
from fractions import Fraction

from app.kernel.deadlines import months_after
from app.kernel.money import WHOLE, Money, half_away_from_zero
from app.kernel.refusals import Reason
from app.procurement.rules.tariffs.tariff import NOTHING, Tariff


def reasons_bonus_not_earned(tariff: Tariff, *, began_on: date, reached_on: date) -> list[Reason]:
    """An outcome that began on 13 April has lasted three months on 13 July.

    >>> from app.kernel.quantity import Unit
    >>> job = Tariff(Unit.MONTH, per=30, bonus=Money(700_00), bonus_after_months=3)
    >>> reasons_bonus_not_earned(job, began_on=date(2026, 4, 13), reached_on=date(2026, 7, 13))
    []
    >>> early = reasons_bonus_not_earned(job, began_on=date(2026, 4, 13), reached_on=date(2026, 7, 12))
    >>> [(reason.code, reason.facts["earliest"]) for reason in early]
    [('procurement.outcome_too_short', '2026-07-13')]
    """
    if tariff.bonus == NOTHING:
        return [Reason("procurement.no_bonus")]
    earliest = months_after(began_on, tariff.bonus_after_months)
    if reached_on < earliest:
        return [Reason("procurement.outcome_too_short", {"earliest": earliest.isoformat()})]
    return []


def bonus_share(*, bonus: Money, whole: Money) -> int:
    """In basis points of everything that the order may cost: shown, so that a fixed part remains (RULE-66).

    >>> bonus_share(bonus=Money(700_00), whole=Money(1_534_00))
    4563
    """
    return half_away_from_zero(Fraction(bonus.cents * WHOLE, whole.cents)) if whole.cents else 0
