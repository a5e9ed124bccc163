"""What is asked of whoever knows our people better than a password does: `kutsu.idprovider`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Kept:
    """What must be kept of one log-in between leaving and coming back, and told to nobody.

    It is for one return: whoever keeps it forgets it when the browser comes back, whatever comes of it.
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True)
class Begun:
    """Where the browser goes now."""

    url: str
    kept: Kept


@dataclass(frozen=True)
class Identified:
    """Who came back. `issuer` and `subject` together are the same person next time; an address may change.

    They have at most 300 and 255 letters: they are kept as the lasting link to the person.
    An e-mail address that the provider has not proved says nothing about whose account it is.
    """

    issuer: str
    subject: str
    name: str
    email: str
    email_is_proved: bool
    assurance: str


class IdProvider(Protocol):
    """Speaks with other servers: it is called outside any Work."""

    @property
    def name(self) -> str:
        """The name of its entry point."""

    @property
    def is_ready(self) -> bool:
        """Whether the installation has been told all that it needs."""

    def begin(self, redirect_uri: str, *, language: str = "") -> Begun:
        """`redirect_uri` is the page of ours that the browser comes back to."""

    def finish(self, kept: Kept, answered: Mapping[str, str], *, now: datetime) -> Identified:
        """By what stands in the address that the browser came back with; Refused when anything is off."""
