"""An invoice's number, and when it falls due."""

from datetime import date, timedelta

from app.kernel.refusals import Reason

LONGEST_TERM = 30  # days a contracting authority may take without an agreed, objective ground (RULE-58)
LONGEST_SERIES = 8


def invoice_number(series: str, year: int, number: int) -> str:
    """Within Finvoice's twenty characters.

    >>> invoice_number("VP", 2026, 7)
    'VP-2026-0007'
    """
    return f"{series}-{year}-{number:04}"


def due_on(issued_on: date, payment_days: int) -> date:
    """
    >>> due_on(date(2026, 5, 5), 30)
    datetime.date(2026, 6, 4)
    """
    return issued_on + timedelta(days=payment_days)


def reasons_against_series(series: str) -> list[Reason]:
    """
    >>> reasons_against_series("VP"), [r.code for r in reasons_against_series("käsi")]
    ([], ['invoicing.series_unreadable'])
    """
    plain = series.isascii() and series.isalnum() and series == series.upper()
    if plain and 1 <= len(series) <= LONGEST_SERIES:
        return []
    return [Reason("invoicing.series_unreadable", {"series": series, "longest": str(LONGEST_SERIES)})]
