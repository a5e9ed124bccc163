"""What the API shows of applications: to the applicant its own, to the buyer what is opened."""

from datetime import date, datetime
from uuid import UUID

from app.kernel.refusals import Missing
from app.offers import queries
from app.offers.models import Application, Decision
from app.offers.rules.letter import Outcome
from app.offers.rules.states import ApplicationState, OfferState, Round
from app.platform.fields import Euros, Points
from app.platform.schemas import Shown
from app.platform.work import Work


class StartedOut(Shown):
    """The id of what was made."""

    id: UUID


class ReceiptOut(Shown):
    """When an application was received, to the microsecond, and the hash that proves what."""

    application_id: UUID
    public_id: UUID
    received_at: datetime
    sha256: str
    round: Round
    late_by_us: int


class ApplicationRowOut(Shown):
    id: UUID
    call_id: UUID
    call_number: str
    party_id: UUID
    party: str
    state: ApplicationState
    round: Round | None
    received_at: datetime | None
    late_by_us: int
    decide_by: date | None
    decision_id: UUID | None
    notified_at: datetime | None


class ScoreOut(Shown):
    criterion: str
    points: Points
    reason: str


class OfferOut(Shown):
    """What is offered in one category; its outcome is told with the notice, its points to the buyer."""

    id: UUID | None
    category: str
    unit_price: Euros
    answers: dict[str, str]
    state: OfferState | None
    grounds: list[str]
    scores: list[ScoreOut]


class ApplicationOut(Shown):
    id: UUID
    public_id: UUID
    call_id: UUID
    party_id: UUID
    state: ApplicationState
    round: Round | None
    language: str
    received_at: datetime | None
    late_by_us: int
    sha256: str
    opened_at: datetime | None
    decide_by: date | None
    extension_reason: str
    decision_id: UUID | None
    offers: list[OfferOut]
    declarations: dict[str, str]


class SealedOut(Shown):
    """One that waits for its opening; nobody knows yet whose it is."""

    id: UUID
    received_at: datetime
    decide_by: date


class OpenedOut(Shown):
    """The applications that were opened, in the order of receipt."""

    ids: list[UUID]


class ExtendedOut(Shown):
    decide_by: date


class OutcomeOut(Shown):
    category: str
    outcome: Outcome
    grounds: list[str]


class DecisionOut(Shown):
    """A decision; an applicant has it once it is notified."""

    id: UUID
    application_id: UUID
    number: str
    decided_at: datetime
    outcomes: list[OutcomeOut]
    has_letter: bool
    notified_at: datetime | None
    remedy_ends_on: date | None


class AdmissionOut(Shown):
    """A row of the public register."""

    category: str
    category_title: dict[str, str]
    party_id: UUID
    party: str
    admitted_at: datetime


class StandingOut(Shown):
    """A place in the order of preference."""

    category: str
    place: int
    party_id: UUID
    party: str
    unit_price: Euros
    quality: Points
    price_points: Points
    total: Points


def shown_application(work: Work, application_id: UUID) -> ApplicationOut:
    application = queries.own_application(work, application_id)
    decision = queries.decision_of(work, application)
    content = queries.opened_content(work, application) if application.sealed is not None else None
    return ApplicationOut(
        id=application.id,
        public_id=application.public_id,
        call_id=application.call_id,
        party_id=application.party_id,
        state=application.state,
        round=application.round,
        language=application.language,
        received_at=application.received_at,
        late_by_us=application.late_by_us,
        sha256=application.sha256.hex() if application.sha256 else "",
        opened_at=application.opened_at,
        decide_by=application.decide_by,
        extension_reason=application.extension_reason,
        decision_id=decision.id if decision else None,
        offers=_offers(work, application, decision),
        declarations=dict(content.declarations) if content else {},
    )


def _offers(work: Work, application: Application, decision: Decision | None) -> list[OfferOut]:
    if application.sealed is None:
        return []
    if application.opened_at is None:
        content = queries.opened_content(work, application)
        return [
            OfferOut(
                id=None,
                category=code,
                unit_price=offer.unit_price,
                answers=dict(offer.answers),
                state=None,
                grounds=[],
                scores=[],
            )
            for code, offer in sorted(content.offers.items())
        ]
    scores = queries.scores_on(work, application.id)
    return [
        OfferOut(
            id=offer.id,
            category=category.code,
            unit_price=offer.unit_price,
            answers=dict(offer.answers),
            state=offer.state if decision else None,
            grounds=offer.grounds if decision else [],
            scores=[
                ScoreOut(criterion=criterion, points=score.hundredths, reason=score.reason)
                for (offer_id, criterion), score in sorted(scores.items(), key=lambda one: one[0][1])
                if offer_id == offer.id
            ],
        )
        for offer, category in queries.offers_of(work, application.id)
    ]


def receipt_of(application: Application) -> ReceiptOut:
    if application.received_at is None or application.sha256 is None or application.round is None:
        raise Missing
    return ReceiptOut(
        application_id=application.id,
        public_id=application.public_id,
        received_at=application.received_at,
        sha256=application.sha256.hex(),
        round=application.round,
        late_by_us=application.late_by_us,
    )


def shown_decision(work: Work, decision_id: UUID) -> DecisionOut:
    decision = queries.decision(work, decision_id)
    letter = queries.letter_data(decision)
    return DecisionOut(
        id=decision.id,
        application_id=decision.application_id,
        number=decision.number,
        decided_at=decision.decided_at,
        outcomes=[
            OutcomeOut(
                category=one.category,
                outcome=one.outcome,
                grounds=[ground.in_language(letter.language) for ground in one.grounds],
            )
            for one in letter.outcomes
        ],
        has_letter=decision.letter_file_id is not None,
        notified_at=decision.notified_at,
        remedy_ends_on=decision.remedy_ends_on,
    )
