"""Logging in by password: one answer for every wrong guess, and not many guesses."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.identity import jobs, queries, service
from app.identity.models import Credential, LoginThrottle
from app.identity.rules.accounts import LIMITS, Attempt
from app.identity.service import passwords
from app.kernel.actors import GUEST, SYSTEM, Role
from app.kernel.refusals import Missing, Refused
from app.platform.callers import NOBODY
from app.platform.journal import JournalRow
from tests.story.accounts import BROWSER, HERE, PASSWORD, caller, logged_in, session_id, with_password
from tests.story.identity import Buyer, a_buyer, a_person, an_actor

THERE = "198.51.100.4"


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def email(work_as, buyer) -> str:
    return with_password(work_as, buyer.officer)


def log_in(work_as, email, password=PASSWORD, *, address=HERE, instead_of=""):
    with work_as(GUEST) as work:
        return service.log_in(work, email, password, address=address, agent=BROWSER, instead_of=instead_of)


def codes(entry) -> list[str]:
    return [reason.code for reason in entry.refused]


def traces(work_as, event: str) -> list[UUID]:
    with work_as(SYSTEM) as work:
        told = select(JournalRow.about).where(JournalRow.event == event)
        return list(work.db.scalars(told.order_by(JournalRow.about)))


def test_the_right_password_opens_a_session(ground, work_as, buyer, email):
    entry = log_in(work_as, f" {email.upper()} ")

    assert not entry.refused and not entry.waits
    assert caller(ground, session=entry.secret).actor == buyer.officer
    assert traces(work_as, "identity.logged_in") == [buyer.officer.id]


def test_a_wrong_password_and_an_unknown_account_are_answered_alike_and_leave_a_trace(work_as, buyer, email):
    answers = [log_in(work_as, email, "väärä salasana"), log_in(work_as, "ei.kukaan@kutsu.example")]

    assert answers[0] == answers[1]
    assert codes(answers[0]) == ["identity.log_in_wrong"] and answers[0].secret == ""
    assert traces(work_as, "identity.log_in_failed") == [UUID(int=0), buyer.officer.id]


def test_who_has_no_password_yet_does_not_log_in_with_that_of_nobody(work_as, buyer):
    with work_as(SYSTEM) as work:
        email = queries.person(work, buyer.finance.id).email

    for guess in ("", "the password of nobody"):
        assert codes(log_in(work_as, email, guess)) == ["identity.log_in_wrong"]


def test_after_five_guesses_a_minute_even_the_right_password_waits(work_as, clock, email):
    for _ in range(5):
        assert codes(log_in(work_as, email, "arvaus arvaus")) == ["identity.log_in_wrong"]
    assert codes(log_in(work_as, email)) == ["identity.too_many_attempts"]
    assert log_in(work_as, email, address=THERE).secret  # its owner elsewhere is not shut out

    clock.at += timedelta(minutes=1)
    assert log_in(work_as, email).secret


def test_a_right_password_begins_the_count_anew(work_as, email):
    for _ in range(3):
        for _ in range(4):
            log_in(work_as, email, "arvaus arvaus")
        assert log_in(work_as, email).secret


def test_guesses_from_many_addresses_are_counted_too(work_as, clock, email):
    most = LIMITS[Attempt.LOG_IN_ANYWHERE].most
    for number in range(most):
        log_in(work_as, email, "arvaus arvaus", address=f"203.0.113.{number}")

    assert codes(log_in(work_as, email, address=THERE)) == ["identity.too_many_attempts"]
    clock.at += timedelta(hours=1)
    assert log_in(work_as, email, address=THERE).secret


def test_one_address_does_not_try_all_accounts(work_as, clock):
    for number in range(LIMITS[Attempt.LOG_IN_FROM].most):
        log_in(work_as, f"nimi{number}@kutsu.example")

    assert codes(log_in(work_as, "toinen@kutsu.example")) == ["identity.too_many_attempts"]
    assert codes(log_in(work_as, "toinen@kutsu.example", address=THERE)) == ["identity.log_in_wrong"]


def test_windows_that_are_over_are_swept_away(ground, work_as, clock, email):
    log_in(work_as, email, "arvaus arvaus")
    clock.at += timedelta(hours=2)

    jobs.sweep(ground)

    with work_as(SYSTEM) as work:
        assert work.db.scalar(select(func.count()).select_from(LoginThrottle)) == 0


def test_the_counts_do_not_tell_who_tried(work_as, email):
    log_in(work_as, email, "arvaus arvaus")

    with work_as(SYSTEM) as work:
        keys = work.db.scalars(select(LoginThrottle.key)).all()
    assert keys and all(email.encode() not in key and HERE.encode() not in key for key in keys)


def test_a_person_without_a_role_is_told_so_and_stays_out(work_as):
    newcomer = an_actor(work_as, a_person(work_as, "Uusi Tulija"))
    email = with_password(work_as, newcomer)

    assert codes(log_in(work_as, email)) == ["identity.no_role_now"]
    assert codes(log_in(work_as, email, "väärä salasana")) == ["identity.log_in_wrong"]


def test_a_log_in_takes_the_place_of_the_one_before_in_the_same_browser(ground, work_as, email):
    first = log_in(work_as, email).secret

    second = log_in(work_as, email, instead_of=first).secret

    assert caller(ground, session=first) == NOBODY
    assert caller(ground, session=second).is_known


def test_only_a_hash_of_the_password_is_kept(work_as, buyer, email):
    with work_as(SYSTEM) as work:
        kept = work.db.get_one(Credential, buyer.officer.id).password_hash
    assert kept.startswith("$argon2id$") and PASSWORD not in kept


def test_a_password_is_the_same_on_every_keyboard(work_as, buyer):
    with work_as(SYSTEM) as work:
        service.set_password(work, buyer.officer.id, "ääni kantaa järvellä")  # å and ä as one letter
        email = queries.person(work, buyer.officer.id).email

    assert log_in(work_as, email, "a\u0308a\u0308ni kantaa ja\u0308rvella\u0308").secret


@pytest.mark.parametrize(
    ("weak", "code"),
    [
        ("lyhyt", "password_too_short"),
        ("x" * 201, "password_too_long"),
        ("aaaaaaaaaaaaaaa", "password_guessable"),
        ("hankonen-12345", "password_guessable"),
    ],
)
def test_a_weak_password_is_refused(work_as, buyer, weak, code):
    with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(SYSTEM) as work:
        service.set_password(work, buyer.officer.id, weak)


def test_nobody_sets_another_persons_password(work_as, buyer):
    for actor in (buyer.officer, GUEST):
        with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(actor) as work:
            service.set_password(work, buyer.finance.id, PASSWORD)
    with pytest.raises(Missing), work_as(SYSTEM) as work:
        service.set_password(work, UUID(int=404), PASSWORD)


def test_a_new_password_ends_every_other_log_in(ground, work_as, buyer, email):
    here, elsewhere = logged_in(work_as, buyer.officer), logged_in(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        service.change_password(
            work, old=PASSWORD, new="neljä muuta sanaa nyt", session_id=session_id(ground, here)
        )

    assert caller(ground, session=here).is_known
    assert caller(ground, session=elsewhere) == NOBODY
    assert codes(log_in(work_as, email)) == ["identity.log_in_wrong"]
    assert log_in(work_as, email, "neljä muuta sanaa nyt").secret


def test_the_old_password_is_asked_and_not_guessed_on(work_as, buyer, email, clock):
    def change(old: str) -> None:
        with work_as(buyer.officer) as work:
            service.change_password(work, old=old, new="neljä muuta sanaa nyt", session_id=None)

    for _ in range(5):
        with pytest.raises(Refused, match=r"identity\.password_wrong"):
            change("arvaus arvaus")
    with pytest.raises(Refused, match=r"identity\.too_many_attempts"):
        change(PASSWORD)
    assert traces(work_as, "identity.proof_failed") == [buyer.officer.id] * 5

    clock.at += timedelta(minutes=10)
    change(PASSWORD)


def test_an_unknown_account_takes_the_same_work_to_refuse(work_as, email):
    log_in(work_as, email, "väärä salasana")
    before = passwords._nobodys.cache_info()

    log_in(work_as, "ei.kukaan@kutsu.example")

    after = passwords._nobodys.cache_info()
    assert after.hits + after.misses == before.hits + before.misses + 1  # nobody's hash was checked


def test_a_role_that_ends_today_is_over_at_the_log_in(work_as, buyer, email):
    with work_as(buyer.officer) as work:
        service.end_role(work, buyer.officer.id, buyer.id, Role.OFFICER, on=queries.today(work))

    assert codes(log_in(work_as, email)) == ["identity.no_role_now"]
