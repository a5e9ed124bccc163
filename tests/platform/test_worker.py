"""What happened is told after the commit until it is heard, by one worker at a time; the clock is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy import select, update

from app.kernel.actors import Actor, ActorKind
from app.kernel.events import Event
from app.platform.crypto import SubjectKey
from app.platform.logging import start_logging
from app.platform.outbox import Fate, OutboxHeard, OutboxMessage, Told
from app.platform.work import Ground, begin_work, system_work
from app.platform.worker import ATTEMPTS, FIRST_WAIT, LEASE, LONGEST_WAIT, claim, drain, run_due, work_on
from tests.story.rivals import at_once

AINO = Actor(ActorKind.PERSON, UUID(int=11))
CITY, CALL, CLIENT = UUID(int=1), UUID(int=2), UUID(int=21)
SOMEBODY = "Aino Esimerkki, 040 000 0001"


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    event_name = "test.opened"
    event_version = 2
    public = True
    number: int = 1


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    event_name = "test.closed"
    public = True


def happen(work_as, *events: Event) -> None:
    with work_as(AINO) as work:
        for event in events:
            work.record(event)


def message(ground: Ground) -> OutboxMessage:
    with begin_work(ground, AINO, writes=False) as work:
        return work.db.scalars(select(OutboxMessage)).one()


@dataclass
class Ear:
    """A subscriber that remembers what it was told, and fails as often as a test wants."""

    fails: int = 0

    def __post_init__(self) -> None:
        self.heard: list[Told] = []

    def listen(self, _ground: Ground, told: Told) -> None:
        self.heard.append(told)
        if self.fails:
            self.fails -= 1
            raise ValueError(f"no room for {SOMEBODY}")


# --- After the commit, once ------------------------------------------------------------------------------


def test_a_subscriber_is_told_what_the_journal_holds(ground, work_as, clock):
    ear = Ear()
    happen(work_as, Opened(about=CLIENT, buyer_id=CITY, process_id=CALL, number=7), Closed(about=CLIENT))

    told = drain(ground, {"test.opened": (ear.listen,)})

    assert told == 2
    [heard] = ear.heard
    assert heard == Told(
        id=heard.id,
        event="test.opened",
        version=2,
        about=CLIENT,
        buyer_id=CITY,
        process_id=CALL,
        at=clock.at,
        facts={"number": 7},
    )


def test_what_was_rolled_back_is_never_told(ground, work_as):
    def fail() -> None:
        happen(work_as, Opened(about=CLIENT), Opened(about=None))

    ear = Ear()
    with pytest.raises(sa.exc.IntegrityError):
        fail()

    assert drain(ground, {"test.opened": (ear.listen,)}) == 0
    assert ear.heard == []


def test_whoever_is_told_finds_the_change_committed_and_no_work_in_the_way(ground, work_as):
    def look(ground: Ground, told: Told) -> None:
        with system_work(ground) as work:
            seen.append(work.db.get_one(SubjectKey, told.about).wrapped_by)
            work.record(Closed(about=told.about))

    seen, ear = [], Ear()
    with work_as(AINO) as work:
        work.db.add(SubjectKey(subject_id=CLIENT, buyer_id=CITY, wrapped=b"x", wrapped_by="test"))
        work.record(Opened(about=CLIENT))

    told = drain(ground, {"test.opened": (look,), "test.closed": (ear.listen,)})

    assert (told, seen) == (2, ["test"])
    assert [heard.about for heard in ear.heard] == [CLIENT], "what follows from a message follows at once"


def test_nothing_is_told_twice(ground, work_as):
    ear = Ear()
    happen(work_as, Opened(about=CLIENT))

    assert [drain(ground, {"test.opened": (ear.listen,)}) for _ in range(2)] == [1, 0]
    assert len(ear.heard) == 1
    assert message(ground).state == Fate.DONE


def test_two_workers_share_the_messages_and_tell_none_twice(ground, work_as):
    ear = Ear()
    happen(work_as, *(Opened(about=CLIENT, number=number) for number in range(30)))

    told = at_once(*[lambda: drain(ground, {"test.opened": (ear.listen,)})] * 2)

    assert sum(told) == 30
    assert sorted(heard.facts["number"] for heard in ear.heard) == list(range(30))


# --- When a subscriber fails -----------------------------------------------------------------------------


def test_who_has_heard_is_not_told_again_when_another_fails(ground, work_as, clock):
    first, second, third = Ear(), Ear(fails=1), Ear()

    def before(ground: Ground, told: Told) -> None:
        first.listen(ground, told)

    def between(ground: Ground, told: Told) -> None:
        second.listen(ground, told)

    def after(ground: Ground, told: Told) -> None:
        third.listen(ground, told)

    happen(work_as, Opened(about=CLIENT))
    subscribers = {"test.opened": (before, between, after)}

    drain(ground, subscribers)
    assert [len(ear.heard) for ear in (first, second, third)] == [1, 1, 1], "one deaf ear starves nobody"

    clock.at += FIRST_WAIT
    drain(ground, subscribers)
    assert [len(ear.heard) for ear in (first, second, third)] == [1, 2, 1]
    assert (message(ground).state, message(ground).problem) == (Fate.DONE, None)


def test_a_failing_message_waits_longer_each_time_and_dies_after_twelve(ground, work_as, clock):
    ear, waits = Ear(fails=99), []
    subscribers = {"test.opened": (ear.listen,)}
    happen(work_as, Opened(about=CLIENT))

    for _ in range(ATTEMPTS - 1):
        assert drain(ground, subscribers) == 1, "told once a round, also while the clock stands still"
        waits.append(message(ground).ready_at - clock.at)
        clock.at += waits[-1] - timedelta(seconds=1)
        assert drain(ground, subscribers) == 0, "not before its time"
        clock.at += timedelta(seconds=1)
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (5, 10, 20, 40)]
    assert waits == sorted(waits) and waits[-1] <= LONGEST_WAIT

    drain(ground, subscribers)
    clock.at += timedelta(days=400)
    assert drain(ground, subscribers) == 0
    assert message(ground).state == Fate.DEAD and len(ear.heard) == ATTEMPTS == 12


def test_a_problem_is_kept_and_logged_by_its_kind_alone(ground, work_as):
    out = StringIO()
    start_logging(out)
    happen(work_as, Opened(about=CLIENT))

    drain(ground, {"test.opened": (Ear(fails=1).listen,)})
    run_due(ground, [_fail])
    structlog.reset_defaults()

    assert message(ground).problem == "ValueError"
    assert "outbox.failed" in out.getvalue() and "timed.failed" in out.getvalue()
    assert "Aino" not in out.getvalue() and "040 000" not in out.getvalue()


def test_one_message_that_fails_does_not_hold_up_the_next(ground, work_as):
    deaf, ear = Ear(fails=99), Ear()
    happen(work_as, Opened(about=CLIENT), Closed(about=CLIENT))

    drain(ground, {"test.opened": (deaf.listen,), "test.closed": (ear.listen,)})

    assert len(ear.heard) == 1


# --- When a worker dies ----------------------------------------------------------------------------------


def test_another_worker_takes_over_when_the_lease_has_run_out(ground, work_as, clock):
    ear = Ear()
    happen(work_as, Opened(about=CLIENT))
    assert claim(ground) is not None  # and here the first worker dies

    clock.at += LEASE - timedelta(seconds=1)
    assert drain(ground, {"test.opened": (ear.listen,)}) == 0
    clock.at += timedelta(seconds=1)
    assert drain(ground, {"test.opened": (ear.listen,)}) == 1

    assert len(ear.heard) == 1
    assert (message(ground).state, message(ground).attempts) == (Fate.DONE, 2)


def test_a_worker_that_slept_too_long_settles_nothing_that_another_has_taken(ground, work_as, clock):
    def slow(ground: Ground, told: Told) -> None:
        clock.at += LEASE
        drain(ground, {"test.opened": (Ear(fails=1).listen,)})  # the other worker takes it, and fails

    happen(work_as, Opened(about=CLIENT))
    drain(ground, {"test.opened": (slow,)})

    left = message(ground)
    assert (left.state, left.problem, left.attempts) == (Fate.WAITING, "ValueError", 2)


# --- The clock -------------------------------------------------------------------------------------------


def _fail(_ground: Ground) -> int:
    raise KeyError(SOMEBODY)


def test_a_failing_task_does_not_stop_the_others(ground):
    assert run_due(ground, [lambda _ground: 2, _fail, lambda _ground: 3]) == 5


def rounds(count: int, between: Callable[[], None] = lambda: None) -> Callable[[], bool]:
    left = iter(range(count))

    def over() -> bool:
        between()
        return next(left, None) is None

    return over


def test_a_worker_tells_and_keeps_the_clock_until_it_is_stopped(ground, work_as):
    ear, done = Ear(), []
    happen(work_as, Opened(about=CLIENT))

    def tick(_ground: Ground) -> int:
        done.append(1)
        return 0

    work_on(ground, {"test.opened": (ear.listen,)}, [tick], pause=0.0, until=rounds(3))

    assert (len(ear.heard), len(done)) == (1, 3)


def test_a_worker_outlives_a_database_that_was_away(ground, work_as):
    ear, away = Ear(), iter(["outbox_message RENAME TO away", "away RENAME TO outbox_message"])
    happen(work_as, Opened(about=CLIENT))

    def come_and_go() -> None:
        if (renamed := next(away, None)) is not None:
            with system_work(ground) as work:
                work.db.execute(sa.text(f"ALTER TABLE {renamed}"))

    work_on(ground, {"test.opened": (ear.listen,)}, [], pause=0.0, until=rounds(2, between=come_and_go))

    assert len(ear.heard) == 1


def test_what_was_heard_is_written_down_with_its_moment(ground, work_as, clock):
    happen(work_as, Opened(about=CLIENT))
    drain(ground, {"test.opened": (Ear().listen,)})

    with begin_work(ground, AINO, writes=False) as work:
        heard = work.db.scalars(select(OutboxHeard)).one()
    assert heard.message_id == message(ground).id and heard.at == clock.at
    assert heard.subscriber == "tests.platform.test_worker.Ear.listen"


def test_the_outbox_points_at_the_journal_and_says_nothing_itself(ground, work_as):
    happen(work_as, Opened(about=CLIENT))

    with pytest.raises(sa.exc.IntegrityError), work_as(AINO) as work:
        work.db.execute(update(OutboxMessage).values(seq=99))
    columns = set(OutboxMessage.__table__.columns.keys())
    assert columns == {
        "id", "chain", "seq", "event", "state", "ready_at", "attempts", "lease", "leased_until", "problem",
    }  # fmt: skip
