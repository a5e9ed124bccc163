"""People who act at the same moment."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.kernel.refusals import Refused

PATIENCE = 60.0


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What became of each act, in their order: its answer, or the codes of its refusal.

    A full queue is no answer, so whoever stood in it comes again, as a person would.
    """
    together = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        together.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return act()
            except Refused as no:
                return [reason.code for reason in no.reasons]
            except (NoConnection, OperationalError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)

    with ThreadPoolExecutor(len(acts)) as hands:
        return [done.result() for done in [hands.submit(one, act) for act in acts]]
