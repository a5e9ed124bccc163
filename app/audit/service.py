"""Proving the journal, and giving a copy of a chain that anybody can prove again."""

from collections.abc import Iterator
from uuid import UUID

from app.audit import events, queries
from app.audit.queries import ChainProof
from app.audit.rules import export_line
from app.platform.journal import PLATFORM, rows_until
from app.platform.work import Work


def verified_chains(work: Work) -> list[ChainProof]:
    """Every chain of the journal, whole or with its first broken place: for the system and administrators."""
    queries.ask_to_read(work, PLATFORM)
    return queries.proofs(work.db)


def export(work: Work, chain: UUID) -> Iterator[str]:
    """The chain as lines of JSON, as long as it is now; that it was taken is written into it.

    The lines are read as they are asked for, so they are to be taken within the Work.
    """
    queries.ask_to_read(work, chain)
    rows = queries.length(work, chain)

    buyer_id = None if chain == PLATFORM else chain
    work.record(events.ChainExported(about=chain, buyer_id=buyer_id, chain=chain, rows=rows))
    return (export_line(row["seq"], row["body"], row["sha256"]) for row in rows_until(work.db, chain, rows))
