"""What happens to case files. Ids only: who somebody is stands in the file, under its own key."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    event_name = "clients.case_opened"
    case_worker_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(Event):
    event_name = "clients.case_handed_over"
    from_person_id: UUID
    to_person_id: UUID


@dataclass(frozen=True, kw_only=True)
class CasesHandedOver(Event):
    """`about` is the buyer; which files they were, the earlier rows tell."""

    event_name = "clients.cases_handed_over"
    from_person_id: UUID
    to_person_id: UUID
    files: int


@dataclass(frozen=True, kw_only=True)
class CaseCorrected(Event):
    event_name = "clients.case_corrected"
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RepresentativeAdded(Event):
    event_name = "clients.representative_added"
    representative_id: UUID
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class ClientForgotten(Event):
    """The key is gone; rows, sums and papers that point at the client stay."""

    event_name = "clients.forgotten"
    ground: str
