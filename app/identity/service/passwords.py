"""Passwords: how they are kept, checked and changed."""

from functools import lru_cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.identity import events, policy, queries
from app.identity.models import Credential
from app.identity.queries import accounts
from app.identity.rules.accounts import PROOFS, as_typed, reason_too_many, reasons_weak
from app.identity.service import sessions
from app.kernel.refusals import Reason, Refused, refuse_if
from app.platform.door import Door
from app.platform.journal import happened
from app.platform.work import Work


def set_password(work: Work, person_id: UUID, password: str) -> None:
    """By the system, for a demo or a first administrator; people use a link or `change_password`."""
    queries.person(work, person_id)
    refuse_if(policy.reasons_not_to_set_password(work.actor))

    put(work, person_id, password)


def change_password(work: Work, *, old: str, new: str, session_id: UUID | None) -> None:
    """Every other log-in of the person ends."""
    ask_for_proof(work, old)
    put(work, work.actor.id, new, but=session_id)


def put(work: Work, person_id: UUID, password: str, *, but: UUID | None = None) -> None:
    """The person's password from now on; all log-ins made by the earlier one end, `but` for one."""
    person = queries.person(work, person_id)
    known = [*person.name.split(), *person.email.replace("@", ".").split(".")]
    refuse_if(reasons_weak(password, known=known))

    hashed = _hasher(work.ground.door).hash(as_typed(password))
    credential = accounts.credential(work, person_id)
    if credential is None:
        work.db.add(Credential(person_id=person_id, password_hash=hashed, changed_at=work.now))
    else:
        credential.password_hash, credential.changed_at = hashed, work.now
    sessions.end_all(work, person_id, but=but)
    work.record(events.PasswordSet(about=person_id))


def matches(work: Work, password_hash: str, password: str) -> bool:
    """Takes the same time where there is no password to match."""
    hasher = _hasher(work.ground.door)
    try:
        hasher.verify(password_hash or _nobodys(work.ground.door), as_typed(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(password_hash)


def ask_for_proof(work: Work, password: str) -> None:
    """The password typed again before a weighty change: an unlocked screen is not enough.

    A wrong one leaves its trace, and the traces are counted: they outlive the refusal.
    """
    credential = accounts.credential(work, work.actor.id)
    failed = happened(work.db, "identity.proof_failed", work.actor.id, since=work.now - PROOFS.window)
    refuse_if(
        [
            *policy.reasons_not_to_keep_account(work.actor),
            *([reason_too_many(PROOFS)] if failed >= PROOFS.most else []),
        ]
    )
    if not matches(work, credential.password_hash if credential else "", password):
        trace = events.ProofFailed(about=work.actor.id)
        raise Refused([Reason("identity.password_wrong")], evidence=trace)


def _hasher(door: Door) -> PasswordHasher:
    return PasswordHasher(time_cost=door.rounds, memory_cost=door.memory, parallelism=door.lanes)


@lru_cache
def _nobodys(door: Door) -> str:
    return _hasher(door).hash("the password of nobody")
