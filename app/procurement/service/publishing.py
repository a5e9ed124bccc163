"""Publishing a call, after which its words stand, and ending it."""

from datetime import date
from hashlib import sha256
from uuid import UUID

from app.funds import service as funds
from app.funds.rules import LimitKind
from app.identity import queries as identity
from app.kernel.plain import canonical_json
from app.kernel.refusals import Reason, refuse_if
from app.law import queries as law
from app.law.rules.features import Feature
from app.law.rules.limits import LimitName
from app.law.rules.thresholds import Purchase
from app.platform.work import Work
from app.procurement import events, policy, queries
from app.procurement.models import Call, CallVersion
from app.procurement.rules import call as rules
from app.procurement.rules.states import CALL_FLOW

FIRST_VERSION = 1


def publish(work: Work, call_id: UUID) -> None:
    """From here on anybody reads it, and what it may cost at most has a limit of its own."""
    call = queries.call(work, call_id, lock=True)
    refuse_if(reasons_not_to_publish(work, call))

    body = queries.whole_call(work, call).as_json()
    call.state = CALL_FLOW.after(call.state, "publish")
    call.published_at, call.version = work.now, FIRST_VERSION
    call.rule_set = law.rule_set(work, work.ground.country)
    work.db.add(CallVersion(call_id=call_id, version=FIRST_VERSION, body=body, reason="", at=work.now))
    # No volume is promised: only what is ordered commits money, and all orders together stay below this.
    funds.open_limit(
        work,
        LimitKind.CALL_CEILING,
        buyer_id=call.buyer_id,
        process_id=call_id,
        name=call.number,
        amount=call.estimated_value,
    )
    work.record(
        events.CallPublished(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            public_at=work.now,
            number=call.number,
            version=FIRST_VERSION,
            body_sha256=sha256(canonical_json(body)).digest(),
            rule_set=call.rule_set,
            estimated_value=call.estimated_value,
            first_round_closes_at=call.first_round_closes_at,
            closes_at=call.closes_at,
        )
    )


def reasons_not_to_publish(work: Work, call: Call) -> list[Reason]:
    """The same answer for the officer's page and for the act."""
    return [
        *policy.reasons_not_to("publish", work.actor, buyer_id=call.buyer_id, process_id=call.id),
        *CALL_FLOW.reasons_not_to(call.state, "publish"),
        *rules.reasons_not_to_publish(queries.whole_call(work, call), _circumstances(work, call)),
    ]


def close(work: Work, call_id: UUID, *, reason: str) -> None:
    """Nobody applies any more; whoever was admitted stays so until the contracts end."""
    call = _ended(work, call_id, "close", reason)
    work.record(
        events.CallClosed(
            about=call_id, buyer_id=call.buyer_id, process_id=call_id, public_at=work.now, reason=reason
        )
    )


def interrupt(work: Work, call_id: UUID, *, reason: str) -> None:
    """The procurement is given up."""
    call = _ended(work, call_id, "interrupt", reason)
    work.record(
        events.CallInterrupted(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            public_at=call.published_at and work.now,
            reason=reason,
        )
    )


def reasons_not_to_close(work: Work, call: Call) -> list[Reason]:
    return _reasons_not_to_end(work, call, "close")


def reasons_not_to_interrupt(work: Work, call: Call) -> list[Reason]:
    return _reasons_not_to_end(work, call, "interrupt")


def _reasons_not_to_end(work: Work, call: Call, move: str) -> list[Reason]:
    return [
        *policy.reasons_not_to(move, work.actor, buyer_id=call.buyer_id, process_id=call.id),
        *CALL_FLOW.reasons_not_to(call.state, move),
    ]


def _ended(work: Work, call_id: UUID, move: str, reason: str) -> Call:
    call = queries.call(work, call_id, lock=True)
    unsaid = [] if reason.strip() else [Reason("procurement.reason_missing")]
    refuse_if([*_reasons_not_to_end(work, call, move), *unsaid])
    call.state, call.state_reason = CALL_FLOW.after(call.state, move), reason
    return call


def _circumstances(work: Work, call: Call) -> rules.Circumstances:
    today, buyers = identity.today(work), queries.buyers_of(work, call.id)
    thresholds = law.thresholds(work, work.ground.country, today)
    # A call opens no earlier than it is published, whatever its draft says.
    opens_on = max(today, queries.local_day(work, call.opens_at))
    return rules.Circumstances(
        thresholds=thresholds,
        regime_hints=tuple(
            law.regime_hints(work, work.ground.country, [call.cpv_main, *call.cpv_extra], today)
        ),
        allowed=_allowed(work, call, today),
        required_languages=queries.required_languages(work, buyers),
        opens_on=opens_on,
        earliest_close=_earliest_close(work, opens_on),
        first_round_closes_on=queries.local_day(work, call.first_round_closes_at),
        usual_payment_days=law.limit(work, work.ground.country, LimitName.PAYMENT_TERM, today).limit.amount,
        longest_payment_days=law.limit(
            work, work.ground.country, LimitName.PAYMENT_TERM_LONGEST, today
        ).limit.amount,
        purchase=Purchase(call.number, frozenset(buyers), call.cpv_main, today, call.estimated_value),
        others=tuple(queries.purchases_of(work, buyers, besides=call.id)),
    )


def _earliest_close(work: Work, opens_on: date) -> date | None:
    try:
        return law.last_day(work, work.ground.country, LimitName.FIRST_ROUND, opens_on)
    except ValueError:  # a day of years whose holidays are not known yet
        return None


def _allowed(work: Work, call: Call, on: date) -> frozenset[Feature]:
    return frozenset(
        feature for feature in Feature if law.allows(work, work.ground.country, feature, call.legal_basis, on)
    )
