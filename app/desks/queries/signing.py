"""Contracts and agreements that wait for this very person's signature."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.contracts.models import BillingMandate, Contract, DataProtectionAgreement, Signature
from app.contracts.rules.states import ContractState
from app.desks.queries.parts import Seen, columns, held_by, name_of
from app.desks.rules import Kind
from app.identity.models import GroupMember, PartyVersion, Signatory, SigningRule
from app.identity.rules import SigningKind
from app.kernel.actors import Role
from app.platform.db import in_force


def signatures(seen: Seen) -> Select[Any]:
    """Offered contracts of the parties that this person signs for and that are not bound by them yet."""
    done = select(Signature.id).where(
        Signature.contract_id == Contract.id,
        Signature.pdf_sha256 == Contract.pdf_sha256,
        or_(Signature.person_id == seen.actor.id, _is_bound(seen, Signature.organisation_id)),
    )
    buyers = or_(Contract.buyer_id.in_(_mine(seen)), Contract.buyer_id.in_(_hosted(seen)))
    facts = columns(
        Kind.SIGNATURE, id=Contract.id, name=Contract.number, of=name_of(Contract.party_id, seen.today)
    )
    return select(*facts).where(
        Contract.state == ContractState.OFFERED, or_(buyers, _supplied(seen)), ~done.exists()
    )


def data_protection(seen: Seen) -> Select[Any]:
    """Signed contracts whose data protection agreement this person has not concluded for the supplier."""
    done = select(DataProtectionAgreement.id).where(
        DataProtectionAgreement.contract_id == Contract.id,
        or_(
            DataProtectionAgreement.signed_by_id == seen.actor.id,
            _is_bound(seen, DataProtectionAgreement.organisation_id),
        ),
    )
    facts = columns(Kind.DATA_PROTECTION, id=Contract.id, name=Contract.number)
    return select(*facts).where(Contract.state == ContractState.ACTIVE, _supplied(seen), ~done.exists())


def mandates(seen: Seen) -> Select[Any]:
    """Signed contracts under which nobody may write the seller's invoices yet."""
    live = select(BillingMandate.id).where(
        BillingMandate.contract_id == Contract.id, BillingMandate.revoked_at.is_(None)
    )
    facts = columns(Kind.MANDATE, id=Contract.id, name=Contract.number)
    return select(*facts).where(
        Contract.state == ContractState.ACTIVE,
        held_by(seen.actor, [Role.SUPPLIER_ADMIN], party=Contract.party_id, process=Contract.call_id),
        ~live.exists(),
    )


def _mine(seen: Seen) -> Select[Any]:
    """The organisations that the person signs for."""
    return select(Signatory.party_id).where(
        Signatory.person_id == seen.actor.id,
        in_force(Signatory.valid_from, Signatory.valid_to, seen.today),
    )


def _hosted(seen: Seen) -> Select[Any]:
    """Areas that have named no signatories of their own are bound by their host's."""
    named = select(Signatory.party_id).where(in_force(Signatory.valid_from, Signatory.valid_to, seen.today))
    return select(PartyVersion.party_id).where(
        PartyVersion.host_id.in_(_mine(seen)),
        in_force(PartyVersion.valid_from, PartyVersion.valid_to, seen.today),
        PartyVersion.party_id.not_in(named),
    )


def _supplied(seen: Seen) -> ColumnElement[bool]:
    groups = select(GroupMember.group_id).where(
        GroupMember.organisation_id.in_(_mine(seen)),
        in_force(GroupMember.valid_from, GroupMember.valid_to, seen.today),
    )
    return or_(Contract.party_id.in_(_mine(seen)), Contract.party_id.in_(groups))


def _is_bound(seen: Seen, organisation_id: Any) -> ColumnElement[bool]:
    """One of the person's own organisations, which one signature binds."""
    together = select(SigningRule.party_id).where(
        SigningRule.kind == SigningKind.TWO_TOGETHER,
        in_force(SigningRule.valid_from, SigningRule.valid_to, seen.today),
    )
    own = or_(organisation_id.in_(_mine(seen)), organisation_id.in_(_hosted(seen)))
    return and_(own, organisation_id.not_in(together))
