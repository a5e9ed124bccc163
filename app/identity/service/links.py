"""Single-use links by e-mail: asked here, given their secret when the letter is sent, used once.

What stands in the database opens nothing: the secret is made at sending, and only its hash is kept.
"""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update

from app.identity import events, queries
from app.identity.models import Person, SingleUseLink
from app.identity.queries import accounts
from app.identity.rules.accounts import LASTS, LinkKind
from app.kernel.refusals import Missing, Reason, Refused
from app.platform.crypto import hashed, new_secret
from app.platform.db import changed, changed_one
from app.platform.work import Work


class Minted(NamedTuple):
    """A letter's contents: where to, what opens the link, and to whom in which language."""

    address: str
    secret: str
    kind: LinkKind
    language: str
    name: str


class Notice(NamedTuple):
    """To the address that a change of address would leave."""

    address: str
    language: str
    name: str


class Shown(NamedTuple):
    """What the page of a link may say before anything is done."""

    kind: LinkKind
    name: str
    address: str
    language: str


def ask_link(work: Work, person: Person, kind: LinkKind, *, address: str = "") -> UUID:
    """An earlier link of the same kind opens no more."""
    same = SingleUseLink.person_id == person.id, SingleUseLink.kind == kind, SingleUseLink.used_at.is_(None)
    waiting = update(SingleUseLink).where(*same, SingleUseLink.withdrawn_at.is_(None))
    changed(work.db, waiting.values(withdrawn_at=work.now))
    link = SingleUseLink(
        id=work.new_id(),
        kind=kind,
        person_id=person.id,
        address=address or person.email,
        former_address=person.email,
        asked_at=work.now,
        expires_at=work.now + LASTS[kind],
    )
    work.db.add(link)
    work.db.flush()
    work.record(events.LinkAsked(about=person.id, link_id=link.id, kind=kind))
    return link.id


def mint(work: Work, link_id: UUID) -> Minted | None:
    """The secret, made now in the place of one that was perhaps not sent; None when the link is over."""
    secret = new_secret()
    mine = (
        SingleUseLink.id == link_id,
        SingleUseLink.used_at.is_(None),
        SingleUseLink.withdrawn_at.is_(None),
        SingleUseLink.expires_at > work.now,
    )
    if not changed_one(work.db, update(SingleUseLink).where(*mine).values(secret_sha256=hashed(secret))):
        return None
    link = work.db.get_one(SingleUseLink, link_id)
    person = queries.person(work, link.person_id)
    return Minted(link.address, secret, link.kind, person.language, person.name)


def notice(work: Work, link_id: UUID) -> Notice:
    """Whom to tell that a change of address was asked."""
    link = work.db.get_one(SingleUseLink, link_id)
    person = queries.person(work, link.person_id)
    return Notice(link.former_address, person.language, person.name)


def look(work: Work, secret: str) -> Shown:
    """Consumes nothing: a mail program that opens links beforehand does no harm."""
    link = accounts.link(work, secret)
    if link is None:
        raise Missing
    person = queries.person(work, link.person_id)
    return Shown(link.kind, person.name, link.address, person.language)


def use(work: Work, secret: str, *kinds: LinkKind) -> SingleUseLink:
    """Once, whoever else holds it; a link that is over is not told from one that never was."""
    link = accounts.link(work, secret)
    is_spent = Refused([Reason("identity.link_is_over")])
    if link is None or link.kind not in kinds:
        raise is_spent
    mine = update(SingleUseLink).where(SingleUseLink.id == link.id, SingleUseLink.used_at.is_(None))
    if not changed_one(work.db, mine.values(used_at=work.now)):
        raise is_spent
    work.record(events.LinkUsed(about=link.person_id, link_id=link.id, kind=link.kind))
    return link
