"""A whole form as a page shows it, with what is wrong with it in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.platform.forms.drawing import FieldView
from app.platform.forms.reading import Problem
from app.platform.pages import told as told_in_words
from app.platform.texts import Catalogue


@dataclass(frozen=True)
class Anchored:
    """A problem in words, and the id of the field to jump to."""

    anchor: str
    text: str
    code: str = ""


@dataclass(frozen=True)
class FormView:
    id: str
    action: str
    submit: str
    fields: tuple[FieldView, ...]
    hidden: Mapping[str, str]
    problems: tuple[Anchored, ...] = ()
    can_draft: bool = False
    tone: str = ""
    values_kept: bool = False


def anchored(
    fields: Sequence[FieldView], problems: Sequence[Problem], form_id: str, words: Catalogue
) -> list[Anchored]:
    """Each problem with its field's own label in front, in the order of the page."""
    labels = dict(_labels(fields))
    told = []
    for problem in problems:
        name = next((name for name in _upwards(problem.field) if name in labels), "")
        text = told_in_words(problem.code, problem.facts, words.language)
        anchor = labels[name][0] if name else form_id
        told.append(Anchored(anchor, f"{labels[name][1]}: {text}" if name else text, problem.code))
    return told


def _upwards(name: str) -> list[str]:
    """
    >>> _upwards("prices.0.amount")
    ['prices.0.amount', 'prices.0', 'prices']
    """
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _labels(fields: Sequence[FieldView]) -> list[tuple[str, tuple[str, str]]]:
    told = []
    for view in fields:
        told.append((view.name, (view.id, view.label)))
        told += _labels(view.fields)
    return told
