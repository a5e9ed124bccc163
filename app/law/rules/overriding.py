"""How two administrators together say something else than the pack."""

from enum import StrEnum
from uuid import UUID

from app.kernel.refusals import Reason
from app.kernel.states import Flow
from app.law.rules.facts import LegalFact


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


PROPOSAL = Flow(
    "legal_proposal",
    ProposalState.PROPOSED,
    {
        (ProposalState.PROPOSED, "confirm"): ProposalState.CONFIRMED,
        (ProposalState.PROPOSED, "drop"): ProposalState.DROPPED,
    },
)


def reasons_not_two_people(*, proposed_by: UUID, confirmed_by: UUID) -> list[Reason]:
    """
    >>> [reason.code for reason in reasons_not_two_people(proposed_by=UUID(int=1), confirmed_by=UUID(int=1))]
    ['law.same_person_twice']
    """
    return [Reason("law.same_person_twice")] if proposed_by == confirmed_by else []


def reasons_nothing_changes(now: LegalFact | None, proposed: LegalFact) -> list[Reason]:
    """A new source or certainty is a change too: somebody checked."""
    return [Reason("law.nothing_changes", {"key": proposed.key})] if now == proposed else []
