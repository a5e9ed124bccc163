"""Deciding an application category by category, and taking more time to decide."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.kernel.actors import Role
from app.kernel.refusals import Reason, refuse_if
from app.law.rules.limits import LimitName
from app.offers import events, policy, queries
from app.offers.models import Admission, Application, Decision, Offer
from app.offers.rules.deciding import OfferBefore, Verdict, reasons_not_to_decide, reasons_not_to_extend
from app.offers.rules.letter import DecisionLetterData, reasons_not_to_render
from app.offers.rules.states import APPLICATION_FLOW, OFFER_FLOW, Round
from app.offers.service import letters
from app.offers.service.applying import decide_by
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call, Category

Offered = Sequence[tuple[Offer, Category]]


def decide(
    work: Work,
    application_id: UUID,
    *,
    number: str,
    verdicts: Mapping[str, Verdict],
    facts: str,
    title: str,
) -> UUID:
    """Admission or rejection in every category applied for; the letter follows as a PDF of its own.

    `facts` and the grounds are written in the applicant's language, one fact a line; `title` is the
    decision maker's own, in that language.
    """
    application = queries.own_application(work, application_id, lock=True)
    call = procurement.call(work, application.call_id)
    offers = queries.offers_of(work, application_id)
    refuse_if(_reasons_not_to_decide(work, application, call, offers, number, verdicts, facts))
    letter = letters.letter_of(
        work, application, call, offers, number=number, verdicts=verdicts, facts=facts, title=title
    )
    refuse_if(reasons_not_to_render(letter))

    decision = _add_decision(work, application, call, number, facts, letter)
    for offer, category in offers:
        _settle(work, application, offer, verdicts[category.code])
    application.state = APPLICATION_FLOW.after(application.state, "decide")
    work.db.flush()
    _record(work, application, decision, verdicts)
    return decision.id


def extend(work: Work, application_id: UUID, *, reason: str) -> date:
    """Fifteen working days instead of ten, for this one application and for a reason it is told."""
    application = queries.own_application(work, application_id, lock=True)
    call = procurement.call(work, application.call_id)
    known, today = _decide_by(application), procurement.local_day(work, work.now)
    refuse_if(
        [
            *_reasons_not_to("extend", work, application),
            *reasons_not_to_extend(
                today=today, decide_by=known, extended_before=application.extension_reason, reason=reason
            ),
        ]
    )

    application.decide_by = decide_by(
        work,
        call,
        LimitName.APPLICATION_DECISION_EXTENDED,
        received_in=application.round or Round.FIRST,
        received_at=application.received_at or work.now,
    )
    application.extension_reason = reason
    work.record(
        events.TimeExtended(
            about=application.id,
            buyer_id=application.buyer_id,
            process_id=call.id,
            decide_by_before=known,
            decide_by=application.decide_by,
            reason=reason,
        )
    )
    return application.decide_by


def reasons_not_to_decide_now(work: Work, application: Application) -> list[Reason]:
    """Whatever the verdicts: whose act it is, and whether it waits for a decision. The page asks it too."""
    return _reasons_not_to("decide", work, application)


def reasons_not_to_extend_now(work: Work, application: Application, today: date) -> list[Reason]:
    """Whatever the reason that will be given."""
    return [
        *_reasons_not_to("extend", work, application),
        *reasons_not_to_extend(
            today=today,
            decide_by=_decide_by(application),
            extended_before=application.extension_reason,
            reason="to be told",
        ),
    ]


def _reasons_not_to(act: str, work: Work, application: Application) -> list[Reason]:
    return [
        *policy.reasons_not_to(
            act, work.actor, party_id=application.buyer_id, process_id=application.call_id
        ),
        *APPLICATION_FLOW.reasons_not_to(application.state, "decide"),
    ]


def _reasons_not_to_decide(
    work: Work,
    application: Application,
    call: Call,
    offers: Offered,
    number: str,
    verdicts: Mapping[str, Verdict],
    facts: str,
) -> list[Reason]:
    taken = queries.number_is_taken(work, application.buyer_id, number)
    return [
        *reasons_not_to_decide_now(work, application),
        *([Reason("offers.number_taken", {"number": number})] if taken else []),
        *reasons_not_to_decide(_before(work, call, offers), verdicts, facts=facts),
    ]


def _before(work: Work, call: Call, offers: Offered) -> dict[str, OfferBefore]:
    criteria = procurement.ranking_of(call).codes
    return {
        category.code: OfferBefore(
            price=offer.unit_price,
            ceiling=category.price_ceiling,
            unscored=tuple(sorted(set(criteria) - set(queries.points_of(work, offer.id)))),
        )
        for offer, category in offers
    }


def _add_decision(
    work: Work, application: Application, call: Call, number: str, facts: str, letter: DecisionLetterData
) -> Decision:
    decision = Decision(
        id=work.new_id(),
        application_id=application.id,
        buyer_id=application.buyer_id,
        number=number,
        decided_at=work.now,
        decided_by_id=work.actor.id,
        delegated_by_id=policy.lender(
            Role.DECISION_MAKER, work.actor, party_id=application.buyer_id, process_id=call.id
        ),
        facts=facts,
        letter=letter.as_json(),
    )
    work.db.add(decision)
    return decision


def _settle(work: Work, application: Application, offer: Offer, verdict: Verdict) -> None:
    offer.state = OFFER_FLOW.after(offer.state, "admit" if verdict.admit else "reject")
    offer.grounds = list(verdict.grounds)
    if verdict.admit:
        work.db.add(
            Admission(
                id=work.new_id(),
                call_id=application.call_id,
                category_id=offer.category_id,
                party_id=application.party_id,
                offer_id=offer.id,
                admitted_at=work.now,
            )
        )


def _record(
    work: Work, application: Application, decision: Decision, verdicts: Mapping[str, Verdict]
) -> None:
    late = procurement.local_day(work, work.now) - _decide_by(application)
    work.record(
        events.Decided(
            about=decision.id,
            buyer_id=application.buyer_id,
            process_id=application.call_id,
            application_id=application.id,
            number=decision.number,
            admitted=tuple(sorted(code for code, verdict in verdicts.items() if verdict.admit)),
            rejected=tuple(sorted(code for code, verdict in verdicts.items() if not verdict.admit)),
            delegated_by=decision.delegated_by_id,
            days_late=max(0, late.days),
        )
    )


def _decide_by(application: Application) -> date:
    if application.decide_by is None:
        raise ValueError(f"application {application.id} was never received")
    return application.decide_by
