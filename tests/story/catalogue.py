"""Suppliers with so many places, and with cards that clients compare."""

from collections.abc import Sequence
from uuid import UUID

from app.catalogue import service
from app.kernel.actors import Actor
from app.kernel.texts import Texts
from tests.story.identity import As

DESCRIPTION = Texts({"fi": "Rauhallista valmennusta omassa tahdissa."}, prevailing="fi")


def places(work_as: As, admin: Actor, party_id: UUID, category_id: UUID, number: int | None) -> None:
    with work_as(admin) as work:
        service.set_capacity(work, party_id, category_id, places=number)


def a_card(
    work_as: As, admin: Actor, party_id: UUID, category_id: UUID, *, at: Sequence[str] = ("Lehtola",)
) -> None:
    with work_as(admin) as work:
        service.describe(
            work,
            party_id,
            category_id,
            description=DESCRIPTION,
            places=at,
            languages=["fi"],
            access="esteetön",
            waiting_days=5,
        )
