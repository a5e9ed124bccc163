from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.law.rules.thresholds import LegalBasis
from app.procurement.rules.states import CallState


class CallOut(BaseModel):
    """A row of the public list of calls; times are in UTC."""

    model_config = ConfigDict(from_attributes=True)

    public_id: UUID
    number: str
    title: dict[str, str]
    buyer: str
    legal_basis: LegalBasis
    state: CallState
    is_open: bool
    first_round_closes_at: datetime
    closes_at: datetime
    categories: int
