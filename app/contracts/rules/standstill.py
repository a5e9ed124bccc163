"""Whether a contract has to wait for the time of appeal to pass (RULE-51c, RULE-51f)."""

from datetime import date

from app.kernel.refusals import Reason
from app.law.rules.features import Standstill


def reasons_to_wait(standstill: Standstill, *, today: date, ends_on: date | None) -> list[Reason]:
    """`ends_on` is the last day of the standstill; None while the decision has not been notified.

    >>> [no.code for no in reasons_to_wait(Standstill.NONE, today=date(2026, 4, 3), ends_on=None)]
    ['contract.decision_not_notified']
    >>> last = date(2026, 4, 2)
    >>> [no.code for no in reasons_to_wait(Standstill.MANDATORY, today=last, ends_on=last)]
    ['contract.standstill']
    """
    if ends_on is None:
        return [Reason("contract.decision_not_notified")]
    if standstill is Standstill.MANDATORY and today <= ends_on:
        return [Reason("contract.standstill", {"ends_on": ends_on.isoformat()})]
    return []
