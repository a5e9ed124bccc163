"""Telling of deliveries, correcting what was told, and deciding on it."""

from app.deliveries.service.correcting import correct, reasons_not_correctable
from app.deliveries.service.deciding import (
    Decided,
    approve,
    approve_many,
    decisions_on,
    dispute,
    read_reason,
    reasons_not_to_read,
    reopen,
)
from app.deliveries.service.logging import log, log_bonus, log_cancellation, log_no_show, may_log

__all__ = [
    "Decided",
    "approve",
    "approve_many",
    "correct",
    "decisions_on",
    "dispute",
    "log",
    "log_bonus",
    "log_cancellation",
    "log_no_show",
    "may_log",
    "read_reason",
    "reasons_not_correctable",
    "reasons_not_to_read",
    "reopen",
]
