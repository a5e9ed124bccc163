"""A story is played through the services; where it goes otherwise than it says, it ends and tells why."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.demo.playing import Broken, Company, play
from app.demo.reading import StoryFault, read_text
from app.demo.script import script_of
from app.identity.models import PartyVersion
from app.kernel.events import Event
from app.platform.work import system_work
from scripts.write_docs import STORIES
from tests.demo.stories import NEXT, story

NOBODY = Company({}, ())


def played(ground, clock, text, company=NOBODY):
    script = script_of(read_text(text))
    clock.at = script.steps[0].at
    return play(script, ground, clock, company)


def test_acts_are_done_by_the_people_of_the_story_at_its_moments(ground, clock):
    stage = played(ground, clock, story())

    with system_work(ground) as work:
        found = work.db.scalars(select(PartyVersion).where(PartyVersion.name == "Valopolku ry")).one()
    assert found.party_id == stage.id("S1")
    assert stage.key_of(found.party_id) == "S1"
    assert clock.at.isoformat() == "2026-01-08T07:00:00+00:00"


OPENED_AGAIN = """
  - at: 2026-01-09 09:00
    by: system
    do: open_platform
    refused: {codes}
    name: Kutsu
    admin_name: Aatu Toinen
    admin_email: aatu@kutsu.example
    valid_from: 2026-01-01
"""


def test_an_act_that_must_be_refused_is_and_the_summary_tells(ground, clock):
    stage = played(ground, clock, story(OPENED_AGAIN.format(codes="identity.platform_is_open")))

    [told] = stage.told["refusals"].values()
    assert (told["act"], told["by"], told["line"]) == ("open_platform", "system", NEXT)
    assert told["codes"] == ["identity.platform_is_open"]


NOT_AS_TOLD = [
    (
        """
  - at: 2026-01-09 09:00
    by: S1-admin
    do: found_organisation
    name: Kantosilta ry
    valid_from: 2026-01-01
""",
        Broken,
        1,
        "`found_organisation` was refused: identity.not_your_act",
    ),
    (
        """
  - at: 2026-01-09 09:00
    by: admin
    do: found_organisation
    refused: identity.not_your_act
    name: Kantosilta ry
    valid_from: 2026-01-01
""",
        Broken,
        1,
        "`found_organisation` went through, and should be refused: identity.not_your_act",
    ),
    (
        OPENED_AGAIN.format(codes="identity.not_your_act"),
        Broken,
        1,
        "was refused for identity.platform_is_open, not for identity.not_your_act",
    ),
    (
        """
  - at: 2026-01-09 09:00
    by: admin
    do: form_group
    name: Yhdessä töihin
    coordinator: S1
    members: S1, S9
    valid_from: 2026-01-01
""",
        StoryFault,
        6,
        "`form_group`: nothing is called 'S9' yet: an earlier act makes it with `as: S9`",
    ),
    (
        """
  - at: 2026-01-09 09:00
    by: nobody
    do: publish_call
    call: S1
""",
        StoryFault,
        2,
        "nothing is called 'nobody' yet",
    ),
    (
        """
  - at: 2026-01-09 09:00
    by: S1-admin
    do: publish_call
    call: S1
""",
        Broken,
        1,
        "`publish_call` was refused: missing",
    ),
    (
        """
  - at: 2026-01-09 09:00
    by: admin
    do: set_signing_rule
    as: rule
    organisation: S1
    kind: alone
    people: S1-admin
    valid_from: 2026-01-01
""",
        StoryFault,
        4,
        "`set_signing_rule` makes nothing that has a name: remove `as`",
    ),
]


@pytest.mark.parametrize(("acts", "kind", "line", "told"), NOT_AS_TOLD)
def test_where_a_story_goes_otherwise_than_it_says_it_ends(ground, clock, acts, kind, line, told):
    with pytest.raises(kind) as fault:
        played(ground, clock, story(acts))

    assert told in fault.value.what
    assert fault.value.line == NEXT + line - 1


def test_the_small_story_in_the_docs_plays_as_it_says(ground, clock):
    examples = re.findall(r"```yaml\n(.*?)```", STORIES.read_text(encoding="utf-8"), re.DOTALL)
    [whole] = [example for example in examples if example.startswith("story:")]

    stage = played(ground, clock, whole)

    assert [told["codes"] for told in stage.told["refusals"].values()] == [["identity.not_your_act"]]


# --- What follows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Ticked(Event):
    event_name = "test.ticked"
    public = True


def test_the_clock_does_its_work_between_the_acts_and_what_follows_is_told(ground, clock):
    ticks, heard = [], []

    def tick(ground) -> int:
        with system_work(ground) as work:
            ticks.append(work.now.isoformat())
            work.record(Ticked(about=work.new_id()))
        return 1

    subscribers = {"test.ticked": (lambda _ground, told: heard.append(told),)}
    played(ground, clock, story(), Company(subscribers, (tick,)))

    assert ticks == ["2026-01-08T07:00:00+00:00"], "two acts at one moment are one stretch of time"
    assert len(heard) == 1


def test_a_task_of_the_clock_that_fails_ends_the_story(ground, clock):
    def fail(_ground) -> int:
        raise KeyError("no such order")

    with pytest.raises(Broken, match=r"fail failed on the way to `found_organisation`"):
        played(ground, clock, story(), Company({}, (fail,)))


def test_a_subscriber_that_fails_ends_the_story_although_its_clock_stands_still(ground, clock):
    def tick(ground) -> int:
        with system_work(ground) as work:
            work.record(Ticked(about=work.new_id()))
        return 1

    def fail(_ground, _told) -> None:
        raise ValueError("Aino Esimerkki")

    company = Company({"test.ticked": (fail,)}, (tick,))
    with pytest.raises(Broken, match=r"what follows from test\.ticked failed at .*: ValueError"):
        played(ground, clock, story(), company)


def test_a_story_is_not_played_among_real_people(ground, clock):
    played(ground, clock, story())

    with pytest.raises(StoryFault, match="play the story in an empty one"):
        played(ground, clock, story())
