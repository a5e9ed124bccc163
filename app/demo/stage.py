"""Where a story is played: the clock it moves, the people it calls by key, and what its acts have made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.identity.queries import actor_of
from app.kernel.actors import SYSTEM, Actor
from app.law.queries import local_day
from app.platform.work import Ground, Work, begin_work

SYSTEM_KEY = "system"


class UnknownKey(Exception):
    """The story names something that none of its acts has made."""

    def __init__(self, key: str) -> None:
        super().__init__(f"nothing is called {key!r} yet: an earlier act makes it with `as: {key}`")
        self.key = key


@dataclass
class Clock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Stage:
    """`keys` maps the story's names to ids; `told` gathers what acts want in the summary."""

    ground: Ground
    clock: Clock
    keys: dict[str, UUID] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def id(self, key: str) -> UUID:
        if key not in self.keys:
            raise UnknownKey(key)
        return self.keys[key]

    def key_of(self, thing: UUID) -> str:
        """The story's name of a thing; its id where the story gave it none."""
        return next((key for key, found in self.keys.items() if found == thing), str(thing))

    def tell(self, chapter: str, key: str, told: Any) -> None:
        self.told.setdefault(chapter, {})[key] = told

    @contextmanager
    def work_by(self, key: str) -> Iterator[Work]:
        """A Work of the named person, in the roles that she holds at the story's moment."""
        with begin_work(self.ground, self._actor(key), writes=True) as work:
            yield work

    def _actor(self, key: str) -> Actor:
        if key == SYSTEM_KEY:
            return SYSTEM
        person_id = self.id(key)
        with begin_work(self.ground, SYSTEM, writes=False) as work:
            today = local_day(work, self.ground.country, work.now)
            return actor_of(work.db, person_id, today)
