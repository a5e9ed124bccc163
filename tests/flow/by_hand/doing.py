"""One act as one person does it on the pages: which page, which form, what is filled in, what was made."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select

from app.demo.acts import ACTS
from app.demo.stage import Stage
from app.kernel.actors import SYSTEM
from app.kernel.refusals import Missing
from app.platform.forms import as_typed
from app.platform.work import Work, begin_work

Fields = Mapping[str, Any]
DECIMAL = ","  # the pages are read in Finnish


class Hand(Protocol):
    """Whoever fills forms: a browser, or a program that sends them as a browser does."""

    def fill(self, page: str, action: str, fields: Fields, *, if_asked: Fields) -> str:
        """The path that the form led to; Refused or Missing as the page tells."""

    def read(self, page: str) -> str:
        """What the page says."""


@dataclass(frozen=True)
class Doing:
    """`if_asked` is filled in where the form asks for it: who has nothing to choose is not asked."""

    stage: Stage
    hand: Hand

    def id(self, key: str) -> UUID:
        return self.stage.id(key)

    def fill(
        self, page: str, action: str, fields: Fields | None = None, if_asked: Fields | None = None
    ) -> str:
        return self.hand.fill(page, action, typed(fields or {}), if_asked=typed(if_asked or {}))

    def make(
        self, page: str, action: str, fields: Fields | None = None, if_asked: Fields | None = None
    ) -> UUID:
        """The id of what was made, which is the end of the path that the form leads to."""
        return UUID(self.fill(page, action, fields, if_asked).partition("?")[0].rsplit("/", 1)[1])

    def read(self, page: str) -> str:
        """With plain spaces, as one reads it."""
        return " ".join(self.hand.read(page).split())

    def found(self, asked: Select[Any]) -> UUID:
        return found(self.stage, asked)


Do = Callable[[Doing, Any], UUID | None]
BY_HAND: dict[str, Do] = {}
D = TypeVar("D", bound=Do)


def by_hand(act: str) -> Callable[[D], D]:
    """How an act of a story is done by hand."""

    def register(do: D) -> D:
        if act not in ACTS or act in BY_HAND:
            raise ValueError(f"{act} is no act of a story, or is done by hand already")
        BY_HAND[act] = do
        return do

    return register


def typed(fields: Fields) -> dict[str, list[str]]:
    """As a person types it: money with a comma, moments in local time, a list as several answers."""
    return as_typed(fields, DECIMAL)


def looking(stage: Stage) -> AbstractContextManager[Work]:
    """As nobody is looked at: nothing is written, so that it disturbs no act."""
    return begin_work(stage.ground, SYSTEM, writes=False)


def found(stage: Stage, asked: Select[Any]) -> UUID:
    """The one that a query finds, where the page does not lead to it."""
    with looking(stage) as work:
        one: UUID | None = work.db.scalars(asked).one_or_none()
    if one is None:
        raise Missing
    return one


def all_found(stage: Stage, asked: Select[Any]) -> list[UUID]:
    with looking(stage) as work:
        return list(work.db.scalars(asked))
