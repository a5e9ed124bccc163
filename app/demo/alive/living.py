"""Playing the second call up to this very moment, and giving everybody a way in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.demo.alive.daily_work import tell_the_work
from app.demo.alive.diary import Days, Diary
from app.demo.alive.second_call import BUYER, tell_the_call, tell_who_waits
from app.demo.playing import Company, go_on
from app.demo.script import Step
from app.demo.stage import Stage
from app.desks import queries as desks
from app.desks.rules import NOT_PRESSING, PASSWORD, Pile
from app.identity import queries as identity
from app.identity import service as accounts
from app.identity.models import Person
from app.kernel.actors import SYSTEM, Role
from app.law import queries as law
from app.orders import service as orders
from app.orders.models import ServiceOrder
from app.orders.rules.states import OrderState
from app.platform.work import begin_work

SPAN = timedelta(days=110)  # from the second call's first act to today
WORKED_EXAMPLE_KNOWS = date(2026, 1, 13)  # from then on its suppliers have told all that is needed
ENDED = "Palvelu päättyi sovitusti."
TOLD_OF = 3  # kinds of waiting things, for each person
NEWCOMERS = (
    ("aarne", "Aarne Arvio", "aarne@lehtola.example", BUYER, Role.AUDITOR),
    ("kirsi", "Kirsi Kirjaus", "kirsi@valopolku.example", "S1", Role.BOOKKEEPER),
)
WHO = (
    (Role.OFFICER, "oona"),
    (Role.DECISION_MAKER, "paavo"),
    (Role.CASE_WORKER, "tiina"),
    (Role.FINANCE, "leena"),
    (Role.AUDITOR, "aarne"),
    (Role.SUPPLIER_ADMIN, "vilma"),
    (Role.WORKER, "kalle"),
    (Role.BOOKKEEPER, "kirsi"),
    (Role.PLATFORM_ADMIN, "admin"),
)


@dataclass(frozen=True)
class Login:
    """One person to try the demo as, with all that is on that person's desks."""

    role: Role
    name: str
    email: str
    password: str
    all_waiting: tuple[Pile, ...]

    @property
    def waiting(self) -> list[Pile]:
        """What is worth telling in a line: the first few that press, or what there is to see."""
        pressing = [pile for pile in self.all_waiting if pile.kind not in NOT_PRESSING]
        return (pressing or list(self.all_waiting))[:TOLD_OF]


@dataclass(frozen=True)
class Alive:
    """`client_path` is the client's own link, to be opened on a phone or in a private window."""

    logins: tuple[Login, ...]
    client_path: str


def earliest_day() -> date:
    """The story behind it is told in 2026: on an earlier day there is nothing to go on from."""
    return WORKED_EXAMPLE_KNOWS + SPAN


def come_alive(
    stage: Stage,
    company: Company,
    now: datetime,
    *,
    done: Callable[[Step], None] = lambda _step: None,
) -> Alive:
    """After the worked example, on the same stage; it ends with the clock at `now`.

    The example may end later than the second call begins: the clock goes back for it once.
    """
    days = _days(stage, now)
    script = _diary(stage, days).script("The second call")
    stage.clock.at = script.steps[0].at
    go_on(stage, script, company, done=done)
    stage.clock.at = now
    for task in company.timed:
        task(stage.ground)
    _open_the_door(stage)
    return Alive(_logins(stage), _client_path(stage))


def _days(stage: Stage, now: datetime) -> Days:
    with begin_work(stage.ground, SYSTEM, writes=False) as work:
        lenient = law.calendar(work, stage.ground.country, strict=False)
        strict = law.calendar(work, stage.ground.country, strict=True)
    return Days(lenient.local_day(now), lenient, strict)


def _diary(stage: Stage, days: Days) -> Diary:
    diary = Diary(days)
    for key, name, email, organisation, role in NEWCOMERS:
        told: dict[str, Any] = {"name": name, "email": email, "organisation": organisation}
        told |= {"roles": [role.value], "valid_from": days.ago(109)}
        diary.tell(days.ago(108), "08:00", "admin", "register_person", key=key, **told)
    late = {"application": "S6-application"}  # came a millisecond after the first round, and nobody opened it
    diary.tell(days.ago(107), "08:30", "pihla", "withdraw_application", **late)
    _end_what_is_over(stage, diary)
    tell_the_call(diary)
    tell_who_waits(diary)
    tell_the_work(diary)
    return diary


def _end_what_is_over(stage: Stage, diary: Diary) -> None:
    """The worked example leaves its orders running: by now their days are over."""
    with begin_work(stage.ground, SYSTEM, writes=False) as work:
        over = ServiceOrder.state == OrderState.RUNNING, ServiceOrder.ends_on < diary.days.worked(1)
        found = work.db.execute(select(ServiceOrder.id, ServiceOrder.ends_on).where(*over)).all()
    for order_id, ends_on in found:
        day = max(diary.days.calendar.working_day_from(ends_on + timedelta(days=1)), diary.days.ago(107))
        told: dict[str, Any] = {"order": stage.key_of(order_id), "on": ends_on, "reason": ENDED}
        diary.tell(day, "09:05", "tiina", "end_order", **told)


def _open_the_door(stage: Stage) -> None:
    with begin_work(stage.ground, SYSTEM, writes=True) as work:
        for person_id in work.db.scalars(select(Person.id)).all():
            accounts.set_password(work, person_id, PASSWORD)


def _logins(stage: Stage) -> tuple[Login, ...]:
    return tuple(_login(stage, role, key) for role, key in WHO)


def _login(stage: Stage, role: Role, key: str) -> Login:
    with stage.work_by(key) as work:
        person = identity.person(work, stage.id(key))
        today = desks.today(work)
        name, email = person.name, person.email
    piles = tuple(pile for desk in today.desks for pile in desk.piles if pile.count)
    return Login(role, name, email, PASSWORD, piles)


def _client_path(stage: Stage) -> str:
    """Made by the client's case worker, who alone can read it."""
    with stage.work_by("tiina") as work:
        link = orders.make_link(work, stage.id("alive-open-list"))
    with stage.work_by("tiina") as work:
        return f"/c/{orders.read_link(work, link.id)}"
