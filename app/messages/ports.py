"""What is asked of whoever carries messages out of the house: `kutsu.mail` and `kutsu.sms`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Temporary(Exception):
    """It did not go now, and may go later: the carrier is away, or asked to come again."""


class Permanent(Exception):
    """It will never arrive: there is no such address, or the other side refuses it."""


@dataclass(frozen=True)
class Letter:
    """One mail to one address, in one language, as plain text and as HTML that say the same.

    The same id is the same letter: sent again after a crash, a mailbox can tell that it has it already.
    """

    id: UUID
    to: str
    subject: str
    text: str
    html: str
    language: str
    written_at: datetime


@dataclass(frozen=True)
class ShortText:
    """One text message to one number in its international form."""

    id: UUID
    to: str
    text: str
    written_at: datetime


class Mail(Protocol):
    @property
    def name(self) -> str:
        """The name of its entry point."""

    def send(self, letter: Letter) -> str:
        """The id under which the carrier took it over; otherwise `Temporary` or `Permanent`."""


class Sms(Protocol):
    @property
    def name(self) -> str:
        """The name of its entry point."""

    def send(self, text: ShortText) -> str:
        """The id under which the carrier took it over; otherwise `Temporary` or `Permanent`."""
