"""An outcome is claimed, shown, and verified: then its bonus is paid, once for a client in a call."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.clients import queries as client_files
from app.clients import service as clients
from app.deliveries import service as deliveries
from app.deliveries.models import Delivery
from app.identity import queries as identity
from app.impact import events, policy, queries
from app.impact.models import OutcomeClaim
from app.impact.rules import CLAIM_FLOW, reasons_not_to_claim, reasons_reached_before, reasons_unwritten
from app.kernel.events import Sealed
from app.kernel.refusals import Reason, refuse_if
from app.orders import queries as orders
from app.orders.models import ServiceOrder
from app.orders.rules.sides import Sides
from app.orders.rules.states import AT_WORK
from app.orders.service.acting import serving_parties
from app.platform.work import Work
from app.procurement import queries as procurement

EVIDENCE, REASON = "outcome_evidence", "outcome_reason"
READING = "deciding on an outcome"


class Heading(TypedDict):
    about: UUID
    buyer_id: UUID
    process_id: UUID


class SealedHeading(Heading):
    subject_id: UUID


def claim(work: Work, order_id: UUID, *, began_on: date, reached_on: date, consent_on: date | None) -> UUID:
    """The supplier's word that the outcome has lasted; `consent_on` is the client's leave to use it."""
    order = orders.own_order(work, order_id, lock=True)
    refuse_if(
        [
            *_reasons_not_to(work, "claim", order),
            *_reasons_not_due(work, order, began_on=began_on, reached_on=reached_on, consent_on=consent_on),
            *_reasons_claimed(work, order),
        ]
    )

    claimed = OutcomeClaim(
        id=work.new_id(),
        call_id=order.call_id,
        buyer_id=order.buyer_id,
        client_id=order.client_id,
        order_id=order.id,
        began_on=began_on,
        reached_on=reached_on,
        bonus=order.bonus,
        consent_on=consent_on,
        state=CLAIM_FLOW.start,
        claimed_at=work.now,
        claimed_by_id=work.actor.id,
    )
    _add_unless_claimed(work, order, claimed)
    work.record(
        events.OutcomeClaimed(
            **_heading(claimed),
            began_on=began_on,
            reached_on=reached_on,
            consent_on=consent_on or reached_on,
            bonus=order.bonus,
        )
    )
    return claimed.id


def show_evidence(work: Work, claim_id: UUID, *, evidence: str) -> None:
    """What proves it, in words: a certificate's date and giver. It is read under the client's key only."""
    claimed = queries.own_claim(work, claim_id, lock=True)
    order = orders.own_order(work, claimed.order_id)
    refuse_if([*reasons_not_to_show(work, claimed, order), *reasons_unwritten(evidence)])

    claimed.evidence = clients.seal(work, claimed.client_id, EVIDENCE, evidence.strip())
    claimed.evidence_at = work.now
    claimed.state = CLAIM_FLOW.after(claimed.state, "show_evidence")
    work.record(events.EvidenceShown(**_sealed(claimed), evidence=Sealed(claimed.evidence)))


def reasons_not_to_show(work: Work, claimed: OutcomeClaim, order: ServiceOrder) -> list[Reason]:
    """Who may, and in which state; whether anything is written is judged when it is sent."""
    return [
        *_reasons_not_to(work, "show_evidence", order),
        *CLAIM_FLOW.reasons_not_to(claimed.state, "show_evidence"),
    ]


def read_evidence(work: Work, claim_id: UUID) -> str:
    """In plain text, and in the view log."""
    claimed = queries.own_claim(work, claim_id)
    if claimed.evidence is None:
        return ""
    return clients.open_text(work, claimed.client_id, EVIDENCE, claimed.evidence, purpose=READING)


class Written(TypedDict):
    evidence: str
    reason: str


def read_written(work: Work, claim_id: UUID) -> Written:
    """The evidence and why it was rejected, for both sides; in plain text, and one view in the log."""
    claimed = queries.own_claim(work, claim_id)
    sealed = {EVIDENCE: claimed.evidence or "", REASON: claimed.reason}
    if not any(sealed.values()):
        return Written(evidence="", reason="")
    told = clients.open_texts(work, claimed.client_id, sealed, purpose=READING)
    return Written(evidence=told[EVIDENCE], reason=told[REASON])


def verify(work: Work, claim_id: UUID) -> Delivery:
    """The case worker's yes: the bonus is logged and approved in the same breath."""
    claimed = queries.own_claim(work, claim_id, lock=True)
    order = orders.own_order(work, claimed.order_id, lock=True)
    reasons = reasons_not_to_verify(work, claimed, order)
    codes = tuple(reason.code for reason in reasons)
    refuse_if(reasons, evidence=events.VerificationRefused(**_heading(claimed), reasons=codes))

    bonus = deliveries.log_bonus(
        work, order.id, reached_on=claimed.reached_on, worker_id=claimed.claimed_by_id
    )
    deliveries.approve(work, bonus.id)
    claimed.delivery_id = bonus.id
    _decide(work, claimed, "verify")
    work.record(
        events.OutcomeVerified(**_heading(claimed), delivery_id=bonus.id, bonus=bonus.net or claimed.bonus)
    )
    return bonus


def decisions_on(work: Work, claimed: OutcomeClaim, order: ServiceOrder) -> dict[str, list[Reason]]:
    """The decisions that are the actor's own and possible in its state, with what speaks against each."""
    if _reasons_not_to(work, "verify", order):
        return {}
    against = {"verify": _reasons_not_due_now(work, claimed, order), "reject": list[Reason]()}
    return {act: why for act, why in against.items() if not CLAIM_FLOW.reasons_not_to(claimed.state, act)}


def reasons_not_to_verify(work: Work, claimed: OutcomeClaim, order: ServiceOrder) -> list[Reason]:
    return [
        *_reasons_not_to(work, "verify", order),
        *CLAIM_FLOW.reasons_not_to(claimed.state, "verify"),
        *_reasons_not_due_now(work, claimed, order),
    ]


def reject(work: Work, claim_id: UUID, *, reason: str) -> None:
    """A new claim may follow, by this supplier or by another."""
    claimed = queries.own_claim(work, claim_id, lock=True)
    order = orders.own_order(work, claimed.order_id)
    refuse_if([*reasons_not_to_reject(work, claimed, order), *reasons_unwritten(reason)])

    claimed.reason = clients.seal(work, claimed.client_id, REASON, reason.strip())
    _decide(work, claimed, "reject")
    work.record(events.OutcomeRejected(**_sealed(claimed), reason=Sealed(claimed.reason)))


def reasons_not_to_reject(work: Work, claimed: OutcomeClaim, order: ServiceOrder) -> list[Reason]:
    return [
        *_reasons_not_to(work, "reject", order),
        *CLAIM_FLOW.reasons_not_to(claimed.state, "reject"),
    ]


def _reasons_not_to(work: Work, act: str, order: ServiceOrder) -> list[Reason]:
    sides = Sides(
        buyer_id=order.buyer_id,
        supplier_ids=serving_parties(work, order) if act in policy.SUPPLIERS else (),
        call_id=order.call_id,
        is_own_case=act in policy.BUYERS and client_files.is_own_client(work, order.client_id),
    )
    return policy.reasons_not_to(act, work.actor, sides)


def _reasons_not_due_now(work: Work, claimed: OutcomeClaim, order: ServiceOrder) -> list[Reason]:
    return _reasons_not_due(
        work,
        order,
        began_on=claimed.began_on,
        reached_on=claimed.reached_on,
        consent_on=claimed.consent_on,
    )


def _reasons_not_due(
    work: Work, order: ServiceOrder, *, began_on: date, reached_on: date, consent_on: date | None
) -> list[Reason]:
    tariff = procurement.tariff_of(procurement.category(work, order.category_id))
    accepted_on = procurement.local_day(work, order.answered_at or work.now)
    is_at_work = order.state in AT_WORK
    return [
        *([] if is_at_work else [Reason("order.not_at_work", {"state": order.state})]),
        *reasons_not_to_claim(
            tariff,
            began_on=began_on,
            reached_on=reached_on,
            consent_on=consent_on,
            today=identity.today(work),
        ),
        *reasons_reached_before(max(order.starts_on, accepted_on), reached_on),
    ]


def _reasons_claimed(work: Work, order: ServiceOrder) -> list[Reason]:
    is_claimed = queries.is_claimed(work, order.call_id, order.client_id)
    return [Reason("impact.claimed_already")] if is_claimed else []


def _add_unless_claimed(work: Work, order: ServiceOrder, claimed: OutcomeClaim) -> None:
    """Another supplier may be claiming for the same client at this moment: the index lets one of them in."""
    try:
        with work.db.begin_nested():
            work.db.add(claimed)
            work.db.flush()
    except IntegrityError:
        refuse_if(_reasons_claimed(work, order))
        raise


def _decide(work: Work, claimed: OutcomeClaim, act: str) -> None:
    """The claim is locked and was read after that: of two who decide at once, the second finds it decided."""
    claimed.state = CLAIM_FLOW.after(claimed.state, act)
    claimed.decided_by_id, claimed.decided_at = work.actor.id, work.now
    work.db.flush()


def _heading(claimed: OutcomeClaim) -> Heading:
    return Heading(about=claimed.id, buyer_id=claimed.buyer_id, process_id=claimed.order_id)


def _sealed(claimed: OutcomeClaim) -> SealedHeading:
    return SealedHeading(**_heading(claimed), subject_id=claimed.client_id)
