"""People who act at the same moment, or while another has not finished."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.kernel.refusals import Refused
from app.platform.work import Work

PATIENCE = 60.0
HEAD_START = 0.4  # seconds: long enough for the rival to come as far as the first one's lock


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What became of each act, in their order: its answer, or the codes of its refusal.

    A full queue is no answer, so whoever stood in it comes again, as a person would.
    """
    together = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        together.wait(PATIENCE)
        return patiently(act)

    with ThreadPoolExecutor(len(acts)) as hands:
        return [done.result() for done in [hands.submit(one, act) for act in acts]]


def meanwhile(
    first: AbstractContextManager[Work], act: Callable[[Work], Any], rival: Callable[[], Any]
) -> Any:
    """What became of the rival, who begins when the first has acted and not yet committed.

    Where nothing makes the rival wait, it decides by what stood there before.
    """
    with ThreadPoolExecutor(1) as hands:
        with first as work:
            act(work)
            waiting = hands.submit(patiently, rival)
            time.sleep(HEAD_START)
        return waiting.result()


def patiently(act: Callable[[], Any]) -> Any:
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
