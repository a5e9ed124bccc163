"""How long a log-in lasts, and how dear it is to guess a password."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Door:
    """The costs are Argon2id's: rounds, memory in KiB, and lanes."""

    idle: timedelta = timedelta(minutes=30)
    session: timedelta = timedelta(hours=12)
    rounds: int = 2
    memory: int = 19456
    lanes: int = 1
