"""Inviting people by e-mail, forgotten passwords, and changing one's own address."""

from datetime import date
from uuid import UUID

from app.identity import events, policy, queries
from app.identity.queries import accounts
from app.identity.rules.accounts import Attempt, LinkKind
from app.identity.service import links, passwords, throttles
from app.identity.service.people import reasons_not_an_address, register_person
from app.identity.service.roles import give_role
from app.kernel.actors import Role
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.work import Work


def invite(
    work: Work,
    party_id: UUID,
    role: Role,
    *,
    name: str,
    email: str,
    valid_from: date,
    valid_to: date | None = None,
    language: str = "fi",
) -> UUID:
    """A person with the role; one who has no password yet is sent a link to choose it."""
    known = queries.person_by_email(work, email)
    person_id = known.id if known else register_person(work, name=name, email=email, language=language)
    give_role(work, person_id, party_id, role, valid_from=valid_from, valid_to=valid_to)
    _ask_invitation(work, person_id)
    return person_id


def invite_again(work: Work, party_id: UUID, person_id: UUID) -> None:
    """A new letter to who has not answered the first; the first link opens no more."""
    queries.own_party(work, party_id)
    if person_id not in {row.person_id for row in queries.people_of(work, party_id)}:
        raise Missing
    refuse_if(
        [
            *policy.reasons_not_to("invite", work.actor, party_id=party_id),
            *([Reason("identity.invitation_answered")] if _has_password(work, person_id) else []),
        ]
    )

    _ask_invitation(work, person_id)


def accept_invitation(work: Work, secret: str, *, password: str) -> UUID:
    """The first password of the account: whose it is."""
    link = links.use(work, secret, LinkKind.INVITATION)
    passwords.put(work, link.person_id, password)
    return link.person_id


def ask_reset(work: Work, email: str, *, address: str) -> tuple[Reason, ...]:
    """The same answer whether anybody has the e-mail address or not; only a flood is told apart."""
    for attempt, whose in (
        (Attempt.LINK_ASKED_FROM, address),
        (Attempt.LINK_ASKED, email.strip().casefold()),
    ):
        if too_many := throttles.reasons_too_many(work, attempt, whose[:200]):
            return tuple(too_many)
    person = queries.person_by_email(work, email)
    if person is not None:
        has_password = _has_password(work, person.id)
        links.ask_link(work, person, LinkKind.RESET if has_password else LinkKind.INVITATION)
    return ()


def reset_password(work: Work, secret: str, *, password: str) -> UUID:
    """A second step, where there is one, is still asked at the next log-in."""
    link = links.use(work, secret, LinkKind.RESET)
    passwords.put(work, link.person_id, password)
    return link.person_id


def ask_email_change(work: Work, *, email: str, password: str) -> None:
    """A link to the new address, which changes it, and a notice to the old one."""
    passwords.ask_for_proof(work, password)
    refuse_if(reasons_not_an_address(work, email))

    person = queries.person(work, work.actor.id)
    link_id = links.ask_link(work, person, LinkKind.EMAIL_CHANGE, address=email.strip().casefold())
    work.record(events.EmailChangeAsked(about=person.id, link_id=link_id))


def confirm_email_change(work: Work, secret: str) -> None:
    link = links.use(work, secret, LinkKind.EMAIL_CHANGE)
    refuse_if(reasons_not_an_address(work, link.address))  # somebody may have taken it meanwhile

    queries.person(work, link.person_id).email = link.address
    work.db.flush()
    work.record(events.EmailChanged(about=link.person_id))


def _ask_invitation(work: Work, person_id: UUID) -> None:
    if not _has_password(work, person_id):
        links.ask_link(work, queries.person(work, person_id), LinkKind.INVITATION)


def _has_password(work: Work, person_id: UUID) -> bool:
    return accounts.credential(work, person_id) is not None
