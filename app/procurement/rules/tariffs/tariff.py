"""How one category is paid: its unit, its steps, its fees for visits that fail, and its bonus."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.kernel.money import WHOLE, Money
from app.kernel.plain import as_plain
from app.kernel.quantity import Quantity, Unit
from app.kernel.refusals import Reason
from app.kernel.typed import from_plain

MONTH_DAYS = 30
QUARTERS = 4
NOTHING = Money(0)


@dataclass(frozen=True)
class Cancellation:
    """What an agreed visit costs when it fails (RULE-63): the same words for a call and for its contracts.

    `share` is of one whole unit, in basis points, whatever the length of the visit.
    """

    free_until_hours: int = 24
    share: int = 5000
    most_per_order: int = 2
    most_per_month_in_groups: int = 2


@dataclass(frozen=True)
class Tariff:
    """A category's own; a ceiling of None is no ceiling, a fee share of 0 pays nothing.

    >>> coaching = Tariff(Unit.HOUR, per=4)
    >>> tariff_from_json(coaching.as_json()) == coaching
    True
    """

    unit: Unit
    per: int = 1  # the smallest part that is counted: 4 is a quarter of an hour
    least_minutes: int = 0  # how long a unit lasts at least: a participant day has four hours
    free_until_hours: int = 24
    fee_share: int = 5000
    most_fees_per_order: int | None = 2
    most_fees_per_month: int | None = None
    bonus: Money = NOTHING  # once for a client and call, when the outcome has lasted
    bonus_after_months: int = 0
    bonus_weekly_hours: int = 0

    @property
    def thirty_day_month(self) -> bool:
        return self.unit is Unit.MONTH

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


def tariff_from_json(stored: Mapping[str, Any]) -> Tariff:
    return from_plain(Tariff, stored)


def by_the_visit(
    unit: Unit, *, per: int = 1, least_minutes: int = 0, cancellation: Cancellation | None = None
) -> Tariff:
    """Hours and sessions of one client: failed visits are counted in the whole order."""
    rule = cancellation or Cancellation()
    return Tariff(
        unit,
        per=per,
        least_minutes=least_minutes,
        free_until_hours=rule.free_until_hours,
        fee_share=rule.share,
        most_fees_per_order=rule.most_per_order,
    )


def in_a_group(unit: Unit, *, least_minutes: int = 0, cancellation: Cancellation | None = None) -> Tariff:
    """A place in a group: absences are counted month by month."""
    rule = cancellation or Cancellation()
    return Tariff(
        unit,
        least_minutes=least_minutes,
        free_until_hours=rule.free_until_hours,
        fee_share=rule.share,
        most_fees_per_order=None,
        most_fees_per_month=rule.most_per_month_in_groups,
    )


def by_the_month(
    *, bonus: Money = NOTHING, bonus_after_months: int = 0, bonus_weekly_hours: int = 0
) -> Tariff:
    """Support that goes on: no visit of it can fail, and a bonus may follow."""
    return Tariff(
        Unit.MONTH,
        per=MONTH_DAYS,
        fee_share=0,
        bonus=bonus,
        bonus_after_months=bonus_after_months,
        bonus_weekly_hours=bonus_weekly_hours,
    )


def reasons_tariff_wrong(tariff: Tariff) -> list[Reason]:
    """What would make the tariff unpayable or open to two readings."""
    wrong = {
        "per": tariff.per < 1 or (tariff.thirty_day_month and tariff.per != MONTH_DAYS),
        "least_minutes": tariff.least_minutes < 0,
        "free_until_hours": tariff.free_until_hours < 0,
        "fee_share": not 0 <= tariff.fee_share <= WHOLE,
        "most_fees": any(
            most is not None and most < 0 for most in (tariff.most_fees_per_order, tariff.most_fees_per_month)
        ),
        "bonus": tariff.bonus < NOTHING or bool(tariff.bonus.cents) != bool(tariff.bonus_after_months),
    }
    return [
        Reason("procurement.tariff_wrong", {"what": what}) for what, is_wrong in wrong.items() if is_wrong
    ]


def differs_from(tariff: Tariff, cancellation: Cancellation) -> bool:
    """Whether the tariff would pay other fees than the call's terms say; one without fees never does.

    >>> differs_from(by_the_visit(Unit.HOUR, per=4), Cancellation(share=2500))
    True
    >>> differs_from(by_the_month(), Cancellation(share=2500))
    False
    """
    if not tariff.fee_share:
        return False
    of_a_visit, of_a_group = (
        make(tariff.unit, cancellation=cancellation) for make in (by_the_visit, in_a_group)
    )
    return _fees(tariff) not in (_fees(of_a_visit), _fees(of_a_group))


def with_fees_of(tariff: Tariff, cancellation: Cancellation) -> Tariff:
    """The same tariff under other terms of cancellation; one without fees stays without.

    >>> with_fees_of(by_the_visit(Unit.HOUR, per=4), Cancellation(share=2500)).fee_share
    2500
    """
    if not tariff.fee_share and tariff.thirty_day_month:
        return tariff
    in_groups = tariff.most_fees_per_month is not None
    return replace(
        tariff,
        free_until_hours=cancellation.free_until_hours,
        fee_share=cancellation.share,
        most_fees_per_order=None if in_groups else cancellation.most_per_order,
        most_fees_per_month=cancellation.most_per_month_in_groups if in_groups else None,
    )


def _fees(tariff: Tariff) -> tuple[int | None, ...]:
    return (
        tariff.free_until_hours,
        tariff.fee_share,
        tariff.most_fees_per_order,
        tariff.most_fees_per_month,
    )


def reasons_not_countable(quantity: Quantity, tariff: Tariff) -> list[Reason]:
    """Only whole steps of the right unit are ordered and delivered.

    >>> quarters = Tariff(Unit.HOUR, per=4)
    >>> reasons_not_countable(Quantity(5, 4, Unit.HOUR), quarters)
    []
    >>> [reason.code for reason in reasons_not_countable(Quantity(1, 3, Unit.HOUR), quarters)]
    ['procurement.not_in_steps']
    """
    if quantity.unit is not tariff.unit:
        return [Reason("procurement.wrong_unit", {"unit": quantity.unit, "asked": tariff.unit})]
    if quantity.value <= 0:
        return [Reason("procurement.nothing_counted", {"quantity": quantity.plain()})]
    if (quantity.exact * tariff.per).denominator != 1:
        facts = {"quantity": quantity.plain(), "per": str(tariff.per), "unit": tariff.unit}
        return [Reason("procurement.not_in_steps", facts)]
    return []


def reasons_too_short(minutes: int, tariff: Tariff) -> list[Reason]:
    """A participant day of under four hours, or a session cut short, is not a unit.

    >>> reasons_too_short(240, Tariff(Unit.PARTICIPANT_DAY, least_minutes=240))
    []
    """
    if minutes >= tariff.least_minutes:
        return []
    return [Reason("procurement.too_short", {"minutes": str(minutes), "least": str(tariff.least_minutes)})]
