"""kill -9 in the middle of a billing run, or of a storm of orders, leaves every promise whole.

A kill counts when an act had begun and not ended. What the dead process left is what the next one goes on
from, so that damage would add up.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import BinaryIO

import pytest
import sqlalchemy as sa

from app.kernel.money import Money
from app.platform.db import Database
from app.platform.files import local_files
from tests.story.funds import a_budget, a_ceiling
from tests.story.identity import a_buyer
from tests.story.plenty import a_plentiful_month
from tests.trust.invariants import broken
from tests.trust.victim import live

PROMISED = os.environ.get("KUTSU_TRUST") == "promised"
KILLS, OTHER_KILLS = (100, 25) if PROMISED else (10, 3)
CONTRACTS, VISITS = 10, 80  # three thousand deliveries
NAME = "kutsu-victim"
PATIENCE = 60.0
NURSERY = get_context("forkserver")  # where a victim is born knowing all that takes seconds to import
NURSERY.set_forkserver_preload([live.__module__])
RUN_ACTS, OTHER_ACTS = ("draw", "release"), ("credit", "export", "discard")


@dataclass
class Killer:
    """Starts the victim and kills it somewhere in an act of the wanted kind, as long as the last one took."""

    victim: str
    database: Database
    folder: Path
    chance: Random
    took: dict[str, float] = field(default_factory=dict)

    def kill_within(self, act: str) -> None:
        """Again and again, until a kill came in the middle of something."""
        while not self._killed_within(act):
            pass

    def _killed_within(self, act: str) -> bool:
        with self._started() as (process, said):
            lines = self._lines(said, until=f"begin {act}")
            time.sleep(self.chance.uniform(0, self.took.get(act, 0.1)))
            process.kill()
            lines += self._lines(said)
            process.join(PATIENCE)
            assert process.exitcode == -SIGKILL, "it died of something else, or not at all"
        self._wait_until_gone()
        return sum(line.startswith("begin") for line in lines) > sum(line.startswith("end") for line in lines)

    @contextmanager
    def _started(self) -> Iterator[tuple[BaseProcess, BinaryIO]]:
        url = self.database.writing.url
        if not self.database.is_sqlite:
            url = url.update_query_dict({"application_name": NAME})
        hearing, saying = NURSERY.Pipe(duplex=False)
        told = (self.victim, url.render_as_string(hide_password=False), str(self.folder), saying)
        process = NURSERY.Process(target=live, args=told, daemon=True)
        process.start()
        saying.close()
        with hearing, open(hearing.fileno(), "rb", closefd=False) as said:
            try:
                yield process, said
            finally:
                process.kill()
                process.join(PATIENCE)

    def _lines(self, said: BinaryIO, *, until: str | None = None) -> list[str]:
        """What the victim says up to the line, or to its end; on the way, how long its acts take."""
        lines, begun = [], time.monotonic()
        for told in said:
            line = told.decode().strip()
            lines.append(line)
            if line == until:
                return lines
            if line.startswith("end") and until:
                self.took[line.removeprefix("end ")] = time.monotonic() - begun
            begun = time.monotonic()
        assert until is None, f"the victim died by itself: {(self.folder / 'errors').read_text()}"
        return lines

    def _wait_until_gone(self) -> None:
        """A server may still be finishing the last thing that it heard from the dead."""
        if self.database.is_sqlite:
            return
        there = sa.text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
        last = time.monotonic() + PATIENCE
        with self.database.reading.connect() as connection:
            while connection.execute(there, {"name": NAME}).scalar_one():
                assert time.monotonic() < last, "the dead process's session does not end"
                time.sleep(0.01)


@pytest.mark.trust
def test_a_billing_run_killed_in_the_middle_leaves_every_promise_whole(ground, tmp_path):
    with ground.database.session(writes=True) as db, db.begin():
        a_plentiful_month(db, contracts=CONTRACTS, visits=VISITS)
    files = local_files(tmp_path / "files")
    killer = Killer("billing", ground.database, tmp_path / "files", Random(7))
    acts = [RUN_ACTS[number % 2] for number in range(KILLS)] + [
        OTHER_ACTS[number % 3] for number in range(OTHER_KILLS)
    ]
    killer.chance.shuffle(acts)

    for act in acts:
        killer.kill_within(act)
        assert broken(ground.database, files) == [], f"killed within {act}"

    with ground.database.reading.connect() as connection:
        drawn = connection.execute(
            sa.text("SELECT count(*) FROM journal WHERE event = 'invoicing.run_drawn'")
        )
        assert drawn.scalar_one() > 0


@pytest.mark.trust
def test_a_storm_of_orders_killed_in_the_middle_leaves_every_promise_whole(ground, work_as, tmp_path):
    buyer = a_buyer(work_as)
    a_ceiling(work_as, buyer.officer, buyer.id, Money(1_000_000_00))
    a_budget(work_as, buyer.finance, buyer.id, Money(800_000_00))
    files = local_files(tmp_path / "files")
    killer = Killer("funds", ground.database, tmp_path / "files", Random(7))

    for _ in range(OTHER_KILLS):
        killer.kill_within("order")
        assert broken(ground.database, files) == []
