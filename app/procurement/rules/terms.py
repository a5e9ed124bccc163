"""The rules of every order under a call, as the call states them and its contracts repeat them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.kernel.plain import as_plain
from app.kernel.refusals import Reason
from app.kernel.typed import from_plain
from app.procurement.rules.tariffs.tariff import Cancellation

TEN_DAYS = Limit(10, TimeUnit.DAY)
TWO_WEEKS = Limit(14, TimeUnit.DAY)
THREE_WEEKS = Limit(21, TimeUnit.DAY)
THIRTY_DAYS = Limit(30, TimeUnit.DAY)
SIXTY_DAYS = Limit(60, TimeUnit.DAY)
THREE_MONTHS = Limit(3, TimeUnit.MONTH)
THREE_WORKING_DAYS = Limit(3, TimeUnit.WORKING_DAY)
FIVE_WORKING_DAYS = Limit(5, TimeUnit.WORKING_DAY)
TEN_WORKING_DAYS = Limit(10, TimeUnit.WORKING_DAY)
INSURED_FOR = Money(250_000_00)


@dataclass(frozen=True)
class Penalty:
    """For a late report: so much of the month's fee for each week begun, and never more than `most`."""

    share: int = 500
    most: int = 1500


@dataclass(frozen=True)
class Index:
    """A price may follow an index: asked so long before, and raised by this share at most in a year."""

    asked_before: Limit = SIXTY_DAYS
    cap: int = 300


@dataclass(frozen=True)
class Ending:
    """How the whole contract may be ended before its time, and how long a breach may be mended."""

    buyer_notice: Limit = THREE_MONTHS
    supplier_notice: Limit = THREE_MONTHS
    mend_within: Limit = THIRTY_DAYS


USUAL_CANCELLATION = Cancellation()
USUAL_PENALTY = Penalty()
USUAL_INDEX = Index()
USUAL_ENDING = Ending()


@dataclass(frozen=True)
class OrderTerms:
    """The defaults are the practice of service orders; a buyer may say otherwise in its call.

    >>> terms_from_json(OrderTerms().as_json()) == OrderTerms()
    True
    """

    choice_window: Limit = FIVE_WORKING_DAYS
    accept_within: Limit = THREE_WORKING_DAYS
    start_within: Limit = TEN_WORKING_DAYS
    plan_within: Limit = TEN_DAYS
    interim_report_every: Limit = SIXTY_DAYS
    final_report_within: Limit = TEN_WORKING_DAYS
    silence_reported_after: Limit = THREE_WEEKS
    approve_within: Limit = FIVE_WORKING_DAYS
    cancellation: Cancellation = USUAL_CANCELLATION
    termination: Limit = TWO_WEEKS  # of one order; at once when the client withdraws
    penalty: Penalty = USUAL_PENALTY
    index: Index = USUAL_INDEX
    ending: Ending = USUAL_ENDING
    option_notice: Limit = THREE_MONTHS
    liability_insurance: Money = INSURED_FOR
    invoiced_by_day: int = 10  # of the month after
    payment_days: int = 30
    payment_reason: str = ""  # why the payment term is longer than usual

    @property
    def cancel_notice_hours(self) -> int:
        return self.cancellation.free_until_hours

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


USUAL_TERMS = OrderTerms()


def terms_from_json(stored: Mapping[str, Any]) -> OrderTerms:
    return from_plain(OrderTerms, stored)


def reasons_terms_wrong(terms: OrderTerms) -> list[Reason]:
    """Lengths that cannot be kept; the payment term has a law of its own."""
    limits = {name: value for name, value in vars(terms).items() if isinstance(value, Limit)}
    wrong = [name for name, limit in limits.items() if limit.amount < 1]
    if not 1 <= terms.invoiced_by_day <= 28:
        wrong.append("invoiced_by_day")
    if terms.payment_days < 1:
        wrong.append("payment_days")
    return [Reason("procurement.term_wrong", {"what": what}) for what in wrong]
