"""Everybody who may open a page, and the addresses from which every page can be reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

import pyotp
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.demo.stage import Stage
from app.identity import service as identity
from app.identity.models import Person
from app.identity.queries import actor_of
from app.identity.rules.accounts import LinkKind
from app.identity.service import links, passwords, second_step, sessions
from app.kernel.actors import Actor, Role
from app.main import ROUTERS, site_of
from app.orders import service as orders
from app.platform.work import Ground, begin_work, system_work
from tests.pages.reading import forms_of
from tests.trust.matrix.asking import GAP
from tests.trust.matrix.cast import PASSWORD, cast_of
from tests.trust.matrix.things import NOTHING, things_of

BEGUN = date(2026, 1, 2)
IN_THE_STORY = ("kalle", "kaisa", "kirsi")  # beside the matrix's cast: they have something on their desks
NOBODY_MAY = ("ended_session", "deputy_before", "narrow_token")


@dataclass(frozen=True)
class Visitor:
    """What a browser holds."""

    name: str
    cookies: Mapping[str, str]


GUEST = Visitor("guest", {"kutsu-guest": "whoever this is"})  # as the first page with a form would give it


@dataclass(frozen=True)
class Place:
    """An address that somebody may open; `by_link` is the page of ours that sent her there, if one did."""

    who: Visitor
    path: str
    by_link: str = ""


@dataclass
class House:
    stage: Stage
    folder: Path
    app: FastAPI
    visitors: tuple[Visitor, ...]
    things: Mapping[str, object]
    prepared: tuple[Place, ...]  # what opens only on the way: a letter's link, a secret that is shown once
    clients: dict[bool, TestClient] = field(default_factory=dict)  # a new one costs more than a request

    @property
    def ground(self) -> Ground:
        return self.stage.ground

    def browser(self, who: Visitor, language: str = "fi", *, raising: bool = True) -> TestClient:
        client = self.clients.get(raising)
        if client is None or client.app is not self.app:
            client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=raising)
            self.clients[raising] = client
        client.cookies.clear()
        for name, value in {**who.cookies, "kutsu-language": language}.items():
            client.cookies.set(name, value)
        return client

    def filled(self, route: APIRoute) -> str:
        """The route's address with one thing of each kind; of what the story has not made, with nothing."""
        return GAP.sub(lambda gap: str(self.things.get(gap[1], NOTHING)), route.path)


def routes(method: str) -> dict[str, APIRoute]:
    """Every route of people, none of programs."""
    return {
        route.path: route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and method in route.methods and not route.path.startswith("/api/v1")
    }


def furnished(stage: Stage, folder: Path) -> House:
    visitors = [_visitor(name, caller.session) for name, caller in cast_of(stage).items()]
    visitors += [_visitor(key, _session(stage, stage.id(key))) for key in IN_THE_STORY]
    able = tuple(who for who in visitors if who.name not in NOBODY_MAY)
    app = site_of(stage.ground)
    app.state.is_demo = True
    house = House(stage, folder, app, able, things_of(stage), ())
    house.prepared = (*_letters(house), *_at_the_door(house), *_with_codes(house), _leaving(house))
    return house


def _visitor(name: str, session: str) -> Visitor:
    return Visitor(name, {"kutsu-session": session}) if session else GUEST


def _session(stage: Stage, person_id: UUID) -> str:
    with system_work(stage.ground) as work:
        return sessions.open_session(work, person_id, agent="pages", by="test")


def _letters(house: House) -> list[Place]:
    """What opens by the link in a letter, or by the link that a client is given."""
    stage = house.stage
    with stage.work_by("tiina") as work:
        link_id = orders.make_link(work, stage.id("alive-open-list")).id
        client = f"/c/{orders.read_link(work, link_id)}"
    asked = [Place(GUEST, f"/links/{_minted(stage, kind)}") for kind in LinkKind]
    code = f"/orders/links/{link_id}"
    return [
        Place(GUEST, client),
        Place(GUEST, "/c/no-such-link"),
        Place(GUEST, "/links/no-such-link"),
        Place(_who(house, "case_worker"), code),
        Place(_who(house, "case_worker"), f"{code}/code.svg"),
        *asked,
    ]


def _minted(stage: Stage, kind: LinkKind) -> str:
    with system_work(stage.ground) as work:
        person = work.db.get_one(Person, stage.id("taneli"))
        link_id = links.ask_link(work, person, kind, address="uusi@lehtola.example")
        minted = links.mint(work, link_id)
    assert minted is not None
    return minted.secret


def _leaving(house: House) -> Place:
    buyer, leaver = house.stage.id("jarvi-hame"), house.stage.id("taneli")
    return Place(_who(house, "administrator"), f"/organisations/{buyer}/people/{leaver}/leaving")


def _at_the_door(house: House) -> list[Place]:
    """Someone who has half a second step: what is shown to her once, and where she is asked for it."""
    stage = house.stage
    person_id = _newcomer(stage, "ovella")
    with system_work(stage.ground) as work:
        waiting = sessions.open_waiting(work, person_id, agent="pages")
    with begin_work(stage.ground, _actor(stage, person_id), writes=True) as work:
        second_step.enrol_generator(work, PASSWORD)
    here = _visitor("at_the_door", _session(stage, person_id))
    told = {"name": "kokeilu", "scopes": "audit:read"}
    return [
        Place(Visitor("waiting", {**GUEST.cookies, "kutsu-session": waiting}), "/log-in/second-step"),
        Place(here, "/account/generator"),
        Place(here, "/account/generator/qr.svg"),
        _shown_once(house, here, "/account/tokens", told),
    ]


def _with_codes(house: House) -> list[Place]:
    """Someone whose second step stands, and who has several log-ins."""
    stage = house.stage
    person_id = _newcomer(stage, "koodeilla")
    with begin_work(stage.ground, _actor(stage, person_id), writes=True) as work:
        secret = second_step.enrol_generator(work, PASSWORD).secret
    with begin_work(stage.ground, _actor(stage, person_id), writes=True) as work:
        second_step.confirm_generator(work, pyotp.TOTP(secret).at(stage.clock.at))
    _session(stage, person_id)
    here = _visitor("with_codes", _session(stage, person_id))
    return [Place(here, "/account"), _shown_once(house, here, "/account/codes", {})]


def _newcomer(stage: Stage, name: str) -> UUID:
    with stage.work_by("admin") as work:
        person_id = identity.register_person(work, name=f"Testi {name}", email=f"{name}@matrix.example")
        identity.give_role(work, person_id, stage.id("jarvi-hame"), Role.FINANCE, valid_from=BEGUN)
    with system_work(stage.ground) as work:
        passwords.set_password(work, person_id, PASSWORD)
    return person_id


def _actor(stage: Stage, person_id: UUID) -> Actor:
    with system_work(stage.ground) as work:
        found: Actor = actor_of(work.db, person_id, stage.clock.at.date())
    return found


def _shown_once(house: House, here: Visitor, action: str, told: Mapping[str, str]) -> Place:
    """A secret travels in a cookie to the one page that shows it."""
    client = house.browser(here)
    [form] = [form for form in forms_of(client.get("/account").text) if form.action == action]
    answer = client.post(action, data={**form.ours(), **form.filled(), **told, "password": PASSWORD})
    assert answer.status_code == 303
    return Place(Visitor(here.name, dict(client.cookies)), answer.headers["location"])


def _who(house: House, name: str) -> Visitor:
    return next(who for who in house.visitors if who.name == name)
