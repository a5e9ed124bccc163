"""One Work is one transaction: all of it or nothing, and a refusal that matters leaves its trace."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from app.kernel.actors import GUEST, SYSTEM, Actor, ActorKind
from app.kernel.events import Event
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.crypto import SubjectKey
from app.platform.db import rows_of
from app.platform.journal import PLATFORM, JournalRow
from app.platform.outbox import Fate, OutboxMessage
from app.platform.views import ViewRow
from app.platform.work import Ground, Work, begin_work, system_work

AINO = Actor(ActorKind.PERSON, UUID(int=11))
CLIENT, CITY = UUID(int=21), UUID(int=1)
TOO_EARLY = Reason("offers.too_early")


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    event_name = "test.opened"
    public = True
    colour: str = "green"


@dataclass(frozen=True, kw_only=True)
class OpeningTried(Event):
    event_name = "test.opening_tried"


def a_change(work: Work, subject: UUID = CLIENT) -> None:
    work.db.add(SubjectKey(subject_id=subject, buyer_id=CITY, wrapped=b"x", wrapped_by="test"))


def changes(ground: Ground) -> int:
    with system_work(ground) as work:
        return len(work.db.scalars(select(SubjectKey)).all())


def told(ground: Ground) -> list[str]:
    with system_work(ground) as work:
        return list(work.db.scalars(select(JournalRow.event).order_by(JournalRow.chain, JournalRow.seq)))


def test_a_work_commits_its_change_its_journal_row_and_its_message_together(ground, work_as, clock):
    with work_as(AINO) as work:
        a_change(work)
        work.record(Opened(about=CLIENT))
        assert told_by_another(ground) == []

    assert changes(ground) == 1
    with system_work(ground) as work:
        row = work.db.scalars(select(JournalRow)).one()
        message = work.db.scalars(select(OutboxMessage)).one()
    assert (row.chain, row.seq, row.at, row.actor_id) == (PLATFORM, 1, clock.at, AINO.id)
    assert (message.chain, message.seq, message.event) == (PLATFORM, 1, "test.opened")
    assert (message.state, message.ready_at) == (Fate.WAITING, clock.at)


def told_by_another(ground: Ground) -> list[str]:
    """What a reader beside the open Work sees."""
    with begin_work(ground, SYSTEM, writes=False) as reading:
        return list(reading.db.scalars(select(JournalRow.event)))


def test_only_what_others_wait_for_goes_into_the_outbox(ground, work_as):
    with work_as(AINO) as work:
        work.record(OpeningTried(about=CLIENT))

    with system_work(ground) as work:
        assert work.db.scalars(select(OutboxMessage)).all() == []
    assert told(ground) == ["test.opening_tried"]


def open_too_early(ground: Ground, *, evidence: Event | None, writes: bool = True) -> None:
    with begin_work(ground, AINO, writes=writes) as work:
        if writes:
            a_change(work)
            work.saw(CLIENT, ("first_name",), "test", buyer_id=CITY)
        work.record(Opened(about=CLIENT))
        raise Refused([TOO_EARLY], evidence=evidence)


def test_a_refusal_rolls_everything_back(ground):
    with pytest.raises(Refused, match=r"offers\.too_early"):
        open_too_early(ground, evidence=None)

    assert changes(ground) == 0 and told(ground) == []
    with system_work(ground) as work:
        assert work.db.scalars(select(ViewRow)).all() == []


@pytest.mark.parametrize("writes", [True, False])
def test_a_refusal_that_matters_leaves_its_trace_and_nothing_else(ground, writes):
    with pytest.raises(Refused) as no:
        open_too_early(ground, evidence=OpeningTried(about=CLIENT), writes=writes)

    assert no.value.reasons == (TOO_EARLY,)
    assert changes(ground) == 0 and told(ground) == ["test.opening_tried"]
    with system_work(ground) as work:
        assert work.db.scalars(select(JournalRow.actor_id)).all() == [AINO.id]
        assert work.db.scalars(select(OutboxMessage)).all() == []


@pytest.mark.parametrize("error", [Missing(), RuntimeError("the lights went out")])
def test_whatever_else_goes_wrong_rolls_back_without_a_trace(ground, work_as, error):
    def fail() -> None:
        with work_as(AINO) as work:
            a_change(work)
            work.record(Opened(about=CLIENT))
            raise error

    with pytest.raises(type(error)):
        fail()

    assert changes(ground) == 0 and told(ground) == []


WAYS_TO_WRITE = {
    "add a row": a_change,
    "change a row": lambda work: setattr(work.db.scalars(select(SubjectKey)).one(), "wrapped_by", "me"),
    "update": lambda work: work.db.execute(update(SubjectKey).values(wrapped_by="me")),
    "say it in words": lambda work: work.db.execute(text("UPDATE subject_key SET wrapped_by = 'me'")),
    "ask for its rows": lambda work: rows_of(work.db, update(SubjectKey).values(wrapped_by="me")),
    "delete a row": lambda work: work.db.delete(work.db.scalars(select(SubjectKey)).one()),
    "record": lambda work: work.record(Opened(about=CLIENT)),
}


@pytest.mark.parametrize("way", sorted(WAYS_TO_WRITE))
def test_a_reading_work_changes_nothing(ground, work_as, way):
    with work_as(AINO) as work:
        a_change(work, subject=UUID(int=22))

    def write() -> None:
        with begin_work(ground, AINO, writes=False) as work:
            WAYS_TO_WRITE[way](work)

    with pytest.raises(RuntimeError, match="reading Work"):
        write()

    assert changes(ground) == 1 and told(ground) == []
    with system_work(ground) as work:
        assert work.db.scalars(select(SubjectKey.wrapped_by)).all() == ["test"]


def test_a_reading_work_shows_nothing_of_a_person(ground):
    with begin_work(ground, AINO, writes=False) as work, pytest.raises(RuntimeError, match="log the view"):
        work.saw(CLIENT, ("first_name",), "test", buyer_id=CITY)


def test_what_was_shown_is_logged_in_the_transaction_that_shows_it(ground, work_as, clock):
    with work_as(AINO) as work:
        work.saw(CLIENT, ("phone", "first_name"), "calling the client", buyer_id=CITY)

    with system_work(ground) as work:
        row = work.db.scalars(select(ViewRow)).one()
    assert (row.actor_kind, row.actor_id) == (ActorKind.PERSON, AINO.id)
    assert (row.subject_id, row.buyer_id, row.at) == (CLIENT, CITY, clock.at)
    assert (row.fields, row.purpose) == (["first_name", "phone"], "calling the client")


@pytest.mark.parametrize("wrong", ["UPDATE view_log SET purpose = 'x'", "DELETE FROM view_log"])
def test_a_logged_view_stays(ground, work_as, wrong):
    with work_as(AINO) as work:
        work.saw(CLIENT, ("phone",), "calling the client", buyer_id=CITY)

    with pytest.raises(Exception, match="view_log is refused"), work_as(SYSTEM) as work:
        work.db.execute(text(wrong))


def test_a_work_has_one_moment_however_long_it_lasts(ground, clock):
    before = clock.at
    with begin_work(ground, GUEST, writes=False) as work:
        clock.at = clock.at.replace(hour=23)
        assert work.now == before
