"""Case files, each for its own case worker and that one's deputy: nobody else learns that it is there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.clients.models import Client, Pseudonym, Representative
from app.identity import queries as identity
from app.identity.models import Membership, Person
from app.identity.rules import sort_key
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.platform.db import get_once, in_force
from app.platform.work import Work

AWAY, OWN = "who is stood in for", "whose file it is"


def own_client(work: Work, client_id: UUID) -> Client:
    """Asked once in a Work, as everything about a client's service begins with it."""
    known: dict[tuple[UUID, UUID], Client] = work.db.info.setdefault(OWN, {})
    key = work.actor.id, client_id
    if key not in known:
        client = work.db.scalar(select(Client).where(Client.id == client_id, _theirs(work)))
        if client is None:
            raise Missing
        known[key] = client
    return known[key]


def is_own_client(work: Work, client_id: UUID) -> bool:
    if not work.actor.parties_where(Role.CASE_WORKER):
        return False
    try:
        own_client(work, client_id)
    except Missing:
        return False
    return True


def own_client_ids(work: Work) -> list[UUID]:
    """All files of this case worker, and of those for whom they stand in."""
    return list(work.db.scalars(select(Client.id).where(_theirs(work)).order_by(Client.id)))


def own_ids(work: Work) -> Select[UUID]:
    """The same for another chapter's question to stand in."""
    return select(Client.id).where(_theirs(work))


def own_clients(work: Work) -> list[Client]:
    """The files of this case worker, and of those for whom they stand in, as they are sealed."""
    return list(work.db.scalars(select(Client).where(_theirs(work))))


@dataclass(frozen=True)
class RepresentativeRow:
    """Name and phone are ciphertext under the client's key."""

    id: UUID
    name: str
    phone: str
    scope: str
    valid_from: date
    valid_to: date | None


def representatives(work: Work, client_id: UUID) -> list[RepresentativeRow]:
    """Whose the file is, has been asked; those of today and of earlier days."""
    columns = (
        Representative.id,
        Representative.name,
        Representative.phone,
        Representative.scope,
        Representative.valid_from,
        Representative.valid_to,
    )
    here = Representative.client_id == client_id
    asked = select(*columns).where(here).order_by(Representative.valid_from, Representative.id)
    return [RepresentativeRow(*row) for row in work.db.execute(asked)]


def case_workers(work: Work, buyer_id: UUID) -> list[tuple[UUID, str]]:
    """The buyer's case workers of today: to whom files may be handed over."""
    today = identity.today(work)
    valid = in_force(Membership.valid_from, Membership.valid_to, today)
    here = Membership.party_id == buyer_id, Membership.role == Role.CASE_WORKER, valid
    asked = select(Person.id, Person.name).join(Membership, Membership.person_id == Person.id).where(*here)
    return sorted({(row.id, row.name) for row in work.db.execute(asked)}, key=lambda one: sort_key(one[1]))


def holders(work: Work, buyer_id: UUID) -> list[tuple[UUID, str, int]]:
    """Who has files of this buyer and how many, by name; nothing of whose files they are."""
    asked = (
        select(Person.id, Person.name, func.count().label("files"))
        .join(Client, Client.case_worker_id == Person.id)
        .where(Client.buyer_id == buyer_id, Client.buyer_id.in_(work.actor.parties_where(Role.OFFICER)))
        .group_by(Person.id, Person.name)
    )
    rows = [(row.id, row.name, row.files) for row in work.db.execute(asked)]
    return sorted(rows, key=lambda one: sort_key(one[1]))


def by_case_number(work: Work, buyer_id: UUID, number: str) -> Client:
    """By exact match only, through a keyed hash: the database holds no number that could be searched."""
    here = Client.blind_index == work.ground.keys.blind_index(buyer_id, number), Client.buyer_id == buyer_id
    client = work.db.scalar(select(Client).where(*here, _theirs(work)))
    if client is None:
        raise Missing
    return client


def number_is_taken(work: Work, buyer_id: UUID, number: str) -> bool:
    here = Client.blind_index == work.ground.keys.blind_index(buyer_id, number), Client.buyer_id == buyer_id
    return work.db.scalar(select(Client.id).where(*here)) is not None


def any_client(work: Work, client_id: UUID) -> Client:
    """For acts within another chapter's own act, which has asked who may do it."""
    client = get_once(work.db, Client, client_id)
    if client is None:
        raise Missing
    return client


def is_known_to(work: Work, client_id: UUID) -> bool:
    """Whether a party of the actor's has been sent an order for this client: it has a pseudonym then."""
    here = Pseudonym.client_id == client_id, Pseudonym.party_id.in_(work.actor.party_ids)
    return work.db.scalar(select(Pseudonym.client_id).where(*here).limit(1)) is not None


def pseudonym(work: Work, client_id: UUID, party_id: UUID) -> str | None:
    here = Pseudonym.client_id == client_id, Pseudonym.party_id == party_id
    return work.db.scalar(select(Pseudonym.value).where(*here))


def _theirs(work: Work) -> ColumnElement[bool]:
    """The assigned case worker, or the deputy while that one is away: not the whole organisation."""
    where = work.actor.parties_where(Role.CASE_WORKER)
    mine = and_(Client.buyer_id.in_(where), Client.case_worker_id == work.actor.id)
    away = _away(work) if where else ()
    theirs = (
        and_(Client.buyer_id == buyer_id, Client.case_worker_id == person_id) for buyer_id, person_id in away
    )
    return or_(false(), mine, *theirs)


def _away(work: Work) -> Collection[tuple[UUID, UUID]]:
    """Asked once in a Work: every question about clients starts from it, and absences are told in others."""
    known: dict[UUID, Collection[tuple[UUID, UUID]]] = work.db.info.setdefault(AWAY, {})
    key = work.actor.id
    if key not in known:
        known[key] = identity.stood_in_for(work, Role.CASE_WORKER, identity.today(work))
    return known[key]
