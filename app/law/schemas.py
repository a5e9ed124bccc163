"""What administrators tell about law, and what everybody may read of it."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from app.law.models import LegalProposal
from app.law.rules.facts import Certainty, LegalFact, LegalKind, LegalUnit
from app.law.rules.overriding import ProposalState
from app.platform.fields import Day, Line, Whole
from app.platform.schemas import Shown, Told

Key = Annotated[Line, StringConstraints(min_length=1, max_length=80), Field(examples=["vat.standard"])]


class OverrideIn(Told):
    """A fact for a row that stands, or for a day from which something new holds.

    Amounts are in cents, shares in basis points (2550 is 25.5 %), limits in their unit.
    """

    texts: ClassVar[str] = "law_pages"
    kind: LegalKind
    key: Key
    valid_from: Day
    valid_to: Day | None = None
    number: Whole | None = None
    text: Line | None = None
    unit: LegalUnit | None = None
    source: Annotated[Line, StringConstraints(min_length=1), Field(examples=["Laki 1505/2025, 3 §"])]
    certainty: Certainty

    def fact(self) -> LegalFact:
        return LegalFact(**self.facts())


class FactOut(Shown):
    """In force when `valid_from <= day < valid_to`; where two are, the one that began later counts."""

    kind: LegalKind
    key: str
    valid_from: date
    valid_to: date | None
    number: int | None
    text: str | None
    unit: LegalUnit | None
    source: str
    certainty: Certainty
    is_overridden: bool


class ProposalOut(Shown):
    id: UUID
    country: str
    kind: LegalKind
    key: str
    valid_from: date
    valid_to: date | None
    number: int | None
    text: str | None
    unit: LegalUnit | None
    source: str
    certainty: Certainty
    state: ProposalState
    proposed_by: UUID
    proposed_at: datetime


def proposal_out(proposal: LegalProposal) -> ProposalOut:
    return ProposalOut.model_validate(proposal)
