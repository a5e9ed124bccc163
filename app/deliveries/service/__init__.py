"""Telling of deliveries, correcting what was told, and deciding on it."""

from app.deliveries.service.correcting import correct
from app.deliveries.service.deciding import approve, dispute, read_reason, reopen
from app.deliveries.service.logging import log, log_bonus, log_cancellation, log_no_show

__all__ = [
    "approve",
    "correct",
    "dispute",
    "log",
    "log_bonus",
    "log_cancellation",
    "log_no_show",
    "read_reason",
    "reopen",
]
