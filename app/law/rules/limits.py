"""The named time limits, shares and sums that law or practice sets, and which calendar counts a limit."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.kernel.deadlines import Calendar, Limit, TimeUnit, last_day, months_after
from app.law.rules.calendars import CalendarKind
from app.law.rules.facts import LegalFact


class LimitName(StrEnum):
    FIRST_ROUND = "first_round"  # RULE-14
    APPLICATION_DECISION = "application_decision"  # RULE-15
    APPLICATION_DECISION_EXTENDED = "application_decision_extended"
    UNPROCESSED_REMINDER = "unprocessed_reminder"  # RULE-24
    INNER_TENDER = "inner_tender"  # RULE-18
    RENEWED_SELF_DECLARATION = "renewed_self_declaration"  # RULE-20
    EXCLUSION_LOOKBACK = "exclusion_lookback"  # RULE-38
    EVIDENCE_AGE = "evidence_age"  # RULE-45, 86
    EVIDENCE_RENEWAL = "evidence_renewal"
    EVIDENCE_RETENTION = "evidence_retention"
    NOTICE_BY_MESSAGE = "notice_by_message"  # procurement act
    NOTICE_BY_LETTER = "notice_by_letter"
    MUNICIPAL_NOTICE_BY_MESSAGE = "municipal_notice_by_message"
    MUNICIPAL_NOTICE_BY_LETTER = "municipal_notice_by_letter"
    MUNICIPAL_NOTICE_BY_MINUTES = "municipal_notice_by_minutes"
    MUNICIPAL_REVIEW = "municipal_review"  # RULE-51e
    PROCUREMENT_CORRECTION = "procurement_correction"  # RULE-51b
    OWN_CORRECTION = "own_correction"
    MARKET_COURT = "market_court"  # RULE-51a
    MARKET_COURT_DEFICIENT = "market_court_deficient"
    STANDSTILL = "standstill"  # RULE-51c
    RECORDS_RETENTION = "records_retention"  # RULE-51g
    VIEW_LOG_RETENTION = "view_log_retention"  # RULE-76
    GROUPED_AWARD_NOTICE = "grouped_award_notice"  # RULE-23
    CHOICE_WINDOW = "choice_window"  # RULE-71
    ORDER_ACCEPTANCE = "order_acceptance"
    ORDER_START = "order_start"
    ORDER_TERMINATION = "order_termination"
    FIRST_PLAN = "first_plan"
    INTERIM_REPORT = "interim_report"
    FINAL_REPORT = "final_report"
    DELIVERY_APPROVAL = "delivery_approval"  # RULE-61
    INDEX_REQUEST = "index_request"  # RULE-67
    PAYMENT_TERM = "payment_term"  # RULE-58
    PAYMENT_TERM_LONGEST = "payment_term_longest"
    ACCESSIBILITY_ANSWER = "accessibility_answer"  # RULE-81


class ShareName(StrEnum):
    """Parts of a whole, in basis points."""

    FUNDS_WARNING = "funds.warning"  # RULE-07
    FUNDS_SECOND_APPROVER = "funds.second_approver"
    FUNDS_STOP = "funds.stop"
    RESERVED_STAFF = "reserved_staff"  # RULE-08
    CHANGE_MINOR = "change.minor"  # RULE-51h
    CHANGE_ADDITIONAL = "change.additional"
    INDEX_CAP = "index_cap"  # RULE-67


class AmountName(StrEnum):
    LIABILITY_ACT = "liability_act"  # RULE-43
    LATE_COMPENSATION = "late_compensation"  # RULE-58
    TAX_DEBT_REGISTER = "tax_debt_register"  # RULE-46
    VAT_SMALL_BUSINESS = "vat_small_business"


@dataclass(frozen=True)
class NamedLimit:
    """A length of time, and whose calendar ends it: the authority's or the supplier's."""

    limit: Limit
    calendar: CalendarKind

    def last_day(self, start: date, calendar: Calendar) -> date:
        return last_day(start, self.limit, calendar)


def named_limit(fact: LegalFact) -> NamedLimit:
    if fact.number is None or fact.unit is None or fact.text is None:
        raise ValueError(f"the limit {fact.key} lacks its length, unit or calendar")
    return NamedLimit(Limit(fact.number, TimeUnit(fact.unit)), CalendarKind(fact.text))


def is_fresh(issued_on: date, on: date, age: Limit) -> bool:
    """Whether a document is young enough: by months and not by 90 days, and no holiday lengthens it.

    >>> three_months = Limit(3, TimeUnit.MONTH)
    >>> is_fresh(date(2026, 1, 5), date(2026, 4, 5), three_months)  # Easter Sunday
    True
    >>> is_fresh(date(2026, 1, 5), date(2026, 4, 6), three_months)
    False
    """
    if age.unit is TimeUnit.WORKING_DAY:
        raise ValueError("a document ages by days or months")
    oldest = months_after(issued_on, age.amount)
    return on <= (oldest if age.unit is TimeUnit.MONTH else issued_on + timedelta(days=age.amount))


def deemed_received(sent_on: date, days: Limit) -> date:
    """When a sent decision counts as known, unless something else is shown; weekends count too.

    >>> deemed_received(date(2026, 3, 19), Limit(7, TimeUnit.DAY))
    datetime.date(2026, 3, 26)
    """
    if days.unit is not TimeUnit.DAY:
        raise ValueError("receipt is presumed after calendar days")
    return sent_on + timedelta(days=days.amount)
