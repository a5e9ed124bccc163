"""How long a log-in lasts, and how its owner ends it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.identity import jobs, service
from app.identity.models import LoginSession
from app.identity.queries import accounts
from app.identity.rules.accounts import is_live
from app.identity.service import sessions
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing
from app.platform.callers import NOBODY
from tests.story.accounts import caller, logged_in, session_id
from tests.story.identity import Buyer, a_buyer

MINUTE = timedelta(minutes=1)


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


def looks(ground, secret):
    """A page is opened: the door knows the caller, and touches the session where it is due."""
    found = caller(ground, session=secret)
    if found.is_stale:
        sessions.touch(ground, found)
    return found


def test_a_log_in_left_alone_for_half_an_hour_ends(ground, work_as, clock, buyer):
    secret = logged_in(work_as, buyer.officer)

    clock.at += 29 * MINUTE
    assert caller(ground, session=secret).is_known
    clock.at += MINUTE
    assert caller(ground, session=secret) == NOBODY


def test_a_log_in_in_use_stays_and_ends_after_twelve_hours(ground, work_as, clock, buyer):
    secret = logged_in(work_as, buyer.officer)

    for _ in range(71):
        clock.at += 10 * MINUTE
        assert looks(ground, secret).is_known
    clock.at += 10 * MINUTE
    assert looks(ground, secret) == NOBODY


def test_what_has_ended_is_not_woken_by_a_touch(ground, work_as, clock, buyer):
    secret = logged_in(work_as, buyer.officer)
    found = caller(ground, session=secret)
    clock.at += 30 * MINUTE

    sessions.touch(ground, found)

    assert caller(ground, session=secret) == NOBODY


def test_the_limits_are_the_installations(ground, work_as, clock, buyer):
    ground = replace(ground, door=replace(ground.door, idle=10 * MINUTE, session=60 * MINUTE))
    work_as.ground = ground
    secret = logged_in(work_as, buyer.officer)

    clock.at += 10 * MINUTE
    assert caller(ground, session=secret) == NOBODY


def test_logging_out_ends_the_session_and_does_so_once(ground, work_as, buyer):
    secret, other = logged_in(work_as, buyer.officer), logged_in(work_as, buyer.officer)

    for _ in range(2):
        with work_as(buyer.officer) as work:
            service.log_out(work, secret)

    assert caller(ground, session=secret) == NOBODY
    assert caller(ground, session=other).is_known


def test_one_sees_ones_own_log_ins_and_ends_them(ground, work_as, clock, buyer):
    first = logged_in(work_as, buyer.officer)
    clock.at += MINUTE
    second = logged_in(work_as, buyer.officer)
    logged_in(work_as, buyer.finance)

    with work_as(buyer.officer) as work:
        rows = accounts.own_sessions(work)
        assert [row.id for row in rows] == [session_id(ground, second), session_id(ground, first)]
        assert {row.agent for row in rows} == {"Firefox, Linux"}
        service.end_session(work, rows[1].id)
    assert caller(ground, session=first) == NOBODY
    assert caller(ground, session=second).is_known


def test_another_persons_log_in_is_not_there(ground, work_as, buyer):
    theirs = session_id(ground, logged_in(work_as, buyer.finance))

    for unknown in (theirs, UUID(int=404)):
        with pytest.raises(Missing), work_as(buyer.officer) as work:
            service.end_session(work, unknown)


def test_all_other_log_ins_end_at_once(ground, work_as, buyer):
    here, *others = (logged_in(work_as, buyer.officer) for _ in range(3))
    colleague = logged_in(work_as, buyer.finance)

    with work_as(buyer.officer) as work:
        assert service.end_all_others(work, session_id(ground, here)) == 2

    assert caller(ground, session=here).is_known and caller(ground, session=colleague).is_known
    assert [caller(ground, session=other) for other in others] == [NOBODY, NOBODY]


def test_the_database_holds_no_secret(work_as, buyer):
    secret = logged_in(work_as, buyer.officer)

    with work_as(SYSTEM) as work:
        row = work.db.scalars(select(LoginSession)).one()
    assert len(secret) == 43 and secret.encode() not in row.secret_sha256


def test_the_rule_and_its_sql_agree(work_as, clock, buyer):
    logged_in(work_as, buyer.officer)
    times = [clock.at, clock.at + MINUTE, clock.at + 2 * MINUTE]

    for ends_at in times:
        for idle_ends_at in times:
            for ended_at in (None, clock.at):
                with work_as(SYSTEM) as work:
                    row = work.db.scalars(select(LoginSession)).one()
                    row.ends_at, row.idle_ends_at, row.ended_at = ends_at, idle_ends_at, ended_at
                    work.db.flush()
                    for now in times:
                        by_sql = work.db.scalar(select(LoginSession.id).where(accounts.live(now)))
                        by_rule = is_live(now, ends_at=ends_at, idle_ends_at=idle_ends_at, ended_at=ended_at)
                        assert (by_sql is not None) is by_rule


def test_log_ins_long_over_are_swept_away(ground, work_as, clock, buyer):
    logged_in(work_as, buyer.officer)
    clock.at += timedelta(days=90)
    jobs.sweep(ground)
    with work_as(SYSTEM) as work:
        assert work.db.scalars(select(LoginSession)).all() != []

    clock.at += timedelta(days=1)
    jobs.sweep(ground)
    with work_as(SYSTEM) as work:
        assert work.db.scalars(select(LoginSession)).all() == []
