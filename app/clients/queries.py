"""Case files, each for its own case worker and that one's deputy: nobody else learns that it is there."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.clients.models import Client, Pseudonym
from app.identity import queries as identity
from app.kernel.actors import Role
from app.kernel.refusals import Missing
from app.platform.work import Work


def own_client(work: Work, client_id: UUID) -> Client:
    client = work.db.scalar(select(Client).where(Client.id == client_id, _theirs(work)))
    if client is None:
        raise Missing
    return client


def is_own_client(work: Work, client_id: UUID) -> bool:
    return work.db.scalar(select(Client.id).where(Client.id == client_id, _theirs(work))) is not None


def own_client_ids(work: Work) -> list[UUID]:
    """All files of this case worker, and of those for whom they stand in."""
    return list(work.db.scalars(select(Client.id).where(_theirs(work)).order_by(Client.id)))


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
    client = work.db.get(Client, client_id)
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
    away = identity.stood_in_for(work, Role.CASE_WORKER, identity.today(work)) if where else set()
    theirs = (
        and_(Client.buyer_id == buyer_id, Client.case_worker_id == person_id) for buyer_id, person_id in away
    )
    return or_(false(), mine, *theirs)
