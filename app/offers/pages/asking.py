"""Forms that ask what a call asks: one group of fields for each category, its own questions in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request

from app.kernel.money import Money
from app.kernel.texts import Texts
from app.platform.forms import Anchored, FieldView, FormView, Problem
from app.platform.pages import environment
from app.platform.showing import words_of
from app.platform.texts import Catalogue
from app.platform.web import language_of
from app.platform.web.answering import Again
from app.procurement import queries as procurement
from app.procurement.models import Call, Category
from app.procurement.rules.requirements import Proof

SEPARATOR = " · "
EVERYBODY = "*"  # where a reason is about what everybody is asked


@dataclass(frozen=True)
class Question:
    """One thing that an applicant is asked: by its code, in its own words."""

    code: str
    text: Texts
    proof: Proof | None = None  # none for what evaluators will score


def questions_to_all(call: Call) -> list[Question]:
    return [Question(one.code, one.text, one.proof) for one in procurement.requirements_of(call).items]


def questions_of(call: Call, category: Category) -> list[Question]:
    """Its minimum requirements, and what its quality will be judged by."""
    required = procurement.requirements_of(category).items
    scored = procurement.ranking_of(call).criteria
    return [
        *(Question(one.code, one.text, one.proof) for one in required),
        *(Question(one.code, one.title) for one in scored),
    ]


def money_in_words(request: Request, amount: Money) -> str:
    words: str = environment(language_of(request)).filters["money"](amount)
    return words


def placed(request: Request, action: str, place: Callable[[Problem], Problem]) -> None:
    """A refusal that is about one field stands at that field, before the form is drawn again."""
    again: Again | None = getattr(request.state, "again", None)
    if again is not None and again.action == action:
        again.problems = [place(problem) for problem in again.problems]


@dataclass(frozen=True)
class Caption:
    """What stands at a field instead of its general label; `kind` "hidden" carries its value unseen.

    The rows of a list that is `spread` stand beside their neighbours, without a frame of their own.
    """

    label: str = ""
    hint: str = ""
    kind: str = ""
    required: bool | None = None
    spread: bool = False


PLAIN = Caption()


def captioned(view: FormView, captions: Mapping[str, Caption]) -> FormView:
    """The form with the call's own words, in its fields and in its error summary alike."""
    fields = tuple(one for field in view.fields for one in _captioned(field, captions))
    labels, places = dict(_labels(view.fields)), dict(_places(fields))
    problems = tuple(_placed(one, labels.get(one.anchor, ""), places) for one in view.problems)
    return replace(view, fields=fields, problems=problems)


def _captioned(field: FieldView, captions: Mapping[str, Caption]) -> tuple[FieldView, ...]:
    caption = captions.get(field.name, PLAIN)
    children = tuple(one for child in field.fields for one in _captioned(child, captions))
    if caption.spread:
        return children
    return (
        replace(
            field,
            fields=children,
            label=caption.label or field.label,
            hint=caption.hint or field.hint,
            kind=caption.kind or field.kind,
            required=field.required if caption.required is None else caption.required,
        ),
    )


def _labels(fields: Sequence[FieldView]) -> Iterator[tuple[str, str]]:
    for field in fields:
        yield field.id, field.label
        yield from _labels(field.fields)


def _places(fields: Sequence[FieldView], path: str = "") -> Iterator[tuple[str, str]]:
    """By a field's id, where it stands on the page: the labels of what is around it, and its own."""
    for field in fields:
        here = SEPARATOR.join(part for part in (path, field.label) if part)
        yield field.id, here
        yield from _places(field.fields, "" if field.kind == "rows" else here)


def _placed(problem: Anchored, label: str, places: Mapping[str, str]) -> Anchored:
    place = places.get(problem.anchor)
    if not label or place is None or not problem.text.startswith(f"{label}: "):
        return problem
    return replace(problem, text=f"{place}{problem.text[len(label) :]}")


def content_asked(call: Call, categories: Sequence[Category]) -> dict[str, Any]:
    """The empty form of an application: every category and question in its place."""
    return {
        "offers": [
            {
                "category": category.code,
                "answers": [{"question": one.code, "answer": ""} for one in questions_of(call, category)],
            }
            for category in categories
        ],
        "declarations": [{"question": one.code, "answer": ""} for one in questions_to_all(call)],
    }


def content_rows(call: Call, categories: Sequence[Category]) -> dict[str, int]:
    rows = {f"offers.{at}.answers": len(questions_of(call, one)) for at, one in enumerate(categories)}
    return {**rows, "offers": len(categories), "declarations": len(questions_to_all(call))}


def content_captions(request: Request, call: Call, categories: Sequence[Category]) -> dict[str, Caption]:
    language, words = language_of(request), words_of(request)
    captions = {"offers": Caption(required=True)}
    for row, category in enumerate(categories):
        here = f"offers.{row}"
        ceiling = {
            "ceiling": money_in_words(request, category.price_ceiling),
            "unit": words.gettext(f"unit.{category.unit}"),
        }
        title = f"{category.code}{SEPARATOR}{category.title.in_language(language)}"
        captions[here] = Caption(label=title, hint=words.gettext("offers.category.hint"))
        captions[f"{here}.category"] = Caption(kind="hidden")
        hint = words.say("offers.price.hint", ceiling)
        captions[f"{here}.unit_price"] = Caption(hint=hint, required=True)
        captions |= _answer_captions(f"{here}.answers", questions_of(call, category), language, words)
    captions |= _answer_captions("declarations", questions_to_all(call), language, words)
    return captions


def _answer_captions(
    where: str, questions: Sequence[Question], language: str, words: Catalogue
) -> dict[str, Caption]:
    captions = {where: Caption(required=True, spread=where != "declarations")}
    for row, question in enumerate(questions):
        text = question.text.in_language(language)
        hint = words.gettext(f"offers.proof.{question.proof}" if question.proof else "offers.proof.scored")
        captions[f"{where}.{row}"] = Caption(spread=True)
        captions[f"{where}.{row}.question"] = Caption(kind="hidden")
        captions[f"{where}.{row}.answer"] = Caption(label=text, hint=hint, required=True)
    return captions


def at_its_answer(problem: Problem, request: Request, call: Call, categories: Sequence[Category]) -> Problem:
    """A reason at the field that it is about, with the question in words."""
    category, code = problem.facts.get("category", ""), problem.facts.get("question", "")
    places = _places_asked(call, categories)
    place = places.get((category, code))
    if place is None or problem.field:
        return problem
    field, text = place
    facts = {**problem.facts}
    if text is not None:
        facts["question"] = f"”{text.in_language(language_of(request))}”"
    if category == EVERYBODY:
        facts["category"] = words_of(request).gettext("offers.everybody")
    return replace(problem, field=field, facts=facts)


def _places_asked(
    call: Call, categories: Sequence[Category]
) -> dict[tuple[str, str], tuple[str, Texts | None]]:
    """The field and the words of each question, by the codes of its category and its own."""
    found: dict[tuple[str, str], tuple[str, Texts | None]] = {
        (EVERYBODY, one.code): (f"declarations.{at}.answer", one.text)
        for at, one in enumerate(questions_to_all(call))
    }
    for row, category in enumerate(categories):
        found[category.code, ""] = (f"offers.{row}.unit_price", None)
        for at, one in enumerate(questions_of(call, category)):
            found[category.code, one.code] = (f"offers.{row}.answers.{at}.answer", one.text)
    return found
