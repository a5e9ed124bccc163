"""What is told of an application: its content, its points, its decision."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from app.kernel.money import Money
from app.offers.rules.content import ApplicationContent, CategoryOffer
from app.offers.rules.deciding import Verdict
from app.offers.rules.letter import Outcome
from app.offers.service import Points as Scored
from app.platform.fields import Euros, Kind, Line, Points, Unreadable
from app.platform.schemas import Told

NOTHING = Money(0)
Answer = Annotated[
    str,
    Kind("textarea"),
    StringConstraints(strip_whitespace=True, max_length=20_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"),
]
Code = Annotated[str, Kind("text"), StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Reasoning = Annotated[
    str,
    Kind("textarea"),
    StringConstraints(strip_whitespace=True, max_length=1000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"),
]


def _once(told: Sequence[str]) -> None:
    twice = sorted({one for one in told if told.count(one) > 1})
    if twice:
        raise Unreadable("offers.told_twice", twice[0], twice[0])


def _lines(written: Any) -> Any:
    """A text with a ground on each line, or a list of them."""
    if isinstance(written, str):
        written = [written]
    if not isinstance(written, list):
        return written
    return [
        line.strip()
        for one in written
        for line in (one.splitlines() if isinstance(one, str) else [one])
        if not isinstance(line, str) or line.strip()
    ]


class StartIn(Told):
    """For whom the application is, and in which language its decision is written."""

    texts: ClassVar[str] = "offers.start"
    party_id: UUID
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class AnswerIn(Told):
    """By the code of the requirement or criterion."""

    texts: ClassVar[str] = "offers.answer"
    question: Code
    answer: Answer = ""


class OfferIn(Told):
    """One category. Without a price and without any answer it is not applied for."""

    texts: ClassVar[str] = "offers.offer"
    category: Code
    unit_price: Euros | None = None
    answers: list[AnswerIn] = Field(default=[], max_length=100)

    @property
    def is_made(self) -> bool:
        return self.unit_price is not None or any(one.answer for one in self.answers)


def _categories_once(told: list[OfferIn]) -> list[OfferIn]:
    _once([one.category for one in told])
    for one in told:
        _once([answer.question for answer in one.answers])
    return told


def _questions_once(told: list[AnswerIn]) -> list[AnswerIn]:
    _once([one.question for one in told])
    return told


class SendIn(Told):
    """The whole content, sealed as it is received. Prices are without VAT."""

    texts: ClassVar[str] = "offers.send"
    offers: Annotated[list[OfferIn], AfterValidator(_categories_once)] = Field(default=[], max_length=100)
    declarations: Annotated[list[AnswerIn], AfterValidator(_questions_once)] = Field(
        default=[], max_length=100
    )

    def content(self) -> ApplicationContent:
        return ApplicationContent(
            offers={
                one.category: CategoryOffer(one.unit_price or NOTHING, _answers(one.answers))
                for one in self.offers
                if one.is_made
            },
            declarations=_answers(self.declarations),
        )


def _answers(told: Sequence[AnswerIn]) -> dict[str, str]:
    return {one.question: one.answer for one in told if one.answer}


class PointsIn(Told):
    texts: ClassVar[str] = "offers.points"
    criterion: Code
    points: Points | None = None
    reason: Reasoning = ""


def _criteria_once(told: list[PointsIn]) -> list[PointsIn]:
    _once([one.criterion for one in told])
    return told


class ScoreIn(Told):
    """Points for an offer by criterion; a criterion without points is left as it is."""

    texts: ClassVar[str] = "offers.score"
    scores: Annotated[list[PointsIn], AfterValidator(_criteria_once)] = Field(max_length=20)

    def points(self) -> list[Scored]:
        return [
            Scored(one.criterion, one.points, one.reason) for one in self.scores if one.points is not None
        ]


class VerdictIn(Told):
    """Admitted or rejected, with a ground on each line."""

    texts: ClassVar[str] = "offers.verdict"
    category: Code
    outcome: Outcome
    grounds: Annotated[
        list[Annotated[str, StringConstraints(max_length=1000)]], Kind("textarea"), BeforeValidator(_lines)
    ] = Field(default=[], max_length=20)


def _verdicts_once(told: list[VerdictIn]) -> list[VerdictIn]:
    _once([one.category for one in told])
    return told


class DecideIn(Told):
    """What the letter says, in the applicant's language; facts stand one on a line."""

    texts: ClassVar[str] = "offers.decide"
    verdicts: Annotated[list[VerdictIn], AfterValidator(_verdicts_once)] = Field(max_length=100)
    known_facts: Annotated[
        str, Kind("textarea"), StringConstraints(strip_whitespace=True, max_length=2000)
    ] = ""
    number: Annotated[
        str, Kind("text"), StringConstraints(strip_whitespace=True, min_length=1, max_length=60)
    ]
    title: Annotated[Line, StringConstraints(min_length=1)]

    def by_category(self) -> dict[str, Verdict]:
        return {
            one.category: Verdict(one.outcome is Outcome.ADMITTED, tuple(one.grounds))
            for one in self.verdicts
        }


class ExtendIn(Told):
    texts: ClassVar[str] = "offers.extend"
    reason: Annotated[str, Kind("textarea"), StringConstraints(strip_whitespace=True, max_length=500)] = ""
