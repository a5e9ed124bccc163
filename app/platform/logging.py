"""Logs as JSON lines without personal data: only the fields that are known to be safe get through."""

import json
import logging
import sys
import traceback
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


class KindOnly(logging.Formatter):
    """A library's log line without its words: those quote SQL parameters, addresses and URLs.

    Of an error its kind is told, and the lines of code that it came through.
    """

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {"event": record.name, "level": record.levelname.lower()}
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            told["error"] = kind.__qualname__
            told["where"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(trace)]
        return json.dumps(told)


def start_logging(out: TextIO | None = None) -> None:
    """From here on every line goes through the same sieve; to the standard error when nothing is named."""
    out = out or sys.stderr
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
    lines = logging.StreamHandler(out)
    lines.setFormatter(KindOnly())
    logging.basicConfig(handlers=[lines], level=logging.ERROR, force=True)
