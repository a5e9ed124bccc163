"""Scoring an opened offer by the published criteria, until its application is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.kernel.refusals import Reason, refuse_if
from app.offers import events, policy, queries
from app.offers.models import Application, Score
from app.offers.rules.deciding import reasons_not_to_score
from app.offers.rules.states import ApplicationState
from app.platform.work import Work
from app.procurement import queries as procurement


@dataclass(frozen=True)
class Points:
    """An evaluator's points for one criterion, in hundredths, and why."""

    criterion: str
    hundredths: int
    reason: str


def score(work: Work, offer_id: UUID, criterion: str, *, hundredths: int, reason: str) -> None:
    """Points in hundredths, and why. Scored again, the last score counts and the journal keeps the first."""
    score_all(work, offer_id, [Points(criterion, hundredths, reason)])


def score_all(work: Work, offer_id: UUID, points: Sequence[Points]) -> None:
    """Several criteria of one offer at once: all of them, or none and everything that is wrong."""
    offer = queries.own_offer(work, offer_id, lock=True)
    application = queries.own_application(work, offer.application_id)
    terms = procurement.ranking_of(procurement.call(work, application.call_id))
    known = {one.criterion: queries.score_of(work, offer_id, one.criterion) for one in points}
    refuse_if(
        [
            *reasons_not_to_score_now(work, application),
            *(
                reason
                for one in points
                for reason in reasons_not_to_score(
                    terms.criterion(one.criterion), hundredths=one.hundredths, reason=one.reason
                )
            ),
        ]
    )

    for one in points:
        _keep(work, application, offer_id, one, known[one.criterion])


def reasons_not_to_score_now(work: Work, application: Application) -> list[Reason]:
    """Whose act it is, and whether the application is being evaluated: the page asks it too."""
    return [
        *policy.reasons_not_to(
            "score", work.actor, party_id=application.buyer_id, process_id=application.call_id
        ),
        *_reasons_not_being_evaluated(application),
    ]


def _keep(work: Work, application: Application, offer_id: UUID, points: Points, known: Score | None) -> None:
    before = known.hundredths if known else None
    if known is None:
        known = Score(id=work.new_id(), offer_id=offer_id, criterion=points.criterion)
        work.db.add(known)
    known.hundredths, known.reason = points.hundredths, points.reason
    known.evaluator_id, known.at = work.actor.id, work.now
    work.record(
        events.OfferScored(
            about=application.id,
            buyer_id=application.buyer_id,
            process_id=application.call_id,
            offer_id=offer_id,
            criterion=points.criterion,
            hundredths_before=before,
            hundredths=points.hundredths,
            reason=points.reason,
        )
    )


def _reasons_not_being_evaluated(application: Application) -> list[Reason]:
    if application.state is ApplicationState.OPENED:
        return []
    return [Reason("offers.not_being_evaluated", {"state": application.state})]
