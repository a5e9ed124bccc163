"""Playing a script: act by act through the services, with the outbox drained and the clock's work done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.demo.reading import StoryFault
from app.demo.script import Script, Step
from app.demo.stage import Clock, Stage, UnknownKey
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.outbox import Fate, OutboxMessage
from app.platform.work import Ground, system_work
from app.platform.worker import Subscribers, Timed, drain, run_due


class Broken(Exception):
    """The story went otherwise than it says: which act or expectation, and how."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True)
class Company:
    """Who hears of what happens, and what the clock sets going: the composition root's tables."""

    subscribers: Subscribers
    timed: Sequence[Timed]


def play(
    script: Script,
    ground: Ground,
    clock: Clock,
    company: Company,
    *,
    done: Callable[[Step], None] = lambda _step: None,
) -> Stage:
    stage = Stage(ground, clock)
    for step in script.steps:
        _move(stage, step.at, company)
        _play_one(stage, step)
        _settle(stage, step, company)
        done(step)
    return stage


def _move(stage: Stage, at: datetime, company: Company) -> None:
    """The clock goes to the act's moment, and what became due on the way is done first."""
    if at > stage.clock.at:
        stage.clock.at = at
        run_due(stage.ground, company.timed)
        drain(stage.ground, company.subscribers)


def _play_one(stage: Stage, step: Step) -> None:
    try:
        with stage.work_by(step.by) as work:
            made = step.act.play(stage, work, step.facts)
    except Refused as no:
        _compare(stage, step, no.reasons)
    except Missing:
        _compare(stage, step, (Reason("missing"),))
    except (UnknownKey, ValueError) as fault:
        raise StoryFault(step.line, f"`{step.act.name}`: {fault}") from None
    else:
        if step.refused:
            expected = ", ".join(step.refused)
            raise Broken(step.line, f"`{step.act.name}` went through, and should be refused: {expected}")
        if step.key and made is not None:
            _name(stage, step, made)


def _name(stage: Stage, step: Step, made: object) -> None:
    if step.key in stage.keys:
        raise StoryFault(step.line, f"`as: {step.key}` is taken by an earlier act: give it another name")
    stage.keys[step.key] = made  # type: ignore[assignment]  # an act makes a thing with an id


def _compare(stage: Stage, step: Step, reasons: Sequence[Reason]) -> None:
    codes = tuple(reason.code for reason in reasons)
    if not step.refused:
        raise Broken(step.line, f"`{step.act.name}` was refused: {'; '.join(map(_worded, reasons))}")
    if set(codes) != set(step.refused):
        expected = ", ".join(step.refused)
        raise Broken(step.line, f"`{step.act.name}` was refused for {', '.join(codes)}, not for {expected}")
    told = {"act": step.act.name, "line": step.line, "by": step.by, "codes": list(codes)}
    stage.tell("refusals", str(step.line), told)


def _worded(reason: Reason) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in reason.facts.items())
    return f"{reason.code} ({facts})" if facts else reason.code


def _settle(stage: Stage, step: Step, company: Company) -> None:
    drain(stage.ground, company.subscribers)
    with system_work(stage.ground) as work:
        stuck = select(OutboxMessage.event, OutboxMessage.problem).where(
            OutboxMessage.state != Fate.DONE, OutboxMessage.problem.is_not(None)
        )
        for event, problem in work.db.execute(stuck):
            raise Broken(step.line, f"what follows from {event} failed after `{step.act.name}`: {problem}")
