"""What a supplier's card says and whether it has room; cards are public once the call is."""

from uuid import UUID

from sqlalchemy import or_, select

from app.catalogue.models import Capacity, ServiceCard
from app.platform.work import Work

ROOM = or_(Capacity.places.is_(None), Capacity.taken < Capacity.places)


def has_room(work: Work, party_id: UUID, category_id: UUID) -> bool:
    """For whom a new choice may still be made; a supplier that said nothing has no limit."""
    known = select(ROOM).where(Capacity.party_id == party_id, Capacity.category_id == category_id)
    found = work.db.scalar(known)
    return found is None or bool(found)


def places_taken(work: Work, party_id: UUID, category_id: UUID) -> int:
    here = Capacity.party_id == party_id, Capacity.category_id == category_id
    return work.db.scalar(select(Capacity.taken).where(*here)) or 0


def card(work: Work, party_id: UUID, category_id: UUID) -> ServiceCard | None:
    return work.db.get(ServiceCard, (party_id, category_id))
