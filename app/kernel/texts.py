"""What the buyer writes, in each language, and which of them prevails where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.kernel.refusals import Reason


@dataclass(frozen=True)
class Texts:
    """
    >>> title = Texts({"fi": "Valmennus", "sv": "Coachning"}, prevailing="fi")
    >>> title.in_language("sv"), title.in_language("en")
    ('Coachning', 'Valmennus')
    """

    by_language: Mapping[str, str]
    prevailing: str

    def __post_init__(self) -> None:
        if not self.by_language.get(self.prevailing, "").strip():
            raise ValueError(f"the prevailing text ({self.prevailing}) is missing")

    def in_language(self, language: str) -> str:
        """The asked text, or the prevailing one; a page that shows the latter says so."""
        return self.by_language.get(language) or self.by_language[self.prevailing]

    def missing(self, required: Iterable[str]) -> list[str]:
        return [language for language in required if not self.by_language.get(language, "").strip()]

    def as_json(self) -> dict[str, str]:
        return {**self.by_language, "prevailing": self.prevailing}


def texts_from_json(stored: Mapping[str, str]) -> Texts:
    """
    >>> texts_from_json({"fi": "Valmennus", "prevailing": "fi"}).in_language("fi")
    'Valmennus'
    """
    by_language = {language: text for language, text in stored.items() if language != "prevailing"}
    return Texts(by_language, stored["prevailing"])


def reasons_languages_missing(field: str, texts: Texts, required: Iterable[str]) -> list[Reason]:
    """A bilingual authority publishes both languages: no silent fallback in a legal text (RULE-10)."""
    return [
        Reason("texts.language_missing", {"field": field, "language": language})
        for language in texts.missing(required)
    ]
