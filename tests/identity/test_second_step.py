"""The second step: codes that are taken once, recovery codes, passkeys, and who must have one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.identity import queries, service
from app.identity.models import RecoveryCode, SecondFactor
from app.identity.queries import accounts
from app.identity.service import passkeys, second_step
from app.kernel.actors import GUEST, SYSTEM
from app.kernel.refusals import Missing, Refused
from app.platform.callers import NOBODY
from tests.story.accounts import (
    BROWSER,
    HERE,
    PASSWORD,
    SITE,
    Device,
    by_passkey,
    caller,
    code_of,
    logged_in,
    with_generator,
    with_passkey,
    with_password,
)
from tests.story.identity import URAVAYLA, Buyer, a_buyer, a_staffed_organisation

STEP = timedelta(seconds=30)


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


def half_in(work_as, actor) -> str:
    """The password is right: what the browser holds while the second step is asked."""
    with work_as(GUEST) as work:
        email = queries.person(work, actor.id).email
        entry = service.log_in(work, email, PASSWORD, address=HERE, agent=BROWSER)
    assert entry.waits
    return entry.secret


def confirm(work_as, waiting: str, code: str):
    with work_as(GUEST) as work:
        return service.confirm_second_step(work, waiting, code)


def test_the_password_alone_opens_nothing_where_there_is_a_second_step(ground, work_as, clock, buyer):
    secret, _ = with_generator(work_as, buyer.officer, clock.at)
    clock.at += STEP
    waiting = half_in(work_as, buyer.officer)
    assert caller(ground, session=waiting) == NOBODY

    entry = confirm(work_as, waiting, code_of(secret, clock.at))

    assert caller(ground, session=entry.secret).actor == buyer.officer
    assert caller(ground, session=waiting) == NOBODY and entry.secret != waiting


def test_a_code_is_taken_once(work_as, clock, buyer):
    secret, _ = with_generator(work_as, buyer.officer, clock.at)
    first = code_of(secret, clock.at)
    assert confirm(work_as, half_in(work_as, buyer.officer), first).refused  # it confirmed the generator

    clock.at += STEP
    second = code_of(secret, clock.at)
    assert confirm(work_as, half_in(work_as, buyer.officer), second).secret
    assert confirm(work_as, half_in(work_as, buyer.officer), second).refused
    assert confirm(work_as, half_in(work_as, buyer.officer), first).refused  # nor one before it


def test_clocks_may_differ_by_half_a_minute_and_no_more(work_as, clock, buyer):
    secret, _ = with_generator(work_as, buyer.officer, clock.at)
    clock.at += 10 * STEP

    for late, is_taken in ((-2, False), (2, False), (-1, True), (1, True)):
        entry = confirm(work_as, half_in(work_as, buyer.officer), code_of(secret, clock.at + late * STEP))
        assert bool(entry.secret) is is_taken


def test_codes_are_not_guessed_on(work_as, clock, buyer):
    secret, _ = with_generator(work_as, buyer.officer, clock.at)
    clock.at += 10 * STEP
    waiting = half_in(work_as, buyer.officer)
    right = code_of(secret, clock.at)

    for _ in range(5):
        assert [r.code for r in confirm(work_as, waiting, "000000").refused] == ["identity.code_wrong"]
    # a new log-in does not begin the count anew
    for again in (waiting, half_in(work_as, buyer.officer)):
        refused = confirm(work_as, again, right).refused
        assert [r.code for r in refused] == ["identity.too_many_attempts"]


def test_the_second_step_is_waited_for_ten_minutes(work_as, clock, buyer):
    secret, _ = with_generator(work_as, buyer.officer, clock.at)
    waiting = half_in(work_as, buyer.officer)

    clock.at += timedelta(minutes=10)

    with pytest.raises(Missing):
        confirm(work_as, waiting, code_of(secret, clock.at))
    with pytest.raises(Missing):  # and a log-in that is open already is none
        confirm(work_as, logged_in(work_as, buyer.officer), code_of(secret, clock.at))


def test_each_recovery_code_opens_once_however_it_is_typed(work_as, clock, buyer):
    _, codes = with_generator(work_as, buyer.officer, clock.at)
    assert len(set(codes)) == 8

    typed = codes[0].lower().replace("-", " ")
    assert confirm(work_as, half_in(work_as, buyer.officer), typed).secret
    assert confirm(work_as, half_in(work_as, buyer.officer), codes[0]).refused
    assert confirm(work_as, half_in(work_as, buyer.officer), codes[1]).secret
    with work_as(buyer.officer) as work:
        assert accounts.own_second_steps(work).codes_left == 6


def test_one_persons_recovery_code_is_not_anothers(work_as, clock, buyer):
    _, codes = with_generator(work_as, buyer.officer, clock.at)
    with_generator(work_as, buyer.finance, clock.at)

    assert confirm(work_as, half_in(work_as, buyer.finance), codes[0]).refused


def test_new_recovery_codes_take_the_place_of_the_old(work_as, clock, buyer):
    _, old = with_generator(work_as, buyer.officer, clock.at)
    with work_as(buyer.officer) as work:
        new = service.renew_codes(work, PASSWORD)

    assert confirm(work_as, half_in(work_as, buyer.officer), old[0]).refused
    assert confirm(work_as, half_in(work_as, buyer.officer), new[0]).secret


def test_neither_the_generators_secret_nor_a_recovery_code_stands_in_the_database(work_as, clock, buyer):
    secret, codes = with_generator(work_as, buyer.officer, clock.at)

    with work_as(SYSTEM) as work:
        sealed = work.db.get_one(SecondFactor, buyer.officer.id).sealed_secret
        kept = b"".join(work.db.scalars(select(RecoveryCode.code_sha256)))
    assert secret not in sealed and codes[0].replace("-", "").encode() not in kept


def test_a_generator_counts_from_its_first_right_code_on(work_as, clock, buyer):
    email = with_password(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        enrolment = service.enrol_generator(work, PASSWORD)
    assert enrolment.uri.startswith("otpauth://totp/Kutsu:") and enrolment.secret in enrolment.uri
    with work_as(GUEST) as work:
        assert not service.log_in(work, email, PASSWORD, address=HERE, agent=BROWSER).waits

    with pytest.raises(Refused, match=r"identity\.code_wrong"), work_as(buyer.officer) as work:
        service.confirm_generator(work, "000000")
    with work_as(buyer.officer) as work:
        assert second_step.enrolment(work) == enrolment  # the page can be opened again
        service.confirm_generator(work, code_of(enrolment.secret, clock.at))
    with work_as(buyer.officer) as work:
        assert second_step.enrolment(work) is None  # and never after
        assert accounts.own_second_steps(work).has_generator
    assert half_in(work_as, buyer.officer)


def test_a_second_step_is_changed_only_with_the_password(work_as, clock, buyer):
    with_generator(work_as, buyer.officer, clock.at)

    for act in (service.enrol_generator, service.renew_codes, service.give_up_generator):
        with pytest.raises(Refused, match=r"identity\.password_wrong"), work_as(buyer.officer) as work:
            act(work, "väärä salasana")
    with pytest.raises(Refused, match=r"identity\.generator_already"), work_as(buyer.officer) as work:
        service.enrol_generator(work, PASSWORD)


def test_the_last_second_step_is_not_given_up_where_it_is_demanded(work_as, clock, buyer):
    with_generator(work_as, buyer.officer, clock.at)
    with work_as(buyer.officer) as work:
        service.demand_second_step(work, buyer.id, demanded=True)

    with pytest.raises(Refused, match=r"identity\.second_step_demanded"), work_as(buyer.officer) as work:
        service.give_up_generator(work, PASSWORD)

    with work_as(buyer.officer) as work:
        service.demand_second_step(work, buyer.id, demanded=False)
        service.give_up_generator(work, PASSWORD)
        assert not accounts.own_second_steps(work).has_any


def test_who_manages_an_organisation_demands_the_second_step_of_its_people(work_as, buyer):
    for actor in (buyer.finance, buyer.case_worker):
        with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(actor) as work:
            service.demand_second_step(work, buyer.id, demanded=True)
    outsider = a_staffed_organisation(work_as, URAVAYLA).admin
    with pytest.raises(Missing), work_as(outsider) as work:
        service.demand_second_step(work, buyer.id, demanded=True)


def test_a_lost_second_step_is_reset_by_who_manages_the_people(ground, work_as, clock, buyer):
    with_generator(work_as, buyer.finance, clock.at)
    secret = logged_in(work_as, buyer.finance)
    for actor in (buyer.case_worker, buyer.finance):
        with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(actor) as work:
            service.reset_second_step(work, buyer.id, buyer.finance.id)

    with work_as(buyer.officer) as work:
        service.reset_second_step(work, buyer.id, buyer.finance.id)

    assert caller(ground, session=secret) == NOBODY
    with work_as(GUEST) as work:
        email = queries.person(work, buyer.finance.id).email
        assert not service.log_in(work, email, PASSWORD, address=HERE, agent=BROWSER).waits


def test_nobody_resets_their_own_second_step_or_an_outsiders(work_as, clock, buyer):
    outsider = a_staffed_organisation(work_as, URAVAYLA)
    with_generator(work_as, buyer.officer, clock.at)

    with pytest.raises(Refused, match=r"identity\.not_your_own"), work_as(buyer.officer) as work:
        service.reset_second_step(work, buyer.id, buyer.officer.id)
    with pytest.raises(Missing), work_as(buyer.officer) as work:
        service.reset_second_step(work, buyer.id, outsider.worker.id)


def test_a_passkey_logs_in_without_a_password(ground, work_as, buyer):
    device = with_passkey(work_as, buyer.officer)

    for _ in range(2):
        entry = by_passkey(work_as, device)
        assert caller(ground, session=entry.secret).actor == buyer.officer
    with work_as(buyer.officer) as work:
        [row] = accounts.own_second_steps(work).passkeys
    assert row.name == "Puhelin" and row.last_used_at is not None


def test_a_passkey_is_a_second_step_too(work_as, buyer):
    with_passkey(work_as, buyer.officer)

    assert half_in(work_as, buyer.officer)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"challenge": b"another challenge, 32 bytes long"},
        {"origin": "https://kutsu.example.net"},
        {"host": "kutsu.example.net"},
        {"count": 1},
        {"verified": False},
        {"signature": b"x" * 70},
    ],
    ids=lambda spoilt: next(iter(spoilt)),
)
def test_a_passkey_for_anything_else_opens_nothing(work_as, buyer, spoilt):
    device = with_passkey(work_as, buyer.officer)
    assert by_passkey(work_as, device).secret

    entry = by_passkey(work_as, device, **spoilt)

    assert [r.code for r in entry.refused] == ["identity.passkey_wrong"] and not entry.secret


def test_a_signature_is_answered_once_and_in_time(work_as, clock, buyer):
    device = with_passkey(work_as, buyer.officer)
    with work_as(GUEST) as work:
        asked = passkeys.ask_passkey(work, address=HERE, site=SITE)
    answer = device.signed(asked.options)

    def log_in():
        with work_as(GUEST) as work:
            return passkeys.log_in_with_passkey(work, asked.challenge_id, answer, site=SITE, agent=BROWSER)

    assert log_in().secret
    with pytest.raises(Refused, match=r"identity\.passkey_late"):
        log_in()
    with work_as(GUEST) as work:
        asked = passkeys.ask_passkey(work, address=HERE, site=SITE)
    clock.at += timedelta(minutes=5)
    with pytest.raises(Refused, match=r"identity\.passkey_late"):
        log_in()


@pytest.mark.parametrize("answer", ["", "{}", "[]", '"x"', '{"rawId": 1}', '{"rawId": "AAAA"}', "\x00"])
def test_an_answer_of_no_form_is_a_wrong_one(work_as, buyer, answer):
    with_passkey(work_as, buyer.officer)
    with work_as(GUEST) as work:
        asked = passkeys.ask_passkey(work, address=HERE, site=SITE)
    with work_as(GUEST) as work:
        entry = passkeys.log_in_with_passkey(work, asked.challenge_id, answer, site=SITE, agent=BROWSER)
    assert [r.code for r in entry.refused] == ["identity.passkey_wrong"]

    with work_as(buyer.officer) as work:
        asked = passkeys.ask_new_passkey(work, PASSWORD, site=SITE)
    with pytest.raises(Refused, match=r"identity\.passkey_wrong"), work_as(buyer.officer) as work:
        passkeys.add_passkey(work, asked.challenge_id, answer, name="Puhelin", site=SITE)


def test_another_persons_challenge_is_not_answered(work_as, buyer):
    with_password(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        asked = passkeys.ask_new_passkey(work, PASSWORD, site=SITE)

    answer = Device(SITE).made(asked.options)
    with pytest.raises(Refused, match=r"identity\.passkey_late"), work_as(buyer.finance) as work:
        passkeys.add_passkey(work, asked.challenge_id, answer, name="Puhelin", site=SITE)


def test_a_passkey_is_removed_by_its_owner_with_the_password(work_as, buyer):
    device = with_passkey(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        [row] = accounts.own_second_steps(work).passkeys
        service.demand_second_step(work, buyer.id, demanded=True)

    with_password(work_as, buyer.finance)
    with pytest.raises(Missing), work_as(buyer.finance) as work:
        passkeys.remove_passkey(work, row.id, password=PASSWORD)
    with pytest.raises(Refused, match=r"identity\.second_step_demanded"), work_as(buyer.officer) as work:
        passkeys.remove_passkey(work, row.id, password=PASSWORD)
    with work_as(buyer.officer) as work:
        service.demand_second_step(work, buyer.id, demanded=False)
        passkeys.remove_passkey(work, row.id, password=PASSWORD)

    assert by_passkey(work_as, device).refused


def test_who_has_no_role_left_does_not_come_in_by_passkey(work_as, buyer):
    device = with_passkey(work_as, buyer.finance)
    with work_as(buyer.officer) as work:
        service.leave(work, buyer.id, buyer.finance.id, on=queries.today(work))

    assert [r.code for r in by_passkey(work_as, device).refused] == ["identity.no_role_now"]
