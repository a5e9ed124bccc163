"""Mail through the installation's own server (RFC 5321), with STARTTLS unless it is turned off."""

import smtplib
import ssl

from app.adapters.plain.mime import as_email
from app.messages.ports import Letter, Mail, Permanent, Temporary
from app.platform.settings import Settings

PATIENCE = 20  # seconds
REFUSED_FOR_GOOD = 500


class Smtp(Mail):
    name = "smtp"

    def send(self, letter: Letter) -> str:
        """A fault of ours, such as a wrong password, is Temporary: the letter waits until it is mended."""
        settings = Settings()
        mail = as_email(letter, settings.smtp_from)
        try:
            with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE) as server:
                _shake_hands(server, settings)
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as no:
            raise _of(no.recipients[letter.to][0]) from no
        except smtplib.SMTPDataError as no:
            raise _of(no.smtp_code) from no
        except smtplib.SMTPNotSupportedError as no:  # letters that this server does not speak, or no TLS
            raise (Temporary if letter.to.isascii() else Permanent)("not_supported") from no
        except (smtplib.SMTPException, OSError) as no:
            raise Temporary("server_away") from no
        return str(mail["Message-ID"])


def _shake_hands(server: smtplib.SMTP, settings: Settings) -> None:
    if settings.smtp_starttls:
        server.starttls(context=ssl.create_default_context())
    if settings.smtp_user:
        server.login(settings.smtp_user, settings.smtp_password.get_secret_value())


def _of(code: int) -> Temporary | Permanent:
    """4xx asks to come again, 5xx says never (RFC 5321, 4.2.1)."""
    return Permanent(f"smtp_{code}") if code >= REFUSED_FOR_GOOD else Temporary(f"smtp_{code}")


smtp = Smtp()
