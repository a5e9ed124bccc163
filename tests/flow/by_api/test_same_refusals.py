"""Every act of the story by a stranger, by a colleague, a second time and at the end: page, API and service
give the same answer."""

import os
from uuid import UUID

import pytest

from app.demo.playing import by_services
from app.demo.script import Step
from app.demo.stage import SYSTEM_KEY, Stage
from app.kernel.refusals import Missing, Refused
from app.main import site_of
from app.platform.files import files_in_memory
from app.platform.pdf import PdfPool
from tests.flow.by_api.attempts import COLLEAGUE, STRANGER, Attempts, at_home, bring_in_others
from tests.flow.by_hand.telling import Listener, tell
from tests.flow.conftest import database_of
from tests.story.whole import Theatre, a_theatre

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        bool(os.environ.get("KUTSU_TEST_DATABASE_URL")),
        reason="an act is taken back at its commit, which only SQLite's writing engine lets us tell apart",
    ),
]


@pytest.fixture(scope="module")
def attempts(printer: PdfPool, tmp_path_factory: pytest.TempPathFactory) -> Attempts:
    url = database_of("refusals", tmp_path_factory.mktemp("refusals"))
    with a_theatre(url, files_in_memory(), printer) as theatre:
        return _told_with_attempts(theatre)


def _told_with_attempts(theatre: Theatre) -> Attempts:
    app, tried = site_of(theatre.ground), dict[str, Step]()
    attempts: list[Attempts] = []

    def perform(stage: Stage, step: Step) -> UUID | None:
        if not attempts:
            attempts.append(Attempts(stage, app))
        [all_of_them] = attempts
        is_first = step.by != SYSTEM_KEY and step.act.name not in tried
        if is_first:
            for other in (STRANGER, COLLEAGUE):
                all_of_them.compare(step, other, "at its time")
        try:
            made = by_services(stage, step)
        except (Refused, Missing):
            all_of_them.compare(step, step.by, "refused in the story")
            raise
        if is_first:
            tried[step.act.name] = step
            all_of_them.compare(step, step.by, "a second time")
        if step.act.name == "found_organisation" and made is not None:
            stage.keys[step.key] = made
            at_home(stage, step.key)
        return made

    def welcome(stage: Stage, person: str, _email: str) -> None:
        if person == "admin":
            bring_in_others(stage)

    tell(theatre, Listener(perform, welcome))
    [all_of_them] = attempts
    for step in tried.values():
        all_of_them.compare(step, step.by, "at the end")
    return all_of_them


def test_page_api_and_service_say_no_for_the_same_reasons(attempts):
    assert not attempts.differing, "\n".join(attempts.differing)


def test_every_act_of_the_story_was_tried(attempts):
    assert attempts.count > 150
