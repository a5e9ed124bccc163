"""Counting attempts, so that nobody guesses on: one conditional UPDATE, whoever else tries meanwhile."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.identity.models import LoginThrottle
from app.identity.rules.accounts import LIMITS, Attempt, reason_too_many
from app.kernel.refusals import Reason
from app.platform.db import changed_one
from app.platform.work import Work

EVERYBODY = UUID(int=0)


def reasons_too_many(work: Work, attempt: Attempt, whose: str) -> list[Reason]:
    """Counts this attempt, and says no when there were too many in the window that runs."""
    limit, key = LIMITS[attempt], _key(work, whose)
    is_over = LoginThrottle.window_ends_at <= work.now
    mine = update(LoginThrottle).where(LoginThrottle.attempt == attempt, LoginThrottle.key == key)
    counted = mine.where(sa.or_(is_over, LoginThrottle.count < limit.most)).values(
        count=sa.case((is_over, 1), else_=LoginThrottle.count + 1),
        window_ends_at=sa.case(
            (is_over, sa.literal(work.now + limit.window, LoginThrottle.window_ends_at.type)),
            else_=LoginThrottle.window_ends_at,
        ),
    )
    if changed_one(work.db, counted) or _is_first(work, attempt, key):
        return []
    return [] if changed_one(work.db, counted) else [reason_too_many(limit)]


def forget(work: Work, attempt: Attempt, whose: str) -> None:
    """After a right answer the count begins anew."""
    here = LoginThrottle.attempt == attempt, LoginThrottle.key == _key(work, whose)
    work.db.execute(delete(LoginThrottle).where(*here))


def _is_first(work: Work, attempt: Attempt, key: bytes) -> bool:
    window_ends_at = work.now + LIMITS[attempt].window
    try:
        with work.db.begin_nested():
            work.db.add(LoginThrottle(attempt=attempt, key=key, count=1, window_ends_at=window_ends_at))
    except IntegrityError:
        return False  # it stands there already: full, or a rival's just now
    return True


def _key(work: Work, whose: str) -> bytes:
    """Keyed, so that a stolen table does not tell who tried to log in from where."""
    return work.ground.keys.blind_index(EVERYBODY, whose)
