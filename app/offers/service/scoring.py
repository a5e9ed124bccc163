"""Scoring an opened offer by the published criteria, until its application is decided."""

from uuid import UUID

from app.kernel.refusals import Reason, refuse_if
from app.offers import events, policy, queries
from app.offers.models import Application, Score
from app.offers.rules.deciding import reasons_not_to_score
from app.offers.rules.states import ApplicationState
from app.platform.work import Work
from app.procurement import queries as procurement


def score(work: Work, offer_id: UUID, criterion: str, *, hundredths: int, reason: str) -> None:
    """Points in hundredths, and why. Scored again, the last score counts and the journal keeps the first."""
    offer = queries.own_offer(work, offer_id, lock=True)
    application = queries.own_application(work, offer.application_id)
    terms = procurement.ranking_of(procurement.call(work, application.call_id))
    known = queries.score_of(work, offer_id, criterion)
    refuse_if(
        [
            *policy.reasons_not_to(
                "score", work.actor, party_id=application.buyer_id, process_id=application.call_id
            ),
            *_reasons_not_being_evaluated(application),
            *reasons_not_to_score(terms.criterion(criterion), hundredths=hundredths, reason=reason),
        ]
    )

    before = known.hundredths if known else None
    if known is None:
        known = Score(id=work.new_id(), offer_id=offer_id, criterion=criterion)
        work.db.add(known)
    known.hundredths, known.reason = hundredths, reason
    known.evaluator_id, known.at = work.actor.id, work.now
    work.record(
        events.OfferScored(
            about=application.id,
            buyer_id=application.buyer_id,
            process_id=application.call_id,
            offer_id=offer_id,
            criterion=criterion,
            hundredths_before=before,
            hundredths=hundredths,
            reason=reason,
        )
    )


def _reasons_not_being_evaluated(application: Application) -> list[Reason]:
    if application.state is ApplicationState.OPENED:
        return []
    return [Reason("offers.not_being_evaluated", {"state": application.state})]
