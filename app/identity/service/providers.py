"""Logging in by another provider's word: who came back is one of our people, first by a proved address
and ever after by the link made then.

The provider is asked outside any transaction; what it says is acted on in one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.identity import events, queries
from app.identity.ports import Identified, IdProvider, Kept
from app.identity.queries import accounts
from app.identity.queries.accounts import Account
from app.identity.service import identities, sessions
from app.identity.service.entering import NOBODYS_ID, Entry
from app.kernel.refusals import Reason, Refused
from app.platform.extensions import installed
from app.platform.work import Ground, Work, system_work

PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Leaving:
    """What the browser carries, sealed, while it is away; `way_on` is where it wanted to go."""

    kept: Kept
    way_on: str
    since: datetime


def ready_providers() -> dict[str, IdProvider]:
    """Those that the installation has been told enough to use, by name."""
    return {name: provider for name, provider in installed("idprovider").items() if provider.is_ready}


def provider_named(name: str) -> IdProvider:
    found = ready_providers().get(name)
    if found is None:
        raise Refused([Reason("identity.provider_not_set_up")])
    return found


def come_back(
    ground: Ground,
    name: str,
    leaving: Leaving | None,
    answered: Mapping[str, str],
    *,
    agent: str,
    instead_of: str,
) -> Entry:
    """Nothing is open while the provider is asked; a wrong answer is told, not thrown."""
    now = ground.world.now()
    if leaving is None or not leaving.since <= now <= leaving.since + PATIENCE:
        return Entry(refused=(Reason("identity.provider_wrong"),))
    try:
        identified = provider_named(name).finish(leaving.kept, answered, now=now)
    except Refused as no:
        return Entry(refused=no.reasons)
    with system_work(ground) as work:
        return _enter(work, identified, by=name, agent=agent, instead_of=instead_of)


def _enter(work: Work, identified: Identified, *, by: str, agent: str, instead_of: str) -> Entry:
    """An address that the provider has not proved is anybody's word. A second step of ours is still asked."""
    issuer, subject = identified.issuer, identified.subject
    linked = accounts.account_linked_to(work, issuer, subject)
    account = linked or _account_by_address(work, identified)
    if account is None:
        work.record(events.LogInFailed(about=NOBODYS_ID, step=by))
        return Entry(refused=(Reason("identity.provider_unknown_person"),))
    linked = linked or accounts.account_linked_meanwhile(work, account.person_id, issuer, subject)
    account = linked or account
    if linked is None and (another := identities.reasons_not_to_link(work, account.person_id, issuer)):
        work.record(events.LogInFailed(about=account.person_id, step=by))
        return Entry(refused=tuple(another))
    if not queries.actor_of(work.db, account.person_id, queries.today(work)).party_ids:
        return Entry(refused=(Reason("identity.no_role_now"),))

    sessions.discard(work, instead_of)
    if account.has_second_step:
        to_link = {} if linked else {"issuer": issuer, "subject": subject}
        return Entry(sessions.open_waiting(work, account.person_id, agent=agent, **to_link), waits=True)
    if linked is None:
        identities.link(work, account.person_id, issuer=issuer, subject=subject)
    return Entry(sessions.open_session(work, account.person_id, agent=agent, by=by))


def _account_by_address(work: Work, identified: Identified) -> Account | None:
    return accounts.account(work, identified.email) if identified.email_is_proved else None
