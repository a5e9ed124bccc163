"""The three things a program cannot work out: the time, a fresh id, and chance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7


@dataclass(frozen=True)
class World:
    """`new_id` grows with time and is for row keys; `secret_id` tells nothing and may be shown."""

    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    secret_id: Callable[[], UUID]
    random: Random


def real_world() -> World:
    """
    >>> real_world().new_id().version, real_world().secret_id().version
    (7, 4)
    """
    return World(now=lambda: datetime.now(UTC), new_id=uuid7, secret_id=uuid4, random=SystemRandom())


def told_world(now: Callable[[], datetime], seed: int, *, first: int = 1) -> World:
    """A world that a story or a test steers: the same seed gives the same ids and the same chance.

    Ids still look like what they stand for: row keys of version 7 in the order they were made, public
    ids of version 4. `first` is the first row key's count: who goes on from another's rows starts behind.
    """
    chance, counted = Random(seed), iter(range(first, 2**62))  # noqa: S311 - a story's chance is no secret

    def new_id() -> UUID:
        millis = int(now().timestamp() * 1000)
        # 48 bits of time, the version, then the count across the two random fields of UUIDv7
        count = next(counted)
        high, low = count >> 62 & 0xFFF, count & (2**62 - 1)
        return UUID(int=millis << 80 | 7 << 76 | high << 64 | 0b10 << 62 | low)

    return World(
        now=now,
        new_id=new_id,
        secret_id=lambda: UUID(int=chance.getrandbits(128), version=4),
        random=chance,
    )
