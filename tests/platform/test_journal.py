"""The journal's chains: in order, whole under many writers, and spelled the same way twice."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from app.kernel.actors import GUEST, SYSTEM
from app.kernel.events import Event, Sealed
from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.platform import journal
from app.platform.journal import PLATFORM, JournalHead, JournalRow, Place, verify
from app.platform.work import Ground, system_work

CITY, TOWN = UUID(int=1), UUID(int=2)
ORDER, AINO = UUID(int=31), UUID(int=11)
PRICE = Money(60_00)
NOON = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Ordered(Event):
    event_name = "test.ordered"
    event_version = 2
    price: Money = PRICE


@dataclass(frozen=True, kw_only=True)
class Everything(Event):
    event_name = "test.everything"
    price: Money
    quantity: Quantity
    on: date
    at: datetime
    who: UUID
    note: Sealed
    parts: tuple[str, ...]
    none: str | None


def rows(ground: Ground, chain: UUID) -> list[JournalRow]:
    with system_work(ground) as work:
        mine = select(JournalRow).where(JournalRow.chain == chain).order_by(JournalRow.seq)
        return list(work.db.scalars(mine))


def test_each_buyer_has_a_chain_of_its_own_and_so_has_the_platform(ground):
    with system_work(ground) as work:
        told = [Ordered(about=ORDER, buyer_id=buyer) for buyer in (TOWN, CITY, None, TOWN)]
        places = journal.write(work.db, told, at=NOON, actor=GUEST)

    assert places == [Place(TOWN, 1), Place(CITY, 1), Place(PLATFORM, 1), Place(TOWN, 2)]
    assert [row.seq for row in rows(ground, TOWN)] == [1, 2]
    with system_work(ground) as work:
        heads = {head.chain: head.seq for head in work.db.scalars(select(JournalHead))}
        assert heads == {PLATFORM: 1, CITY: 1, TOWN: 2}
        assert list(verify(work.db)) == []


def test_a_row_says_who_did_what_to_which_thing_and_when(ground, work_as, clock):
    with work_as(GUEST) as work:
        work.record(Ordered(about=ORDER, buyer_id=CITY, process_id=AINO, public_at=NOON))

    row = rows(ground, CITY)[0]
    assert json.loads(row.body) == {
        "chain": str(CITY),
        "seq": 1,
        "event": "test.ordered",
        "event_version": 2,
        "about": str(ORDER),
        "process_id": str(AINO),
        "subject_id": None,
        "public_at": "2026-04-07T09:00:00+00:00",
        "at": clock.at.isoformat(),
        "actor_kind": "guest",
        "actor_id": str(GUEST.id),
        "facts": {"price": 6000},
    }
    assert (row.event, row.about, row.public_at, row.actor_kind) == ("test.ordered", ORDER, NOON, "guest")


def test_facts_are_spelled_for_any_reader_and_personal_ones_stay_sealed(ground, work_as):
    with work_as(SYSTEM) as work:
        work.record(
            Everything(
                about=ORDER,
                price=Money(-5),
                quantity=Quantity(13, 30, Unit.MONTH),
                on=date(2026, 4, 7),
                at=NOON,
                who=AINO,
                note=Sealed("v1.abc"),
                parts=("ä", "ö"),
                none=None,
            )
        )

    assert json.loads(rows(ground, PLATFORM)[0].body)["facts"] == {
        "price": -5,
        "quantity": {"value": 13, "per": 30, "unit": "month"},
        "on": "2026-04-07",
        "at": "2026-04-07T09:00:00+00:00",
        "who": str(AINO),
        "note": {"token": "v1.abc"},
        "parts": ["ä", "ö"],
        "none": None,
    }


def test_what_has_no_spelling_is_never_written_down_halfway(ground, work_as):
    @dataclass(frozen=True, kw_only=True)
    class Odd(Event):
        event_name = "test.odd"
        thing: object

    def record(thing: object) -> None:
        with work_as(SYSTEM) as work:
            work.record(Ordered(about=ORDER))
            work.record(Odd(about=ORDER, thing=thing))

    for thing, error in ((object(), TypeError), (NOON.replace(tzinfo=None), ValueError)):
        with pytest.raises(error):
            record(thing)
    assert rows(ground, PLATFORM) == []


def test_many_writers_of_one_chain_leave_no_gap_and_no_fork(ground, work_as):
    """Also at its very first row, which rivals start together."""
    told: Counter[str] = Counter()

    def write(number: int) -> None:
        while True:
            try:
                with work_as(SYSTEM) as work:
                    work.record(Ordered(about=UUID(int=number + 1), buyer_id=CITY))
                    work.record(Ordered(about=UUID(int=number + 1)))
            except (OperationalError, NoConnection):
                told["again"] += 1
            else:
                return

    with ThreadPoolExecutor(16) as hands:
        list(hands.map(write, range(160)))

    for chain in (CITY, PLATFORM):
        assert [row.seq for row in rows(ground, chain)] == list(range(1, 161))
    with system_work(ground) as work:
        assert list(verify(work.db)) == []
        assert len(set(work.db.scalars(select(JournalRow.about)))) == 160
    assert told["again"] < 160


def test_one_chain_is_verified_alone(ground, work_as):
    with work_as(SYSTEM) as work:
        work.record(Ordered(about=ORDER, buyer_id=CITY))
        work.record(Ordered(about=ORDER, buyer_id=TOWN))
    with system_work(ground) as work:
        work.db.execute(JournalHead.__table__.update().where(JournalHead.chain == TOWN).values(seq=2))

    with system_work(ground) as work:
        assert list(verify(work.db, CITY)) == []
        assert [broken.chain for broken in verify(work.db)] == [TOWN]
        assert [broken.chain for broken in verify(work.db, TOWN)] == [TOWN]
