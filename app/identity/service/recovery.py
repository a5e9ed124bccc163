"""A supplier whose account has no administrator any more gets one: one officer asks, another confirms."""

from uuid import UUID

from sqlalchemy import select

from app.identity import events, policy, queries
from app.identity.models import Membership, RecoveryRequest
from app.identity.rules import PartyFacts, PartyKind, reasons_not_named
from app.identity.rules.accounts import LinkKind
from app.identity.service import links
from app.identity.service.people import reasons_not_email, registered
from app.kernel.actors import BUYER_ROLES, Role
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.db import in_force
from app.platform.work import Work

PROOF_LENGTH = 2000


def recoverable(work: Work, party_id: UUID) -> PartyFacts:
    """The supplier as an officer meets it; for others it is not there."""
    if not policy.may_recover(work.actor):
        raise Missing
    return queries.party_on(work, party_id, queries.today(work))


def ask_recovery(
    work: Work, party_id: UUID, *, name: str, email: str, proof: str, language: str = "fi"
) -> UUID:
    """`proof` tells how the officer made sure: a register extract, and who was called."""
    refuse_if(policy.reasons_not_to("recover", work.actor))
    party = queries.party(work, party_id)
    refuse_if(
        [
            *([Reason("identity.group_has_no_roles")] if party.kind is PartyKind.GROUP else []),
            *_reasons_owned(work, party_id),
            *reasons_not_named(name),
            *reasons_not_email(email),
            *([] if proof.strip() else [Reason("identity.proof_missing")]),
            *([Reason("identity.recovery_open")] if _open_request(work, party_id) else []),
        ]
    )

    request = RecoveryRequest(
        id=work.new_id(),
        party_id=party_id,
        name=name.strip(),
        email=email.strip().casefold(),
        language=language,
        proof=proof.strip()[:PROOF_LENGTH],
        asked_by=work.actor.id,
        asked_at=work.now,
    )
    work.db.add(request)
    work.db.flush()
    work.record(events.RecoveryAsked(about=party_id, request_id=request.id))
    return request.id


def confirm_recovery(work: Work, request_id: UUID) -> UUID:
    """The person is the supplier's administrator from today, and is sent an invitation if need be."""
    request = _request(work, request_id)
    refuse_if(
        [
            *policy.reasons_not_to_confirm_recovery(work.actor, asked_by=request.asked_by),
            *_reasons_owned(work, request.party_id),
        ]
    )

    request.confirmed_by, request.settled_at = work.actor.id, work.now
    person_id = registered(work, name=request.name, email=request.email, language=request.language)
    work.db.add(
        Membership(
            id=work.new_id(),
            person_id=person_id,
            party_id=request.party_id,
            role=Role.SUPPLIER_ADMIN,
            valid_from=queries.today(work),
        )
    )
    work.db.flush()
    links.ask_link(work, queries.person(work, person_id), LinkKind.INVITATION)
    work.record(events.RecoveryConfirmed(about=request.party_id, request_id=request_id, person_id=person_id))
    return person_id


def turn_down_recovery(work: Work, request_id: UUID) -> None:
    """By any officer, also the one who asked and thought again."""
    request = _request(work, request_id)
    refuse_if(policy.reasons_not_to("recover", work.actor))

    request.settled_at = work.now
    work.record(events.RecoveryTurnedDown(about=request.party_id, request_id=request_id))


def _request(work: Work, request_id: UUID) -> RecoveryRequest:
    if not policy.may_recover(work.actor):
        raise Missing
    waiting = RecoveryRequest.id == request_id, RecoveryRequest.settled_at.is_(None)
    request = work.db.scalar(select(RecoveryRequest).where(*waiting).with_for_update())
    if request is None:
        raise Missing
    return request


def _open_request(work: Work, party_id: UUID) -> bool:
    waiting = RecoveryRequest.party_id == party_id, RecoveryRequest.settled_at.is_(None)
    return work.db.scalar(select(RecoveryRequest.id).where(*waiting)) is not None


def _reasons_owned(work: Work, party_id: UUID) -> list[Reason]:
    """A supplier with an administrator helps itself; a buyer's people are its own administrators' matter."""
    valid = in_force(Membership.valid_from, Membership.valid_to, queries.today(work))
    roles = set(
        work.db.scalars(select(Membership.role).where(Membership.party_id == party_id, valid).distinct())
    )
    if Role.SUPPLIER_ADMIN in roles:
        return [Reason("identity.has_an_administrator")]
    return [Reason("identity.not_a_supplier")] if roles & {*BUYER_ROLES, Role.PLATFORM_ADMIN} else []
