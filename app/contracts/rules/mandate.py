"""In which series and by which reference rule a supplier lets its invoices be written.

A reference rule is digits and the gaps {yyyy}, {yy}, {mm} and {supplier:04}; a check digit follows.
"""

import re
from datetime import date

from app.contracts.rules.document import LONGEST_PAYMENT_DAYS
from app.kernel.refusals import Reason

SERIES = "K"
REFERENCE_RULE = "{yyyy}{mm}{supplier:04}"
WELL_FORMED = re.compile(r"(?:\{(?:yyyy|yy|mm|supplier:0?[1-9])\}|[0-9])+")
MUST_HOLD = (("{yyyy}", "{yy}"), ("{mm}",), ("{supplier:",))
LONGEST_BODY = 16  # a reference has 20 digits: the check digit and the month's further invoices need theirs
SERIES_FORM = re.compile(r"[A-Z0-9-]{1,8}")


def reference_body(rule: str, *, month: date, supplier: int) -> str:
    """The digits of the month's first reference, before the check digit of its country.

    >>> reference_body("{yyyy}{mm}{supplier:04}", month=date(2026, 4, 1), supplier=1)
    '2026040001'
    """
    gaps = {"yyyy": f"{month.year:04}", "yy": f"{month.year % 100:02}", "mm": f"{month.month:02}"}
    return rule.format(**gaps, supplier=supplier)


def reasons_mandate_wrong(
    *, series: str, reference_rule: str, payment_days: int = LONGEST_PAYMENT_DAYS
) -> list[Reason]:
    """
    >>> reasons_mandate_wrong(series="K", reference_rule=REFERENCE_RULE, payment_days=30)
    []
    >>> wrong = reasons_mandate_wrong(series="k 1", reference_rule="{mm}{supplier}", payment_days=31)
    >>> [reason.code for reason in wrong]
    ['contract.series_unreadable', 'contract.reference_rule_unreadable', 'contract.pays_too_late']
    """
    reasons = []
    if not SERIES_FORM.fullmatch(series):
        reasons.append(Reason("contract.series_unreadable", {"series": series}))
    if not _is_rule(reference_rule):
        reasons.append(Reason("contract.reference_rule_unreadable", {"rule": reference_rule}))
    if not 0 < payment_days <= LONGEST_PAYMENT_DAYS:
        facts = {"days": str(payment_days), "most": str(LONGEST_PAYMENT_DAYS)}
        reasons.append(Reason("contract.pays_too_late", facts))
    return reasons


def _is_rule(rule: str) -> bool:
    """Year, month and supplier each have their place, so that no two bodies are alike.

    >>> _is_rule("77{yy}{mm}{supplier:03}"), _is_rule("{supplier.__class__}{yy}{mm}")
    (True, False)
    """
    if not WELL_FORMED.fullmatch(rule) or not all(any(gap in rule for gap in gaps) for gaps in MUST_HOLD):
        return False
    return len(reference_body(rule, month=date(2026, 4, 1), supplier=1)) <= LONGEST_BODY
