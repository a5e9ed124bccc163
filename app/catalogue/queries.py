"""What a supplier's card says and whether it has room; cards are public once the call is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.catalogue.models import Capacity, ServiceCard
from app.contracts import queries as contracts
from app.contracts.models import Contract, PriceLine
from app.contracts.rules.states import ContractState
from app.identity import queries as identity
from app.identity.models import PartyVersion
from app.kernel.refusals import Missing
from app.kernel.texts import Texts
from app.platform.db import in_force
from app.platform.paging import Slice
from app.platform.work import Work
from app.procurement.models import Call, CallBuyer, Category

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


@dataclass(frozen=True)
class ServiceRow:
    """What a party sells in a category under a contract; a card that is not written has no version."""

    id: UUID
    party_id: UUID
    party: str
    category_id: UUID
    code: str
    title: Texts
    call_number: str
    version: int | None
    waiting_days: int | None
    places: int | None
    taken: int

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.taken >= self.places


def services(work: Work, part: Slice) -> list[ServiceRow]:
    """Of the actor's contracts that are offered or in force: a supplier's own, or all of a buyer's."""
    columns: tuple[Any, ...] = (
        PriceLine.id,
        Contract.party_id,
        PartyVersion.name,
        Category.id,
        Category.code,
        Category.title,
        Call.number,
        ServiceCard.version,
        ServiceCard.waiting_days,
        Capacity.places,
        func.coalesce(Capacity.taken, 0),
    )
    asked = (
        select(*columns)
        .join(Contract, Contract.id == PriceLine.contract_id)
        .join(Category, Category.id == PriceLine.category_id)
        .join(Call, Call.id == Contract.call_id)
        .join(PartyVersion, _named(Contract.party_id, identity.today(work)))
        .outerjoin(ServiceCard, _of(ServiceCard, Contract.party_id, Category.id))
        .outerjoin(Capacity, _of(Capacity, Contract.party_id, Category.id))
        .where(contracts.theirs(work), Contract.state.in_([ContractState.OFFERED, ContractState.ACTIVE]))
    )
    rows: Iterable[Any] = work.db.execute(part.of(asked, PriceLine.id))
    return [ServiceRow(*row) for row in rows]


@dataclass(frozen=True)
class Service:
    """One service of one party, with its card and its places as far as they are told."""

    category: Category
    call_number: str
    party: str
    card: ServiceCard | None
    capacity: Capacity | None


def service_of(work: Work, party_id: UUID, category_id: UUID) -> Service:
    """For the party's own people, and for the buyers of a call under which it has a contract."""
    called = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    contracted = (
        select(Contract.id)
        .where(Contract.call_id == Category.call_id, Contract.party_id == party_id)
        .exists()
    )
    is_own = party_id in work.actor.party_ids
    seen = Call.published_at.is_not(None) if is_own else and_(Category.call_id.in_(called), contracted)
    asked = (
        select(Category, Call.number, PartyVersion.name, ServiceCard, Capacity)
        .join(Call, Call.id == Category.call_id)
        .join(PartyVersion, _named(party_id, identity.today(work)))
        .outerjoin(ServiceCard, _of(ServiceCard, party_id, Category.id))
        .outerjoin(Capacity, _of(Capacity, party_id, Category.id))
        .where(Category.id == category_id, seen)
    )
    found = work.db.execute(asked, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise Missing
    return Service(*found)


def _named(party_id: Any, on: date) -> ColumnElement[bool]:
    valid = in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    return and_(PartyVersion.party_id == party_id, valid)


def _of(told: Any, party_id: Any, category_id: Any) -> ColumnElement[bool]:
    return and_(told.party_id == party_id, told.category_id == category_id)
