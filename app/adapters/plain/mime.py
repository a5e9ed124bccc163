"""A letter as the bytes that mail servers pass on (RFC 5322), marked as sent by a machine (RFC 3834)."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr

from app.messages.ports import Letter, Permanent


def as_email(letter: Letter, sender: str) -> EmailMessage:
    """`sender` is "Kutsu <kutsu@example.fi>". Letters beyond ASCII in the address stay (RFC 6531)."""
    name, address = parseaddr(sender)
    mail = EmailMessage(policy=SMTP if letter.to.isascii() else SMTPUTF8)
    mail["From"] = Address(name, addr_spec=address)
    _address(mail, letter.to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.written_at)
    mail["Message-ID"] = message_id(letter, address)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.html, subtype="html")
    mail["Content-Language"] = letter.language  # last: setting the content takes such headers away
    return mail


def _address(mail: EmailMessage, to: str) -> None:
    """To one mailbox: a line break or a comma in it would write headers or readers of its own."""
    try:
        mail["To"] = to
        found = [address.addr_spec for address in mail["To"].addresses]
    except (ValueError, IndexError) as wrong:
        raise Permanent("bad_address") from wrong
    if found != [to] or "@" not in to:
        raise Permanent("bad_address")


def message_id(letter: Letter, address: str) -> str:
    """The same letter has the same id, however often it is sent."""
    return f"<{letter.id}@{address.rpartition('@')[2]}>"
