"""Who is calling: from a session's secret or an API token to an actor, in three questions.

The first one also brings the zone of the country's law, for the day that nearly every act asks of.

A person whose last role has ended is nobody: the log-in ends with it, without anybody ending it.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import LargeBinary, bindparam, select
from sqlalchemy.orm import Session

from app.identity.models import ApiToken, LoginSession, Person
from app.identity.queries.accounts import has_second_step, live
from app.identity.queries.acting import acting, held_at_door
from app.identity.queries.parties import country_packs
from app.identity.rules.accounts import TOUCHED_EVERY
from app.kernel.actors import ActorKind
from app.law import queries as law
from app.platform.callers import NOBODY, Caller, Presented
from app.platform.crypto import hashed
from app.platform.db import Moment, rows_of

SECRET: Any = bindparam("secret", type_=LargeBinary())
NOW: Any = bindparam("now", type_=Moment())
ZONE: Any = law.NEWEST_ZONE.scalar_subquery().label("zone")


def _session_of() -> Any:
    columns = (
        LoginSession.id,
        LoginSession.person_id,
        LoginSession.seen_at,
        Person.name,
        Person.language,
        has_second_step(LoginSession.person_id.expression).label("has_second_step"),
        ZONE,
    )
    asked = select(*columns).join(Person, Person.id == LoginSession.person_id)
    return asked.where(LoginSession.secret_sha256 == SECRET, LoginSession.waits.is_(False), live(NOW))


def _token_of() -> Any:
    columns = (
        ApiToken.id,
        ApiToken.person_id,
        ApiToken.scopes,
        ApiToken.last_used_at,
        Person.name,
        Person.language,
        ZONE,
    )
    asked = select(*columns).join(Person, Person.id == ApiToken.person_id)
    return asked.where(
        ApiToken.secret_sha256 == SECRET, ApiToken.ended_at.is_(None), ApiToken.expires_at > NOW
    )


SESSION, TOKEN = _session_of(), _token_of()  # put together once, as in `acting`


def caller_of(db: Session, now: datetime, presented: Presented, *, country: str = "FI") -> Caller:
    """A token that does not open is not made good by a cookie beside it."""
    if presented.bearer:
        return _by_token(db, now, presented.bearer, country)
    return _by_session(db, now, presented.session, country) if presented.session else NOBODY


def _by_session(db: Session, now: datetime, secret: str, country: str) -> Caller:
    asked = {"secret": hashed(secret), "now": now, "country": country}
    found = rows_of(db, SESSION, asked).one_or_none()
    if found is None:
        return NOBODY
    on = _day(db, now, country, found.zone)
    holds = held_at_door(db, found.person_id, on)
    actor = acting(db, found.person_id, on, holds)
    if not actor.party_ids:
        return NOBODY
    return Caller(
        actor,
        name=found.name,
        language=found.language,
        session_id=found.id,
        must_enrol=not found.has_second_step and any(one.demands for one in holds),
        is_stale=found.seen_at + TOUCHED_EVERY <= now,
    )


def _by_token(db: Session, now: datetime, secret: str, country: str) -> Caller:
    asked = {"secret": hashed(secret), "now": now, "country": country}
    found = rows_of(db, TOKEN, asked).one_or_none()
    if found is None:
        return NOBODY
    on = _day(db, now, country, found.zone)
    holds = held_at_door(db, found.person_id, on)
    actor = acting(db, found.person_id, on, holds, kind=ActorKind.TOKEN)
    if not actor.party_ids:
        return NOBODY
    return Caller(
        actor,
        name=found.name,
        language=found.language,
        session_id=found.id,
        scopes=frozenset(found.scopes),
        is_stale=found.last_used_at is None or found.last_used_at + TOUCHED_EVERY <= now,
    )


def _day(db: Session, now: datetime, country: str, zone: str | None) -> date:
    """By the country's law; before it is loaded, by the pack that it will be loaded from."""
    if zone is None:
        [pack] = [pack for pack in country_packs() if pack.code == country]
        return now.astimezone(pack.zone).date()
    law.remember_zone(db, country, zone)
    return now.astimezone(ZoneInfo(zone)).date()
