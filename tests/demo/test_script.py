"""What is ill-written in a story is named with its line and with what to do about it."""

from datetime import UTC, date, datetime

import pytest

from app.demo.reading import StoryFault, read_text
from app.demo.script import script_of

STORY = """\
story: Two acts
seed: 7
acts:
  - at: 2026-01-07 09:00
    by: system
    do: open_platform
    as: admin
    name: Kutsu
    admin_name: Yrjö Ylläpito
    admin_email: yllapito@kutsu.example
    valid_from: 2026-01-01
  - at: 2026-01-08 9:30
    by: admin
    do: add_category
    as: A
    refused: procurement.not_your_act, missing
    note: nobody has drafted a call
    call: call
    code: A
    title: {fi: Valmennus, sv: Coachning}
    description: Valmennusta
    unit: hour
    per: 4
    price_ceiling: 62,00
    requirements:
      - code: coach
        text: Kaksi valmentajaa
    cancellation:
      share: 50 %
expect:
  commitments: {total: 0.00}
"""


def faulty(old: str, new: str) -> StoryFault:
    assert STORY.count(old) == 1, "the test changes one thing"
    with pytest.raises(StoryFault) as fault:
        script_of(read_text(STORY.replace(old, new)))
    return fault.value


def test_a_story_becomes_acts_with_their_facts():
    script = script_of(read_text(STORY))
    first, second = script.steps

    assert (script.name, script.seed, script.expect) == ("Two acts", 7, {"commitments": {"total": "0.00"}})
    assert (first.line, first.by, first.key, first.refused) == (4, "system", "admin", ())
    assert first.facts.valid_from == date(2026, 1, 1)
    assert second.at == datetime(2026, 1, 8, 7, 30, tzinfo=UTC)
    assert second.refused == ("procurement.not_your_act", "missing")
    assert (second.facts.per, second.facts.price_ceiling.cents) == (4, 62_00)
    assert second.facts.title == {"fi": "Valmennus", "sv": "Coachning"}
    assert second.facts.description == {"fi": "Valmennusta"}
    assert second.facts.cancellation.share == 5000


FAULTS = [
    ("story: Two acts\n", "", 1, "`story` is missing: add it"),
    ("seed: 7", "seed: seven", 2, "`seed`: 'seven' is not a whole number: write it like 12"),
    ("seed: 7", "sead: 7", 2, "`sead` is not known here: did you mean `seed`?"),
    ("    valid_from: 2026-01-01\n", "", 4, "`valid_from` is missing: add it"),
    ("valid_from: 2026-01-01", "valid_from: 1/1/2026", 11, "write it like 2026-04-07"),
    ("valid_from: 2026-01-01", "valid_from: 20260101", 11, "write it like 2026-04-07"),
    ("valid_from: 2026-01-01", "valid_from: 2026-02-30", 11, "'2026-02-30' is not a day"),
    ("valid_from: 2026-01-01", "valid_form: 2026-01-01", 4, "`valid_from` is missing"),
    ("at: 2026-01-08 9:30", "at: tomorrow", 12, "`at`: 'tomorrow' is not a moment: write it like 2026-03-05"),
    ("at: 2026-01-08 9:30", "at: 2026-01-08 24:00", 12, "'2026-01-08 24:00' is not a moment"),
    ("at: 2026-01-08 9:30", "at: 2026-01-08", 12, "is not a moment: write it like"),
    ("at: 2026-01-08 9:30", "at: 2026-03-29 03:30", 12, "does not exist in Europe/Helsinki"),
    ("at: 2026-01-08 9:30", "at: 2026-10-25 03:30", 12, "comes twice in Europe/Helsinki"),
    ("at: 2026-01-08 9:30", "at: 2026-01-06 09:30", 12, "earlier than the one before it: put it in"),
    ("    by: admin\n", "", 12, "`by` is missing: add it"),
    ("do: add_category", "do: add_categroy", 14, "no act `add_categroy`: did you mean `add_category`?"),
    ("do: add_category", "do: dance", 14, "there is no act `dance`: docs/stories.md lists them all"),
    ("as: A\n", "as: admin\n", 15, "`admin` was named on line 7: give it another name"),
    ("as: A\n", "as: ../../papers\n", 15, "'../../papers' is not a name: write it like S1"),
    ("as: A\n", "as: A B\n", 15, "without spaces"),
    ("unit: hour", "unit: hours", 22, "`unit`: 'hours' is not known: write 'hour', 'session'"),
    ("per: 4", "per: 1/4", 23, "`per`: '1/4' is not a whole number"),
    ("price_ceiling: 62,00", "price_ceiling: 62.005", 24, "not an amount of money: write it like 58.50"),
    ("price_ceiling: 62,00", "price_ceiling: 62 e", 24, "not an amount of money"),
    ("price_ceiling: 62,00", "price_ceiling: [62.00]", 24, "`price_ceiling`: write it like 58.50"),
    ("price_ceiling: 62,00", "price_cieling: 62.00", 12, "`price_ceiling` is missing"),
    ("code: coach", "cod: coach", 26, "`requirements.0.code` is missing: add it"),
    ("        text: Kaksi", "        proof: no\n        text: Kaksi", 27, "'no' is not known: write 'decl"),
    ("      - code: coach", "      - name: x\n        code: coach", 26, "`requirements.0.name` is not known"),
    ("      share: 50 %", "      shares: 50 %", 29, "not known here: did you mean `share`?"),
    ("      share: 50 %", "      share: half", 29, "'half' is not a share: write it like 50 %"),
    ("    cancellation:\n      share: 50 %", "    cancellation: none", 28, "write fields here, each as"),
    ("title: {fi: Valmennus, sv: Coachning}", "title: [Valmennus]", 20, "write fields here, each"),
    ("code: A\n", "code: [A]\n", 19, "`code`: write one text here, not a list or fields"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "told"), FAULTS)
def test_a_fault_is_named_with_its_line_and_the_remedy(old, new, line, told):
    fault = faulty(old, new)

    assert (fault.line, told in fault.what) == (line, True), str(fault)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("- a\n- b", 1, "write fields here"),
        ("just words", 1, "write fields here"),
        ("story: x", 1, "`acts` is missing: add it"),
        ("story: x\nacts: []", 2, "`acts`: write at least one here"),
        ("story: x\nacts: {a: b}", 2, "`acts`: write a list here, each item after a dash"),
        ("story: x\nacts:\n  - open_platform", 3, "an act is a mapping with `at`, `by` and `do`"),
        ("story: x\nacts:\n  - {}\nexpect: 5", 4, "`expect`: write fields here"),
    ],
)
def test_a_file_that_is_no_story_says_what_a_story_is(text, line, told):
    with pytest.raises(StoryFault) as fault:
        script_of(read_text(text))

    assert (fault.value.line, told in fault.value.what) == (line, True), str(fault.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-01-08 09:30", datetime(2026, 1, 8, 7, 30, tzinfo=UTC)),  # winter: two hours before UTC
        ("2026-07-08 09:30", datetime(2026, 7, 8, 6, 30, tzinfo=UTC)),  # summer: three
        ("2026-01-08T09:30:15", datetime(2026, 1, 8, 7, 30, 15, tzinfo=UTC)),
        ("2026-01-08 09:30:00.000001", datetime(2026, 1, 8, 7, 30, 0, 1, tzinfo=UTC)),
        ("2026-01-08 9:30", datetime(2026, 1, 8, 7, 30, tzinfo=UTC)),
        ("2026-03-29 02:59:59", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)),
        ("2026-03-29 04:00", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-10-25 04:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_local_time_to_the_microsecond(written, read):
    script = script_of(read_text(STORY.replace("2026-01-08 9:30", written)))

    assert script.steps[1].at == read


def test_two_acts_may_share_a_moment_and_nothing_written_is_no_refusal():
    same = STORY.replace("2026-01-08 9:30", "2026-01-07 09:00")
    script = script_of(read_text(same.replace("refused: procurement.not_your_act, missing", "refused:")))

    assert [step.refused for step in script.steps] == [(), ()]
