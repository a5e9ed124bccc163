"""The schema of a story file is made from the acts, kept up to date, and agrees with the reader."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.demo.acts import ACTS
from app.demo.reading import read_story, read_text
from app.demo.schema import MARK, schema, with_acts
from app.demo.script import script_of
from app.platform.places import packaged
from scripts.write_docs import SCHEMA, STORIES, stories_page, stories_schema
from tests.demo.test_script import FAULTS, STORY

STORY_FILES = sorted(packaged("demo/stories").glob("*.yaml"))
KEEPS = Draft202012Validator(schema(ACTS))
# what only the reader knows: the order of acts, names used twice, days and moments that do not exist
ONLY_THE_READER = ("does not exist", "comes twice", "earlier than", "named on line", "is not a day", "24:00")


def test_the_schema_is_itself_a_schema():
    Draft202012Validator.check_schema(schema(ACTS))


def test_the_schema_in_the_docs_is_up_to_date():
    assert SCHEMA.read_text(encoding="utf-8") == stories_schema(), "behind the code: run make docs"


def test_the_page_about_stories_is_up_to_date_and_tells_every_act():
    page = STORIES.read_text(encoding="utf-8")

    assert page.count(MARK) == 1
    assert page == stories_page(), "behind the code: run make docs"
    assert len(ACTS) > 40
    for act in ACTS.values():
        assert f"### `{act.name}`\n\n{act.summary}\n" in page


def test_what_people_wrote_of_stories_is_kept():
    page = with_acts(f"# Stories\n\nWritten by hand.\n\n{MARK}\n\nold\n", ACTS)

    assert page.startswith(f"# Stories\n\nWritten by hand.\n\n{MARK}\n\n### `")
    assert "\nold\n" not in page


@pytest.mark.parametrize("path", STORY_FILES, ids=lambda path: path.name)
def test_the_stories_that_we_ship_keep_the_schema(path: Path):
    faults = KEEPS.iter_errors(read_story(path).content)

    assert [f"{fault.json_path}: {fault.message[:200]}" for fault in faults] == []


def test_there_are_stories_to_look_at():
    assert "jarvi-hame.yaml" in [path.name for path in STORY_FILES]


@pytest.mark.parametrize(("old", "new", "line", "told"), FAULTS)
def test_what_the_reader_refuses_the_schema_refuses_too(old, new, line, told):
    content = read_text(STORY.replace(old, new)).content

    kept = KEEPS.is_valid(content)

    if any(words in told for words in ONLY_THE_READER):
        assert kept
    else:
        assert not kept


def test_a_story_that_the_reader_takes_keeps_the_schema():
    written = read_text(STORY)

    script_of(written)
    assert [error.message for error in KEEPS.iter_errors(written.content)] == []


def test_the_schema_speaks_of_texts_only():
    told = json.dumps(schema(ACTS))

    kinds = set(re.findall(r'"type": "(\w+)"', told))
    assert kinds == {"object", "array", "string"}
