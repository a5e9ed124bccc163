"""A writing Work stands alone: one within another would wait for itself, or commit apart from it."""

from contextlib import nullcontext

import pytest

from app.kernel.actors import SYSTEM
from app.kernel.refusals import Reason, Refused
from app.platform.work import begin_work, system_work
from tests.story.rivals import at_once


def test_a_writing_work_within_another_is_an_error_at_once_on_both_databases(ground):
    def nest() -> None:
        with system_work(ground), begin_work(ground, SYSTEM, writes=True):
            pass

    with pytest.raises(RuntimeError, match="act within it, or after it"):
        nest()


def test_a_reading_work_may_stand_within_a_writing_one(ground):
    with system_work(ground), begin_work(ground, SYSTEM, writes=False) as reading:
        assert reading.db.connection()


@pytest.mark.parametrize("end", [None, Refused([Reason("request.refused")]), KeyError("x")])
def test_after_a_work_however_it_ended_the_next_may_begin(ground, end):
    def once() -> None:
        with system_work(ground):
            if end:
                raise end

    for _ in range(2):
        with pytest.raises(type(end)) if end else nullcontext():
            once()


def test_works_of_different_threads_do_not_disturb_each_other(ground):
    def one() -> str:
        with system_work(ground) as work:
            work.db.connection()
            return "done"

    assert at_once(one, one, one) == ["done"] * 3
