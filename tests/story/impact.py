"""Outcomes that suppliers claim: a job that began on 13 April has lasted three months on 13 July."""

from datetime import date
from uuid import UUID

from app.deliveries.models import Delivery
from app.impact import service
from app.kernel.actors import Actor
from tests.story.deliveries import april
from tests.story.identity import As
from tests.story.orders import StoryOrder
from tests.story.procurement import local

BEGAN, REACHED = april(13), date(2026, 7, 13)
CERTIFICATE = "Työtodistus 17.7.2026, Lehtolan Leipomo"
SHOWN = local("2026-07-20", "10:00")


def a_claim(
    work_as: As,
    order: StoryOrder,
    *,
    by: Actor | None = None,
    began_on: date = BEGAN,
    reached_on: date = REACHED,
    consent_on: date | None = date(2026, 7, 14),
) -> UUID:
    with work_as(by or order.supplier.worker) as work:
        facts = {"began_on": began_on, "reached_on": reached_on}
        return service.claim(work, order.id, consent_on=consent_on, **facts)


def evidenced(work_as: As, order: StoryOrder, claim_id: UUID) -> UUID:
    with work_as(order.supplier.worker) as work:
        service.show_evidence(work, claim_id, evidence=CERTIFICATE)
    return claim_id


def verified(work_as: As, order: StoryOrder, claim_id: UUID, *, by: Actor | None = None) -> Delivery:
    with work_as(by or order.case_worker) as work:
        return service.verify(work, claim_id)
