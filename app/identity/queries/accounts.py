"""Accounts: what a log-in is checked against, and a person's sessions, tokens and second steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, select

from app.identity import policy
from app.identity.models import (
    ApiToken,
    Credential,
    ExternalIdentity,
    LoginSession,
    PartyVersion,
    Passkey,
    Person,
    RecoveryCode,
    RecoveryRequest,
    SecondFactor,
    SingleUseLink,
)
from app.identity.queries import parties
from app.kernel.refusals import Missing
from app.platform.crypto import hashed
from app.platform.db import in_force
from app.platform.work import Work


@dataclass(frozen=True)
class Account:
    """What a log-in needs to know of whose address it is; `password_hash` is empty before the first."""

    person_id: UUID
    password_hash: str
    has_second_step: bool


@dataclass(frozen=True)
class SessionRow:
    """One of the actor's own log-ins, as the account page lists it."""

    id: UUID
    agent: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class TokenRow:
    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class PasskeyRow:
    id: UUID
    name: str
    added_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class IdentityRow:
    """By whose word a person logs in without a password of ours, and since when."""

    id: UUID
    issuer: str
    linked_at: datetime


@dataclass(frozen=True)
class SecondSteps:
    """What a person can be asked besides the password."""

    has_generator: bool
    passkeys: tuple[PasskeyRow, ...]
    codes_left: int

    @property
    def has_any(self) -> bool:
        return self.has_generator or bool(self.passkeys)


@dataclass(frozen=True)
class Recovery:
    """A request that waits for a second officer; `is_own` is the asker's own, which another confirms."""

    id: UUID
    party_id: UUID
    party: str
    name: str
    email: str
    proof: str
    asked_by: str
    asked_at: datetime
    is_own: bool


def has_second_step(person_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """A generator that has given its first code, or a passkey; correlated to the person of the row."""
    generator = sa.exists().where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    return sa.or_(generator, sa.exists().where(Passkey.person_id == person_id))


def live(now: datetime | Any) -> ColumnElement[bool]:
    """The SQL form of `rules.accounts.is_live`."""
    return sa.and_(
        LoginSession.ended_at.is_(None), LoginSession.ends_at > now, LoginSession.idle_ends_at > now
    )


def account(work: Work, email: str) -> Account | None:
    return _account(work, Person.email == email.strip().casefold())


def account_linked_to(work: Work, issuer: str, subject: str) -> Account | None:
    """Whose account the provider's person is, whatever address the provider knows today."""
    linked = select(ExternalIdentity.person_id).where(
        ExternalIdentity.issuer == issuer, ExternalIdentity.subject == subject
    )
    return _account(work, Person.id == linked.scalar_subquery())


def account_linked_meanwhile(work: Work, person_id: UUID, issuer: str, subject: str) -> Account | None:
    """Asked with the person held: of two devices at once the second finds what the first has linked."""
    work.db.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    return account_linked_to(work, issuer, subject)


def _account(work: Work, whose: ColumnElement[bool]) -> Account | None:
    asked = select(
        Person.id,
        sa.func.coalesce(Credential.password_hash, ""),
        has_second_step(Person.id.expression),
    ).outerjoin(Credential, Credential.person_id == Person.id)
    row = work.db.execute(asked.where(whose)).one_or_none()
    return Account(*row) if row else None


def credential(work: Work, person_id: UUID) -> Credential | None:
    """Locked until the commit: guesses of one person's password wait for each other."""
    asked = select(Credential).where(Credential.person_id == person_id)
    return work.db.scalar(asked.with_for_update())


def waiting_session(work: Work, secret: str) -> LoginSession:
    """A log-in that has passed the password and waits for the second step."""
    return _session(work, secret, waits=True)


def open_session(work: Work, secret: str) -> LoginSession:
    return _session(work, secret, waits=False)


def _session(work: Work, secret: str, *, waits: bool) -> LoginSession:
    here = LoginSession.secret_sha256 == hashed(secret), LoginSession.waits.is_(waits)
    found = work.db.scalar(select(LoginSession).where(*here, live(work.now)))
    if found is None:
        raise Missing
    return found


def own_sessions(work: Work) -> list[SessionRow]:
    """The latest seen first."""
    mine = LoginSession.person_id == work.actor.id, LoginSession.waits.is_(False), live(work.now)
    columns = select(LoginSession.id, LoginSession.agent, LoginSession.created_at, LoginSession.seen_at)
    asked = columns.where(*mine).order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
    return [SessionRow(*row) for row in work.db.execute(asked)]


def own_tokens(work: Work) -> list[TokenRow]:
    mine = ApiToken.person_id == work.actor.id, ApiToken.ended_at.is_(None), ApiToken.expires_at > work.now
    columns = select(
        ApiToken.id,
        ApiToken.name,
        ApiToken.prefix,
        ApiToken.scopes,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.last_used_at,
    )
    rows = work.db.execute(columns.where(*mine).order_by(ApiToken.created_at, ApiToken.id))
    return [TokenRow(row[0], row[1], row[2], tuple(row[3]), row[4], row[5], row[6]) for row in rows]


def has_identity_at(work: Work, person_id: UUID, issuer: str) -> bool:
    here = ExternalIdentity.person_id == person_id, ExternalIdentity.issuer == issuer
    return bool(work.db.scalar(select(sa.exists().where(*here))))


def own_identities(work: Work) -> list[IdentityRow]:
    columns = select(ExternalIdentity.id, ExternalIdentity.issuer, ExternalIdentity.linked_at)
    mine = columns.where(ExternalIdentity.person_id == work.actor.id)
    return [IdentityRow(*row) for row in work.db.execute(mine.order_by(ExternalIdentity.id))]


def own_second_steps(work: Work) -> SecondSteps:
    person_id = work.actor.id
    columns = select(Passkey.id, Passkey.name, Passkey.added_at, Passkey.last_used_at)
    passkeys = work.db.execute(columns.where(Passkey.person_id == person_id).order_by(Passkey.id))
    unused = RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    left = work.db.scalar(select(sa.func.count()).select_from(RecoveryCode).where(*unused))
    return SecondSteps(
        has_generator=generator(work, person_id) is not None,
        passkeys=tuple(PasskeyRow(*row) for row in passkeys),
        codes_left=left or 0,
    )


def generator(work: Work, person_id: UUID) -> SecondFactor | None:
    """The person's code generator, once it counts."""
    here = SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None)
    return work.db.scalar(select(SecondFactor).where(*here))


def link(work: Work, secret: str) -> SingleUseLink | None:
    """The link that still opens; one that was used, withdrawn or is over is not told from one never made."""
    here = (
        SingleUseLink.secret_sha256 == hashed(secret),
        SingleUseLink.used_at.is_(None),
        SingleUseLink.withdrawn_at.is_(None),
        SingleUseLink.expires_at > work.now,
    )
    return work.db.scalar(select(SingleUseLink).where(*here))


def recoveries(work: Work) -> list[Recovery]:
    """The oldest first; officers see them all, and nobody else any."""
    if not policy.may_recover(work.actor):
        return []
    now_called = in_force(PartyVersion.valid_from, PartyVersion.valid_to, parties.today(work))
    asked = (
        select(
            RecoveryRequest.id,
            RecoveryRequest.party_id,
            PartyVersion.name,
            RecoveryRequest.name,
            RecoveryRequest.email,
            RecoveryRequest.proof,
            Person.name,
            RecoveryRequest.asked_at,
            RecoveryRequest.asked_by == work.actor.id,
        )
        .join(PartyVersion, PartyVersion.party_id == RecoveryRequest.party_id)
        .join(Person, Person.id == RecoveryRequest.asked_by)
        .where(RecoveryRequest.settled_at.is_(None), now_called)
    )
    return [Recovery(*row) for row in work.db.execute(asked.order_by(RecoveryRequest.id))]
