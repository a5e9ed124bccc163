"""What happens to outcome claims. What was written about the client is sealed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event, Sealed
from app.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class OutcomeClaimed(Event):
    """`process_id` is the order, in this and in all that follows of the claim."""

    event_name = "impact.claimed"
    public = True
    began_on: date
    reached_on: date
    consent_on: date
    bonus: Money


@dataclass(frozen=True, kw_only=True)
class EvidenceShown(Event):
    event_name = "impact.evidence_shown"
    public = True
    evidence: Sealed


@dataclass(frozen=True, kw_only=True)
class OutcomeVerified(Event):
    event_name = "impact.verified"
    public = True
    delivery_id: UUID
    bonus: Money


@dataclass(frozen=True, kw_only=True)
class OutcomeRejected(Event):
    event_name = "impact.rejected"
    public = True
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class VerificationRefused(Event):
    """Somebody tried to verify who may not, or when it could not be."""

    event_name = "impact.verification_refused"
    reasons: tuple[str, ...]
