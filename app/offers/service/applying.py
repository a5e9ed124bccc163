"""Applying to a call: one application at a time, sealed as it is received."""

from datetime import date, datetime
from uuid import UUID

from app.kernel.refusals import Reason, refuse_if
from app.law import queries as law
from app.law.rules.limits import LimitName
from app.offers import events, policy, queries
from app.offers.models import Application
from app.offers.rules.content import ApplicationContent, Envelope
from app.offers.rules.receiving import (
    CategoryForm,
    Receipt,
    counted_from,
    late_by,
    reasons_not_to_receive,
    round_of,
)
from app.offers.rules.states import APPLICATION_FLOW, Round
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call
from app.procurement.rules.states import is_open


def start(work: Work, call_id: UUID, party_id: UUID, *, language: str) -> UUID:
    """A draft, which holds nothing yet; the decision will be written in this language."""
    # Held, so that of two who start at once for one party the second sees the first.
    call = procurement.call(work, call_id, lock=True)
    refuse_if(reasons_not_to_start(work, call, party_id, language=language))

    application = Application(
        id=work.new_id(),
        public_id=work.world.secret_id(),
        call_id=call_id,
        buyer_id=call.buyer_id,
        party_id=party_id,
        state=APPLICATION_FLOW.start,
        language=language,
        created_at=work.now,
    )
    work.db.add(application)
    work.db.flush()
    work.record(events.ApplicationStarted(about=application.id, process_id=call_id, party_id=party_id))
    return application.id


def reasons_not_to_start(work: Work, call: Call, party_id: UUID, *, language: str) -> list[Reason]:
    """The same answer for the button on the call's page and for the act."""
    reasons = [
        *policy.reasons_not_to("start", work.actor, party_id=party_id),
        *_reasons_not_open(work, call),
    ]
    if language not in call.languages:
        reasons.append(Reason("offers.language_not_offered", {"language": language}))
    if queries.has_live_application(work, call.id, party_id):
        reasons.append(Reason("offers.already_applying"))
    return reasons


def send(work: Work, application_id: UUID, content: ApplicationContent) -> Receipt:
    """Received whole or not at all; from here on nobody reads it before the opening."""
    application = queries.own_application(work, application_id, lock=True)
    call = procurement.call(work, application.call_id)
    refuse_if(_reasons_not_to_send(work, application, call, content))

    envelope = Envelope(application.public_id, work.world.secret_id(), content)
    seal = work.ground.keys.new_subject(work.db, application.id, application.buyer_id)
    application.sealed = seal.seal_bytes(queries.CONTENT, envelope.as_bytes())
    application.sha256 = envelope.sha256
    application.state = APPLICATION_FLOW.after(application.state, "send")
    application.received_at, application.sent_by_id = work.now, work.actor.id
    application.late_by_us = late_by(work.now, closes_at=call.first_round_closes_at)
    application.round = round_of(work.now, closes_at=call.first_round_closes_at)
    application.decide_by = decide_by(
        work,
        call,
        LimitName.APPLICATION_DECISION,
        received_in=application.round,
        received_at=work.now,
    )
    return _receipt(work, application, envelope.sha256, application.round)


def withdraw(work: Work, application_id: UUID) -> None:
    """Until it is decided the applicant may take it back, and apply anew."""
    application = queries.own_application(work, application_id, lock=True)
    refuse_if(reasons_not_to_withdraw(work, application))
    application.state = APPLICATION_FLOW.after(application.state, "withdraw")
    work.record(
        events.ApplicationWithdrawn(
            about=application.id, process_id=application.call_id, party_id=application.party_id
        )
    )


def reasons_not_to_withdraw(work: Work, application: Application) -> list[Reason]:
    return [
        *_not_theirs(work, "withdraw", application),
        *APPLICATION_FLOW.reasons_not_to(application.state, "withdraw"),
    ]


def reasons_not_to_send_now(work: Work, application: Application, call: Call) -> list[Reason]:
    """Whatever the application says: whose act it is, and whether the call takes it."""
    return [
        *_not_theirs(work, "send", application),
        *APPLICATION_FLOW.reasons_not_to(application.state, "send"),
        *_reasons_not_open(work, call),
    ]


def decide_by(work: Work, call: Call, limit: LimitName, *, received_in: Round, received_at: datetime) -> date:
    """By the authority's own calendar, from receipt or from the closing of the first round."""
    start = counted_from(
        received_in,
        received_on=procurement.local_day(work, received_at),
        closes_on=procurement.local_day(work, call.first_round_closes_at),
    )
    return law.last_day(work, work.ground.country, limit, start)


def _reasons_not_to_send(
    work: Work, application: Application, call: Call, content: ApplicationContent
) -> list[Reason]:
    return [
        *reasons_not_to_send_now(work, application, call),
        *reasons_not_to_receive(
            content,
            forms=_forms(work, call, application.party_id),
            declarations=procurement.requirements_of(call).codes,
        ),
    ]


def _forms(work: Work, call: Call, party_id: UUID) -> dict[str, CategoryForm]:
    """What each category asks: how its requirements are met, and what evaluators will score."""
    scored = procurement.ranking_of(call).codes
    admitted = queries.admitted_categories(work, call.id, party_id)
    return {
        category.code: CategoryForm(
            (*procurement.requirements_of(category).codes, *scored), is_admitted=category.id in admitted
        )
        for category in procurement.categories(work, call.id)
    }


def _reasons_not_open(work: Work, call: Call) -> list[Reason]:
    if is_open(state=call.state, now=work.now, opens_at=call.opens_at, closes_at=call.closes_at):
        return []
    facts = {"opens_at": call.opens_at.isoformat(), "closes_at": call.closes_at.isoformat()}
    return [Reason("offers.call_not_open", facts)]


def _not_theirs(work: Work, act: str, application: Application) -> list[Reason]:
    return policy.reasons_not_to(act, work.actor, party_id=application.party_id)


def _receipt(work: Work, application: Application, content_sha256: bytes, received_in: Round) -> Receipt:
    work.record(
        events.ApplicationReceived(
            about=application.id,
            process_id=application.call_id,
            party_id=application.party_id,
            content_sha256=content_sha256,
            round=received_in,
            received_at=work.now,
            late_by_us=application.late_by_us,
        )
    )
    return Receipt(
        application_id=application.id,
        public_id=application.public_id,
        received_at=work.now,
        sha256=content_sha256,
        round=received_in,
        late_by_us=application.late_by_us,
    )
