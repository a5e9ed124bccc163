"""A chapter made for these tests: one act, which is refused while the door is shut."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import select

from app.kernel.actors import Actor, ActorKind
from app.kernel.events import Event
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.callers import NOBODY, Caller, Presented
from app.platform.journal import JournalRow
from app.platform.web import RequestWork, WorkRoute, see_other
from app.platform.work import system_work

AINO = Actor(ActorKind.PERSON, UUID(int=11))
OTTO = Actor(ActorKind.PERSON, UUID(int=12))
PEOPLE = {"aino": AINO, "otto": OTTO}
CLIENT, CITY = UUID(int=21), UUID(int=1)
TOO_LATE = Reason("contract.pays_too_late", {"days": "45", "most": "30"})
OVER = Reason("funds.over_limit", {"left": "40.00 EUR"})
FULL = Reason("catalogue.full", {"places": "<script>alert(1)</script>"})


@dataclass(frozen=True, kw_only=True)
class Knocked(Event):
    event_name = "test.knocked"
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class KnockedTooLate(Event):
    event_name = "test.knocked_too_late"


class Knock(BaseModel):
    times: int = 1


@dataclass
class Door:
    """A chapter made for these tests: one act, which is refused while the door is shut."""

    refused_for: list[Reason] = field(default_factory=list)
    calls: int = 0

    def router(self) -> APIRouter:
        router = APIRouter(route_class=WorkRoute)

        @router.post("/api/v1/knocks", status_code=201)
        def knock(work: RequestWork, knock: Knock) -> dict[str, int]:
            self.calls += 1
            if self.refused_for:
                raise Refused(self.refused_for, evidence=KnockedTooLate(about=CLIENT))
            work.record(Knocked(about=CLIENT, times=knock.times))
            return {"times": knock.times, "call": self.calls}

        @router.post("/knocks")
        def knock_on_the_page(work: RequestWork) -> object:
            if self.refused_for:
                raise Refused(self.refused_for)
            work.record(Knocked(about=CLIENT))
            return see_other("/knocks")

        @router.get("/api/v1/doors/{number}")
        @router.get("/doors/{number}")
        def show(work: RequestWork, number: int) -> None:
            raise Missing

        return router


def called_by(_db: object, _now: object, presented: Presented) -> Caller:
    """By name, in the place of a secret."""
    name = presented.session or presented.bearer
    return Caller(PEOPLE[name], session_id=UUID(int=40)) if name in PEOPLE else NOBODY


def sent(client: TestClient, **changed: str) -> dict[str, str]:
    """What a page of ours puts into its form."""
    [token] = re.findall(r'name="_csrf" value="([0-9a-f]+)"', client.get("/").text)[:1]
    return {"_csrf": token, **changed}


def knocks(ground) -> list[str]:
    with system_work(ground) as work:
        return list(work.db.scalars(select(JournalRow.event).order_by(JournalRow.chain, JournalRow.seq)))
