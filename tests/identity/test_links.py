"""Links by e-mail: invitations, forgotten passwords and a new address, each opening once."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.identity import queries, service
from app.identity.models import Person, SingleUseLink
from app.identity.rules.accounts import LIMITS, Attempt, LinkKind
from app.identity.service import links
from app.kernel.actors import GUEST, SYSTEM, Role
from app.kernel.refusals import Missing, Refused
from app.platform.callers import NOBODY
from app.platform.journal import JournalRow
from tests.story.accounts import BROWSER, HERE, PASSWORD, caller, logged_in, with_password
from tests.story.identity import URAVAYLA, Buyer, a_buyer, a_person, a_staffed_organisation, an_actor

TODAY, NEW = date(2026, 1, 12), "kokonaan uusi salasana"


@pytest.fixture
def buyer(work_as) -> Buyer:
    return a_buyer(work_as)


def invited(work_as, buyer, *, email="uusi.tulija@kutsu.example", by=None) -> UUID:
    with work_as(by or buyer.officer) as work:
        return service.invite(
            work,
            buyer.id,
            Role.CASE_WORKER,
            name="Uusi Tulija",
            email=email,
            valid_from=TODAY,
            language="sv",
        )


def waiting(work_as) -> list[UUID]:
    """The links whose letters are to be sent, in the order in which they were asked."""
    with work_as(SYSTEM) as work:
        asked = select(SingleUseLink.id).where(SingleUseLink.withdrawn_at.is_(None))
        return list(work.db.scalars(asked.order_by(SingleUseLink.asked_at, SingleUseLink.id)))


def sent(work_as) -> links.Minted:
    """The letter of the latest link."""
    with work_as(SYSTEM) as work:
        minted = links.mint(work, waiting_id(work))
    assert minted is not None
    return minted


def waiting_id(work) -> UUID:
    return work.db.scalars(select(SingleUseLink.id).order_by(SingleUseLink.id.desc())).first()


def asked_reset(work_as, email: str, *, address=HERE):
    with work_as(GUEST) as work:
        return service.ask_reset(work, email, address=address)


def log_in(work_as, email: str, password: str):
    with work_as(GUEST) as work:
        return service.log_in(work, email, password, address=HERE, agent=BROWSER)


def test_an_invited_person_chooses_a_password_and_has_the_role(ground, work_as, buyer):
    person_id = invited(work_as, buyer)
    letter = sent(work_as)
    assert letter[:1] + letter[2:] == (
        "uusi.tulija@kutsu.example",
        LinkKind.INVITATION,
        "sv",
        "Uusi Tulija",
    )

    with work_as(GUEST) as work:
        assert service.accept_invitation(work, letter.secret, password=NEW) == person_id

    entry = log_in(work_as, "uusi.tulija@kutsu.example", NEW)
    assert caller(ground, session=entry.secret).actor.holds(Role.CASE_WORKER, buyer.id)


def test_opening_a_link_spends_nothing_and_the_act_spends_it(work_as, buyer):
    invited(work_as, buyer)
    letter = sent(work_as)
    with work_as(GUEST) as work:
        for _ in range(3):
            shown = links.look(work, letter.secret)
    assert (shown.kind, shown.name, shown.address) == (LinkKind.INVITATION, letter.name, letter.address)

    with work_as(GUEST) as work:
        service.accept_invitation(work, letter.secret, password=NEW)

    with pytest.raises(Refused, match=r"identity\.link_is_over"), work_as(GUEST) as work:
        service.accept_invitation(work, letter.secret, password=NEW)
    with pytest.raises(Missing), work_as(GUEST) as work:
        links.look(work, letter.secret)


def test_a_weak_password_does_not_spend_the_link(work_as, buyer):
    invited(work_as, buyer)
    letter = sent(work_as)

    with pytest.raises(Refused, match=r"identity\.password_too_short"), work_as(GUEST) as work:
        service.accept_invitation(work, letter.secret, password="lyhyt")
    with work_as(GUEST) as work:
        service.accept_invitation(work, letter.secret, password=NEW)


def test_a_letter_sent_again_replaces_the_secret(work_as, buyer):
    invited(work_as, buyer)
    lost, kept = sent(work_as), sent(work_as)

    with pytest.raises(Missing), work_as(GUEST) as work:
        links.look(work, lost.secret)
    with work_as(GUEST) as work:
        assert links.look(work, kept.secret)


def test_a_new_invitation_withdraws_the_one_before(work_as, buyer):
    person_id = invited(work_as, buyer)
    first = sent(work_as)
    with work_as(buyer.officer) as work:
        service.invite_again(work, buyer.id, person_id)
    second = sent(work_as)

    with pytest.raises(Refused, match=r"identity\.link_is_over"), work_as(GUEST) as work:
        service.accept_invitation(work, first.secret, password=NEW)
    with work_as(GUEST) as work:
        service.accept_invitation(work, second.secret, password=NEW)
    with pytest.raises(Refused, match=r"identity\.invitation_answered"), work_as(buyer.officer) as work:
        service.invite_again(work, buyer.id, person_id)


def test_only_who_manages_the_people_invites_them(work_as, buyer):
    outsider = a_staffed_organisation(work_as, URAVAYLA)
    person_id = invited(work_as, buyer)

    with pytest.raises(Refused, match=r"identity\.not_your"):
        invited(work_as, buyer, email="toinen@kutsu.example", by=buyer.finance)
    with pytest.raises(Missing):
        invited(work_as, buyer, email="toinen@kutsu.example", by=outsider.admin)
    with pytest.raises(Refused, match=r"identity\.not_your_act"), work_as(buyer.finance) as work:
        service.invite_again(work, buyer.id, person_id)
    with pytest.raises(Missing), work_as(buyer.officer) as work:
        service.invite_again(work, buyer.id, outsider.worker.id)


def test_who_has_a_password_already_gets_the_role_and_no_letter(work_as, buyer):
    email = with_password(work_as, buyer.auditor)

    assert invited(work_as, buyer, email=email) == buyer.auditor.id

    assert waiting(work_as) == []
    assert an_actor(work_as, buyer.auditor.id).holds(Role.CASE_WORKER, buyer.id)


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_over_after_its_time(work_as, clock, buyer, kind):
    with work_as(SYSTEM) as work:
        link_id = links.ask_link(work, queries.person(work, buyer.officer.id), kind)
        secret = links.mint(work, link_id).secret
    lasts = {"invitation": timedelta(days=14), "reset": timedelta(hours=1), "email_change": timedelta(days=1)}

    clock.at += lasts[kind] - timedelta(seconds=1)
    with work_as(GUEST) as work:
        assert links.look(work, secret)
    clock.at += timedelta(seconds=1)
    with pytest.raises(Missing), work_as(GUEST) as work:
        links.look(work, secret)
    with work_as(SYSTEM) as work:
        assert links.mint(work, link_id) is None


def test_a_forgotten_password_is_chosen_anew_and_every_log_in_ends(ground, work_as, buyer):
    email, session = with_password(work_as, buyer.officer), logged_in(work_as, buyer.officer)
    assert asked_reset(work_as, f" {email.upper()}") == ()
    assert caller(ground, session=session).is_known  # asking alone changes nothing

    letter = sent(work_as)
    with work_as(GUEST) as work:
        service.reset_password(work, letter.secret, password=NEW)

    assert caller(ground, session=session) == NOBODY
    assert log_in(work_as, email, PASSWORD).refused and log_in(work_as, email, NEW).secret


def test_the_answer_does_not_tell_whether_the_address_is_known(work_as, buyer):
    email = with_password(work_as, buyer.officer)

    assert asked_reset(work_as, email) == asked_reset(work_as, "ei.kukaan@kutsu.example") == ()
    assert len(waiting(work_as)) == 1


def test_who_forgot_before_the_first_password_is_invited_again(work_as, buyer):
    invited(work_as, buyer)

    asked_reset(work_as, "uusi.tulija@kutsu.example")

    assert sent(work_as).kind is LinkKind.INVITATION


def test_nobodys_letter_box_is_flooded(work_as, clock, buyer):
    email = with_password(work_as, buyer.officer)
    for _ in range(LIMITS[Attempt.LINK_ASKED].most):
        assert asked_reset(work_as, email) == ()
    for asked in (email, email.upper()):
        assert [r.code for r in asked_reset(work_as, asked)] == ["identity.too_many_attempts"]

    clock.at += timedelta(hours=1)
    assert asked_reset(work_as, email) == ()


def test_a_link_of_one_kind_does_not_do_another(work_as, buyer):
    invited(work_as, buyer)
    letter = sent(work_as)

    with pytest.raises(Refused, match=r"identity\.link_is_over"), work_as(GUEST) as work:
        service.reset_password(work, letter.secret, password=NEW)
    with pytest.raises(Refused, match=r"identity\.link_is_over"), work_as(GUEST) as work:
        service.confirm_email_change(work, letter.secret)


def test_a_new_address_holds_when_its_own_letter_is_answered(work_as, buyer):
    old = with_password(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        service.ask_email_change(work, email=" Outi@Kutsu.example ", password=PASSWORD)
    letter = sent(work_as)
    assert (letter.address, letter.kind) == ("outi@kutsu.example", LinkKind.EMAIL_CHANGE)
    assert log_in(work_as, old, PASSWORD).secret

    with work_as(GUEST) as work:
        service.confirm_email_change(work, letter.secret)

    assert log_in(work_as, old, PASSWORD).refused
    assert log_in(work_as, "outi@kutsu.example", PASSWORD).secret


def test_the_old_address_is_told_that_a_change_was_asked(work_as, buyer):
    old = with_password(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        service.ask_email_change(work, email="outi@kutsu.example", password=PASSWORD)

    with work_as(SYSTEM) as work:
        told = work.db.scalars(select(JournalRow.event).where(JournalRow.about == buyer.officer.id)).all()
        notice = links.notice(work, waiting_id(work))
    assert "identity.email_change_asked" in told and "identity.link_asked" in told
    assert notice == (old, "fi", "Outi Hankonen")


def test_an_address_is_changed_with_the_password_and_to_one_that_is_free(work_as, buyer):
    with_password(work_as, buyer.officer)
    a_person(work_as, "Aino Toinen")

    for told, code in (
        ({"email": "outi@kutsu.example", "password": "väärä salasana"}, "password_wrong"),
        ({"email": "aino.toinen@kutsu.example", "password": PASSWORD}, "email_taken"),
        ({"email": "outi", "password": PASSWORD}, "email_wrong"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(buyer.officer) as work:
            service.ask_email_change(work, **told)


def test_an_address_taken_meanwhile_is_not_taken_twice(work_as, buyer):
    with_password(work_as, buyer.officer)
    with work_as(buyer.officer) as work:
        service.ask_email_change(work, email="aino.toinen@kutsu.example", password=PASSWORD)
    letter = sent(work_as)
    a_person(work_as, "Aino Toinen")

    with pytest.raises(Refused, match=r"identity\.email_taken"), work_as(GUEST) as work:
        service.confirm_email_change(work, letter.secret)


def test_the_journal_and_the_outbox_hold_neither_secrets_nor_addresses(work_as, buyer):
    invited(work_as, buyer)
    letter = sent(work_as)

    with work_as(SYSTEM) as work:
        bodies = b"".join(work.db.scalars(select(JournalRow.body)))
        stored = work.db.scalars(select(SingleUseLink)).one()
    assert letter.secret.encode() not in bodies and b"tulija" not in bodies.lower()
    assert letter.secret.encode() not in stored.secret_sha256 and b"identity.link_asked" in bodies


def test_people_keep_their_own_name_and_language(work_as, buyer):
    with work_as(buyer.officer) as work:
        service.change_person(work, name=" Outi Hankonen-Laine ", language="sv")
    with work_as(SYSTEM) as work:
        person = work.db.get_one(Person, buyer.officer.id)
        assert (person.name, person.language) == ("Outi Hankonen-Laine", "sv")

    for told, code in (
        ({"name": " ", "language": "fi"}, "name_missing"),
        ({"name": "Outi", "language": "xx"}, "language_unknown"),
    ):
        with pytest.raises(Refused, match=rf"identity\.{code}"), work_as(buyer.officer) as work:
            service.change_person(work, **told)
