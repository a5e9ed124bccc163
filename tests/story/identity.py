"""Buyers, suppliers and groups with their people, as the tests' story needs them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.identity import queries, service
from app.identity.rules import SigningKind
from app.kernel.actors import Actor, Role
from app.platform.work import Work
from tests.story.memory import remembered
from tests.story.people import ADMIN

As = Callable[[Actor], AbstractContextManager[Work]]
BEGAN = date(2025, 1, 1)  # long before the tests' clock


@dataclass(frozen=True)
class Named:
    """An organisation's name and number, as the worked example has them."""

    name: str
    business_id: str


LEHTOLA = Named("Lehtolan kaupunki", "9900001-8")
VALOPOLKU = Named("Valopolku ry", "9900002-6")
KANTOSILTA = Named("Kantosilta-säätiö sr", "9900003-4")
TOIMINTAKESKUS = Named("Lehtolan Toimintakeskus ry", "9900004-2")
HARJU = Named("Harjun Kyläyhdistys ry", "9900005-0")
URAVAYLA = Named("Uraväylä Oy", "9900006-9")
TYOTAITO = Named("Työtaito Partners Oy", "9900007-7")


@dataclass(frozen=True)
class Buyer:
    """An employment area; its host city is the legal person. Its officer and decision maker sign for it."""

    id: UUID
    host_id: UUID
    officer: Actor
    decision_maker: Actor
    evaluator: Actor
    case_worker: Actor
    colleague: Actor  # another case worker
    finance: Actor
    auditor: Actor


@dataclass(frozen=True)
class Organisation:
    """A supplier's organisation; its admin signs alone."""

    id: UUID
    admin: Actor
    worker: Actor
    bookkeeper: Actor


def an_actor(work_as: As, person_id: UUID, on: date = date(2026, 1, 12)) -> Actor:
    """Who the person acts as on the day: asked anew after a group is formed or a role given."""
    with work_as(ADMIN) as work:
        return queries.actor_of(work.db, person_id, on)


def a_person(work_as: As, name: str, *, at: str = "kutsu", language: str = "fi") -> UUID:
    email = f"{name.lower().replace(' ', '.')}@{at}.example"
    with work_as(ADMIN) as work:
        return service.register_person(work, name=name, email=email, language=language)


def an_organisation(work_as: As, named: Named, **told: str) -> UUID:
    facts = {"street": "Satamakatu 1", "postal_code": "54100", "town": "Lehtola"} | told
    with work_as(ADMIN) as work:
        return service.found_organisation(
            work,
            name=named.name,
            business_id=named.business_id,
            valid_from=BEGAN,
            street=facts["street"],
            postal_code=facts["postal_code"],
            town=facts["town"],
            email=facts.get("email", "posti@" + named.business_id + ".example"),
            language=facts.get("language", "fi"),
        )


def with_role(
    work_as: As, name: str, party_id: UUID, *roles: Role, at: str = "kutsu", valid_from: date = BEGAN
) -> UUID:
    """A new person who holds these roles; `at` is whose mail address they have."""
    person_id = a_person(work_as, name, at=at)
    with work_as(ADMIN) as work:
        for role in roles:
            service.give_role(work, person_id, party_id, role, valid_from=valid_from)
    return person_id


def a_signatory(work_as: As, party_id: UUID, person_id: UUID) -> None:
    with work_as(ADMIN) as work:
        service.name_signatory(work, party_id, person_id, valid_from=BEGAN)


def sign_together(work_as: As, party_id: UUID) -> None:
    with work_as(ADMIN) as work:
        service.set_signing_rule(work, party_id, SigningKind.TWO_TOGETHER, valid_from=BEGAN)


@remembered
def a_buyer(work_as: As, *, name: str = "Järvi-Hämeen työllisyysalue", host: Named = LEHTOLA) -> Buyer:
    """Another buyer has another host."""
    host_id = an_organisation(work_as, host)
    with work_as(ADMIN) as work:
        area_id = service.found_organisation(
            work,
            name=name,
            valid_from=BEGAN,
            street="Satamakatu 1",
            postal_code="54100",
            town="Lehtola",
            email="palvelut@alue.example",
            host_id=host_id,
        )
    people = {
        role: an_actor(work_as, with_role(work_as, name, area_id, role, at=host.business_id))
        for role, name in (
            (Role.OFFICER, "Outi Hankonen"),
            (Role.DECISION_MAKER, "Paavo Päätalo"),
            (Role.EVALUATOR, "Elina Arvola"),
            (Role.CASE_WORKER, "Aino Omala"),
            (Role.FINANCE, "Tuula Talonen"),
            (Role.AUDITOR, "Reijo Tarkka"),
        )
    }
    colleague = with_role(work_as, "Kaisa Kolehmainen", area_id, Role.CASE_WORKER, at=host.business_id)
    for role in (Role.OFFICER, Role.DECISION_MAKER):
        a_signatory(work_as, area_id, people[role].id)
    return Buyer(
        id=area_id,
        host_id=host_id,
        officer=people[Role.OFFICER],
        decision_maker=people[Role.DECISION_MAKER],
        evaluator=people[Role.EVALUATOR],
        case_worker=people[Role.CASE_WORKER],
        colleague=an_actor(work_as, colleague),
        finance=people[Role.FINANCE],
        auditor=people[Role.AUDITOR],
    )


@remembered
def a_staffed_organisation(work_as: As, named: Named) -> Organisation:
    organisation_id = an_organisation(work_as, named)
    number = named.business_id
    admin = with_role(work_as, "Anna Hallikainen", organisation_id, Role.SUPPLIER_ADMIN, at=number)
    worker = with_role(work_as, "Ville Valmu", organisation_id, Role.WORKER, at=number)
    bookkeeper = with_role(work_as, "Kirsi Kirjavainen", organisation_id, Role.BOOKKEEPER, at=number)
    a_signatory(work_as, organisation_id, admin)
    return Organisation(
        id=organisation_id,
        admin=an_actor(work_as, admin),
        worker=an_actor(work_as, worker),
        bookkeeper=an_actor(work_as, bookkeeper),
    )
