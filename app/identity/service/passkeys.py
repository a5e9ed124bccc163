"""Passkeys: a device that knows its owner signs a challenge; it is password and second step in one."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.identity import events, queries
from app.identity.models import Passkey, PasskeyChallenge
from app.identity.queries import accounts
from app.identity.rules import reasons_not_named
from app.identity.rules.accounts import Attempt
from app.identity.service import identities, passwords, second_step, sessions, throttles
from app.identity.service.entering import Entry
from app.kernel.refusals import Missing, Reason, Refused, refuse_if
from app.platform.crypto import random_bytes
from app.platform.db import changed
from app.platform.work import Work

WAITS = timedelta(minutes=5)
NAME_LENGTH = 80
# what the library lets through when a stranger's JSON is of no form at all
NOT_AN_ANSWER = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError)


@dataclass(frozen=True)
class Site:
    """Whose passkeys these are: a key made for one site says nothing to another."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """What the browser is to sign, as JSON, and under which id the answer comes back."""

    challenge_id: UUID
    options: str


def ask_new_passkey(work: Work, password: str, *, site: Site) -> Asked:
    passwords.ask_for_proof(work, password)
    person = queries.person(work, work.actor.id)
    known = work.db.scalars(select(Passkey.credential_id).where(Passkey.person_id == person.id))
    challenge = _challenge(work, person.id)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=second_step.ISSUER,
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=credential_id) for credential_id in known],
    )
    return Asked(challenge.id, options_to_json(options))


def add_passkey(work: Work, challenge_id: UUID, answer: str, *, name: str, site: Site) -> UUID:
    """The device has signed; `name` is how its owner tells it from others."""
    challenge = _taken(work, challenge_id, work.actor.id)
    refuse_if(reasons_not_named(name))
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except NOT_AN_ANSWER as wrong:
        raise Refused([Reason("identity.passkey_wrong")]) from wrong
    if _passkey(work, made.credential_id) is not None:
        raise Refused([Reason("identity.passkey_known")])

    passkey = Passkey(
        id=work.new_id(),
        person_id=work.actor.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:NAME_LENGTH],
        added_at=work.now,
    )
    work.db.add(passkey)
    work.db.flush()
    work.record(events.PasskeyAdded(about=work.actor.id, passkey_id=passkey.id))
    return passkey.id


def remove_passkey(work: Work, passkey_id: UUID, *, password: str) -> None:
    """Not the last second step, where an organisation of the person's demands one."""
    passwords.ask_for_proof(work, password)
    passkey = work.db.get(Passkey, passkey_id)
    if passkey is None or passkey.person_id != work.actor.id:
        raise Missing
    steps = accounts.own_second_steps(work)
    is_last = not steps.has_generator and len(steps.passkeys) == 1
    refuse_if(second_step.reasons_demanded(work) if is_last else [])

    work.db.delete(passkey)
    work.record(events.PasskeyRemoved(about=work.actor.id, passkey_id=passkey_id))


def ask_passkey(work: Work, *, address: str, site: Site) -> Asked | tuple[Reason, ...]:
    """For a log-in: the device itself knows which of its keys belong here."""
    if too_many := throttles.reasons_too_many(work, Attempt.LOG_IN_FROM, address):
        return tuple(too_many)
    challenge = _challenge(work, None)
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.challenge,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(challenge.id, options_to_json(options))


def log_in_with_passkey(
    work: Work, challenge_id: UUID, answer: str, *, site: Site, agent: str, instead_of: str = ""
) -> Entry:
    """The device has asked for a finger, a face or a code: no further step is needed."""
    challenge = _taken(work, challenge_id, None)
    passkey = _passkey(work, _credential_id(answer))
    sign_count = None if passkey is None else _signed(passkey, challenge, answer, site)
    if passkey is None or sign_count is None:
        about = passkey.person_id if passkey else UUID(int=0)
        work.record(events.LogInFailed(about=about, step="passkey"))
        return Entry(refused=(Reason("identity.passkey_wrong"),))
    if not queries.actor_of(work.db, passkey.person_id, queries.today(work)).party_ids:
        return Entry(refused=(Reason("identity.no_role_now"),))

    passkey.sign_count, passkey.last_used_at = sign_count, work.now
    identities.link_what_waited(work, instead_of, passkey.person_id)
    sessions.discard(work, instead_of)
    return Entry(sessions.open_session(work, passkey.person_id, agent=agent, by="passkey"))


def _signed(passkey: Passkey, challenge: bytes, answer: str, site: Site) -> int | None:
    """The new count of signatures; None when the signature is not this key's, for this challenge and site."""
    try:
        return verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        ).new_sign_count
    except NOT_AN_ANSWER:
        return None


def _credential_id(answer: str) -> bytes:
    try:
        return base64url_to_bytes(json.loads(answer)["rawId"])
    except NOT_AN_ANSWER:
        return b""


def _passkey(work: Work, credential_id: bytes) -> Passkey | None:
    return work.db.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())


def _challenge(work: Work, person_id: UUID | None) -> PasskeyChallenge:
    challenge = PasskeyChallenge(
        id=work.world.secret_id(),
        person_id=person_id,
        challenge=random_bytes(32),
        ends_at=work.now + WAITS,
    )
    work.db.add(challenge)
    work.db.flush()
    return challenge


def _taken(work: Work, challenge_id: UUID, person_id: UUID | None) -> bytes:
    """The challenge, which nobody can answer a second time."""
    row = work.db.get(PasskeyChallenge, challenge_id)
    if row is None or row.person_id != person_id or row.ends_at <= work.now:
        raise Refused([Reason("identity.passkey_late")])
    if changed(work.db, delete(PasskeyChallenge).where(PasskeyChallenge.id == challenge_id)) != 1:
        raise Refused([Reason("identity.passkey_late")])
    return row.challenge
