"""The acts that a story may use: each a name, the fields it takes, and the services that it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from app.demo.fields import Fields
from app.demo.stage import Stage
from app.platform.work import Work

F = TypeVar("F", bound=Fields)
Play = Callable[[Stage, Work, F], UUID | None]


@dataclass(frozen=True)
class Act:
    name: str
    fields: type[Fields]
    play: Callable[[Stage, Work, Any], UUID | None]

    @property
    def summary(self) -> str:
        """What the act does, from its docstring: the documentation and the schema show it."""
        return (self.play.__doc__ or "").strip()


ACTS: dict[str, Act] = {}


def act(name: str, fields: type[F]) -> Callable[[Play[F]], Play[F]]:
    """Registers an act. It returns the id of what it made, which the story may name with `as`."""

    def register(play: Play[F]) -> Play[F]:
        if name in ACTS:
            raise ValueError(f"two acts are called {name}")
        if not play.__doc__:
            raise ValueError(f"the act {name} does not say what it does")
        ACTS[name] = Act(name, fields, play)
        return play

    return register
