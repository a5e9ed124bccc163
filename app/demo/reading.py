"""A story file as it was written: every scalar its text, everything with its line.

YAML would turn 58.50 into 58.5, 12:00 into 720 and `no` into a falsehood, so nothing is resolved here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Place = tuple[str | int, ...]


class StoryFault(Exception):
    """Something in the file is not as a story is written: where, what, and what to do."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True)
class Written:
    """The file's content as plain texts, lists and mappings, and the line of each place in it."""

    content: Any
    lines: dict[Place, int]

    def line_of(self, place: Place) -> int:
        """The place's own line, or that of the nearest thing around it.

        >>> Written({"a": "1"}, {(): 1, ("a",): 2}).line_of(("a", "missing"))
        2
        """
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]

    def line_saying(self, word: str, place: Place) -> int:
        """Where in the place the word stands, alone or in a list; else the line of the place itself.

        >>> read_text("do: choose\\nparty: S9").line_saying("S9", ())
        2
        """
        content = self.content
        for part in place:
            content = content[part]
        return next(_saying(word, content, place, self.lines), self.line_of(place))


def read_story(path: Path) -> Written:
    try:
        return read_text(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise StoryFault(1, "the file is not UTF-8 text: save it as UTF-8") from None


def read_text(text: str) -> Written:
    """
    >>> read_text("price: 58.50\\nat: 12:00").content
    {'price': '58.50', 'at': '12:00'}
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)  # "rt" leaves marks of its own in folded texts
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise StoryFault(
            line, f"this is not YAML ({fault.problem}): put a text with : or # in quotes"
        ) from None
    except YAMLError:  # a character that no text file holds: it has no line
        raise StoryFault(1, "this is not a text file: save the story as plain text") from None
    except RecursionError:
        raise StoryFault(1, "this is nested more deeply than any story: write it flat") from None
    if root is None:
        raise StoryFault(1, "the file is empty: a story has a name and acts")
    lines: dict[Place, int] = {}
    return Written(_plain(root, (), lines), lines)


def _plain(node: Node, place: Place, lines: dict[Place, int]) -> Any:
    lines[place] = node.start_mark.line + 1
    if node.anchor:  # what is written once and read many times has no end, and no line of its own
        raise StoryFault(lines[place], f"`&{node.anchor}` is not read in a story: write it out each time")
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [_plain(inner, (*place, index), lines) for index, inner in enumerate(node.value)]
    if isinstance(node, MappingNode):
        return _mapping(node, place, lines)
    raise StoryFault(node.start_mark.line + 1, "a story is made of texts, lists and mappings only")


def _mapping(node: MappingNode, place: Place, lines: dict[Place, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            raise StoryFault(key.start_mark.line + 1, "a field's name is a word")
        if key.value in found:
            raise StoryFault(key.start_mark.line + 1, f"`{key.value}` stands here twice: keep one")
        found[key.value] = _plain(value, (*place, key.value), lines)
        lines[(*place, key.value)] = key.start_mark.line + 1
    return found


def _saying(word: str, content: Any, place: Place, lines: dict[Place, int]) -> Iterator[int]:
    if isinstance(content, str):
        if word in (part.strip() for part in content.split(",")):
            yield lines[place]
        return
    inner = content.items() if isinstance(content, dict) else enumerate(content)
    for part, value in inner:
        yield from _saying(word, value, (*place, part), lines)
