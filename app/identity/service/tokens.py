"""API tokens: for a program that acts for a person, within scopes and until a day."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.identity import events
from app.identity.models import ApiToken
from app.identity.rules import reasons_not_named
from app.identity.rules.accounts import TOKEN_PREFIX, reasons_not_days, reasons_not_scopes
from app.identity.service import passwords
from app.kernel.refusals import Missing, refuse_if
from app.platform.crypto import hashed, new_secret
from app.platform.db import changed_one
from app.platform.work import Work

SHOWN = 8  # letters of the secret that a list may show


def make_token(
    work: Work, password: str, *, name: str, scopes: Collection[str], days: int
) -> tuple[UUID, str]:
    """The token's id and its secret, which is told this once; it can do what the person can, and no more."""
    passwords.ask_for_proof(work, password)
    refuse_if([*reasons_not_named(name), *reasons_not_scopes(scopes), *reasons_not_days(days)])

    secret = TOKEN_PREFIX + new_secret()
    token = ApiToken(
        id=work.new_id(),
        person_id=work.actor.id,
        name=name.strip()[:80],
        prefix=secret[:SHOWN],
        secret_sha256=hashed(secret),
        scopes=sorted(set(scopes)),
        created_at=work.now,
        expires_at=work.now + timedelta(days=days),
    )
    work.db.add(token)
    work.db.flush()
    work.record(
        events.TokenMade(
            about=work.actor.id, token_id=token.id, scopes=tuple(token.scopes), expires_at=token.expires_at
        )
    )
    return token.id, secret


def end_token(work: Work, token_id: UUID) -> None:
    mine = ApiToken.id == token_id, ApiToken.person_id == work.actor.id, ApiToken.ended_at.is_(None)
    if not changed_one(work.db, update(ApiToken).where(*mine).values(ended_at=work.now)):
        raise Missing
    work.record(events.TokenEnded(about=work.actor.id, token_id=token_id))
