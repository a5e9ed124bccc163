"""When an application is received, in which round, and what it must hold to be received at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.kernel.money import Money
from app.kernel.refusals import Reason
from app.offers.rules.content import ApplicationContent, CategoryOffer
from app.offers.rules.states import Round

MICROSECOND = timedelta(microseconds=1)
LONGEST_ANSWER = 10_000  # characters
NOTHING = Money(0)


@dataclass(frozen=True)
class Receipt:
    """What the applicant gets at once: when it was received, and the hash that proves what."""

    application_id: UUID
    public_id: UUID
    received_at: datetime
    sha256: bytes
    round: Round
    late_by_us: int


def late_by(received_at: datetime, *, closes_at: datetime) -> int:
    """Microseconds after the first round closed; a deadline "at 12.00" is 12:00:00.000000 (RULE-34).

    >>> noon = datetime.fromisoformat("2026-03-05T12:00:00+02:00")
    >>> late_by(noon, closes_at=noon), late_by(noon + timedelta(milliseconds=1), closes_at=noon)
    (0, 1000)
    """
    return max(0, (received_at - closes_at) // MICROSECOND)


def round_of(received_at: datetime, *, closes_at: datetime) -> Round:
    """Who comes late is not turned away, but joins those who come one by one."""
    return Round.CONTINUOUS if late_by(received_at, closes_at=closes_at) else Round.FIRST


def counted_from(received_in: Round, *, received_on: date, closes_on: date) -> date:
    """The day from which the time to decide runs: the first round's all from its closing (RULE-15)."""
    return closes_on if received_in is Round.FIRST else received_on


@dataclass(frozen=True)
class CategoryForm:
    """What one category asks: its questions by code; whether the applicant stands in the register already."""

    questions: tuple[str, ...]
    is_admitted: bool = False


def reasons_not_to_receive(
    content: ApplicationContent, *, forms: Mapping[str, CategoryForm], declarations: Collection[str]
) -> list[Reason]:
    """Form only, and never merit: a price above the ceiling is received, and rejected with its grounds.

    >>> offer = CategoryOffer(Money(58_50), {"staff": "Kaksi valmentajaa"})
    >>> asked = {"A": CategoryForm(("staff", "method"))}
    >>> reasons = reasons_not_to_receive(ApplicationContent({"A": offer}), forms=asked, declarations=[])
    >>> [(reason.code, reason.facts["question"]) for reason in reasons]
    [('offers.answer_missing', 'method')]
    """
    reasons = [] if content.offers else [Reason("offers.no_category")]
    reasons += _reasons_answers_wrong(content.declarations, declarations, {"category": "*"})
    for code, offer in content.offers.items():
        form = forms.get(code)
        if form is None:
            reasons.append(Reason("offers.unknown_category", {"category": code}))
        else:
            reasons += _reasons_offer_wrong(code, offer, form)
    return reasons


def _reasons_offer_wrong(code: str, offer: CategoryOffer, form: CategoryForm) -> list[Reason]:
    where = {"category": code}
    reasons = _reasons_answers_wrong(offer.answers, form.questions, where)
    if offer.unit_price <= NOTHING:
        reasons.append(Reason("offers.price_missing", where))
    if form.is_admitted:
        reasons.append(Reason("offers.already_admitted", where))
    return reasons


def _reasons_answers_wrong(
    answers: Mapping[str, str], questions: Collection[str], where: Mapping[str, str]
) -> list[Reason]:
    def reason(code: str, question: str) -> Reason:
        return Reason(code, {**where, "question": question})

    missing = [question for question in questions if not answers.get(question, "").strip()]
    unknown = sorted(set(answers) - set(questions))
    too_long = sorted(question for question, answer in answers.items() if len(answer) > LONGEST_ANSWER)
    return [
        *(reason("offers.answer_missing", question) for question in missing),
        *(reason("offers.unknown_question", question) for question in unknown),
        *(reason("offers.answer_too_long", question) for question in too_long),
    ]
