"""Timed work keeps its pace, and one of several workers does it."""

from datetime import timedelta

import pytest

from app.platform.schedule import every
from tests.story.rivals import at_once


@pytest.fixture
def counted():
    times = []

    def count(_ground):
        times.append(1)
        return 1

    return times, every(timedelta(minutes=10), count)


def test_a_task_is_done_at_once_and_then_at_its_pace(ground, clock, counted):
    times, task = counted

    assert task(ground) == 1
    assert task(ground) == 0
    clock.at += timedelta(minutes=10)
    assert task(ground) == 1

    assert len(times) == 2


def test_of_two_workers_one_does_the_task(ground, counted):
    times, task = counted

    at_once(lambda: task(ground), lambda: task(ground))

    assert len(times) == 1
