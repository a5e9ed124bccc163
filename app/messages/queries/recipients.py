"""Who is told of an event: people by their roles on the day, organisations by their shared mailbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, union

from app.identity import queries as identity
from app.identity.models import Absence, LentRole, Membership
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.messages.queries.journal import Entry, last_told, told_since
from app.messages.rules.kinds import To
from app.platform.db import in_force
from app.platform.outbox import Told
from app.platform.work import Work


@dataclass(frozen=True)
class Recipient:
    """A person, or an organisation whose people read one mailbox: one of the two."""

    person_id: UUID | None = None
    party_id: UUID | None = None


@dataclass(frozen=True)
class Address:
    email: str
    language: str


def recipients(work: Work, to: To, told: Told) -> list[Recipient]:
    """Each of them once, in the order of their ids; nobody where nobody can be found."""
    on = identity.today(work)
    match to:
        case To.OFFICERS:
            found = _people(work, Role.OFFICER, _buyer_of(work, told), on)
        case To.FINANCE:
            found = _people(work, Role.FINANCE, _buyer_of(work, told), on)
        case To.CASE_WORKER:
            found = _case_worker(work, told, on)
        case To.SIGNERS:
            found = _signers(work, told, on)
        case To.APPLICANT:
            found = _mailbox(work, _applicant(work, told), on)
        case To.SUPPLIER:
            found = _mailbox(work, _supplier(work, told), on)
        case To.SERVING:
            found = _serving(work, told, on)
        case To.MEMBER:
            logged = last_told(work, told.about, "deliveries.logged", "deliveries.corrected")
            found = _mailbox(work, _fact(logged, "member_id"), on)
        case To.ACCOUNT:
            found = [Recipient(person_id=told.about)]
        case To.SELLERS:
            found = [one for seller in told.facts["seller_ids"] for one in _mailbox(work, UUID(seller), on)]
    return sorted(set(found), key=lambda one: (one.person_id or one.party_id or told.id).int)


def address_of(work: Work, recipient: Recipient) -> Address | None:
    """Where the recipient reads mail today; None where nowhere."""
    if recipient.person_id is not None:
        person = identity.person(work, recipient.person_id)
        return Address(person.email, person.language)
    party = identity.party_on(work, _known(recipient.party_id), identity.today(work))
    return Address(party.email, party.language) if party.email else None


def people_in_role(work: Work, role: Role, party_id: UUID, on: date) -> list[UUID]:
    """Who may act in the role there on the day: holders, those it was lent to for everything, deputies."""
    there = {party_id, identity.standing_for(work, party_id, on)}
    there |= {identity.standing_for(work, _coordinator(work, party, on), on) for party in set(there)}
    found = work.db.execute(
        union(
            select(Membership.person_id).where(
                Membership.party_id.in_(there),
                Membership.role == role,
                in_force(Membership.valid_from, Membership.valid_to, on),
            ),
            select(LentRole.to_person_id).where(
                LentRole.party_id.in_(there),
                LentRole.role == role,
                in_force(LentRole.valid_from, LentRole.valid_to, on),
            ),
            select(Absence.deputy_id).where(
                Absence.party_id.in_(there),
                Absence.role == role,
                in_force(Absence.valid_from, Absence.valid_to, on),
            ),
        )
    ).scalars()
    return sorted(person for person in found if identity.holds(work, person, role, party_id, on))


def _people(work: Work, role: Role, party_id: UUID | None, on: date) -> list[Recipient]:
    if party_id is None:
        return []
    return [Recipient(person_id=person) for person in people_in_role(work, role, party_id, on)]


def _mailbox(work: Work, party_id: UUID | None, on: date) -> list[Recipient]:
    """Of whoever stands in the party's place; a group without one of its own has its coordinator's.

    Where there is none at all, the organisation's administrators are told themselves.
    """
    if party_id is None:
        return []
    standing = identity.standing_for(work, party_id, on)
    for party in (standing, _coordinator(work, standing, on)):
        if address_of(work, Recipient(party_id=party)):
            return [Recipient(party_id=party)]
    return _people(work, Role.SUPPLIER_ADMIN, standing, on)


def _coordinator(work: Work, party_id: UUID, on: date) -> UUID:
    try:
        return identity.coordinator_of(work, party_id, on)
    except Missing:  # a group that has come to its end
        return party_id


def _buyer_of(work: Work, told: Told) -> UUID | None:
    """Whose chain tells it; of what stands in the platform's own, the call's buyer."""
    if told.buyer_id is not None:
        return told.buyer_id
    published = last_told(work, told.process_id, "procurement.call_published")
    return published.buyer_id if published else None


def _case_worker(work: Work, told: Told, on: date) -> list[Recipient]:
    """Who sent the order, or whoever took over all of that person's clients since; and the deputies.

    When none of them works there any more, the officers are told: somebody has to see to it.
    """
    sent = last_told(work, told.process_id, "order.sent")
    if sent is None or sent.buyer_id is None:
        return []
    person = _successor(work, sent)
    if identity.holds(work, person, Role.CASE_WORKER, sent.buyer_id, on):
        deputies = _deputies(work, person, sent.buyer_id, on)
        return [Recipient(person_id=one) for one in (person, *deputies)]
    return _people(work, Role.OFFICER, sent.buyer_id, on)


def _successor(work: Work, sent: Entry) -> UUID:
    person = sent.actor_id
    for handed in told_since(work, _known(sent.buyer_id), "clients.cases_handed_over", sent.at):
        if handed.facts["from_person_id"] == str(person):
            person = UUID(handed.facts["to_person_id"])
    return person


def _deputies(work: Work, person_id: UUID, party_id: UUID, on: date) -> Iterable[UUID]:
    away = select(Absence.deputy_id).where(
        Absence.person_id == person_id,
        Absence.party_id == party_id,
        Absence.role == Role.CASE_WORKER,
        in_force(Absence.valid_from, Absence.valid_to, on),
    )
    return work.db.scalars(away).all()


def _signers(work: Work, told: Told, on: date) -> list[Recipient]:
    """Of the buyer and of every member: who may bind their own organisation."""
    party_id, buyer_id = UUID(told.facts["party_id"]), _known(told.buyer_id)
    parties = [buyer_id, *(member.organisation_id for member in identity.members(work, party_id, on))]
    return [Recipient(person_id=person) for party in parties for person in _signatories(work, party, on)]


def _signatories(work: Work, party_id: UUID, on: date) -> set[UUID]:
    """An area that has named none of its own is bound by its host's."""
    own = identity.signatories(work, party_id, on)
    return own or identity.signatories(work, identity.legal_person(work, party_id, on).id, on)


def _applicant(work: Work, told: Told) -> UUID | None:
    application_id = UUID(told.facts["application_id"]) if "application_id" in told.facts else told.about
    return _fact(last_told(work, application_id, "offers.application_received"), "party_id")


def _supplier(work: Work, told: Told) -> UUID | None:
    """Named by the event itself, or when the contract was offered."""
    if "party_id" in told.facts:
        return UUID(told.facts["party_id"])
    return _fact(last_told(work, told.about, "contract.offered"), "party_id")


def _serving(work: Work, told: Told, on: date) -> list[Recipient]:
    party_id = _fact(last_told(work, told.process_id, "order.sent"), "party_id")
    member_id = _fact(last_told(work, told.process_id, "order.accepted"), "member_id")
    return [*_mailbox(work, party_id, on), *_mailbox(work, member_id, on)]


def _fact(entry: Entry | None, name: str) -> UUID | None:
    told = entry.facts.get(name) if entry else None
    return UUID(told) if told else None


def _known(told: UUID | None) -> UUID:
    if told is None:
        raise Missing
    return told
