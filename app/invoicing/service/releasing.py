"""Asking for the release of all one's drafts of a run: the worker does it, and nobody has to wait for it."""

from uuid import UUID

from app.invoicing import events, queries
from app.kernel.actors import Role
from app.kernel.refusals import Reason, refuse_if
from app.platform.db import hold_alone
from app.platform.work import Work


def ask_to_release(work: Work, run_id: UUID) -> int:
    """How many drafts the worker is to release, in this person's name and one by one."""
    run = queries.own_run(work, run_id)
    hold_alone(work.db, f"release of {run_id} by {work.actor.id}")
    refuse_if(reasons_not_to_ask(work, run_id))

    drafts = len(drafts_to_release(work, run_id))
    work.record(events.ReleaseAsked(about=run_id, buyer_id=run.buyer_id, by_id=work.actor.id, drafts=drafts))
    return drafts


def reasons_not_to_ask(work: Work, run_id: UUID) -> list[Reason]:
    """A draft that cannot go out stays a draft, and its own page says why."""
    if not work.actor.parties_where(Role.SUPPLIER_ADMIN):
        return [Reason("invoicing.not_your_act", {"act": "release", "needs": Role.SUPPLIER_ADMIN})]
    if not drafts_to_release(work, run_id):
        return [Reason("invoicing.no_drafts_to_release")]
    return [Reason("invoicing.release_under_way")] if queries.is_being_released(work, run_id) else []


def drafts_to_release(work: Work, run_id: UUID) -> list[UUID]:
    """The drafts whose seller the actor acts for; what it merely sees is not its to release."""
    sellers = work.actor.parties_where(Role.SUPPLIER_ADMIN)
    return [row.id for row in queries.drafts_of(work, run_id) if row.seller_id in sellers]
