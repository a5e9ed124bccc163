"""Opening applications: the first round all at once when it has closed, later ones one by one."""

from collections.abc import Sequence
from uuid import UUID

from app.kernel.refusals import Reason, refuse_if
from app.offers import events, policy, queries
from app.offers.models import Application, Offer
from app.offers.rules.content import ApplicationContent
from app.offers.rules.deciding import reasons_not_to_open
from app.offers.rules.states import APPLICATION_FLOW, OFFER_FLOW, Round
from app.platform.work import Work
from app.procurement import queries as procurement
from app.procurement.models import Call


def open_first_round(work: Work, call_id: UUID) -> list[UUID]:
    """The applications that were opened, in the order of receipt. An early attempt leaves its trace."""
    call = procurement.call(work, call_id)
    _refuse_with_trace(work, call, call_id, _reasons_not_to_open(work, call, Round.FIRST))

    opened = queries.sealed_first_round(work, call_id)
    for application in opened:
        _open(work, application)
    work.record(
        events.FirstRoundOpened(
            about=call_id,
            buyer_id=call.buyer_id,
            process_id=call_id,
            application_ids=tuple(application.id for application in opened),
        )
    )
    return [application.id for application in opened]


def open_one(work: Work, application_id: UUID) -> None:
    """One that came after the first round, as soon as it has been received."""
    application = queries.to_open(work, application_id)
    call = procurement.call(work, application.call_id)
    reasons = _reasons_not_to_open(work, call, application.round or Round.FIRST)
    reasons += APPLICATION_FLOW.reasons_not_to(application.state, "open")
    _refuse_with_trace(work, call, application_id, reasons)

    _open(work, application)


def reasons_not_to_open_first_round(work: Work, call: Call) -> list[Reason]:
    """The same answer for the officer's page and for the act."""
    return _reasons_not_to_open(work, call, Round.FIRST)


def _reasons_not_to_open(work: Work, call: Call, received_in: Round) -> list[Reason]:
    return [
        *policy.reasons_not_to("open", work.actor, party_id=call.buyer_id, process_id=call.id),
        *reasons_not_to_open(received_in=received_in, now=work.now, closes_at=call.first_round_closes_at),
    ]


def _refuse_with_trace(work: Work, call: Call, about: UUID, reasons: Sequence[Reason]) -> None:
    trace = events.OpeningRefused(
        about=about,
        buyer_id=call.buyer_id,
        process_id=call.id,
        reasons=tuple(reason.code for reason in reasons),
    )
    refuse_if(reasons, trace)


def _open(work: Work, application: Application) -> None:
    if application.sha256 is None or application.decide_by is None:
        raise ValueError(f"application {application.id} was never received")
    content = queries.opened_content(work, application)
    application.state = APPLICATION_FLOW.after(application.state, "open")
    application.opened_at = work.now
    _add_offers(work, application, content)
    work.record(
        events.ApplicationOpened(
            about=application.id,
            buyer_id=application.buyer_id,
            process_id=application.call_id,
            content_sha256=application.sha256,
            decide_by=application.decide_by,
        )
    )


def _add_offers(work: Work, application: Application, content: ApplicationContent) -> None:
    for category in procurement.categories(work, application.call_id):
        offered = content.offers.get(category.code)
        if offered is not None:
            work.db.add(
                Offer(
                    id=work.new_id(),
                    application_id=application.id,
                    category_id=category.id,
                    unit_price=offered.unit_price,
                    answers=dict(offered.answers),
                    state=OFFER_FLOW.start,
                    grounds=[],
                )
            )
    work.db.flush()
