"""What the API shows of the journal: places, names of events and proofs."""

from datetime import datetime
from uuid import UUID

from app.audit.queries import ChainProof
from app.kernel.actors import ActorKind
from app.platform.schemas import Shown


class ChainOut(Shown):
    """One chain for each buyer, and one for the platform, which has no name."""

    chain: UUID
    name: str
    rows: int


class EntryOut(Shown):
    seq: int
    at: datetime
    event: str
    about: UUID
    actor_kind: str
    actor_id: UUID


class EntriesOut(Shown):
    """The newest first; `before` is the sequence number to go on from, missing at the beginning."""

    items: list[EntryOut]
    before: int | None = None


class ProofOut(Shown):
    """`head` is the last row's hash and stands for the whole chain; `why` tells what is broken."""

    chain: UUID
    rows: int
    holds: bool
    head: str
    broken_at: int | None = None
    why: str = ""


def proof_out(proof: ChainProof, head: str) -> ProofOut:
    broken = proof.broken
    return ProofOut(
        chain=proof.chain,
        rows=proof.rows,
        holds=proof.holds,
        head=head,
        broken_at=broken.seq if broken else None,
        why=broken.why if broken else "",
    )


class ViewOut(Shown):
    """Which fields of a person were shown to whom, and for what; never what stood in them."""

    id: UUID
    at: datetime
    actor_kind: ActorKind
    actor_id: UUID
    actor: str
    subject_id: UUID
    fields: list[str]
    purpose: str
