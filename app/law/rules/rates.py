"""Rates by the day that counts: value added tax by supply, late-payment interest by each late day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from app.kernel.money import WHOLE, Money, half_away_from_zero
from app.kernel.refusals import Reason
from app.law.rules.facts import LegalFact, LegalKind, known_fact_on
from app.law.rules.limits import AmountName, LimitName

DAYS_OF_INTEREST_YEAR = 365


class VatKind(StrEnum):
    """Which rate a taxed supply bears; exempt and out of scope have none and are not here."""

    STANDARD = "standard"
    REDUCED = "reduced"
    LOW = "low"


class RateName(StrEnum):
    """Yearly or of the price, in basis points."""

    VAT_STANDARD = "vat.standard"
    VAT_REDUCED = "vat.reduced"
    VAT_LOW = "vat.low"
    LATE_REFERENCE = "late.reference"
    LATE_MARGIN = "late.margin"


@dataclass(frozen=True)
class Rates:
    """A country's rates of all known years; each question names its day."""

    country: str
    facts: tuple[LegalFact, ...]

    def vat(self, kind: VatKind, *, supplied_on: date) -> int:
        """In basis points, by the day of supply and never of the invoice; an advance by its payment day."""
        return self._number(LegalKind.RATE, f"vat.{kind}", supplied_on)

    def late_interest(self, on: date) -> int:
        """What a public buyer owes a supplier for that day, in basis points a year."""
        reference = self._number(LegalKind.RATE, RateName.LATE_REFERENCE, on)
        return reference + self._number(LegalKind.RATE, RateName.LATE_MARGIN, on)

    def late_compensation(self, on: date) -> Money:
        """The fixed sum for recovery costs that falls due with the first late day."""
        return Money(self._number(LegalKind.AMOUNT, AmountName.LATE_COMPENSATION, on))

    def payment_term_days(self, on: date) -> int:
        return self._number(LegalKind.LIMIT, LimitName.PAYMENT_TERM, on)

    def longest_payment_term_days(self, on: date) -> int:
        return self._number(LegalKind.LIMIT, LimitName.PAYMENT_TERM_LONGEST, on)

    def _number(self, kind: LegalKind, key: str, on: date) -> int:
        mine = (fact for fact in self.facts if fact.kind is kind and fact.key == key)
        return known_fact_on(mine, on, country=self.country, what=key).number or 0


def late_interest(amount: Money, *, due_on: date, paid_on: date, rates: Rates) -> Money:
    """Each late day at the rate of that day, rounded once; the reference rate changes every half year."""
    late_days = (due_on + timedelta(days=number) for number in range(1, (paid_on - due_on).days + 1))
    points = sum(rates.late_interest(day) for day in late_days)
    return Money(half_away_from_zero(Fraction(amount.cents * points, WHOLE * DAYS_OF_INTEREST_YEAR)))


def reasons_payment_term_wrong(days: int, *, usual: int, longest: int, justification: str) -> list[Reason]:
    """A public buyer pays in 30 days, in 60 at most where expressly agreed and justified (RULE-58).

    >>> [reason.code for reason in reasons_payment_term_wrong(45, usual=30, longest=60, justification="")]
    ['law.payment_term_unjustified']
    >>> reasons_payment_term_wrong(45, usual=30, longest=60, justification="Tuki maksetaan jälkikäteen")
    []
    """
    if days > longest:
        return [Reason("law.payment_term_too_long", {"days": str(days), "longest": str(longest)})]
    if days > usual and not justification.strip():
        return [Reason("law.payment_term_unjustified", {"days": str(days), "usual": str(usual)})]
    return []
