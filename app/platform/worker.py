"""The worker: tells subscribers what happened until they have heard, and does what is due by the clock.

A message is claimed by lease in one Work, told outside any Work, and settled in another, so that mail, PDF
and HTTP hold no transaction. A worker that dies loses only its lease. Messages come at least once, and in
no promised order: one that failed waits while the next ones go ahead.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import or_, select, update

from app.platform.db import changed_one
from app.platform.journal import PLATFORM, JournalRow
from app.platform.outbox import Fate, OutboxHeard, OutboxMessage, Told
from app.platform.work import Ground, Work, system_work

Subscriber = Callable[[Ground, Told], None]
Subscribers = Mapping[str, Sequence[Subscriber]]
Timed = Callable[[Ground], int]

LEASE = timedelta(minutes=5)
ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=6)

log = structlog.get_logger()


@dataclass(frozen=True)
class Claimed:
    told: Told
    lease: UUID
    attempts: int


def drain(ground: Ground, subscribers: Subscribers) -> int:
    """Tells everything that waits now; the number of messages told."""
    told = 0
    while claimed := claim(ground):  # one at a time: a lease must not run out in a queue
        _tell(ground, subscribers, claimed)
        told += 1
    return told


def run_due(ground: Ground, timed: Sequence[Timed]) -> int:
    """What the clock has made due; a failing task does not keep the others waiting."""
    return sum(_run_one(ground, task) for task in timed)


def work_on(
    ground: Ground,
    subscribers: Subscribers,
    timed: Sequence[Timed],
    *,
    pause: float = 1.0,
    until: Callable[[], bool] = lambda: False,
) -> None:
    """The worker's life: `kutsu work`."""
    while not until():
        if _one_round(ground, subscribers, timed) == 0:
            time.sleep(pause)


def _one_round(ground: Ground, subscribers: Subscribers, timed: Sequence[Timed]) -> int:
    try:
        return drain(ground, subscribers) + run_due(ground, timed)
    except Exception as problem:  # the database may be away or busy: it will be back, and we with it
        log.warning("worker.waits", error=_kind(problem))
        return 0


def claim(ground: Ground) -> Claimed | None:
    """The message that has waited longest, ours until the lease runs out; None when nothing waits."""
    with system_work(ground) as work:
        free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= work.now)
        waiting = (
            select(OutboxMessage.id)
            .where(OutboxMessage.state == Fate.WAITING, OutboxMessage.ready_at <= work.now, free)
            .order_by(OutboxMessage.ready_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        message_id = work.db.scalar(waiting)
        return None if message_id is None else _claim_one(work, message_id)


def _claim_one(work: Work, message_id: UUID) -> Claimed:
    lease = work.new_id()
    taken = update(OutboxMessage).where(OutboxMessage.id == message_id)
    work.db.execute(
        taken.values(lease=lease, leased_until=work.now + LEASE, attempts=OutboxMessage.attempts + 1)
    )
    row = work.db.execute(
        select(OutboxMessage.attempts, JournalRow.body, JournalRow.chain, JournalRow.at)
        .join(JournalRow, (JournalRow.chain == OutboxMessage.chain) & (JournalRow.seq == OutboxMessage.seq))
        .where(OutboxMessage.id == message_id)
    ).one()
    body = json.loads(row.body)
    told = Told(
        id=message_id,
        event=body["event"],
        version=body["event_version"],
        about=UUID(body["about"]),
        buyer_id=None if row.chain == PLATFORM else row.chain,
        process_id=UUID(body["process_id"]) if body["process_id"] else None,
        at=row.at,
        facts=body["facts"],
    )
    return Claimed(told, lease, row.attempts)


def _tell(ground: Ground, subscribers: Subscribers, claimed: Claimed) -> None:
    """Every subscriber is told, also when one of them fails: that one is told again later."""
    first: Exception | None = None
    for subscriber in subscribers.get(claimed.told.event, ()):
        try:
            _tell_once(ground, subscriber, claimed.told)
        except Exception as problem:  # whatever it was: the others go on
            log.warning("outbox.failed", **_where(subscriber), **_of(claimed), error=_kind(problem))
            first = first or problem
    _settle(ground, claimed, first)


def _tell_once(ground: Ground, subscriber: Subscriber, told: Told) -> None:
    name = _where(subscriber)["task"]
    with system_work(ground) as work:
        if work.db.get(OutboxHeard, (told.id, name)) is not None:
            return
    subscriber(ground, told)
    with system_work(ground) as work:
        work.db.merge(OutboxHeard(message_id=told.id, subscriber=name, at=work.now))


def _settle(ground: Ground, claimed: Claimed, problem: Exception | None) -> None:
    with system_work(ground) as work:
        mine = update(OutboxMessage).where(
            OutboxMessage.id == claimed.told.id, OutboxMessage.lease == claimed.lease
        )
        if problem is None:
            settled = mine.values(state=Fate.DONE, lease=None, leased_until=None, problem=None)
        elif claimed.attempts >= ATTEMPTS:
            settled = mine.values(state=Fate.DEAD, lease=None, leased_until=None, problem=_kind(problem))
        else:
            later = work.now + min(FIRST_WAIT * 2 ** (claimed.attempts - 1), LONGEST_WAIT)
            settled = mine.values(ready_at=later, lease=None, leased_until=None, problem=_kind(problem))
        if not changed_one(work.db, settled):
            log.info("outbox.lease_lost", **_of(claimed))


def _run_one(ground: Ground, task: Timed) -> int:
    try:
        return task(ground)
    except Exception as problem:  # one failing task must not stop the clock for the rest
        log.warning("timed.failed", **_where(task), error=_kind(problem))
        return 0


def _where(task: Subscriber | Timed) -> dict[str, str]:
    return {"task": f"{task.__module__}.{task.__qualname__}"}


def _of(claimed: Claimed) -> dict[str, str]:
    return {"told": claimed.told.event, "message_id": str(claimed.told.id)}


def _kind(problem: Exception) -> str:
    """The error's kind alone: its words may hold what a person wrote."""
    return type(problem).__qualname__[:200]
