"""The second step: a code generator and recovery codes; who must have one."""

from base64 import b32encode
from dataclasses import dataclass
from uuid import UUID

import pyotp
from sqlalchemy import delete, or_, update

from app.identity import events, policy, queries
from app.identity.models import Passkey, RecoveryCode, SecondFactor, SecuritySetting
from app.identity.queries import accounts
from app.identity.rules.accounts import CODES
from app.identity.service import passwords, sessions
from app.kernel.refusals import Missing, Reason, Refused, refuse_if
from app.platform.crypto import hashed, random_bytes
from app.platform.db import changed_one
from app.platform.work import Work

ISSUER = "Kutsu"
STEP = 30  # seconds
SECRET_BYTES, CODE_BYTES = 20, 10  # RFC 4226 asks 160 bits; a recovery code is 16 letters


@dataclass(frozen=True)
class Enrolment:
    """What the person's own device is told, once: as text, and as an address for a QR code."""

    secret: str
    uri: str


def enrol_generator(work: Work, password: str) -> Enrolment:
    """A new secret, which counts from its first right code on; until then an earlier one holds."""
    person_id = work.actor.id
    passwords.ask_for_proof(work, password)
    refuse_if(
        [Reason("identity.generator_already")] if accounts.generator(work, person_id) is not None else []
    )

    secret = b32encode(random_bytes(SECRET_BYTES)).decode()
    work.db.merge(
        SecondFactor(
            person_id=person_id,
            sealed_secret=work.ground.keys.seal_secret(_bound(person_id), secret),
            asked_at=work.now,
        )
    )
    return Enrolment(secret, _uri(work, secret))


def enrolment(work: Work) -> Enrolment | None:
    """The secret that waits for its first code: shown to its owner until then, and never after."""
    row = work.db.get(SecondFactor, work.actor.id)
    if row is None or row.confirmed_at is not None:
        return None
    secret = work.ground.keys.open_secret(_bound(work.actor.id), row.sealed_secret)
    return Enrolment(secret, _uri(work, secret))


def confirm_generator(work: Work, code: str) -> tuple[str, ...]:
    """The device has the secret; the answer is the recovery codes, shown once."""
    row = work.db.get(SecondFactor, work.actor.id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        raise Missing
    step = _step_of(work, row, code)
    if step is None:
        trace = events.ProofFailed(about=work.actor.id)
        raise Refused([Reason("identity.code_wrong")], evidence=trace)

    row.confirmed_at, row.last_step = work.now, step
    work.record(events.SecondStepTaken(about=work.actor.id))
    return _new_codes(work)


def renew_codes(work: Work, password: str) -> tuple[str, ...]:
    """In the place of the earlier ones, which open no more."""
    passwords.ask_for_proof(work, password)
    refuse_if([] if accounts.own_second_steps(work).has_any else [Reason("identity.no_second_step")])
    return _new_codes(work)


def give_up_generator(work: Work, password: str) -> None:
    """Not the last second step, where an organisation of the person's demands one."""
    steps = accounts.own_second_steps(work)
    passwords.ask_for_proof(work, password)
    if not steps.has_generator:
        raise Missing
    refuse_if([] if steps.passkeys else reasons_demanded(work))

    _forget_generator(work, work.actor.id)
    work.record(events.SecondStepGivenUp(about=work.actor.id))


def takes(work: Work, person_id: UUID, code: str) -> bool:
    """Whether the code opens: each is taken once."""
    typed = "".join(code.split()).replace("-", "").upper()
    row = accounts.generator(work, person_id)
    step = _step_of(work, row, typed) if row and typed.isdigit() else None
    if step is None:
        return _takes_recovery_code(work, person_id, typed)
    # the guard stands in the statement too: two browsers with the same code are not both let in
    unused = or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step)
    mine = update(SecondFactor).where(SecondFactor.person_id == person_id, unused)
    return changed_one(work.db, mine.values(last_step=step))


def demand_second_step(work: Work, party_id: UUID, *, demanded: bool) -> None:
    """Of all who act for the organisation: who has none is asked to take one at the next page."""
    queries.own_party(work, party_id)
    refuse_if(policy.reasons_not_to("demand_second_step", work.actor, party_id=party_id))

    work.db.merge(SecuritySetting(party_id=party_id, second_step=demanded))
    work.record(events.SecondStepDemanded(about=party_id, demanded=demanded))


def reset_second_step(work: Work, party_id: UUID, person_id: UUID) -> None:
    """For a colleague whose devices and codes are all lost: who manages the organisation's people knows her.

    Her log-ins end, and the password is still asked.
    """
    queries.own_party(work, party_id)
    on = queries.today(work)
    refuse_if(
        [
            *policy.reasons_not_to("reset_second_step", work.actor, party_id=party_id),
            *([Reason("identity.not_your_own")] if person_id == work.actor.id else []),
        ]
    )
    if not queries.own_roles(work, person_id, party_id, on):
        raise Missing

    _forget_generator(work, person_id)
    work.db.execute(delete(Passkey).where(Passkey.person_id == person_id))
    work.db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    sessions.end_all(work, person_id)
    work.record(events.SecondStepGivenUp(about=person_id))


def reasons_demanded(work: Work) -> list[Reason]:
    held = queries.held_on(work.db, work.actor.id, queries.today(work))
    return [Reason("identity.second_step_demanded")] if any(one.demands for one in held) else []


def _step_of(work: Work, row: SecondFactor, code: str) -> int | None:
    """The time step whose code it is: this one, or its neighbours, as clocks differ; none already used."""
    generator = pyotp.TOTP(work.ground.keys.open_secret(_bound(row.person_id), row.sealed_secret))
    now = int(work.now.timestamp()) // STEP
    fresh = (step for step in (now, now - 1, now + 1) if row.last_step is None or step > row.last_step)
    typed = "".join(code.split())
    return next(
        (step for step in fresh if pyotp.utils.strings_equal(generator.generate_otp(step), typed)), None
    )


def _takes_recovery_code(work: Work, person_id: UUID, typed: str) -> bool:
    mine = RecoveryCode.person_id == person_id, RecoveryCode.code_sha256 == _as_stored(person_id, typed)
    unused = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None))
    if not changed_one(work.db, unused.values(used_at=work.now)):
        return False
    work.record(events.RecoveryCodeUsed(about=person_id))
    return True


def _new_codes(work: Work) -> tuple[str, ...]:
    work.db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == work.actor.id))
    codes = [b32encode(random_bytes(CODE_BYTES)).decode() for _ in range(CODES)]
    work.db.add_all(
        RecoveryCode(id=work.new_id(), person_id=work.actor.id, code_sha256=_as_stored(work.actor.id, code))
        for code in codes
    )
    work.db.flush()
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)


def _as_stored(person_id: UUID, code: str) -> bytes:
    return hashed(f"{person_id} {code}")


def _forget_generator(work: Work, person_id: UUID) -> None:
    work.db.execute(delete(SecondFactor).where(SecondFactor.person_id == person_id))


def _uri(work: Work, secret: str) -> str:
    email = queries.person(work, work.actor.id).email
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def _bound(person_id: UUID) -> str:
    return f"second factor {person_id}"
