"""Logs as JSON lines without personal data: only the fields that are known to be safe get through."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

SAFE = frozenset(
    {
        "event", "level", "timestamp", "request_id", "method", "path", "status", "ms", "told", "message_id",
        "task", "error", "version", "mode", "database", "host", "port", "count",
    }
)  # fmt: skip


def only_safe(_logger: Any, _name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A field that nobody has judged safe is left out, and its name is told.

    >>> only_safe(None, "info", {"event": "served", "phone": "040 123"})
    {'event': 'served', 'left_out': ['phone']}
    """
    left_out = sorted(name for name in entry if name not in SAFE)
    kept = {name: value for name, value in entry.items() if name in SAFE}
    return {**kept, "left_out": left_out} if left_out else kept


def start_logging(out: TextIO = sys.stderr) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_safe,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    # the libraries' own loggers may quote values (SQL parameters, URLs): only their warnings' kinds are kept
    logging.basicConfig(
        stream=out, level=logging.ERROR, format='{"event":"%(name)s","level":"%(levelname)s"}', force=True
    )
