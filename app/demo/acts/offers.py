"""Acts of offers: applying, opening, scoring, deciding, notifying."""

from uuid import UUID

from pydantic import Field

from app.demo.acting import act
from app.demo.fields import Amount, Fields, Points, Words, YesNo
from app.demo.stage import Stage
from app.offers import queries
from app.offers.rules.content import ApplicationContent, CategoryOffer
from app.offers.rules.deciding import Verdict
from app.offers.service import applying, deciding, giving_notice, opening, scoring
from app.platform.work import Work
from app.procurement import queries as calls


class Applying(Fields):
    call: str
    party: str
    language: str = "fi"


@act("start_application", Applying)
def start_application(stage: Stage, work: Work, facts: Applying) -> UUID:
    """Starts an application of a supplier or a group; it is not sent yet."""
    return applying.start(work, stage.id(facts.call), stage.id(facts.party), language=facts.language)


class OfferedCategory(Fields):
    category: str = Field(description="The category's code.")
    unit_price: Amount = Field(description="Without VAT.")
    answers: dict[str, str] = Field(default={}, description="By the codes of requirements and criteria.")


class Sending(Fields):
    application: str
    offers: list[OfferedCategory] = Field(min_length=1)
    declarations: dict[str, str] = Field(default={})


@act("send_application", Sending)
def send_application(stage: Stage, work: Work, facts: Sending) -> None:
    """Sends an application; its content is sealed until it is opened, and a receipt is given."""
    content = ApplicationContent(
        offers={
            offer.category: CategoryOffer(offer.unit_price, dict(offer.answers)) for offer in facts.offers
        },
        declarations=dict(facts.declarations),
    )
    receipt = applying.send(work, stage.id(facts.application), content)
    told = {
        "received_at": receipt.received_at.isoformat(),
        "round": receipt.round.value,
        "late_by_us": receipt.late_by_us,
        "sha256": receipt.sha256.hex(),
    }
    stage.tell("receipts", facts.application, told)


class OneApplication(Fields):
    application: str


@act("withdraw_application", OneApplication)
def withdraw_application(stage: Stage, work: Work, facts: OneApplication) -> None:
    """Withdraws an application that is not decided."""
    applying.withdraw(work, stage.id(facts.application))


class FirstRound(Fields):
    call: str


@act("open_first_round", FirstRound)
def open_first_round(stage: Stage, work: Work, facts: FirstRound) -> None:
    """Opens the applications of the first round, from its closing on."""
    opening.open_first_round(work, stage.id(facts.call))


@act("open_application", OneApplication)
def open_application(stage: Stage, work: Work, facts: OneApplication) -> None:
    """Opens an application that came after the first round."""
    opening.open_one(work, stage.id(facts.application))


class ScoreTold(Fields):
    application: str
    category: str
    points: dict[str, Points] = Field(description="Points by criterion.")
    reason: str


@act("score_offer", ScoreTold)
def score_offer(stage: Stage, work: Work, facts: ScoreTold) -> None:
    """Scores an offer in one category, criterion by criterion."""
    offers = queries.offers_of(work, stage.id(facts.application))
    [offer_id] = [offer.id for offer, category in offers if category.code == facts.category]
    for criterion, points in facts.points.items():
        scoring.score(work, offer_id, criterion, hundredths=points, reason=facts.reason)


class VerdictTold(Fields):
    category: str
    admit: YesNo
    grounds: Words


class Deciding(Fields):
    application: str
    number: str = Field(description="The decision's number in the buyer's register.")
    verdicts: list[VerdictTold]
    facts: str = Field(description="What the decision rests on.")
    title: str = Field(description="The decision maker's own title.")


@act("decide_application", Deciding)
def decide_application(stage: Stage, work: Work, facts: Deciding) -> UUID:
    """Admits or rejects an applicant, category by category, with grounds; the letter follows as PDF."""
    return deciding.decide(
        work,
        stage.id(facts.application),
        number=facts.number,
        verdicts={one.category: Verdict(one.admit, tuple(one.grounds)) for one in facts.verdicts},
        facts=facts.facts,
        title=facts.title,
    )


class OneDecision(Fields):
    decision: str


@act("notify_decision", OneDecision)
def notify_decision(stage: Stage, work: Work, facts: OneDecision) -> None:
    """Gives the applicant notice of the decision: the time for remedies starts."""
    giving_notice.notify(work, stage.id(facts.decision))


class RankingTold(Fields):
    call: str


@act("tell_ranking", RankingTold)
def tell_ranking(stage: Stage, work: Work, facts: RankingTold) -> None:
    """Writes the published order of admitted suppliers into the summary."""
    for category in calls.categories(work, stage.id(facts.call)):
        rows = [
            {
                "key": stage.key_of(row.entry.party_id),
                "place": row.place,
                "price": row.entry.price.cents,
                "quality": _points(row.entry.quality),
                "price_points": _points(row.price_points),
                "total": _points(row.total),
            }
            for row in queries.ranking(work, category.id)
        ]
        stage.tell("ranking", category.code, rows)


def _points(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
