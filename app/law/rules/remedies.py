"""What somebody may do against a decision, and which texts tell it: never one template for all bases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.law.rules.limits import LimitName
from app.law.rules.thresholds import LegalBasis


class Remedy(StrEnum):
    MUNICIPAL_REVIEW = "municipal_review"
    PROCUREMENT_CORRECTION = "procurement_correction"
    MARKET_COURT = "market_court"


class ContactField(StrEnum):
    """Where the court is reached; the buyer's own contact comes from the buyer."""

    ADDRESS = "court_address"
    EMAIL = "court_email"
    PHONE = "court_phone"
    WEB = "court_web"


TIME_TO_ACT = {
    Remedy.MUNICIPAL_REVIEW: LimitName.MUNICIPAL_REVIEW,
    Remedy.PROCUREMENT_CORRECTION: LimitName.PROCUREMENT_CORRECTION,
    Remedy.MARKET_COURT: LimitName.MARKET_COURT,
}

LIMIT_GAPS = {
    Remedy.MUNICIPAL_REVIEW: {
        "days": LimitName.MUNICIPAL_REVIEW,
        "message_days": LimitName.MUNICIPAL_NOTICE_BY_MESSAGE,
        "letter_days": LimitName.MUNICIPAL_NOTICE_BY_LETTER,
        "minutes_days": LimitName.MUNICIPAL_NOTICE_BY_MINUTES,
    },
    Remedy.PROCUREMENT_CORRECTION: {
        "days": LimitName.PROCUREMENT_CORRECTION,
        "own_days": LimitName.OWN_CORRECTION,
    },
    Remedy.MARKET_COURT: {
        "days": LimitName.MARKET_COURT,
        "months": LimitName.MARKET_COURT_DEFICIENT,
        "letter_days": LimitName.NOTICE_BY_LETTER,
    },
}
"""Gaps of the texts that the named limits fill, so that a changed limit changes the letter too."""

DATE_GAPS = frozenset({"notified_on", "last_day"})
BUYER_GAPS = frozenset({"buyer", "body", "decision", "address", "email", "hours"})
"""The letter fills these: the buyer, the body that reviews, how the decision is named, where to send."""

PARTS = ("title", "who", "time", "received", "contents", "delivery", "after")
"""The paragraphs of an instruction in their order; their texts are `remedies.<remedy>.<part>`."""


@dataclass(frozen=True)
class Instruction:
    """One remedy against one decision: its texts, its dates, and the gaps that the law fills."""

    remedy: Remedy
    notified_on: date
    last_day: date
    facts: Mapping[str, str]

    @property
    def text_codes(self) -> tuple[str, ...]:
        return instruction_codes(self.remedy)


def remedies_from_text(written: str) -> tuple[Remedy, ...]:
    """
    >>> remedies_from_text("procurement_correction market_court")
    (<Remedy.PROCUREMENT_CORRECTION: 'procurement_correction'>, <Remedy.MARKET_COURT: 'market_court'>)
    """
    return tuple(Remedy(word) for word in written.split())


def intro_code(basis: LegalBasis) -> str:
    """The text that says which remedies there are, and which there are not."""
    return f"remedies.basis.{basis}"


def instruction_codes(remedy: Remedy) -> tuple[str, ...]:
    """
    >>> instruction_codes(Remedy.MARKET_COURT)[:2]
    ('remedies.market_court.title', 'remedies.market_court.who')
    """
    return tuple(f"remedies.{remedy}.{part}" for part in PARTS)


def text_codes(basis: LegalBasis, remedies: Iterable[Remedy]) -> tuple[str, ...]:
    """Everything a letter must print; one missing block, and the time to appeal never starts (RULE-49)."""
    return (intro_code(basis), *(code for remedy in remedies for code in instruction_codes(remedy)))
