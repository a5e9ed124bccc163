"""The practice of service orders, as the call tells it."""

from typing import ClassVar

from app.kernel.deadlines import Limit, TimeUnit
from app.kernel.money import Money
from app.platform.fields import Euros, Percent
from app.platform.schemas import Told
from app.procurement.rules.tariffs.tariff import Cancellation
from app.procurement.rules.terms import Ending, Index, OrderTerms, Penalty
from app.procurement.schemas.telling.fields import Count, Reasoning


class CancellationIn(Told):
    texts: ClassVar[str] = "procurement.cancellation"
    free_until_hours: Count = 24
    share: Percent = 5000
    most_per_order: Count = 2
    most_per_month_in_groups: Count = 2


class PenaltyIn(Told):
    texts: ClassVar[str] = "procurement.penalty"
    share: Percent = 500
    most: Percent = 1500


class IndexIn(Told):
    texts: ClassVar[str] = "procurement.index"
    asked_before_days: Count = 60
    cap: Percent = 300


class EndingIn(Told):
    texts: ClassVar[str] = "procurement.ending"
    buyer_notice_months: Count = 3
    supplier_notice_months: Count = 3
    mend_within_days: Count = 30


class TermsIn(Told):
    """The practice of service orders, where the call does not say otherwise; the names tell the units."""

    texts: ClassVar[str] = "procurement.terms"
    choice_window_working_days: Count = 5
    accept_within_working_days: Count = 3
    start_within_working_days: Count = 10
    plan_within_days: Count = 10
    interim_report_every_days: Count = 60
    final_report_within_working_days: Count = 10
    silence_reported_after_days: Count = 21
    approve_within_working_days: Count = 5
    termination_days: Count = 14
    option_notice_months: Count = 3
    liability_insurance: Euros = Money(250_000_00)
    invoiced_by_day: Count = 10
    payment_days: Count = 30
    payment_reason: Reasoning = ""
    cancellation: CancellationIn = CancellationIn()
    penalty: PenaltyIn = PenaltyIn()
    index: IndexIn = IndexIn()
    ending: EndingIn = EndingIn()

    def terms(self) -> OrderTerms:
        return OrderTerms(
            choice_window=Limit(self.choice_window_working_days, TimeUnit.WORKING_DAY),
            accept_within=Limit(self.accept_within_working_days, TimeUnit.WORKING_DAY),
            start_within=Limit(self.start_within_working_days, TimeUnit.WORKING_DAY),
            plan_within=Limit(self.plan_within_days, TimeUnit.DAY),
            interim_report_every=Limit(self.interim_report_every_days, TimeUnit.DAY),
            final_report_within=Limit(self.final_report_within_working_days, TimeUnit.WORKING_DAY),
            silence_reported_after=Limit(self.silence_reported_after_days, TimeUnit.DAY),
            approve_within=Limit(self.approve_within_working_days, TimeUnit.WORKING_DAY),
            termination=Limit(self.termination_days, TimeUnit.DAY),
            option_notice=Limit(self.option_notice_months, TimeUnit.MONTH),
            liability_insurance=self.liability_insurance,
            invoiced_by_day=self.invoiced_by_day,
            payment_days=self.payment_days,
            payment_reason=self.payment_reason,
            cancellation=Cancellation(**self.cancellation.facts()),
            penalty=Penalty(**self.penalty.facts()),
            index=Index(Limit(self.index.asked_before_days, TimeUnit.DAY), self.index.cap),
            ending=Ending(
                Limit(self.ending.buyer_notice_months, TimeUnit.MONTH),
                Limit(self.ending.supplier_notice_months, TimeUnit.MONTH),
                Limit(self.ending.mend_within_days, TimeUnit.DAY),
            ),
        )
