"""What happens to applications.

Until the first round opens, nobody at the buyer may learn who applies or how many do (RULE-28): what
applicants do until then stands in the platform's own chain, not in the buyer's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(Event):
    event_name = "offers.application_started"
    party_id: UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationReceived(Event):
    """The hash is of the sealed content with its salt: it proves the content and tells nothing of it."""

    event_name = "offers.application_received"
    public = True
    party_id: UUID
    content_sha256: bytes
    round: str
    received_at: datetime
    late_by_us: int


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    event_name = "offers.application_withdrawn"
    party_id: UUID


@dataclass(frozen=True, kw_only=True)
class OpeningRefused(Event):
    """Somebody tried to open what was still sealed, or was not theirs to open."""

    event_name = "offers.opening_refused"
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FirstRoundOpened(Event):
    event_name = "offers.first_round_opened"
    application_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationOpened(Event):
    event_name = "offers.application_opened"
    content_sha256: bytes
    decide_by: date


@dataclass(frozen=True, kw_only=True)
class OfferScored(Event):
    """`hundredths_before` is None when the criterion had no points yet."""

    event_name = "offers.scored"
    offer_id: UUID
    criterion: str
    hundredths_before: int | None
    hundredths: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TimeExtended(Event):
    """Told to the applicant, with its reason (RULE-15)."""

    event_name = "offers.time_extended"
    public = True
    decide_by_before: date
    decide_by: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """About the decision; `delegated_by` is the decision maker who lent the role, if it was lent."""

    event_name = "offers.decided"
    public = True
    application_id: UUID
    number: str
    admitted: tuple[str, ...]
    rejected: tuple[str, ...]
    delegated_by: UUID | None
    days_late: int


@dataclass(frozen=True, kw_only=True)
class LetterRenewed(Event):
    """The letter said what no longer holds, before it was sent: it is made anew."""

    event_name = "offers.letter_renewed"
    public = True


@dataclass(frozen=True, kw_only=True)
class LetterAttached(Event):
    event_name = "offers.letter_attached"
    file_id: UUID
    file_sha256: bytes


@dataclass(frozen=True, kw_only=True)
class DecisionNotified(Event):
    event_name = "offers.notified"
    public = True
    application_id: UUID
    file_sha256: bytes
    remedy_ends_on: date
