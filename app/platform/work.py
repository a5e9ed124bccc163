"""One request or job is one Work: one actor, one moment, one transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel.actors import GUEST, SYSTEM, Actor
from app.kernel.events import Event
from app.kernel.refusals import Refused
from app.platform import journal
from app.platform.crypto import KeyRing
from app.platform.db import Database
from app.platform.door import Door
from app.platform.files import FileStore
from app.platform.outbox import PROMISED, Fate
from app.platform.pdf import PdfPool
from app.platform.views import ViewRow
from app.platform.world import World

Who = Actor | Callable[[Session, datetime], Actor]  # known before, or found out inside the transaction
_under_way = ContextVar("a writing Work is under way here", default=False)


@dataclass(frozen=True)
class Ground:
    """What every Work of an installation stands on; the printer is for jobs, outside any Work."""

    database: Database
    world: World
    keys: KeyRing
    files: FileStore
    printer: PdfPool
    country: str = "FI"  # whose law and calendar the installation keeps
    door: Door = field(default_factory=Door)


@dataclass(frozen=True)
class Work:
    db: Session
    actor: Actor
    now: datetime
    ground: Ground
    writes: bool
    recorded: list[Event] = field(default_factory=list)
    views: list[ViewRow] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.ground.world

    def new_id(self) -> UUID:
        return self.ground.world.new_id()

    def record(self, event: Event) -> None:
        """Into the journal, and if public to the subscribers, in the same transaction as the change."""
        self.recorded.append(event)

    def saw(self, subject_id: UUID, fields: tuple[str, ...], purpose: str, *, buyer_id: UUID) -> None:
        """This actor was shown these fields of a person: into the view log, or no answer at all."""
        if not self.writes:
            raise RuntimeError("personal data is shown by a writing Work, which can log the view")
        self.views.append(
            ViewRow(
                id=self.new_id(),
                at=self.now,
                actor_kind=self.actor.kind,
                actor_id=self.actor.id,
                buyer_id=buyer_id,
                subject_id=subject_id,
                fields=sorted(fields),
                purpose=purpose,
            )
        )


@contextmanager
def begin_work(ground: Ground, who: Who, *, writes: bool) -> Iterator[Work]:
    """The only place in the program that commits.

    The journal is written last, because its heads are locks that many share. When the Work is refused
    with evidence, a second Work records it: the act is rolled back, its trace stays.
    """
    actor = who if isinstance(who, Actor) else GUEST
    try:
        with _alone(writes), ground.database.session(writes=writes) as db, db.begin():
            now = ground.world.now()
            actor = who if isinstance(who, Actor) else who(db, now)
            work = Work(db, actor, now, ground, writes)
            yield work
            if work.views or work.recorded:
                _write_down(work)
    except Refused as no:
        if no.evidence:
            with begin_work(ground, actor, writes=True) as trace:
                trace.record(no.evidence)
        raise


@contextmanager
def _alone(writes: bool) -> Iterator[None]:
    """A Work in the midst of another would wait for it on SQLite, and commit apart from it on PostgreSQL."""
    if not writes:
        yield
        return
    if _under_way.get():
        raise RuntimeError("a writing Work is under way here: act within it, or after it")
    before = _under_way.set(True)
    try:
        yield
    finally:
        _under_way.reset(before)


def system_work(ground: Ground) -> AbstractContextManager[Work]:
    """A Work of the system itself: timed acts and what follows from events."""
    return begin_work(ground, SYSTEM, writes=True)


def _write_down(work: Work) -> None:
    work.db.add_all(work.views)
    work.db.flush()
    places = journal.write(work.db, work.recorded, at=work.now, actor=work.actor)
    messages = [
        {
            "id": work.new_id(),
            "chain": place.chain,
            "seq": place.seq,
            "event": event.event_name,
            "state": Fate.WAITING,
            "ready_at": work.now,
        }
        for event, place in zip(work.recorded, places, strict=True)
        if event.public
    ]
    if messages:
        work.db.execute(PROMISED, messages)
