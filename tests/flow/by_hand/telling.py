"""The worked example told once more: the same script on a ground of its own, performed in another way."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from app.adapters.finland.country import finland
from app.cli import COMPANY
from app.demo.expecting import reasons_not_as_expected
from app.demo.playing import Perform, by_services, play
from app.demo.reading import read_story
from app.demo.script import Script, Step, script_of
from app.demo.stage import SYSTEM_KEY, Clock, Stage
from app.demo.summary import summary_of
from app.identity.service import passwords
from app.kernel.refusals import Missing, Refused
from app.law import service as law
from app.main import METADATA
from app.platform import guards
from app.platform.db import open_database
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from app.platform.work import Ground, system_work
from app.platform.world import told_world
from tests.conftest import KEYS, QUICK
from tests.flow.by_hand.browser import PASSWORD
from tests.flow.conftest import WORKED_EXAMPLE, fresh_database

CHANCE = ("sha256",)  # of a receipt: its salt is drawn by chance, so that it tells nothing
REGISTERING = ("open_platform", "register_person")


@dataclass(frozen=True)
class Theatre:
    """An empty database with the law in it, and the script."""

    ground: Ground
    clock: Clock
    script: Script


@contextmanager
def a_theatre(folder: Path, printer: PdfPool, name: str) -> Iterator[Theatre]:
    script = script_of(read_story(WORKED_EXAMPLE))
    clock = Clock(script.steps[0].at)
    database = open_database(_url(folder, name))
    with database.writing.begin() as connection:
        METADATA.create_all(connection)
        guards.install(connection, METADATA)
    world = told_world(clock.now, seed=script.seed)
    ground = Ground(database, world, KEYS, files_in_memory(), printer, door=QUICK)
    with system_work(ground) as work:
        law.load_pack(work, finland)
    try:
        yield Theatre(ground, clock, script)
    finally:
        database.close()


def _url(folder: Path, name: str) -> str:
    server = os.environ.get("KUTSU_TEST_DATABASE_URL")
    if server:
        return fresh_database(server, f"kutsu_{name}_{os.environ.get('PYTEST_XDIST_WORKER', '')}")
    return f"sqlite:///{folder}/{name}.db"


@dataclass
class Told:
    """What a telling came to, and which codes each refused act was refused with, by its line."""

    summary: dict[str, Any]
    refused: dict[int, set[str]]
    amiss: list[str]


@dataclass
class Listener:
    """Performs as it is told to, and keeps in mind what was refused; people get their passwords at once."""

    perform: Perform
    welcome: Callable[[Stage, str, str], None] = lambda _stage, _key, _email: None
    refused: dict[int, set[str]] = field(default_factory=dict)

    def __call__(self, stage: Stage, step: Step) -> UUID | None:
        perform = by_services if step.by == SYSTEM_KEY else self.perform
        try:
            made = perform(stage, step)
        except Refused as no:
            self.refused[step.line] = {reason.code for reason in no.reasons}
            raise
        except Missing:
            self.refused[step.line] = {"missing"}
            raise
        if step.act.name in REGISTERING and made is not None:
            self._welcome(stage, step, made)
        return made

    def _welcome(self, stage: Stage, step: Step, made: UUID) -> None:
        facts: Any = step.facts
        stage.keys[step.key] = made
        with system_work(stage.ground) as work:
            passwords.set_password(work, made, PASSWORD)
        self.welcome(stage, step.key, facts.email if step.by != SYSTEM_KEY else facts.admin_email)


def tell(theatre: Theatre, listener: Listener, *, done: Callable[[Step], None] = lambda _step: None) -> Told:
    stage = play(theatre.script, theatre.ground, theatre.clock, COMPANY, done=done, perform=listener)
    summary = summary_of(stage)
    amiss = [what for _line, what in reasons_not_as_expected(theatre.script, summary)]
    return Told(plain(summary), listener.refused, amiss)


def refused_in(script: Script) -> dict[int, set[str]]:
    """As the services refuse it: the story is told by them with these very codes."""
    return {step.line: set(step.refused) for step in script.steps if step.refused}


def plain(summary: dict[str, Any]) -> dict[str, Any]:
    """Without what chance decides, and with each reason of a refusal once."""
    receipts = {
        key: {name: value for name, value in receipt.items() if name not in CHANCE}
        for key, receipt in summary["receipts"].items()
    }
    refusals = [{**one, "codes": sorted(set(one["codes"]))} for one in summary["refusals"]]
    return {**summary, "receipts": receipts, "refusals": refusals}
