"""A real mail server on this machine that keeps what it is brought, and answers as a test wants."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """`answers` are given in turn, to the recipient or to the content; after them everything is taken."""

    port: int = 0
    to_recipient: list[str] = field(default_factory=list)
    to_content: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.to_content:
            return self.to_content.pop(0)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        return "250 OK"


class OnAnyPort(Controller):
    """The library knocks at the port that it was told, and zero is none."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def a_mail_server(**options: Any) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    server = OnAnyPort(mailbox, hostname="127.0.0.1", port=0, **options)
    server.start()
    try:
        mailbox.port = server.port
        yield mailbox
    finally:
        server.stop()
