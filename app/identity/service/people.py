"""Registering people, and the very first of them."""

from datetime import date
from uuid import UUID

from app.identity import events, policy, queries
from app.identity.models import Membership, Person
from app.identity.rules import PartyKind, reasons_not_named
from app.identity.service.organisations import new_party
from app.kernel.actors import Role
from app.kernel.refusals import Reason, refuse_if
from app.platform.texts import languages
from app.platform.work import Work


def open_platform(work: Work, *, name: str, admin_name: str, admin_email: str, valid_from: date) -> UUID:
    """The organisation that runs this installation, and its first administrator: once, by the system."""
    refuse_if(
        [
            *policy.reasons_not_to_open_platform(work.actor),
            *([Reason("identity.platform_is_open")] if queries.has_administrator(work) else []),
            *_reasons_not_a_person(work, admin_name, admin_email),
        ]
    )

    operator_id = new_party(work, PartyKind.ORGANISATION, valid_from=valid_from, name=name)
    admin_id = _add_person(work, admin_name, admin_email, "fi")
    work.db.add(
        Membership(
            id=work.new_id(),
            person_id=admin_id,
            party_id=operator_id,
            role=Role.PLATFORM_ADMIN,
            valid_from=valid_from,
        )
    )
    work.record(events.PlatformOpened(about=operator_id, admin_id=admin_id))
    return admin_id


def register_person(work: Work, *, name: str, email: str, language: str = "fi") -> UUID:
    """A person belongs to no party before a role is given; the e-mail address is whose it is alone."""
    may_not = policy.reasons_not_to("register_person", work.actor)
    refuse_if([*may_not, *_reasons_not_a_person(work, name, email)])

    person_id = _add_person(work, name, email, language)
    work.record(events.PersonRegistered(about=person_id))
    return person_id


def _add_person(work: Work, name: str, email: str, language: str) -> UUID:
    person = Person(id=work.new_id(), name=name.strip(), email=email.strip().casefold(), language=language)
    work.db.add(person)
    work.db.flush()
    return person.id


def change_person(work: Work, *, name: str, language: str) -> None:
    """The person's own name, and the language in which pages and letters come."""
    person = queries.person(work, work.actor.id)
    told = {"name": name.strip(), "language": language}
    refuse_if(
        [
            *policy.reasons_not_to_keep_account(work.actor),
            *reasons_not_named(name),
            *(
                []
                if language in languages()
                else [Reason("identity.language_unknown", {"language": language})]
            ),
        ]
    )

    changed = tuple(field for field, value in told.items() if getattr(person, field) != value)
    for field in changed:
        setattr(person, field, told[field])
    if changed:
        work.record(events.PersonChanged(about=person.id, fields=changed))


def registered(work: Work, *, name: str, email: str, language: str) -> UUID:
    """Whoever has the address, or a new person: for use cases that have asked their own reasons."""
    known = queries.person_by_email(work, email)
    if known:
        return known.id
    person_id = _add_person(work, name, email, language)
    work.record(events.PersonRegistered(about=person_id))
    return person_id


def reasons_not_email(email: str) -> list[Reason]:
    is_address = "@" in email.strip().strip("@")
    return [] if is_address else [Reason("identity.email_wrong", {"email": email})]


def reasons_not_an_address(work: Work, email: str) -> list[Reason]:
    """Its form, and that nobody has it yet."""
    if wrong := reasons_not_email(email):
        return wrong
    if queries.person_by_email(work, email) is not None:
        return [Reason("identity.email_taken", {"email": email})]
    return []


def _reasons_not_a_person(work: Work, name: str, email: str) -> list[Reason]:
    return [*reasons_not_named(name), *reasons_not_an_address(work, email)]
