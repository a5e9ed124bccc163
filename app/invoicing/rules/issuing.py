"""What an invoice gets on the day it is issued: its number, its reference, and when it falls due."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Stamp:
    """All that a draft lacks; `series_no` runs without gaps within its year."""

    series_year: int
    series_no: int
    number: str
    reference: str
    issued_on: date
    due_on: date


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
