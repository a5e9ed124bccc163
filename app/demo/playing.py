"""Playing a script: act by act through the services, with the outbox drained and the clock's work done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.demo.reading import StoryFault, Written
from app.demo.script import Script, Step
from app.demo.stage import Clock, Stage, UnknownKey
from app.identity.models import Party
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.outbox import Fate, OutboxMessage
from app.platform.work import Ground, begin_work, system_work
from app.platform.worker import Subscribers, Timed, drain


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


def by_services(stage: Stage, step: Step) -> UUID | None:
    """How an act is performed; a test may perform it by the pages or by the API instead."""
    with stage.work_by(step.by) as work:
        return step.act.play(stage, work, step.facts)


Perform = Callable[[Stage, Step], UUID | None]


def play(
    script: Script,
    ground: Ground,
    clock: Clock,
    company: Company,
    *,
    done: Callable[[Step], None] = lambda _step: None,
    perform: Perform = by_services,
) -> Stage:
    """The story from its first act to its last, on a ground where nobody lives yet."""
    stage = Stage(ground, clock)
    _ask_for_an_empty_stage(ground)
    go_on(stage, script, company, done=done, perform=perform)
    return stage


def go_on(
    stage: Stage,
    script: Script,
    company: Company,
    *,
    done: Callable[[Step], None] = lambda _step: None,
    perform: Perform = by_services,
) -> None:
    """The acts of a script on a stage where another may have been played before."""
    for step in script.steps:
        if step.at > stage.clock.at:
            stage.clock.at = step.at
            _do_what_is_due(stage, step, company)
        _play_one(stage, step, script.written, perform)
        _tell(stage, step, company)
        done(step)


def _ask_for_an_empty_stage(ground: Ground) -> None:
    """A story has a clock and a chance of its own: among real people it would forge both."""
    with begin_work(ground, SYSTEM, writes=False) as work:
        if work.db.scalar(select(Party.id).limit(1)):
            raise StoryFault(1, "the database is in use already: play the story in an empty one")


def _do_what_is_due(stage: Stage, step: Step, company: Company) -> None:
    """What the clock set going on the way to the act; unlike in the worker, a failure ends the story."""
    for task in company.timed:
        try:
            task(stage.ground)
        except Exception as problem:
            what = f"{task.__qualname__} failed on the way to `{step.act.name}`: {problem!r}"
            raise Broken(step.line, what) from problem
    _tell(stage, step, company)


def _play_one(stage: Stage, step: Step, written: Written, perform: Perform) -> None:
    try:
        made = perform(stage, step)
    except Refused as no:
        _compare(stage, step, no.reasons)
    except Missing:
        _compare(stage, step, (Reason("missing"),))
    except UnknownKey as unknown:
        line = written.line_saying(unknown.key, step.place)
        raise StoryFault(line, f"`{step.act.name}`: {unknown}") from None
    except ValueError as fault:
        raise StoryFault(step.line, f"`{step.act.name}`: {fault}") from None
    else:
        if step.refused:
            expected = ", ".join(step.refused)
            raise Broken(step.line, f"`{step.act.name}` went through, and should be refused: {expected}")
        if step.key:
            _name(stage, step, made, written)


def _name(stage: Stage, step: Step, made: UUID | None, written: Written) -> None:
    if made is None:
        line = written.line_of((*step.place, "as"))
        raise StoryFault(line, f"`{step.act.name}` makes nothing that has a name: remove `as`")
    stage.keys[step.key] = made


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


def _tell(stage: Stage, step: Step, company: Company) -> None:
    """What has happened is told; a subscriber that fails, now or for good, ends the story."""
    drain(stage.ground, company.subscribers)
    with system_work(stage.ground) as work:
        stuck = select(OutboxMessage.event, OutboxMessage.problem).where(
            OutboxMessage.state != Fate.DONE, OutboxMessage.problem.is_not(None)
        )
        for event, problem in work.db.execute(stuck):
            raise Broken(step.line, f"what follows from {event} failed at `{step.act.name}`: {problem}")
