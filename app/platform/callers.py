"""Who is calling, and what the caller shows at the door: a browser's session, a token, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.kernel.actors import GUEST, Actor, ActorKind
from app.platform.work import Ground


@dataclass(frozen=True)
class Presented:
    """The secrets that came with the request, as they were sent; empty where there are none."""

    session: str = ""
    bearer: str = ""


@dataclass(frozen=True)
class Caller:
    """The actor, with what only the door needs to know.

    `scopes` limit a token, as "orders:read"; None limits nothing. `must_enrol` holds a person who has not
    yet taken the second step that the organisation demands. `is_stale` asks for the session to be touched.
    """

    actor: Actor
    name: str = ""
    language: str = ""
    session_id: UUID | None = None
    scopes: frozenset[str] | None = None
    must_enrol: bool = False
    is_stale: bool = False

    @property
    def is_known(self) -> bool:
        return self.actor.kind is not ActorKind.GUEST


NOBODY = Caller(GUEST)
Identify = Callable[[Session, datetime, Presented], Caller]


Touch = Callable[[Ground, Caller], None]


def nobody(_db: Session, _now: datetime, _presented: Presented) -> Caller:
    return NOBODY
