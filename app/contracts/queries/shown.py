"""Contracts as their pages and lists show them: columns, in few questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, union
from sqlalchemy.orm import aliased

from app.contracts.models import BillingMandate, Contract, PriceLine, PriceVersion
from app.contracts.queries.own import LIVE, theirs
from app.contracts.rules.states import ContractState
from app.identity import queries as identity
from app.identity.models import GroupMember, PartyVersion, Signatory
from app.kernel.money import Money
from app.kernel.quantity import Unit
from app.kernel.refusals import Missing, Reason, Refused
from app.kernel.texts import Texts
from app.offers.models import Admission
from app.platform.db import in_force
from app.platform.files import read_file
from app.platform.paging import Slice
from app.platform.work import Work
from app.procurement.models import Call, CallBuyer, Category


@dataclass(frozen=True)
class ContractLine:
    """A contract in the list of all."""

    id: UUID
    number: str
    call_id: UUID
    call_title: Texts
    buyer_id: UUID
    buyer: str
    party_id: UUID
    party: str
    state: ContractState
    starts_on: date
    ends_on: date
    created_at: datetime
    pdf_sha256: bytes | None


def contracts(work: Work, part: Slice, *, call_id: UUID | None = None) -> list[ContractLine]:
    """The actor's own and those that wait for the actor's signature, the newest first."""
    today, buyer, party = identity.today(work), aliased(PartyVersion), aliased(PartyVersion)
    columns: tuple[Any, ...] = (
        Contract.id,
        Contract.number,
        Contract.call_id,
        Call.title,
        Contract.buyer_id,
        buyer.name,
        Contract.party_id,
        party.name,
        Contract.state,
        Contract.starts_on,
        Contract.ends_on,
        Contract.created_at,
        Contract.pdf_sha256,
    )
    asked = (
        select(*columns)
        .join(Call, Call.id == Contract.call_id)
        .join(buyer, _named(buyer, Contract.buyer_id, today))
        .join(party, _named(party, Contract.party_id, today))
        .where(_seen(work, today))
    )
    if call_id is not None:
        asked = asked.where(Contract.call_id == call_id)
    rows: Iterable[Any] = work.db.execute(part.of(asked, Contract.id))
    return [ContractLine(*row) for row in rows]


@dataclass(frozen=True)
class SeenContract:
    """A contract with the words around it, and the mandate in force."""

    contract: Contract
    mandate: BillingMandate | None
    call_title: Texts
    buyer: str
    party: str


def seen(work: Work, contract_id: UUID) -> SeenContract:
    """For the people of its call and supplier, and for whoever may sign it."""
    today, buyer, party = identity.today(work), aliased(PartyVersion), aliased(PartyVersion)
    live = and_(BillingMandate.contract_id == Contract.id, BillingMandate.revoked_at.is_(None))
    asked = (
        select(Contract, BillingMandate, Call.title, buyer.name, party.name)
        .outerjoin(BillingMandate, live)
        .join(Call, Call.id == Contract.call_id)
        .join(buyer, _named(buyer, Contract.buyer_id, today))
        .join(party, _named(party, Contract.party_id, today))
        .where(Contract.id == contract_id, _seen(work, today))
    )
    found = work.db.execute(asked).one_or_none()
    if found is None:
        raise Missing
    return SeenContract(*found)


def seen_paper(work: Work, contract_id: UUID) -> tuple[str, bytes]:
    """The contract's number and its very bytes, proved to be those that are signed."""
    contract = seen(work, contract_id).contract
    if contract.pdf_file_id is None:
        raise Refused([Reason("contract.no_paper")])
    try:
        return contract.number, read_file(work.db, work.ground.files, contract.pdf_file_id)
    except (ValueError, FileNotFoundError):
        raise Refused([Reason("contract.paper_differs")]) from None


@dataclass(frozen=True)
class PricedVersion:
    valid_from: date
    unit_price: Money
    ground: str


@dataclass(frozen=True)
class PricedLine:
    """What the contract sells in one category, with every price of it, the earliest first."""

    id: UUID
    category_id: UUID
    code: str
    title: Texts
    unit: Unit
    bonus: Money
    prices: tuple[PricedVersion, ...]

    def price_on(self, on: date) -> Money | None:
        begun = [price.unit_price for price in self.prices if price.valid_from <= on]
        return begun[-1] if begun else None


def priced_lines(work: Work, contract_id: UUID) -> list[PricedLine]:
    """By category code; whoever calls has asked whose contract it is."""
    asked = (
        select(PriceLine, Category.code, Category.title, PriceVersion)
        .join(Category, Category.id == PriceLine.category_id)
        .join(PriceVersion, PriceVersion.price_line_id == PriceLine.id)
        .where(PriceLine.contract_id == contract_id)
        .order_by(Category.code, PriceVersion.valid_from)
    )
    found: dict[UUID, tuple[PriceLine, str, Texts]] = {}
    versions: dict[UUID, list[PricedVersion]] = {}
    for line, code, title, price in work.db.execute(asked):
        found[line.id] = line, code, title
        versions.setdefault(line.id, []).append(
            PricedVersion(price.valid_from, price.unit_price, price.ground)
        )
    return [
        PricedLine(line.id, line.category_id, code, title, line.unit, line.bonus, tuple(versions[line.id]))
        for line, code, title in found.values()
    ]


@dataclass(frozen=True)
class Uncontracted:
    """An admitted party that has no contract yet."""

    call_id: UUID
    call_number: str
    party_id: UUID
    party: str
    admitted_at: datetime


def uncontracted(work: Work) -> list[Uncontracted]:
    """In the calls of the actor's buyers, whoever was admitted first at the top."""
    called = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(work.actor.party_ids))
    has_contract = (
        select(Contract.id)
        .where(
            Contract.call_id == Admission.call_id,
            Contract.party_id == Admission.party_id,
            Contract.state.in_(LIVE),
        )
        .exists()
    )
    asked = (
        select(Admission.call_id, Call.number, Admission.party_id, PartyVersion.name, Admission.admitted_at)
        .join(Call, Call.id == Admission.call_id)
        .join(PartyVersion, _named(PartyVersion, Admission.party_id, identity.today(work)))
        .where(Admission.call_id.in_(called), Admission.ended_at.is_(None), ~has_contract)
        .order_by(Admission.admitted_at, Admission.id)
    )
    found: dict[tuple[UUID, UUID], Uncontracted] = {}
    for row in work.db.execute(asked):
        found.setdefault((row.call_id, row.party_id), Uncontracted(*row))
    return list(found.values())


def _named(version: Any, party_id: Any, on: date) -> ColumnElement[bool]:
    return and_(version.party_id == party_id, in_force(version.valid_from, version.valid_to, on))


def _seen(work: Work, on: date) -> ColumnElement[bool]:
    bound = _bound_by_actor(work, on)
    return or_(theirs(work), Contract.buyer_id.in_(bound), Contract.party_id.in_(bound))


def _bound_by_actor(work: Work, on: date) -> Select[Any]:
    """Parties that the actor may sign for: itself, an area behind which it stands, a group's member."""
    if work.actor.is_system:
        return select(Contract.party_id).where(false())
    named = select(Signatory.party_id).where(
        Signatory.person_id == work.actor.id, in_force(Signatory.valid_from, Signatory.valid_to, on)
    )
    hosted = select(PartyVersion.party_id).where(
        PartyVersion.host_id.in_(named), in_force(PartyVersion.valid_from, PartyVersion.valid_to, on)
    )
    grouped = select(GroupMember.group_id).where(GroupMember.organisation_id.in_(named))
    every = union(named, hosted, grouped).subquery()
    return select(every.c[0])
