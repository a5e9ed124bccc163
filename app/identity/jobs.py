"""Timed work of log-in: what is over is swept away."""

from datetime import timedelta

from sqlalchemy import delete, or_

from app.identity.models import LoginSession, LoginThrottle, PasskeyChallenge, SingleUseLink
from app.platform.db import changed
from app.platform.work import Ground, system_work

KEPT = timedelta(days=90)  # ended log-ins: long enough to answer "was that me?"


def sweep(ground: Ground) -> int:
    """How many rows went: windows of attempts, unanswered challenges, log-ins and links long over."""
    with system_work(ground) as work:
        long_ago = work.now - KEPT
        over = (
            delete(LoginThrottle).where(LoginThrottle.window_ends_at <= work.now),
            delete(PasskeyChallenge).where(PasskeyChallenge.ends_at <= work.now),
            delete(LoginSession).where(
                or_(LoginSession.ended_at <= long_ago, LoginSession.ends_at <= long_ago)
            ),
            delete(SingleUseLink).where(SingleUseLink.expires_at <= long_ago),
        )
        return sum(changed(work.db, one) for one in over)
