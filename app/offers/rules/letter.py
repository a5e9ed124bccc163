"""What a decision letter is made of, and what it may not be sent without (RULE-49).

A letter that lacks its grounds or its remedy instruction starts no time limit, so it is not made at all.
Points are counted in hundredths, prices in whole cents without VAT.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from app.kernel.money import Money
from app.kernel.plain import as_plain, untranslated
from app.kernel.quantity import Unit
from app.kernel.refusals import Reason
from app.kernel.texts import Texts
from app.law.rules.remedies import Instruction, intro_code
from app.law.rules.thresholds import LegalBasis

TEMPLATE = "offers/decision_letter_pdf.html"
TEMPLATE_VERSION = "decision-letter-1"


class Outcome(StrEnum):
    ADMITTED = "admitted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class OfficeData:
    """Whose decision it is, and where it is reached."""

    name: str
    business_id: str
    address: str
    host_name: str = ""


@dataclass(frozen=True)
class ContactData:
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class ApplicantMemberData:
    name: str
    business_id: str


@dataclass(frozen=True)
class ApplicantData:
    """The applying party; a group names its members, the coordinator first."""

    name: str
    email: str
    members: tuple[ApplicantMemberData, ...]

    @property
    def is_group(self) -> bool:
        return len(self.members) > 1


@dataclass(frozen=True)
class ScoreData:
    """One row of a comparison; the applicant's own is marked."""

    name: str
    price: Money
    quality: int
    price_points: int
    is_own: bool = False

    @property
    def total(self) -> int:
        return self.quality + self.price_points


@dataclass(frozen=True)
class OutcomeData:
    """What was decided on one category, why, and where the applicant came in the comparison, if any."""

    category: str
    name: Texts
    outcome: Outcome
    grounds: tuple[Texts, ...]
    unit: Unit
    price: Money | None = None
    comparison: tuple[ScoreData, ...] = ()


@dataclass(frozen=True)
class RegistryData:
    """Which body answers a claim for review, and where claims and demands are delivered until when."""

    body: Texts
    address: str
    email: str
    hours: Texts


@dataclass(frozen=True)
class DecisionLetterData:
    """Everything that the letter says; `noticed_on` is the day on which it is sent."""

    language: str
    case_number: str
    decision_number: str
    decided_on: date
    decided_by: ContactData
    decider_title: Texts
    buyer: OfficeData
    applicant: ApplicantData
    call_number: str
    call_title: Texts
    received_at: datetime
    outcomes: tuple[OutcomeData, ...]
    facts: tuple[Texts, ...]
    valid_from: date
    valid_to: date
    legal_basis: LegalBasis
    instructions: tuple[Instruction, ...]
    registry: RegistryData
    noticed_on: date | None
    contact: ContactData | None
    with_comparison: bool = False
    template_version: str = TEMPLATE_VERSION

    @property
    def remedies_intro(self) -> str:
        return intro_code(self.legal_basis)

    @property
    def admitted(self) -> tuple[OutcomeData, ...]:
        return tuple(one for one in self.outcomes if one.outcome is Outcome.ADMITTED)

    @property
    def rejected(self) -> tuple[OutcomeData, ...]:
        return tuple(one for one in self.outcomes if one.outcome is Outcome.REJECTED)

    def as_json(self) -> dict[str, Any]:
        """The attachment inside the PDF: field names as here, whole cents, ISO dates."""
        told: dict[str, Any] = as_plain(self)
        return told


def reasons_not_to_render(letter: DecisionLetterData) -> list[Reason]:
    """Each block that the letter must hold and does not; an empty list lets it be made."""
    return [
        *(Reason("letter.lacks", {"block": block}) for block in _missing_blocks(letter)),
        *(
            Reason("letter.lacks_grounds", {"category": one.category})
            for one in letter.outcomes
            if not one.grounds
        ),
        *_uncompared(letter),
        *(
            Reason("letter.text_not_translated", {"text": text, "language": letter.language})
            for text in untranslated(letter, letter.language)
        ),
    ]


def _missing_blocks(letter: DecisionLetterData) -> list[str]:
    blocks = {
        "outcome": letter.outcomes,
        "facts": letter.facts,
        "remedy_instruction": letter.instructions,
        "remedy_address": letter.registry.address and letter.registry.email,
        "contact": letter.contact and letter.contact.email,
        "notice_date": letter.noticed_on,
    }
    return [block for block, there in blocks.items() if not there]


def _uncompared(letter: DecisionLetterData) -> list[Reason]:
    """Where the admitted were put in an order, the letter tells the order (RULE-49)."""
    if not letter.with_comparison:
        return []
    return [
        Reason("letter.lacks_comparison", {"category": one.category})
        for one in letter.admitted
        if not any(row.is_own for row in one.comparison)
    ]
