"""One act tried by the service, by its page and by the API, and taken back each time: the same answer?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import event

from app.demo.acts.identity import PersonFacts
from app.demo.acts.invoicing import Releasing
from app.demo.script import Step
from app.demo.stage import Stage
from app.identity import service as identity
from app.identity.service import passwords, sessions
from app.invoicing.service import ask_to_release
from app.kernel.actors import BUYER_ROLES, SUPPLIER_ROLES, Role
from app.kernel.refusals import Missing, Refused
from app.platform.db import Database
from app.platform.work import Work, system_work
from tests.flow.by_api import acts as by_programs
from tests.flow.by_api.asking import BY_API, Asking
from tests.flow.by_api.tokens import a_token
from tests.flow.by_hand import acts as by_people
from tests.flow.by_hand.browser import PASSWORD
from tests.flow.by_hand.doing import BY_HAND, Doing
from tests.flow.by_hand.posting import NotShown, Sender

assert by_programs.__all__ == by_people.__all__  # they register themselves
DONE, MISSING, NOT_SHOWN = frozenset({"done"}), frozenset({"missing"}), frozenset({"not shown"})
BEGUN = date(2026, 1, 1)
STRANGER, COLLEAGUE = "stranger", "colleague"
LOOKS = frozenset({"tell_ranking", "tell_metrics", "see_client"})  # each reader is shown what is for them
BY_THEMSELVES = frozenset({"approve_all"})  # many answers in one: `approve_delivery` is compared instead
Codes = frozenset[str]


class TakenBack(Exception):
    """The act went all the way to its commit, which is not let happen."""


@contextmanager
def taking_back(database: Database) -> Iterator[None]:
    """Only the trace of a refusal is kept: it is committed after the act was rolled back."""
    rolled_back = False

    def rollback(_connection: object) -> None:
        nonlocal rolled_back
        rolled_back = True

    def commit(_connection: object) -> None:
        if not rolled_back:
            raise TakenBack

    event.listen(database.writing, "rollback", rollback)
    event.listen(database.writing, "commit", commit)
    try:
        yield
    finally:
        event.remove(database.writing, "rollback", rollback)
        event.remove(database.writing, "commit", commit)


@dataclass
class Attempts:
    """`differing` says of each act that is answered otherwise in one way than in another."""

    stage: Stage
    app: FastAPI
    count: int = 0
    differing: list[str] = field(default_factory=list)

    def compare(self, step: Step, by: str, when: str) -> None:
        if step.act.name in LOOKS | BY_THEMSELVES:
            return
        ways: dict[str, Callable[[], object]] = {
            "service": lambda: by_the_service(self.stage, replace(step, by=by)),
            "page": self._by_page(step, by),
            "API": self._by_api(step, by),
        }
        found = {way: self._tried(act) for way, act in ways.items()}
        self.count += 1
        if found["page"] == NOT_SHOWN and DONE != found["service"] == found["API"]:
            return
        if len(set(found.values())) > 1:
            told = ", ".join(f"{way}: {'+'.join(sorted(codes))}" for way, codes in found.items())
            self.differing.append(f"{step.act.name} {when} by {by} (line {step.line}): {told}")

    def _tried(self, act: Callable[[], object]) -> Codes:
        try:
            with taking_back(self.stage.ground.database):
                act()
        except Refused as no:
            return frozenset(reason.code for reason in no.reasons)
        except NotShown:
            return NOT_SHOWN
        except Missing:
            return MISSING
        except TakenBack:
            return DONE
        except AssertionError as unexplained:
            return frozenset({str(unexplained)})
        return DONE

    def _by_page(self, step: Step, by: str) -> Callable[[], object]:
        """With a session of this very moment: one that is older is touched, which is a commit of its own."""
        with system_work(self.stage.ground) as work:
            session = sessions.open_session(work, self.stage.id(by), agent="attempt", by="test")
        doing = Doing(self.stage, Sender(self.app, self.stage.ground, session))
        return lambda: BY_HAND[step.act.name](doing, step.facts)

    def _by_api(self, step: Step, by: str) -> Callable[[], object]:
        asking = Asking(self.stage, self.app, a_token(self.stage, by))
        asking.get("/me")  # a token's first use is written down
        return lambda: BY_API[step.act.name](asking, step.facts)


def by_the_service(stage: Stage, step: Step) -> None:
    """The very service that page and API call, where the story's act calls it for many at once."""
    with stage.work_by(step.by) as work:
        SERVICES.get(step.act.name, step.act.play)(stage, work, step.facts)


def _release(stage: Stage, work: Work, facts: Releasing) -> None:
    ask_to_release(work, stage.id(facts.run))


def _invite(stage: Stage, work: Work, facts: PersonFacts) -> None:
    told = facts.model_dump(include={"name", "email", "language", "valid_from"})
    identity.invite(work, stage.id(facts.organisation), facts.roles[0], **told)


SERVICES: dict[str, Callable[[Stage, Work, Any], object]] = {
    "release_invoices": _release,
    "register_person": _invite,
}


def bring_in_others(stage: Stage) -> None:
    """A stranger, at home elsewhere as buyer and supplier; a colleague, at home here, who decides nothing."""
    with stage.work_by("admin") as work:
        elsewhere = identity.found_organisation(work, name="Muu työllisyysalue", valid_from=BEGUN)
        rival = identity.found_organisation(work, name="Muu Tuottaja Oy", valid_from=BEGUN)
    _person(stage, STRANGER)
    _person(stage, COLLEAGUE)
    _give(stage, STRANGER, elsewhere, *sorted(BUYER_ROLES))
    _give(stage, STRANGER, rival, *sorted(SUPPLIER_ROLES))
    _give(stage, COLLEAGUE, elsewhere, Role.AUDITOR)


def at_home(stage: Stage, organisation: str) -> None:
    """The colleague comes to another organisation of the story, to look at its books."""
    _give(stage, COLLEAGUE, stage.id(organisation), Role.AUDITOR, Role.BOOKKEEPER)


def _person(stage: Stage, key: str) -> None:
    with stage.work_by("admin") as work:
        name = f"{key.capitalize()} Testi"
        stage.keys[key] = identity.register_person(work, name=name, email=f"{key}@elsewhere.example")
    with system_work(stage.ground) as work:
        passwords.set_password(work, stage.keys[key], PASSWORD)


def _give(stage: Stage, person: str, party_id: UUID, *roles: Role) -> None:
    with stage.work_by("admin") as work:
        for role in roles:
            identity.give_role(work, stage.keys[person], party_id, role, valid_from=BEGUN)
