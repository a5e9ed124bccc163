"""What a call demands of whoever applies, and how it is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.kernel.plain import as_plain
from app.kernel.refusals import Reason
from app.kernel.texts import Texts
from app.kernel.typed import from_plain


class Proof(StrEnum):
    """How a requirement is shown to be met."""

    DECLARATION = "declaration"  # the applicant's own word, which may be checked
    DOCUMENT = "document"  # a paper that is handed in
    SEEN = "seen"  # shown and noted, never kept: an extract from the criminal records (RULE-40)


@dataclass(frozen=True)
class Requirement:
    """One minimum requirement, by a code that answers point at."""

    code: str
    text: Texts
    proof: Proof = Proof.DECLARATION


@dataclass(frozen=True)
class Requirements:
    """All that a category, or the whole call, demands.

    >>> insured = Requirement("insurance", Texts({"fi": "Vastuuvakuutus 250 000 €"}, "fi"), Proof.DOCUMENT)
    >>> requirements_from_json(Requirements((insured,)).as_json()).codes
    ('insurance',)
    """

    items: tuple[Requirement, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_plain(self)
        return told


NO_REQUIREMENTS = Requirements()


def requirements_from_json(stored: Mapping[str, Any]) -> Requirements:
    return from_plain(Requirements, stored)


def reasons_codes_repeat(codes: Iterable[str], *, where: str) -> list[Reason]:
    """An answer points at one question: codes are not empty and do not repeat.

    >>> [reason.facts["question"] for reason in reasons_codes_repeat(["staff", "staff"], where="A")]
    ['staff']
    """
    known = list(codes)
    repeated = sorted({code for code in known if not code.strip() or known.count(code) > 1})
    return [Reason("procurement.code_repeats", {"question": code, "where": where}) for code in repeated]
