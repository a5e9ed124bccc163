"""Whom another provider knows a person as: linked at the first log-in, kept by its owner."""

from uuid import UUID

from sqlalchemy import delete

from app.identity import events, policy
from app.identity.models import ExternalIdentity
from app.identity.queries import accounts
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.db import changed
from app.platform.work import Work


def reasons_not_to_link(work: Work, person_id: UUID, issuer: str) -> list[Reason]:
    """An address changes hands: who has it now is not whom the provider knew by it before."""
    is_another = accounts.has_identity_at(work, person_id, issuer)
    return [Reason("identity.provider_other_person")] if is_another else []


def link(work: Work, person_id: UUID, *, issuer: str, subject: str) -> None:
    identity = ExternalIdentity(
        id=work.new_id(), person_id=person_id, issuer=issuer, subject=subject, linked_at=work.now
    )
    work.db.add(identity)
    work.db.flush()
    work.record(events.IdentityLinked(about=person_id, identity_id=identity.id))


def link_what_waited(work: Work, waiting: str, person_id: UUID) -> None:
    """The second step is through: only now is the provider's word known to be about this person."""
    try:
        session = accounts.waiting_session(work, waiting)
    except Missing:
        return
    if session.person_id != person_id or session.issuer is None or session.subject is None:
        return
    if accounts.account_linked_meanwhile(work, person_id, session.issuer, session.subject) is not None:
        return  # on another device, while this one waited
    refuse_if(reasons_not_to_link(work, person_id, session.issuer))

    link(work, person_id, issuer=session.issuer, subject=session.subject)


def remove_identity(work: Work, identity_id: UUID) -> None:
    """No password is asked, as who logs in by a provider may have none."""
    refuse_if(policy.reasons_not_to_keep_account(work.actor))

    mine = ExternalIdentity.id == identity_id, ExternalIdentity.person_id == work.actor.id
    if changed(work.db, delete(ExternalIdentity).where(*mine)) != 1:
        raise Missing
    work.record(events.IdentityRemoved(about=work.actor.id, identity_id=identity_id))
