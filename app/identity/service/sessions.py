"""Log-ins as rows: opened, kept awake, listed and ended."""

from uuid import UUID

from sqlalchemy import update

from app.identity import events
from app.identity.models import ApiToken, LoginSession
from app.identity.queries import accounts
from app.identity.rules.accounts import SECOND_STEP_WAITS, TOUCHED_EVERY, agent_in_short
from app.kernel.actors import SYSTEM, ActorKind
from app.kernel.refusals import Missing
from app.platform.callers import Caller
from app.platform.crypto import hashed, new_secret
from app.platform.db import changed, changed_one
from app.platform.work import Ground, Work, begin_work


def open_session(work: Work, person_id: UUID, *, agent: str, by: str) -> str:
    """The secret of a new log-in, told to the browser and to nobody else."""
    secret, session = _new_session(work, person_id, agent=agent, waits=False)
    work.record(events.LoggedIn(about=person_id, session_id=session.id, by=by))
    return secret


def open_waiting(
    work: Work, person_id: UUID, *, agent: str, issuer: str | None = None, subject: str | None = None
) -> str:
    """A log-in that opens nothing before its second step, and whom it is to be linked with after it."""
    secret, session = _new_session(work, person_id, agent=agent, waits=True)
    session.issuer, session.subject = issuer, subject
    return secret


def log_out(work: Work, secret: str) -> None:
    """Who logs out twice, or after the log-in has ended by itself, is out all the same."""
    try:
        session = accounts.open_session(work, secret)
    except Missing:
        return
    session.ended_at = work.now
    work.record(events.SessionEnded(about=session.person_id, session_id=session.id))


def end_session(work: Work, session_id: UUID) -> None:
    """One of the actor's own, on whatever device."""
    mine = LoginSession.id == session_id, LoginSession.person_id == work.actor.id
    guarded = update(LoginSession).where(*mine, accounts.live(work.now)).values(ended_at=work.now)
    if not changed_one(work.db, guarded):
        raise Missing
    work.record(events.SessionEnded(about=work.actor.id, session_id=session_id))


def end_all_others(work: Work, session_id: UUID | None) -> int:
    ended = end_all(work, work.actor.id, but=session_id)
    work.record(events.SessionsEnded(about=work.actor.id))
    return ended


def end_all(work: Work, person_id: UUID, *, but: UUID | None = None) -> int:
    """How many ended."""
    theirs = [LoginSession.person_id == person_id, LoginSession.ended_at.is_(None)]
    if but is not None:
        theirs.append(LoginSession.id != but)
    return changed(work.db, update(LoginSession).where(*theirs).values(ended_at=work.now))


def discard(work: Work, secret: str) -> None:
    """A log-in takes the place of whatever the browser held before: no secret outlives a rotation."""
    here = LoginSession.secret_sha256 == hashed(secret), LoginSession.ended_at.is_(None)
    changed(work.db, update(LoginSession).where(*here).values(ended_at=work.now))


def touch(ground: Ground, caller: Caller) -> None:
    """Seen just now: coarse, so that reading a page does not write at every click."""
    with begin_work(ground, SYSTEM, writes=True) as work:
        if caller.actor.kind is ActorKind.TOKEN:
            used = update(ApiToken).where(ApiToken.id == caller.session_id)
            changed(work.db, used.values(last_used_at=work.now))
            return
        seen = update(LoginSession).where(
            LoginSession.id == caller.session_id,
            LoginSession.seen_at <= work.now - TOUCHED_EVERY,
            accounts.live(work.now),
        )
        idle_ends_at = work.now + ground.door.idle
        changed(work.db, seen.values(seen_at=work.now, idle_ends_at=idle_ends_at))


def _new_session(work: Work, person_id: UUID, *, agent: str, waits: bool) -> tuple[str, LoginSession]:
    secret, door = new_secret(), work.ground.door
    lasts = SECOND_STEP_WAITS if waits else door.session
    session = LoginSession(
        id=work.new_id(),
        person_id=person_id,
        secret_sha256=hashed(secret),
        agent=agent_in_short(agent),
        waits=waits,
        created_at=work.now,
        seen_at=work.now,
        idle_ends_at=work.now + min(door.idle, lasts),
        ends_at=work.now + lasts,
    )
    work.db.add(session)
    work.db.flush()
    return secret, session
