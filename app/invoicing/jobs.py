"""What follows when a seller wants all its drafts released: one after another, each in a Work of its own."""

from uuid import UUID

from app.identity import queries as identity
from app.invoicing import service
from app.invoicing.service.releasing import drafts_to_release
from app.kernel.actors import SYSTEM, Actor
from app.kernel.refusals import Refused
from app.platform.outbox import Told
from app.platform.work import Ground, begin_work


def release_what_was_asked(ground: Ground, told: Told) -> None:
    """Told twice, it finds the rest of the drafts. Whoever lost the right meanwhile releases nothing."""
    actor = _asker(ground, UUID(told.facts["by_id"]))
    with begin_work(ground, actor, writes=False) as work:
        drafts = drafts_to_release(work, told.about)
    for invoice_id in drafts:
        _release(ground, actor, invoice_id)


def _asker(ground: Ground, person_id: UUID) -> Actor:
    with begin_work(ground, SYSTEM, writes=False) as work:
        return identity.actor_of(work.db, person_id, identity.today(work))


def _release(ground: Ground, actor: Actor, invoice_id: UUID) -> None:
    try:
        with begin_work(ground, actor, writes=True) as work:
            service.release(work, invoice_id)
    except Refused:  # it stays a draft; the others do not wait for it
        return
