"""What auditors and the platform's administrators look after."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from app.desks.queries.parts import Seen, columns, name_of
from app.desks.rules import Kind
from app.identity.models import Party, RecoveryRequest
from app.identity.rules import PartyKind
from app.kernel.actors import Role
from app.law.models import LegalProposal
from app.law.rules.overriding import ProposalState
from app.platform.journal import JournalHead


def auditors(seen: Seen) -> Iterator[Select[Any]]:
    """The chains of the auditor's buyers, with how many rows each holds."""
    facts = columns(
        Kind.CHAIN,
        id=JournalHead.chain,
        name=name_of(JournalHead.chain, seen.today),
        pieces=JournalHead.seq,
    )
    yield select(*facts).where(JournalHead.chain.in_(seen.actor.parties_where(Role.AUDITOR)))


def administrators(seen: Seen) -> Iterator[Select[Any]]:
    facts = columns(Kind.ORGANISATION, id=Party.id, name=name_of(Party.id, seen.today))
    yield select(*facts).where(Party.kind == PartyKind.ORGANISATION)

    facts = columns(
        Kind.LAW_PROPOSAL,
        id=LegalProposal.id,
        name=LegalProposal.key,
        due_on=LegalProposal.valid_from,
    )
    yield select(*facts).where(LegalProposal.state == ProposalState.PROPOSED)

    facts = columns(
        Kind.RECOVERY, id=RecoveryRequest.party_id, name=name_of(RecoveryRequest.party_id, seen.today)
    )
    yield select(*facts).where(RecoveryRequest.settled_at.is_(None))
