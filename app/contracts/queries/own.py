"""Contracts as their own people use them, and what acts of other chapters ask of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from app.contracts.models import (
    BillingMandate,
    Contract,
    DataProtectionAgreement,
    PriceLine,
    PriceVersion,
)
from app.contracts.rules import ordering, signing
from app.contracts.rules.pricing import Price, price_on_day
from app.contracts.rules.states import ContractState
from app.identity import queries as identity
from app.identity.queries.signing import bindings
from app.identity.rules import SIGNERS_NEEDED, SigningKind
from app.kernel.money import Money
from app.kernel.refusals import Missing, Reason, Refused
from app.offers import queries as offers
from app.platform.work import Work
from app.procurement.models import CallBuyer, Category

LIVE = (ContractState.DRAFT, ContractState.OFFERED, ContractState.ACTIVE)


def own_contract(work: Work, contract_id: UUID, *, lock: bool = False) -> Contract:
    """A contract of the actor's call or supplier; `lock` holds it until the commit."""
    asked = select(Contract).where(Contract.id == contract_id, theirs(work))
    return _one(work, asked, lock=lock)


def contract_to_sign(work: Work, contract_id: UUID, organisation_id: UUID, *, lock: bool = False) -> Contract:
    """For a party's people, and for a signatory who holds no role there."""
    known = select(Contract).where(Contract.id == contract_id)
    if work.actor.id in signatories(work, organisation_id, identity.today(work)):
        return _one(work, known, lock=lock)
    return own_contract(work, contract_id, lock=lock)


def active_for(work: Work, call_id: UUID, party_id: UUID, on: date) -> Contract | None:
    """The party's contract that is active now and holds on the day."""
    return work.db.scalar(
        select(Contract).where(
            Contract.call_id == call_id,
            Contract.party_id == party_id,
            Contract.state == ContractState.ACTIVE,
            Contract.starts_on <= on,
            Contract.ends_on >= on,
        )
    )


def by_number(work: Work, buyer_id: UUID, number: str) -> Contract:
    return _one(
        work, select(Contract).where(Contract.buyer_id == buyer_id, Contract.number == number, theirs(work))
    )


@dataclass(frozen=True)
class ContractRow:
    """A contract in a list."""

    id: UUID
    number: str
    party_id: UUID
    state: ContractState
    starts_on: date
    ends_on: date


def contracts_of(work: Work, call_id: UUID) -> list[ContractRow]:
    """The actor's own, by the supplier's number in the call."""
    columns = (
        Contract.id,
        Contract.number,
        Contract.party_id,
        Contract.state,
        Contract.starts_on,
        Contract.ends_on,
    )
    asked = (
        select(*columns).where(Contract.call_id == call_id, theirs(work)).order_by(Contract.supplier_number)
    )
    return [ContractRow(*row) for row in work.db.execute(asked)]


@dataclass(frozen=True)
class AdmittedLine:
    """A category that the party is admitted in, at the price it offered."""

    category: Category
    unit_price: Money


def admitted_lines(work: Work, call_id: UUID, party_id: UUID) -> list[AdmittedLine]:
    """By category code."""
    return [AdmittedLine(*row) for row in offers.admitted_prices(work, call_id, party_id, work.now)]


def has_live_contract(work: Work, call_id: UUID, party_id: UUID) -> bool:
    here = Contract.call_id == call_id, Contract.party_id == party_id, Contract.state.in_(LIVE)
    return work.db.scalar(select(Contract.id).where(*here)) is not None


def supplier_number_is_taken(work: Work, call_id: UUID, number: int) -> bool:
    here = Contract.call_id == call_id, Contract.supplier_number == number
    return work.db.scalar(select(Contract.id).where(*here)) is not None


def next_supplier_number(work: Work, call_id: UUID) -> int:
    """Asked with the call locked, so that two contracts never get the same."""
    last = work.db.scalar(select(func.max(Contract.supplier_number)).where(Contract.call_id == call_id))
    return (last or 0) + 1


def price_lines(work: Work, contract_id: UUID) -> list[PriceLine]:
    return list(work.db.scalars(select(PriceLine).where(PriceLine.contract_id == contract_id)))


def price_line_for(work: Work, contract_id: UUID, category_id: UUID) -> PriceLine:
    here = PriceLine.contract_id == contract_id, PriceLine.category_id == category_id
    found = work.db.scalar(select(PriceLine).where(*here))
    if found is None:
        raise Missing
    return found


def own_price_line(work: Work, contract_id: UUID, price_line_id: UUID) -> tuple[PriceLine, Contract]:
    """Of this very contract; it is held until the commit, so that prices are set one after another."""
    contract, line = own_contract(work, contract_id, lock=True), work.db.get(PriceLine, price_line_id)
    if line is None or line.contract_id != contract.id:
        raise Missing
    return line, contract


def prices(work: Work, price_line_id: UUID) -> list[Price]:
    """All versions of a line's price, the earliest first."""
    columns = PriceVersion.valid_from, PriceVersion.unit_price
    of_line = PriceVersion.price_line_id == price_line_id
    return [
        Price(*row)
        for row in work.db.execute(select(*columns).where(of_line).order_by(PriceVersion.valid_from))
    ]


def price_on(work: Work, price_line_id: UUID, on: date) -> Money:
    """The unit price in force on the day: for what is delivered on it (RULE-67)."""
    found = price_on_day(prices(work, price_line_id), on)
    if found is None:
        raise Refused([Reason("contract.no_price_yet", {"on": on.isoformat()})])
    return found


def mandate_of(work: Work, contract_id: UUID) -> BillingMandate:
    """The one in force; Missing while the seller has given none."""
    found = live_mandate(work, contract_id)
    if found is None:
        raise Missing
    return found


def live_mandate(work: Work, contract_id: UUID) -> BillingMandate | None:
    live = BillingMandate.contract_id == contract_id, BillingMandate.revoked_at.is_(None)
    return work.db.scalar(select(BillingMandate).where(*live))


def seller_of(work: Work, contract_id: UUID) -> UUID:
    """Whose invoices are written under the contract: a group's are its coordinator's."""
    party_id = work.db.scalar(select(Contract.party_id).where(Contract.id == contract_id))
    if party_id is None:
        raise Missing
    return identity.coordinator_of(work, party_id, identity.today(work))


def signing_rule(work: Work, organisation_id: UUID, on: date) -> SigningKind:
    return bindings(work, [organisation_id], on)[organisation_id].kind


def signatories(work: Work, organisation_id: UUID, on: date) -> set[UUID]:
    return set(bindings(work, [organisation_id], on)[organisation_id].people)


def signatory_names(work: Work, organisation_id: UUID, on: date) -> list[str]:
    """By the alphabet."""
    return list(bindings(work, [organisation_id], on)[organisation_id].people.values())


def reasons_too_few_signatories(work: Work, organisation_ids: Sequence[UUID], on: date) -> list[Reason]:
    """A party that has not named as many people as its own rule demands could never sign."""
    bound = bindings(work, organisation_ids, on)
    return [
        Reason("contract.too_few_signatories", {"party": identity.party_on(work, party, on).name})
        for party in organisation_ids
        if len(bound[party].people) < SIGNERS_NEEDED[bound[party].kind]
    ]


def data_protection_signed_by(work: Work, contract_id: UUID) -> dict[UUID, set[UUID]]:
    columns = DataProtectionAgreement.organisation_id, DataProtectionAgreement.signed_by_id
    of_contract = DataProtectionAgreement.contract_id == contract_id
    return _grouped(work.db.execute(select(*columns).where(of_contract)))


def data_protected(work: Work, contract_id: UUID, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the organisations with which the data protection agreement is in force."""
    return _protected(work, set(organisation_ids), data_protection_signed_by(work, contract_id))


def _protected(
    work: Work, organisation_ids: Collection[UUID], signed_by: Mapping[UUID, set[UUID]]
) -> set[UUID]:
    bound = bindings(work, organisation_ids, identity.today(work))
    return set(bound) - set(signing.unbound({one: bound[one].kind for one in bound}, signed_by))


def reasons_not_orderable(work: Work, contract: Contract, on: date) -> list[Reason]:
    """Signed, in its period, data protection agreed with every member of the day, billing authorised."""
    has_mandate, names, signed_by = _authorised_and_agreed(work, contract, on)
    agreed = _protected(work, names, signed_by)
    return ordering.reasons_not_orderable(
        state=contract.state,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        on=on,
        without_data_protection=[name for one, name in names.items() if one not in agreed],
        has_mandate=has_mandate,
    )


def _authorised_and_agreed(
    work: Work, contract: Contract, on: date
) -> tuple[bool, dict[UUID, str], dict[UUID, set[UUID]]]:
    """Whether billing is authorised, the members of the day in their order, and who of each has agreed."""
    live = BillingMandate.contract_id == contract.id, BillingMandate.revoked_at.is_(None)
    mandate = select(exists().where(*live).label("is_there")).subquery()
    member = identity.members_asked(contract.party_id, on).subquery()
    signed = and_(
        DataProtectionAgreement.contract_id == contract.id,
        DataProtectionAgreement.organisation_id == member.c.organisation_id,
    )
    columns = (
        mandate.c.is_there,
        member.c.organisation_id,
        member.c.name,
        DataProtectionAgreement.signed_by_id,
    )
    asked = (
        select(*columns)
        .select_from(mandate)
        .outerjoin(member, true())
        .outerjoin(DataProtectionAgreement, signed)
    )
    rows = work.db.execute(asked).all()
    names = {row.organisation_id: row.name for row in rows if row.organisation_id is not None}
    by_whom = ((row.organisation_id, row.signed_by_id) for row in rows if row.signed_by_id is not None)
    return any(row.is_there for row in rows), names, _grouped(by_whom)


def theirs(work: Work) -> ColumnElement[bool]:
    """The contracts of the actor's calls and suppliers."""
    if work.actor.is_system:
        return true()
    mine = work.actor.party_ids
    called = select(CallBuyer.call_id).where(CallBuyer.buyer_id.in_(mine))  # all buyers of a call use it
    return or_(Contract.call_id.in_(called), Contract.party_id.in_(mine))


def _one(work: Work, asked: Select[Contract], *, lock: bool = False) -> Contract:
    # What was read before the lock may have changed since: the row is read again.
    fresh = {"populate_existing": lock}
    found = work.db.scalar(asked.with_for_update(key_share=True) if lock else asked, execution_options=fresh)
    if found is None:
        raise Missing
    return found


def _grouped(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, set[UUID]]:
    grouped: dict[UUID, set[UUID]] = {}
    for organisation, person in pairs:
        grouped.setdefault(organisation, set()).add(person)
    return grouped
