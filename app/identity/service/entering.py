"""Logging in: the password, and then the second step where there is one.

A wrong guess is answered, not refused: a refusal would roll back the count of guesses with everything else.
"""

from dataclasses import dataclass
from uuid import UUID

from app.identity import events, queries
from app.identity.models import LoginSession
from app.identity.queries import accounts
from app.identity.rules.accounts import Attempt
from app.identity.service import identities, passwords, second_step, sessions, throttles
from app.kernel.refusals import Missing, Reason
from app.platform.work import Work

NOBODYS_ID = UUID(int=0)


@dataclass(frozen=True)
class Entry:
    """The secret for the browser, or why not; with `waits` the secret opens only the second step."""

    secret: str = ""
    waits: bool = False
    refused: tuple[Reason, ...] = ()


def log_in(work: Work, email: str, password: str, *, address: str, agent: str, instead_of: str = "") -> Entry:
    """The same answer, in the same time, whether the account or only the password is wrong."""
    too_many = _reasons_too_many(work, email, address)
    if too_many:
        return Entry(refused=too_many)
    account = accounts.account(work, email)
    if not passwords.matches(work, account.password_hash if account else "", password) or account is None:
        work.record(events.LogInFailed(about=account.person_id if account else NOBODYS_ID, step="password"))
        return Entry(refused=(Reason("identity.log_in_wrong"),))
    if not queries.actor_of(work.db, account.person_id, queries.today(work)).party_ids:
        return Entry(refused=(Reason("identity.no_role_now"),))

    throttles.forget(work, Attempt.LOG_IN_HERE, _here(email, address))
    sessions.discard(work, instead_of)
    if account.has_second_step:
        return Entry(sessions.open_waiting(work, account.person_id, agent=agent), waits=True)
    return Entry(sessions.open_session(work, account.person_id, agent=agent, by="password"))


def confirm_second_step(work: Work, waiting: str, code: str) -> Entry:
    """A code of the generator, or a recovery code; Missing when no log-in waits for it."""
    session = accounts.waiting_session(work, waiting)
    too_many = throttles.reasons_too_many(work, Attempt.SECOND_STEP, str(session.person_id))
    if too_many:
        return Entry(refused=tuple(too_many))
    if not second_step.takes(work, session.person_id, code):
        work.record(events.LogInFailed(about=session.person_id, step="second_step"))
        return Entry(refused=(Reason("identity.code_wrong"),))

    identities.link_what_waited(work, waiting, session.person_id)
    throttles.forget(work, Attempt.SECOND_STEP, str(session.person_id))
    return Entry(rotate(work, session, by="code"))


def rotate(work: Work, session: LoginSession, *, by: str) -> str:
    """What waited ends, and a log-in with a secret of its own begins."""
    session.ended_at = work.now
    return sessions.open_session(work, session.person_id, agent=session.agent, by=by)


def is_waiting(work: Work, secret: str) -> bool:
    """Whether a second step is asked for: what the page of the second step looks at."""
    try:
        accounts.waiting_session(work, secret)
    except Missing:
        return False
    return True


def _reasons_too_many(work: Work, email: str, address: str) -> tuple[Reason, ...]:
    counted = (
        (Attempt.LOG_IN_FROM, address),
        (Attempt.LOG_IN_HERE, _here(email, address)),
        (Attempt.LOG_IN_ANYWHERE, _account(email)),
    )
    for attempt, whose in counted:
        if too_many := throttles.reasons_too_many(work, attempt, whose):
            return tuple(too_many)
    return ()


def _here(email: str, address: str) -> str:
    return f"{_account(email)} {address}"


def _account(email: str) -> str:
    return email.strip().casefold()[:200]
