"""Which value makes a purchase small, how the value is estimated, and when two purchases are one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.kernel.deadlines import months_after
from app.kernel.money import Money, total
from app.kernel.refusals import Reason

MONTHS_WITHOUT_END = 48  # Directive 2014/24/EU, article 5: a service without an end counts as four years
MONTHS_OF_ONE_PURCHASE = 12
CPV_GROUP_DIGITS = 3
NOTHING = Money(0)


class Regime(StrEnum):
    """Which threshold a service falls under; the CPV code hints, the officer decides and answers for it."""

    ORDINARY = "ordinary"
    SOCIAL_HEALTH = "social_health"
    SPECIAL = "special"


class LegalBasis(StrEnum):
    """Why the buyer may keep a call open and let each order find its supplier."""

    SMALL_DPS = "small_dps"
    ACT_DPS = "act_dps"
    OPEN_HOUSE_CLIENT_CHOICE = "open_house_client_choice"
    FRAMEWORK_CLIENT_CHOICE = "framework_client_choice"


@dataclass(frozen=True)
class Thresholds:
    """The thresholds of one day, value added tax excluded."""

    national: Mapping[Regime, Money]
    eu: Mapping[Regime, Money]

    def is_small(self, value: Money, regime: Regime) -> bool:
        """Small is strictly below the national threshold (RULE-01).

        >>> of_2026 = Thresholds({Regime.ORDINARY: Money(60_000_00)}, {Regime.ORDINARY: Money(216_000_00)})
        >>> of_2026.is_small(Money(59_999_99), Regime.ORDINARY)
        True
        >>> of_2026.is_small(Money(60_000_00), Regime.ORDINARY)
        False
        """
        return value < self.national[regime]

    def reaches_eu(self, value: Money, regime: Regime) -> bool:
        """From here on a notice is also owed to the whole Union."""
        return value >= self.eu[regime]


def reasons_basis_does_not_fit(
    basis: LegalBasis, *, value: Money, regime: Regime, thresholds: Thresholds
) -> list[Reason]:
    """Only the small purchase has an upper end; the other bases hold for any value."""
    if value <= NOTHING:
        return [Reason("law.value_not_positive", {"value": str(value)})]
    if basis is LegalBasis.SMALL_DPS and not thresholds.is_small(value, regime):
        return [Reason("law.not_small", {"value": str(value), "threshold": str(thresholds.national[regime])})]
    return []


def reasons_regime_unjustified(
    regime: Regime, *, hints: Iterable[Regime], justification: str
) -> list[Reason]:
    """The regime decides the threshold: where the CPV codes hint otherwise, the officer says why.

    >>> reasons_regime_unjustified(Regime.SOCIAL_HEALTH, hints=[Regime.SOCIAL_HEALTH], justification="")
    []
    >>> [reason.code for reason in reasons_regime_unjustified(Regime.SPECIAL, hints=[], justification=" ")]
    ['law.regime_unjustified']
    """
    if set(hints) == {regime} or justification.strip():
        return []
    return [Reason("law.regime_unjustified", {"regime": regime})]


def value_over_time(monthly: Money, months: int | None) -> Money:
    """A monthly price over the whole validity; without an end it counts as 48 months (RULE-04).

    >>> str(value_over_time(Money(5_000_00), None))
    '240000.00 EUR'
    """
    return Money(monthly.cents * (MONTHS_WITHOUT_END if months is None else months))


def value_of_recurring(*, past_year: Money | None, coming_year: Money | None) -> Money:
    """What the last twelve months really cost, or what the next twelve are expected to (RULE-04)."""
    known = [amount for amount in (past_year, coming_year) if amount is not None]
    if not known:
        raise ValueError("a recurring purchase needs the past or the coming twelve months")
    return known[0]


@dataclass(frozen=True)
class ValuePart:
    """One category of one buyer: what it is expected to cost at most, with everything that may follow."""

    base: Money
    options: Money = NOTHING
    extensions: Money = NOTHING
    prizes: Money = NOTHING

    @property
    def whole(self) -> Money:
        return self.base + self.options + self.extensions + self.prizes


def estimated_value(parts: Iterable[ValuePart]) -> Money:
    """The greatest total of all categories and all buyers for the whole validity (RULE-02, RULE-03).

    >>> two_years_and_an_option = ValuePart(base=Money(240_000_00), options=Money(120_000_00))
    >>> str(estimated_value([two_years_and_an_option, ValuePart(base=Money(30_000_00))]))
    '390000.00 EUR'
    """
    return total(part.whole for part in parts)


@dataclass(frozen=True)
class Purchase:
    """A call as the ban on splitting looks at it."""

    number: str
    buyer_ids: frozenset[UUID]
    cpv: str
    published_on: date
    value: Money


def one_purchase_with(this: Purchase, others: Iterable[Purchase]) -> list[Purchase]:
    """Calls of a same buyer and CPV group within twelve months: perhaps one natural whole (RULE-05)."""
    return [other for other in others if other.number != this.number and _belong_together(this, other)]


def _belong_together(one: Purchase, other: Purchase) -> bool:
    first, second = sorted((one.published_on, other.published_on))
    return (
        bool(one.buyer_ids & other.buyer_ids)
        and one.cpv[:CPV_GROUP_DIGITS] == other.cpv[:CPV_GROUP_DIGITS]
        and second <= months_after(first, MONTHS_OF_ONE_PURCHASE)
    )


def reasons_split_unexplained(
    this: Purchase, others: Iterable[Purchase], *, regime: Regime, thresholds: Thresholds, explanation: str
) -> list[Reason]:
    """Small alone, not small together: the officer says why they are separate purchases (RULE-05)."""
    siblings = one_purchase_with(this, others)
    together = total([this.value, *(sibling.value for sibling in siblings)])
    if not siblings or explanation.strip() or thresholds.is_small(together, regime):
        return []
    facts = {
        "total": str(together),
        "threshold": str(thresholds.national[regime]),
        "calls": ", ".join(sibling.number for sibling in siblings),
    }
    return [Reason("law.split_unexplained", facts)]
