"""Letters with a link to one's account: the secret is in the letter alone, and opens once."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.adapters.plain.mail_log import mail_log
from app.identity import service as identity
from app.identity.service import links
from app.kernel.actors import GUEST, SYSTEM, Role
from app.messages.models import Message
from app.messages.rules.states import MessageState
from app.platform.journal import JournalRow
from tests.story.identity import Buyer, a_buyer

NEW = "uusi.tyontekija@alue.example"
PASSWORD = "neljä sanaa vierekkäin"
KEY = re.compile(r"http://127\.0\.0\.1:8000/links/([\w-]{40,})")


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


@pytest.fixture
def invited(work_as, buyer):
    with work_as(buyer.officer) as work:
        return identity.invite(
            work, buyer.id, Role.FINANCE, name="Uusi Työntekijä", email=NEW, valid_from=date(2026, 1, 12)
        )


def secret_in(letter) -> str:
    found = KEY.findall(letter.text)
    assert len(found) == 1 and KEY.findall(letter.html)[0] == found[0]
    return found[0]


def test_an_invitation_comes_with_a_link_that_opens_the_account_and_says_until_when(work_as, invited, post):
    [letter] = post.brought()

    assert letter.to == NEW and letter.subject == "Kutsu: tilisi"
    assert "26.1.2026 klo 9.00" in letter.text, "fourteen days from 12 January at nine"
    with work_as(GUEST) as work:
        assert identity.accept_invitation(work, secret_in(letter), password=PASSWORD) == invited


def test_the_secret_stands_nowhere_but_in_the_letter(work_as, invited, post):
    secret = secret_in(post.brought()[0])

    with work_as(SYSTEM) as work:
        bodies = work.db.scalars(select(JournalRow.body)).all()
        rows = [str(vars(row)) for row in work.db.scalars(select(Message))]
    assert [body for body in bodies if secret.encode() in body] == []
    assert [row for row in rows if secret in row] == []


def test_a_forgotten_password_is_chosen_anew_by_the_link_in_the_persons_own_language(work_as, buyer, post):
    with work_as(SYSTEM) as work:
        identity.set_password(work, buyer.case_worker.id, password=PASSWORD)
    with work_as(GUEST) as work:
        identity.ask_reset(work, "aino.omala@9900001-8.example", address="192.0.2.1")

    [letter] = post.brought()

    assert letter.to == "aino.omala@9900001-8.example"
    with work_as(GUEST) as work:
        assert links.look(work, secret_in(letter)).kind == "reset"


def test_a_new_address_is_proved_by_a_letter_to_it_and_the_old_one_is_warned(work_as, buyer, post):
    with work_as(SYSTEM) as work:
        identity.set_password(work, buyer.case_worker.id, password=PASSWORD)
    with work_as(buyer.case_worker) as work:
        identity.ask_email_change(work, email=NEW, password=PASSWORD)

    by_address = {letter.to: letter for letter in post.brought()}

    assert set(by_address) == {NEW, "aino.omala@9900001-8.example"}
    assert secret_in(by_address[NEW])
    warning = by_address["aino.omala@9900001-8.example"]
    assert "vaihda salasanasi heti" in warning.text and "/links/" not in warning.text
    assert NEW not in warning.text, "whoever reads the old mailbox learns no new address"


def test_a_link_that_is_over_before_its_letter_went_is_not_sent(work_as, invited, clock, post):
    clock.at += timedelta(days=15)

    assert post.brought() == []

    with work_as(SYSTEM) as work:
        row = work.db.scalars(select(Message)).one()
    assert (row.state, row.problem) == (MessageState.FAILED, "nowhere")


def test_a_second_invitation_closes_the_first(work_as, buyer, invited, post):
    first = secret_in(post.brought()[0])
    with work_as(buyer.officer) as work:
        identity.invite_again(work, buyer.id, invited)

    second = secret_in(post.brought()[0])

    with work_as(GUEST) as work:
        assert links.look(work, second).address == NEW
    assert first != second and len(mail_log.letters) == 2
