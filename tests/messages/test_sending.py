"""A letter goes once: at once or at seven, again after a failure, and never twice when it has arrived."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.adapters.plain.mail_log import mail_log
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Refused
from app.messages import jobs, queries, service
from app.messages.models import Message
from app.messages.ports import Letter, Mail
from app.messages.rules.kinds import Kind
from app.messages.rules.states import MessageState
from app.messages.rules.telling import MOST_ATTEMPTS, Wish
from app.orders import service as orders
from app.platform.journal import JournalRow
from app.platform.work import begin_work, system_work
from app.platform.worker import LEASE, drain
from tests.adapters.mailserver import Mailbox, a_mail_server
from tests.messages.conftest import SUBSCRIBERS
from tests.story.deliveries import an_order_at_work, april, hours, logged
from tests.story.identity import URAVAYLA
from tests.story.orders import accepted
from tests.story.procurement import local

AINO = "aino.omala@9900001-8.example"
MAILBOX = f"posti@{URAVAYLA.business_id}.example"
SITE = "https://kutsu.example"


def of_kind(work_as, kind: Kind) -> Message:
    with work_as(SYSTEM) as work:
        asked = select(Message).where(Message.kind == kind).order_by(Message.made_at.desc())
        return work.db.scalars(asked.limit(1)).one()


def told(work_as, message: Message) -> list[str]:
    with work_as(SYSTEM) as work:
        about = select(JournalRow.event).where(JournalRow.about == message.id).order_by(JournalRow.seq)
        return list(work.db.scalars(about))


@pytest.fixture
def server(monkeypatch) -> Mailbox:
    """The installation sends by SMTP from now on."""
    with a_mail_server() as mailbox:
        monkeypatch.setenv("KUTSU_MAIL", "smtp")
        monkeypatch.setenv("KUTSU_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("KUTSU_SMTP_PORT", str(mailbox.port))
        monkeypatch.setenv("KUTSU_SMTP_STARTTLS", "false")
        yield mailbox


@pytest.fixture
def declined(work_as, order, post):
    """One letter waits for the postman: the case worker is to learn of it at once."""
    post.brought()
    with work_as(order.supplier.admin) as work:
        orders.decline(work, order.id, reason="Ei kapasiteettia")
    return order


# --- Once ------------------------------------------------------------------------------------------------


def test_what_was_sent_is_written_down_with_its_moment_and_the_carriers_name_for_it(
    work_as, declined, clock, post
):
    [letter] = post.brought()

    message = of_kind(work_as, Kind.ORDER_DECLINED)
    assert (message.id, message.state, message.sent_at) == (letter.id, MessageState.SENT, clock.at)
    assert told(work_as, message) == ["messages.made", "messages.sent"]
    assert message.buyer_id == declined.call.buyer.id and message.process_id == declined.id


def test_a_letter_that_went_is_never_sent_again(work_as, ground, declined, post):
    [letter] = post.brought()

    with system_work(ground) as work:
        assert service.take_up(work, letter.id, site=SITE) is None
        service.settle(work, letter.id, sent_as="again")
        service.fail(work, letter.id, problem="late")

    assert told(work_as, of_kind(work_as, Kind.ORDER_DECLINED)) == ["messages.made", "messages.sent"]


def test_a_worker_that_dies_after_sending_leaves_a_letter_that_goes_again_under_the_same_id(
    ground, declined, clock, monkeypatch
):
    def die(*_asked: object, **_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(jobs.service, "settle", die)
        with pytest.raises(SystemExit):
            drain(ground, SUBSCRIBERS)
    clock.at += LEASE
    drain(ground, SUBSCRIBERS)

    first, again = list(mail_log.letters)[-2:]
    assert first.id == again.id and first.to == again.to == AINO


def test_nothing_is_open_while_the_mail_server_is_slow(work_as, ground, declined):
    class Slow(Mail):
        name = "slow"

        def send(self, letter: Letter) -> str:
            with system_work(ground) as work:  # a Work of its own: none is under way here
                return str(work.new_id())

    drain(ground, {"order.declined": (jobs.tell_people,)})
    message = of_kind(work_as, Kind.ORDER_DECLINED)
    with system_work(ground) as work:
        letter = service.take_up(work, message.id, site=SITE)

    jobs.carry(ground, letter, Slow())

    assert of_kind(work_as, Kind.ORDER_DECLINED).state is MessageState.SENT


# --- When it fails ---------------------------------------------------------------------------------------


def test_a_server_that_asks_to_come_again_gets_the_letter_later(work_as, ground, declined, clock, server):
    server.to_recipient.append("450 come again")

    drain(ground, SUBSCRIBERS)
    assert server.taken == [] and of_kind(work_as, Kind.ORDER_DECLINED).state is MessageState.WAITING
    clock.at += timedelta(seconds=5)
    drain(ground, SUBSCRIBERS)

    assert [mail["To"] for mail in server.taken] == [AINO]
    message = of_kind(work_as, Kind.ORDER_DECLINED)
    assert (message.state, message.attempts) == (MessageState.SENT, 2)


def test_an_address_that_is_not_there_is_tried_once_and_written_down(
    work_as, ground, declined, clock, server
):
    server.to_recipient.append("550 no such user")

    drain(ground, SUBSCRIBERS)
    clock.at += timedelta(days=1)
    drain(ground, SUBSCRIBERS)

    message = of_kind(work_as, Kind.ORDER_DECLINED)
    assert (message.state, message.problem, message.attempts) == (MessageState.FAILED, "smtp_550", 1)
    assert told(work_as, message) == ["messages.made", "messages.failed"]
    assert server.taken == []


def test_a_letter_is_given_up_after_more_than_an_hour_of_trying(work_as, ground, declined, clock, server):
    server.to_recipient += ["450 come again"] * 99
    began = clock.at

    drain(ground, SUBSCRIBERS)
    while of_kind(work_as, Kind.ORDER_DECLINED).state is MessageState.WAITING:
        clock.at += timedelta(minutes=1)
        drain(ground, SUBSCRIBERS)

    message = of_kind(work_as, Kind.ORDER_DECLINED)
    assert (message.attempts, message.problem) == (MOST_ATTEMPTS, "smtp_450")
    assert clock.at - began > timedelta(hours=1)


# --- The digest ------------------------------------------------------------------------------------------


def test_the_digest_comes_at_seven_once_a_day_and_holds_all_that_waited(work_as, clock, post):
    order = an_order_at_work(work_as, clock)
    clock.at = local("2026-04-14", "15:00")
    for day in (13, 14):
        logged(work_as, order, april(day), hours(4))
    post.brought()
    assert [letter.to for letter in post.at_seven() if letter.to == AINO] == [], "made after today's seven"

    clock.at = local("2026-04-15", "06:59")
    assert [letter.to for letter in post.at_seven() if letter.to == AINO] == []
    clock.at = local("2026-04-15", "07:00")
    [letter] = [one for one in post.at_seven() if one.to == AINO]
    assert letter.subject == "Kutsu: mitä odottaa tänään"
    assert "Toteuma odottaa päätöstä. Näitä on 2.\nhttp://127.0.0.1:8000/desk\n" in letter.text
    assert "Palveluntuottaja on hyväksynyt tilauksen.\nhttp://127.0.0.1:8000/orders/" in letter.text
    assert post.at_seven() == []

    waiting = of_kind(work_as, Kind.DELIVERY_TO_DECIDE)
    assert (waiting.state, waiting.digest_id, waiting.sent_at) == (MessageState.SENT, letter.id, clock.at)
    clock.at = local("2026-04-16", "07:00")
    assert post.at_seven() == []


def test_a_digest_that_fails_takes_what_it_held_with_it(work_as, ground, clock, order, server):
    accepted(work_as, order)
    drain(ground, SUBSCRIBERS)
    server.taken.clear()
    clock.at = local("2026-04-08", "07:00")
    with begin_work(ground, SYSTEM, writes=False) as work:
        recipients = len(queries.digests_due(work, clock.at))
    server.to_recipient += ["550 no such user"] * recipients

    jobs.gather_digests(ground)
    drain(ground, SUBSCRIBERS)

    assert of_kind(work_as, Kind.ORDER_ACCEPTED).state is MessageState.FAILED
    assert server.taken == []


def test_two_workers_gather_one_digest(work_as, ground, clock, order, post):
    accepted(work_as, order)
    post.brought()
    clock.at = local("2026-04-08", "07:00")
    with begin_work(ground, SYSTEM, writes=False) as work:
        due = queries.digests_due(work, clock.at)

    for recipient in due * 2:  # both have asked before either has gathered
        with system_work(ground) as work:
            service.gather(work, recipient, until=clock.at)

    assert len(post.brought()) == len(due) > 0


# --- What people wish ------------------------------------------------------------------------------------


def test_who_wants_no_message_gets_none_and_who_wants_it_at_once_does_not_wait(work_as, order, post):
    with work_as(order.case_worker) as work:
        service.wish(work, Kind.ORDER_ACCEPTED, chosen=Wish.AT_ONCE)
        service.wish(work, Kind.ORDER_DECLINED, chosen=Wish.OFF)
    post.brought()

    accepted(work_as, order)

    assert [letter.to for letter in post.brought()] == [AINO]
    with work_as(order.case_worker) as work:
        shown = {one.kind: one for one in queries.own_wishes(work)}
    assert (shown[Kind.ORDER_ACCEPTED].wish, shown[Kind.ORDER_ACCEPTED].is_own) == (Wish.AT_ONCE, True)
    assert (shown[Kind.ORDER_EXPIRED].wish, shown[Kind.ORDER_EXPIRED].is_own) == (Wish.AT_ONCE, False)
    assert Kind.LIMIT_WARNED not in shown, "a case worker is not told of limits"


def test_who_turned_it_off_hears_nothing(work_as, order, post):
    with work_as(order.case_worker) as work:
        service.wish(work, Kind.ORDER_DECLINED, chosen=Wish.OFF)
    post.brought()

    with work_as(order.supplier.admin) as work:
        orders.decline(work, order.id, reason="Ei kapasiteettia")

    assert post.brought() == []


def test_what_has_a_deadline_cannot_be_turned_off(work_as, order):
    with pytest.raises(Refused, match=r"messages\.has_a_deadline"), work_as(order.supplier.admin) as work:
        service.wish(work, Kind.ORDER_TO_ANSWER, chosen=Wish.OFF)


def test_only_a_person_wishes(work_as):
    with pytest.raises(Refused, match=r"messages\.people_wish"), work_as(SYSTEM) as work:
        service.wish(work, Kind.ORDER_DECLINED, chosen=Wish.OFF)
