"""The worked example told once more: the same script on a ground of its own, performed in another way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.cli import COMPANY
from app.demo.expecting import reasons_not_as_expected
from app.demo.playing import Perform, by_services, play
from app.demo.script import Script, Step
from app.demo.stage import SYSTEM_KEY, Stage
from app.demo.summary import summary_of
from app.identity.service import passwords
from app.kernel.refusals import Missing, Refused
from app.platform.work import system_work
from tests.flow.by_hand.browser import PASSWORD
from tests.story.whole import Theatre

CHANCE = ("sha256",)  # of a receipt: its salt is drawn by chance, so that it tells nothing
REGISTERING = ("open_platform", "register_person")


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
