"""What everybody who carries letters keeps, and how ours speaks to a real mail server."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from aiosmtpd.smtp import AuthResult

from app.adapters.plain.mail_log import mail_log
from app.adapters.plain.smtp import smtp
from app.messages.ports import Letter, Mail, Permanent, Temporary
from app.platform.extensions import installed
from tests.adapters.certificates import server_context
from tests.adapters.mailserver import Mailbox, a_mail_server

MAILS: dict[str, Mail] = installed("mail")
LETTER = Letter(
    id=UUID(int=7),
    to="posti@valopolku.example",
    subject="Kutsu: sinulle on uutta – käy katsomassa",
    text="Hei,\n\nUusi tilaus odottaa vastausta.\nhttps://kutsu.example/orders/1\n",
    html='<!doctype html>\n<html lang="fi"><body><p>Hei, näin öisin</p></body></html>',
    language="fi",
    written_at=datetime(2026, 4, 7, 6, 30, tzinfo=UTC),
)


@pytest.fixture(autouse=True)
def server(monkeypatch, tmp_path) -> Mailbox:
    """A server for whoever needs one, and a folder for whoever keeps files."""
    monkeypatch.setenv("KUTSU_MAIL_DIR", str(tmp_path / "mail"))
    monkeypatch.setenv("KUTSU_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("KUTSU_SMTP_STARTTLS", "false")
    monkeypatch.setenv("KUTSU_SMTP_FROM", "Kutsu <kutsu@alue.example>")
    with a_mail_server() as mailbox:
        monkeypatch.setenv("KUTSU_SMTP_PORT", str(mailbox.port))
        yield mailbox


@pytest.fixture(params=sorted(MAILS))
def mail(request: pytest.FixtureRequest) -> Mail:
    return MAILS[request.param]


def addressed(to: str, **changed: str) -> Letter:
    return Letter(**(vars(LETTER) | {"to": to} | changed))


# --- Every carrier ---------------------------------------------------------------------------------------


def test_the_carriers_of_the_house_came_in_by_the_door_of_strangers():
    assert {"mail_log", "smtp"} <= set(MAILS)


def test_a_carrier_is_installed_under_its_own_name(mail: Mail):
    assert MAILS[mail.name] is mail


def test_a_letter_is_taken_over_under_a_name_and_the_same_letter_under_the_same(mail: Mail):
    first, again = mail.send(LETTER), mail.send(LETTER)
    another = mail.send(Letter(**(vars(LETTER) | {"id": UUID(int=8)})))

    assert first and first == again != another


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "@valopolku.example",
        "a@valopolku.example, b@kutsu.example",
        "a@valopolku.example\r\nBcc: b@kutsu.example",
        "a@valopolku.example\nBcc: b@kutsu.example",
        "Anna <a@valopolku.example>",
    ],
)
def test_whatever_is_not_one_plain_address_is_refused_for_good(mail: Mail, server: Mailbox, to: str):
    with pytest.raises(Permanent, match="bad_address"):
        mail.send(addressed(to))

    assert server.taken == []


# --- A real server ---------------------------------------------------------------------------------------


def test_what_arrives_is_what_was_written_as_text_and_as_html(server: Mailbox):
    sent_as = smtp.send(LETTER)

    [mail] = server.taken
    assert (mail["From"], mail["To"]) == ("Kutsu <kutsu@alue.example>", LETTER.to)
    assert (mail["Subject"], mail["Message-ID"]) == (LETTER.subject, sent_as)
    assert sent_as == f"<{LETTER.id}@alue.example>"
    assert mail["Date"].datetime == LETTER.written_at
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "fi")
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content().splitlines() == LETTER.text.splitlines()
    assert mail.get_body(("html",)).get_content().splitlines() == LETTER.html.splitlines()


def test_an_address_with_finnish_letters_is_served(server: Mailbox):
    smtp.send(addressed("päivi@järvi.example"))

    assert [mail["To"] for mail in server.taken] == ["päivi@järvi.example"]


@pytest.mark.parametrize(
    ("answer", "failure", "told"),
    [
        ("450 come again", Temporary, "smtp_450"),
        ("452 mailbox full", Temporary, "smtp_452"),
        ("550 no such user", Permanent, "smtp_550"),
    ],
)
@pytest.mark.parametrize("asked", ["to_recipient", "to_content"])
def test_four_hundreds_ask_to_come_again_and_five_hundreds_say_never(
    server: Mailbox, asked, answer, failure, told
):
    getattr(server, asked).append(answer)

    with pytest.raises(failure, match=told):
        smtp.send(LETTER)

    assert server.taken == []
    assert smtp.send(LETTER), "the next one goes"


def test_a_server_that_is_away_is_away_for_now(monkeypatch):
    with a_mail_server() as gone:
        port = gone.port
    monkeypatch.setenv("KUTSU_SMTP_PORT", str(port))

    with pytest.raises(Temporary, match="server_away"):
        smtp.send(LETTER)


def test_without_the_tls_that_was_asked_for_nothing_is_sent(monkeypatch, server: Mailbox):
    monkeypatch.setenv("KUTSU_SMTP_STARTTLS", "true")

    with pytest.raises(Temporary, match="not_supported"):
        smtp.send(LETTER)

    assert server.taken == []


def test_a_certificate_that_nobody_vouches_for_is_not_believed(monkeypatch, tmp_path):
    monkeypatch.setenv("KUTSU_SMTP_STARTTLS", "true")

    with a_mail_server(tls_context=server_context(tmp_path)) as mailbox:
        monkeypatch.setenv("KUTSU_SMTP_PORT", str(mailbox.port))
        with pytest.raises(Temporary, match="server_away"):
            smtp.send(LETTER)

    assert mailbox.taken == []


def test_with_tls_and_the_right_password_it_goes_and_with_a_wrong_one_it_waits(monkeypatch, tmp_path):
    def checked(_server, _session, _envelope, _mechanism, told) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (b"kutsu", b"correct"), handled=False)

    monkeypatch.setenv("KUTSU_SMTP_STARTTLS", "true")
    monkeypatch.setenv("KUTSU_SMTP_USER", "kutsu")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))  # whom OpenSSL believes
    options = {"tls_context": server_context(tmp_path), "require_starttls": True, "authenticator": checked}

    with a_mail_server(**options, auth_required=True) as mailbox:
        monkeypatch.setenv("KUTSU_SMTP_PORT", str(mailbox.port))
        monkeypatch.setenv("KUTSU_SMTP_PASSWORD", "wrong")
        with pytest.raises(Temporary, match="server_away"):
            smtp.send(LETTER)
        monkeypatch.setenv("KUTSU_SMTP_PASSWORD", "correct")
        assert smtp.send(LETTER)

    assert len(mailbox.taken) == 1


# --- The demo's ------------------------------------------------------------------------------------------


def test_the_demo_keeps_its_letters_in_memory_and_as_files(tmp_path):
    mail_log.letters.clear()

    mail_log.send(LETTER)

    assert list(mail_log.letters) == [LETTER]
    kept = message_from_bytes((tmp_path / "mail" / f"{LETTER.id}.eml").read_bytes(), policy=default)
    assert kept["Subject"] == LETTER.subject
