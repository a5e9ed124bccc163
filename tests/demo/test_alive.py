"""On whatever day the demo is started, every desk has something waiting on it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.demo.alive import Alive, come_alive, earliest_day
from app.demo.playing import Company
from app.demo.stage import Stage
from app.demo.summary import summary_of
from app.desks.rules import Kind
from app.identity import queries as identity
from app.identity.queries import accounts
from app.identity.service import passwords
from app.kernel.actors import GUEST, SYSTEM, Role
from app.main import SUBSCRIBERS, TIMED
from app.orders import service as orders
from app.orders.rules.links import LinkStanding
from app.platform.journal import JournalRow
from app.platform.pdf import PdfPool
from app.platform.work import begin_work
from tests.story.whole import Ended

HELSINKI = ZoneInfo("Europe/Helsinki")
COMPANY = Company(SUBSCRIBERS, TIMED)
SUNDAY, DECIDED_WITHIN = date(2026, 11, 22), 10
HARD_DAYS = [date(2027, 3, 28)]  # Easter Sunday, when the clocks go forward
if os.environ.get("KUTSU_TRUST") == "promised":
    HARD_DAYS += [earliest_day(), date(2026, 12, 24), date(2027, 1, 1), date(2027, 6, 25), date(2028, 2, 29)]


@pytest.fixture
def stage(ended_story: Ended, tmp_path: Path, printer: PdfPool) -> Iterator[Stage]:
    with ended_story.copied(tmp_path / "copy", printer) as stage:
        yield stage


@dataclass(frozen=True)
class Sunday:
    """The demo as it was started on one Sunday, with the worked example's summary from before."""

    stage: Stage
    alive: Alive
    before: dict[str, Any]


@pytest.fixture(scope="module")
def sunday(
    ended_story: Ended, tmp_path_factory: pytest.TempPathFactory, printer: PdfPool
) -> Iterator[Sunday]:
    with ended_story.copied(tmp_path_factory.mktemp("sunday") / "copy", printer) as stage:
        before = summary_of(stage)
        yield Sunday(stage, come_alive(stage, COMPANY, at(SUNDAY)), before)


def at(day: date, clock: str = "03:40") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), HELSINKI)


def kinds(alive: Alive, role: Role) -> dict[Kind, int]:
    [login] = [one for one in alive.logins if one.role is role]
    return {pile.kind: pile.count for pile in login.all_waiting}


@pytest.mark.trust
@pytest.mark.parametrize("day", HARD_DAYS, ids=str)
def test_on_any_day_every_desk_has_what_it_needs_to_be_tried(stage: Stage, day: date):
    alive = come_alive(stage, COMPANY, at(day))

    officer, decider = kinds(alive, Role.OFFICER), kinds(alive, Role.DECISION_MAKER)
    case_worker, finance = kinds(alive, Role.CASE_WORKER), kinds(alive, Role.FINANCE)
    supplier = kinds(alive, Role.SUPPLIER_ADMIN)
    assert officer[Kind.APPLICATION] == decider[Kind.APPLICATION] == 2
    assert Kind.APPLICATION_SEALED not in officer
    assert officer[Kind.NOTICE] == officer[Kind.CALL_DRAFT] == 1 and decider[Kind.SIGNATURE] == 1
    assert case_worker[Kind.CHOICE] == 2 and case_worker[Kind.ORDER_UNSENT] == 1
    assert case_worker[Kind.ORDER_UNANSWERED] == case_worker[Kind.ORDER_TO_START] == 1
    assert case_worker[Kind.DELIVERY] >= 2 and case_worker[Kind.ORDER_ENDING] == 1
    assert supplier[Kind.ORDER_TO_ANSWER] == supplier[Kind.INVOICE_DRAFT] == 1
    assert finance[Kind.RUN_DRAFT] == finance[Kind.TO_EXPORT] == finance[Kind.TO_INVOICE] == 1
    assert all(login.waiting for login in alive.logins if login.role is not Role.BOOKKEEPER)


def test_one_application_is_late_and_one_is_on_its_fourth_day_of_ten(sunday: Sunday):
    [officer] = [one for one in sunday.alive.logins if one.role is Role.OFFICER]
    [applications] = [pile for pile in officer.all_waiting if pile.kind is Kind.APPLICATION]

    assert [one.days_left for one in applications.nearest] == [-2, DECIDED_WITHIN - 4]
    assert [one.name for one in applications.nearest] == ["Työtaito Partners Oy", "Polkutiimi Oy"]


def test_the_clock_ends_at_now_and_nothing_was_told_later(sunday: Sunday):
    with begin_work(sunday.stage.ground, SYSTEM, writes=False) as work:
        assert work.now == at(SUNDAY)
        assert work.db.scalar(select(func.max(JournalRow.at))) <= at(SUNDAY)


def test_everybody_has_a_way_in_and_the_client_a_link_that_opens(sunday: Sunday):
    with begin_work(sunday.stage.ground, SYSTEM, writes=False) as work:
        for login in sunday.alive.logins:
            person = identity.person_by_email(work, login.email)
            credential = accounts.credential(work, person.id) if person else None
            assert credential is not None, login
            assert passwords.matches(work, credential.password_hash, login.password)
    with begin_work(sunday.stage.ground, GUEST, writes=False) as work:
        opened = orders.open_link(work, sunday.alive.client_path.removeprefix("/c/"))
        assert opened.standing is LinkStanding.OPEN and len(opened.shown) == 2


def test_a_client_who_chooses_reads_of_every_supplier_in_each_language(sunday: Sunday):
    with begin_work(sunday.stage.ground, GUEST, writes=False) as work:
        opened = orders.open_link(work, sunday.alive.client_path.removeprefix("/c/"))

    for one in opened.shown:
        assert one.description is not None and one.description.missing(["fi", "sv", "en"]) == []
        assert one.places and one.languages and one.access and one.waiting_days is not None


def test_the_figures_of_the_worked_example_stay(sunday: Sunday):
    after = {invoice["key"]: invoice for invoice in summary_of(sunday.stage)["invoices"]}

    before = sunday.before["invoices"]
    assert before and all(after[one["key"]] == one for one in before)
