"""Who stands at the door: by a session's secret or a token, in few questions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from app.identity import queries as identity
from app.identity import service
from app.identity.queries import accounts, callers
from app.identity.service import sessions
from app.kernel.actors import ActorKind, Role
from app.platform.callers import NOBODY, Presented
from app.platform.work import Ground, begin_work
from tests.story.accounts import PASSWORD, a_token, caller, logged_in, with_generator
from tests.story.identity import KANTOSILTA, Buyer, a_buyer, a_staffed_organisation, an_actor
from tests.story.people import ADMIN
from tests.story.suppliers import a_group

TODAY = date(2026, 1, 12)


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


class Questions:
    """How many statements the database is asked while this is open."""

    def __init__(self, ground: Ground) -> None:
        self.engine, self.count = ground.database.reading, 0

    def __enter__(self) -> "Questions":
        event.listen(self.engine, "before_cursor_execute", self._one_more)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._one_more)

    def _one_more(self, *_: object) -> None:
        self.count += 1


def test_a_session_makes_the_person_the_caller(ground, work_as, buyer):
    secret = logged_in(work_as, buyer.officer)

    found = caller(ground, session=secret)

    assert found.actor == buyer.officer
    assert (found.name, found.language, found.scopes) == ("Outi Hankonen", "fi", None)
    assert found.is_known and found.session_id and not found.must_enrol and not found.is_stale


def test_nothing_shown_or_something_unknown_makes_nobody(ground, work_as, buyer):
    secret = logged_in(work_as, buyer.officer)

    for shown in ({}, {"session": "x"}, {"bearer": "kt_x"}, {"bearer": secret}):
        assert caller(ground, **shown) == NOBODY


def test_the_door_asks_three_questions_whatever_the_person_holds(ground, work_as, buyer):
    group = a_group(work_as)
    with work_as(buyer.decision_maker) as work:
        service.lend_role(
            work,
            buyer.id,
            Role.DECISION_MAKER,
            to_person_id=buyer.officer.id,
            decision="Johtajan päätös 12 §",
            valid_from=TODAY,
        )
    token = a_token(work_as, buyer.officer, "orders:read")

    for actor in (buyer.officer, group.coordinator.admin):
        secret = logged_in(work_as, actor)
        with Questions(ground) as asked:
            assert caller(ground, session=secret).actor == an_actor(work_as, actor.id)
        assert asked.count <= 3
    with Questions(ground) as asked:
        assert caller(ground, bearer=token).is_known
    assert asked.count <= 3


def test_who_came_through_the_door_needs_not_ask_what_day_it_is(ground, work_as, clock, buyer):
    clock.at = datetime(2026, 1, 12, 22, 0, tzinfo=UTC)  # midnight in Helsinki
    shown = Presented(bearer=a_token(work_as, buyer.officer, "*"))

    with begin_work(ground, lambda db, now: callers.caller_of(db, now, shown).actor, writes=False) as work:
        with Questions(ground) as asked:
            assert identity.today(work) == date(2026, 1, 13)
        assert asked.count == 0


def test_a_token_acts_for_its_person_within_its_scopes(ground, work_as, buyer):
    found = caller(ground, bearer=a_token(work_as, buyer.finance, "orders:read", "invoices:write"))

    assert (found.actor.kind, found.actor.id) == (ActorKind.TOKEN, buyer.finance.id)
    assert found.actor.roles == buyer.finance.roles
    assert found.scopes == {"orders:read", "invoices:write"}


def test_a_wrong_token_is_not_made_good_by_a_cookie(ground, work_as, buyer):
    secret = logged_in(work_as, buyer.officer)

    assert caller(ground, session=secret, bearer="kt_wrong") == NOBODY


def test_who_has_no_role_left_is_nobody_from_midnight_on(ground, work_as, clock, buyer):
    with work_as(buyer.officer) as work:
        service.end_role(work, buyer.case_worker.id, buyer.id, Role.CASE_WORKER, on=date(2026, 1, 13))
    clock.at = datetime(2026, 1, 12, 21, 59, tzinfo=UTC)
    token, secret = a_token(work_as, buyer.case_worker, "*"), logged_in(work_as, buyer.case_worker)
    assert caller(ground, session=secret).is_known and caller(ground, bearer=token).is_known

    clock.at = datetime(2026, 1, 12, 22, 0, tzinfo=UTC)  # midnight in Helsinki
    assert caller(ground, session=secret) == caller(ground, bearer=token) == NOBODY


def test_a_deputy_is_known_while_the_absence_lasts(ground, work_as, clock, buyer):
    with work_as(ADMIN) as work:
        service.appoint_deputy(
            work,
            buyer.id,
            Role.OFFICER,
            buyer.officer.id,
            buyer.case_worker.id,
            valid_from=TODAY,
            valid_to=date(2026, 1, 13),
        )
    secret = logged_in(work_as, buyer.case_worker)

    assert caller(ground, session=secret).actor.holds(Role.OFFICER, buyer.id)
    clock.at += timedelta(minutes=25)
    token = a_token(work_as, buyer.case_worker, "*")
    clock.at = datetime(2026, 1, 13, 7, 0, tzinfo=UTC)
    assert not caller(ground, bearer=token).actor.holds(Role.OFFICER, buyer.id)


def test_an_organisation_can_demand_a_second_step_of_its_people(ground, work_as, clock, buyer):
    supplier = a_staffed_organisation(work_as, KANTOSILTA)
    with work_as(buyer.officer) as work:
        service.demand_second_step(work, buyer.id, demanded=True)

    assert caller(ground, session=logged_in(work_as, buyer.officer)).must_enrol
    assert not caller(ground, session=logged_in(work_as, supplier.admin)).must_enrol

    with_generator(work_as, buyer.officer, clock.at)
    assert not caller(ground, session=logged_in(work_as, buyer.officer)).must_enrol


def test_what_is_shown_again_after_a_while_asks_to_be_touched(ground, work_as, clock, buyer):
    token, secret = a_token(work_as, buyer.finance, "*"), logged_in(work_as, buyer.officer)
    assert not caller(ground, session=secret).is_stale
    assert caller(ground, bearer=token).is_stale

    clock.at += timedelta(minutes=5)
    for shown in ({"session": secret}, {"bearer": token}):
        found = caller(ground, **shown)
        assert found.is_stale
        sessions.touch(ground, found)
        assert not caller(ground, **shown).is_stale
    with work_as(buyer.finance) as work:
        [row] = accounts.own_tokens(work)
    assert row.last_used_at == clock.at and PASSWORD not in row.prefix
