"""A story file is read as it was written: every scalar its text, every thing with its line."""

import pytest

from app.demo.reading import StoryFault, read_story, read_text

STORY = """\
# a heading
story: A price of 58.50
acts:
  - at: 2026-03-05 12:00
    open: no
    price: 58.50
    points: [1e3, 007, ~]
    reason: >-
      two
      lines
expect: {net: 241.50}
"""


def test_every_scalar_stays_what_was_written():
    [act] = read_text(STORY).content["acts"]

    assert act == {
        "at": "2026-03-05 12:00",
        "open": "no",
        "price": "58.50",
        "points": ["1e3", "007", "~"],
        "reason": "two lines",
    }


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 2),
        (("story",), 2),
        (("acts",), 3),
        (("acts", 0), 4),
        (("acts", 0, "price"), 6),
        (("acts", 0, "points", 2), 7),
        (("acts", 0, "reason"), 8),
        (("expect", "net"), 11),
        (("acts", 0, "missing"), 4),
        (("acts", 7, "missing"), 3),
    ],
)
def test_every_place_knows_its_line_and_a_missing_one_the_line_around_it(place, line):
    assert read_text(STORY).line_of(place) == line


@pytest.mark.parametrize(
    ("word", "line"), [("S1", 2), ("S2", 4), ("S3", 4), ("S4", 6), ("S5", 7), ("nobody", 1), ("S", 1)]
)
def test_a_word_is_found_where_it_stands_alone_or_in_a_list(word, line):
    written = read_text(
        "do: choose\nparty: S1\n\nmembers: S2, S3\ndeep:\n  - S4\n  - {who: S5, not: not S6}\n"
    )

    assert written.line_saying(word, ()) == line


def test_only_the_asked_place_is_searched():
    written = read_text("acts:\n  - party: S1\n  - party: S1\n")

    assert written.line_saying("S1", ("acts", 1)) == 3


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("", 1, "the file is empty"),
        ("story: a: b", 1, "put a text with : or # in quotes"),
        ("story: x\n\tacts: y", 2, "this is not YAML"),
        ("story: x\nacts: 'never closed", 2, "this is not YAML"),
        ("story: x\n---\nstory: y", 2, "another document"),
        ("story: x\nacts: 1\nstory: y", 3, "`story` stands here twice: keep one"),
        ("story: x\nacts:\n  - {a: 1, b: 2, a: 3}", 3, "`a` stands here twice: keep one"),
        ("? [1, 2]\n: x", 1, "a field's name is a word"),
        ("base: &base {a: 1}\nmore: *base", 1, "`&base` is not read in a story: write it out each time"),
        ("a: &loop\n  - *loop", 2, "`&loop` is not read in a story"),
        ("a: *nobody", 1, "this is not YAML"),
        ("story: \x07", 1, "this is not a text file"),
        ("[" * 4000, 1, "write it flat"),
    ],
)
def test_what_is_no_story_file_is_told_with_its_line(text, line, told):
    with pytest.raises(StoryFault) as fault:
        read_text(text)

    assert told in fault.value.what
    assert abs(fault.value.line - line) <= 1 and str(fault.value).startswith(f"line {fault.value.line}: ")


def test_a_tag_makes_nothing_but_a_text():
    assert read_text("a: !!python/object/apply:os.system [ls]").content == {"a": ["ls"]}


def test_a_file_of_an_editor_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_text("\N{ZERO WIDTH NO-BREAK SPACE}story: Työ\n", encoding="utf-8")

    assert read_story(path).content == {"story": "Työ"}


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_bytes("story: Työ\n".encode("latin-1"))

    with pytest.raises(StoryFault, match="save it as UTF-8"):
        read_story(path)
