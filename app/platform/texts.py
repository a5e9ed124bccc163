"""The words people read: one catalogue for each language, and its ids are the codes of the house."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

from app.platform.places import shared

# Only named gaps count, so that "50 %" is written in a catalogue as people write it.
GAP = re.compile(r"%%|%\((\w+)\)s")


class UnknownText(KeyError):
    """A code without words, or a gap without its fact."""


@dataclass(frozen=True)
class Catalogue:
    """A strict one refuses what it does not know; the other shows the code, for a person to report."""

    language: str
    strings: Mapping[str, str]
    strict: bool = False

    def gettext(self, msgid: str) -> str:
        """
        >>> Catalogue("en", {"unit.hour": "hour"}).gettext("unit.hour")
        'hour'
        """
        words = self.strings.get(msgid, "")
        if not words and self.strict:
            raise UnknownText(f"{msgid} has no text in {self.language}")
        return words or msgid

    def say(self, code: str, facts: Mapping[str, str]) -> str:
        """
        >>> english = Catalogue("en", {"funds.left": "%(left)s left, 80 % used"})
        >>> english.say("funds.left", {"left": "40.00 EUR"})
        '40.00 EUR left, 80 % used'
        """
        return self.filled(code, lambda gap: self.fact(code, facts, gap), str)

    def filled(self, code: str, fact: Callable[[str], str], literal: Callable[[str], str]) -> str:
        """The text with its gaps filled; `literal` treats the words between them, as escaping does."""
        parts, at, words = [], 0, self.gettext(code)
        for gap in GAP.finditer(words):
            parts.append(literal(words[at : gap.start()]))
            parts.append(fact(gap[1]) if gap[1] else literal("%"))
            at = gap.end()
        return "".join([*parts, literal(words[at:])])

    def fact(self, code: str, facts: Mapping[str, str], gap: str) -> str:
        if gap not in facts and self.strict:
            raise UnknownText(f"{code} needs the fact {gap} in {self.language}")
        return str(facts.get(gap, f"({gap})"))


def languages() -> tuple[str, ...]:
    """Every language that has a folder of its own."""
    return tuple(sorted(folder.name for folder in shared("locales").iterdir() if folder.is_dir()))


def catalogue(language: str, *, strict: bool = False) -> Catalogue:
    return Catalogue(language, _strings(shared("locales"), language), strict)


def say(code: str, facts: Mapping[str, str], language: str, *, strict: bool = False) -> str:
    """A reason in words: `say(reason.code, reason.facts, "sv")`."""
    return catalogue(language, strict=strict).say(code, facts)


@lru_cache
def _strings(locales: Path, language: str) -> Mapping[str, str]:
    """All chapters' files as one, read once a process; nothing is compiled, so nothing goes stale."""
    files = sorted((locales / language).glob("*.po")) if language.isalpha() else []
    if not files:
        raise UnknownText(f"there is no language {language!r}")
    strings: dict[str, str] = {}
    for file in files:
        for msgid, words in _entries(file, language):
            if msgid in strings:
                raise ValueError(f"{file}: {msgid} has a text already")
            strings[msgid] = words
    return MappingProxyType(strings)


def _entries(file: Path, language: str) -> list[tuple[str, str]]:
    with file.open("rb") as written:
        messages = read_po(written, locale=language, charset="utf-8", abort_invalid=True)
    return [(str(entry.id), str(entry.string)) for entry in messages if entry.id and not entry.fuzzy]
