"""A story's text as acts ready to be played; what is ill-written is named with its line and the remedy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from app.demo.acting import Act
from app.demo.acts import ACTS
from app.demo.fields import At, Fields, Whole, Words, kind_within
from app.demo.reading import Place, StoryFault, Written

HEADING = ("at", "by", "do", "as", "refused", "note")
NAME = re.compile(r"\w[\w.-]*")
ASKED = {
    "string_type": "write one text here, not a list or fields",
    "list_type": "write a list here, each item after a dash",
    "dict_type": "write fields here, each as `name: text`",
    "model_type": "write fields here, each as `name: text`",
    "too_short": "write at least one here",
}


def a_name(written: Any) -> Any:
    """Papers are filed under it, so it cannot lead to another folder."""
    if isinstance(written, str) and not NAME.fullmatch(written):
        raise ValueError(f"{written!r} is not a name: write it like S1 or O1-8.4, without spaces")
    return written


Name = Annotated[str, BeforeValidator(a_name), WithJsonSchema({"type": "string", "pattern": r"^\w[\w.-]*$"})]


class Heading(Fields):
    """What every act tells: when, by whom, what, and by which name the story knows what it makes."""

    at: At = Field(description="Local time; acts stand in the order of their moments.")
    by: str = Field(description="The key of a person, or `system`.")
    do: str = Field(description="The act.")
    key: Name = Field(default="", alias="as", description="A name for what the act makes.")
    refused: Words = Field(
        default=[], description="The codes of the reasons for which the act must be refused."
    )
    note: str = Field(default="", description="For the reader.")


class Story(Fields):
    """The file."""

    story: str = Field(description="What the story is called.")
    seed: Whole = Field(default=1, description="Of the story's chance: the same seed plays the same story.")
    description: str = ""
    acts: list[Any] = Field(min_length=1)
    expect: dict[str, Any] = Field(default_factory=dict, description="What the summary must say.")


@dataclass(frozen=True)
class Step:
    line: int
    place: Place
    at: datetime
    by: str
    key: str
    refused: tuple[str, ...]
    act: Act
    facts: Fields


@dataclass(frozen=True)
class Script:
    name: str
    seed: int
    steps: tuple[Step, ...]
    expect: dict[str, Any]
    written: Written


def script_of(written: Written) -> Script:
    story = _checked(Story, written.content, (), written)
    steps = tuple(_steps(written))
    _in_order(steps)
    _named_once(steps, written)
    return Script(story.story, story.seed, steps, story.expect, written)


def _steps(written: Written) -> Iterator[Step]:
    for index, content in enumerate(written.content["acts"]):
        place: Place = ("acts", index)
        line = written.line_of(place)
        if not isinstance(content, dict):
            raise StoryFault(line, "an act is a mapping with `at`, `by` and `do`")
        heading = _checked(
            Heading, {name: content[name] for name in HEADING if name in content}, place, written
        )
        known = ACTS.get(heading.do)
        if known is None:
            raise StoryFault(written.line_of((*place, "do")), _no_such_act(heading.do))
        told = {name: value for name, value in content.items() if name not in HEADING}
        facts = _checked(known.fields, told, place, written)
        yield Step(line, place, heading.at, heading.by, heading.key, tuple(heading.refused), known, facts)


def _named_once(steps: tuple[Step, ...], written: Written) -> None:
    taken: dict[str, int] = {}
    for step in steps:
        if step.key in taken:
            line = written.line_of((*step.place, "as"))
            raise StoryFault(line, f"`{step.key}` was named on line {taken[step.key]}: give it another name")
        if step.key:
            taken[step.key] = written.line_of((*step.place, "as"))


def _in_order(steps: tuple[Step, ...]) -> None:
    for before, after in pairwise(steps):
        if after.at < before.at:
            raise StoryFault(after.line, "this act is earlier than the one before it: put it in its place")


def _no_such_act(name: str) -> str:
    near = get_close_matches(name, ACTS, n=1)
    hint = f"did you mean `{near[0]}`?" if near else "docs/stories.md lists them all"
    return f"there is no act `{name}`: {hint}"


def _checked(kind: type[Any], told: Any, place: Place, written: Written) -> Any:
    try:
        return kind.model_validate(told)
    except ValidationError as fault:
        first = fault.errors()[0]
        inside: Place = tuple(first["loc"])
        line = written.line_of((*place, *inside))
        raise StoryFault(line, _remedy(kind, inside, first)) from None


def _remedy(kind: type[Fields], inside: Place, fault: Any) -> str:
    field = ".".join(str(part) for part in inside)
    match fault["type"]:
        case "missing":
            return f"`{field}` is missing: add it"
        case "extra_forbidden":
            near = get_close_matches(str(inside[-1]), _fields_at(kind, inside[:-1]), n=1)
            return f"`{field}` is not known here: " + (f"did you mean `{near[0]}`?" if near else "remove it")
        case "value_error":
            return f"`{field}`: {fault['ctx']['error']}"
        case "enum":
            return f"`{field}`: {fault['input']!r} is not known: write {fault['ctx']['expected']}"
    asked = ASKED.get(fault["type"], fault["msg"])
    return f"`{field}`: {asked}" if field else asked


def _fields_at(kind: type[Fields], place: Place) -> list[str]:
    """The names of the fields that may stand at a place within the fields of a kind."""
    for part in place:
        if isinstance(part, str):
            kind = kind_within(kind.model_fields[part].annotation) or Fields
    return [field.alias or name for name, field in kind.model_fields.items()]
