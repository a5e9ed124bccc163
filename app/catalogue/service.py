"""Suppliers describe their services and set their places; orders take and free places."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import update

from app.catalogue import events, policy, queries, rules
from app.catalogue.models import Capacity, ServiceCard
from app.kernel.refusals import Reason, Refused, refuse_if
from app.kernel.texts import Texts
from app.platform.db import changed_one
from app.platform.work import Work

FIRST_SEEN = """
INSERT INTO capacity (party_id, category_id, places, taken, changed_at)
VALUES (:party_id, :category_id, NULL, 0, :changed_at) ON CONFLICT DO NOTHING
"""


def reasons_not_to_tell(work: Work, act: str, party_id: UUID) -> list[Reason]:
    """Whatever is told."""
    return policy.reasons_not_to(act, work.actor, party_id=party_id)


def set_capacity(work: Work, party_id: UUID, category_id: UUID, *, places: int | None) -> None:
    """Clients at a time; fewer than are being served now only stops new ones. None takes the limit away."""
    queries.service_of(work, party_id, category_id)
    refuse_if(
        [
            *reasons_not_to_tell(work, "set_capacity", party_id),
            *rules.reasons_not_places(places),
        ]
    )

    _make_known(work, party_id, category_id)
    row = _row(party_id, category_id).values(places=places, changed_at=work.now)
    changed_one(work.db, row)
    work.record(events.CapacitySet(about=party_id, category_id=category_id, places=places))


def describe(
    work: Work,
    party_id: UUID,
    category_id: UUID,
    *,
    description: Texts,
    places: Sequence[str],
    languages: Sequence[str],
    access: str = "",
    waiting_days: int | None = None,
) -> None:
    """The card that clients compare; lists that were shown before keep what they showed."""
    known = queries.service_of(work, party_id, category_id).card
    refuse_if(
        [
            *reasons_not_to_tell(work, "describe", party_id),
            *rules.reasons_not_comparable(places=places, languages=languages, waiting_days=waiting_days),
        ]
    )

    card = known or ServiceCard(party_id=party_id, category_id=category_id, version=0)
    card.description, card.access, card.waiting_days = description, access, waiting_days
    card.places, card.languages = list(places), list(languages)
    card.version += 1
    work.db.add(card)
    work.record(events.CardDescribed(about=party_id, category_id=category_id, version=card.version))


def take_place(work: Work, party_id: UUID, category_id: UUID) -> None:
    """One place for one order. The asker's own chapter has asked who may send."""
    _make_known(work, party_id, category_id)
    taken = _row(party_id, category_id).where(queries.ROOM).values(taken=Capacity.taken + 1)
    # The question stands in the UPDATE: two orders that both saw the last place would both take it.
    if not changed_one(work.db, taken):
        raise Refused([Reason("catalogue.full")])


def free_place(work: Work, party_id: UUID, category_id: UUID) -> None:
    freed = _row(party_id, category_id).where(Capacity.taken > 0).values(taken=Capacity.taken - 1)
    if not changed_one(work.db, freed):
        raise Refused([Reason("catalogue.nothing_taken")])


def _make_known(work: Work, party_id: UUID, category_id: UUID) -> None:
    """A row to count in; a rival may make it at the same moment."""
    given = (
        sa.bindparam("party_id", party_id, sa.Uuid),
        sa.bindparam("category_id", category_id, sa.Uuid),
        sa.bindparam("changed_at", work.now, Capacity.changed_at.type),
    )
    work.db.execute(sa.text(FIRST_SEEN).bindparams(*given))


def _row(party_id: UUID, category_id: UUID) -> sa.Update:
    return update(Capacity).where(Capacity.party_id == party_id, Capacity.category_id == category_id)
