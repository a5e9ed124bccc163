"""Reading what was posted into a shape, with every fault at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_origin

from pydantic import ValidationError

from app.platform.fields import Unreadable
from app.platform.forms.shapes import shape_of, told_within
from app.platform.schemas import Told

M = TypeVar("M", bound=Told)
Tree = dict[str, Any]  # a name's values, or the tree of what stands under it
OURS = frozenset({"_csrf", "_once", "_page", "_save", "_version"})
CODES = {  # pydantic's kinds of fault, in our words
    "missing": "field.missing",
    "extra_forbidden": "field.unknown",
    "string_too_long": "field.too_long",
    "string_too_short": "field.missing",
    "string_pattern_mismatch": "field.not_understood",
    "too_long": "field.too_many",
    "too_short": "field.missing",
    "enum": "field.not_offered",
    "literal_error": "field.not_offered",
    "uuid_parsing": "field.not_offered",
    "uuid_type": "field.not_offered",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field; an empty field means the whole act."""

    field: str
    code: str
    facts: Mapping[str, str]


class Unfit(Exception):
    """What was told has not the shape that the act asks for."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.code}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class PostedForm:
    """A form as it was sent: names and texts in their order, ours (`_csrf` and the like) apart."""

    pairs: tuple[tuple[str, str], ...] = ()
    ours: Mapping[str, str] = field(default_factory=dict)
    models: list[type[Told]] = field(default_factory=list, compare=False)  # as which the act has read it

    def read(self, model: type[M]) -> M:
        self.models.append(model)
        return told(model, gathered(model, tree_of(self.pairs)))

    def refuse_unread(self) -> None:
        """An act that asks for nothing takes nothing: what is sent to it all the same was meant otherwise."""
        if not self.models and self.pairs:
            raise Unfit([Problem(name, "field.unknown", {}) for name, _ in self.pairs])


def posted_form(pairs: Sequence[tuple[str, str]]) -> PostedForm:
    ours = {name: value for name, value in pairs if name in OURS}
    return PostedForm(tuple((name, value) for name, value in pairs if name not in OURS), ours)


def told(model: type[M], given: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(given)
    except ValidationError as fault:
        raise Unfit(problems_of(fault.errors())) from None


def problems_of(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    return [_problem_of(error) for error in errors]


def _problem_of(error: Mapping[str, Any]) -> Problem:
    name = ".".join(str(part) for part in error["loc"] if part not in ("body", "[key]"))
    context = error.get("ctx") or {}
    cause = context.get("error")
    if isinstance(cause, Unreadable):
        return Problem(name, cause.code, cause.facts)
    code = CODES.get(str(error["type"]), "field.not_understood")
    most = {"most": str(context["max_length"])} if "max_length" in context else {}
    return Problem(name, code, most)


def tree_of(pairs: Sequence[tuple[str, str]]) -> Tree:
    """
    >>> tree_of([("prices.0.amount", "58.50"), ("places", "Lehtola"), ("places", "Harju")])
    {'prices': {'0': {'amount': ['58.50']}}, 'places': ['Lehtola', 'Harju']}
    """
    tree: Tree = {}
    for name, value in pairs:
        *path, last = name.split(".")[:8]
        here = tree
        for step in path:
            under = here.setdefault(step, {})
            here = under if isinstance(under, dict) else {}
        values = here.setdefault(last, [])
        if isinstance(values, list):
            values.append(value.replace("\r\n", "\n"))
    return tree


def gathered(model: type[Told], tree: Tree) -> dict[str, Any]:
    """The tree in the model's shape. What was left blank is left out, so that the default holds."""
    given: dict[str, Any] = {}
    for name, under in tree.items():
        known = model.model_fields.get(name)
        value = _plain(under) if known is None else _value(known.annotation, known.metadata, under)
        if value is not None:
            given[name] = value
    return given


def _value(annotation: Any, metadata: Sequence[Any], under: Any) -> Any:
    shape, kind = shape_of(annotation, metadata)
    nested = told_within(shape)
    if isinstance(under, dict):
        if nested is None:
            texts = {key: _plain(value) for key, value in under.items()}
            return {key: value for key, value in texts.items() if value} or None
        if get_origin(shape) in (list, tuple):
            rows = [
                gathered(nested, row) for _, row in sorted(under.items(), key=_by_number) if _is_tree(row)
            ]
            return [row for row in rows if row]
        return gathered(nested, under) or None
    if get_origin(shape) in (list, tuple, set, frozenset) and kind != "words":
        return [value for value in under if value.strip()]
    return _plain(under)


def _is_tree(under: Any) -> bool:
    return isinstance(under, dict)


def _by_number(item: tuple[str, Any]) -> tuple[int, str]:
    return (int(item[0]) if item[0].isdigit() else 0, item[0])


def _plain(under: Any) -> Any:
    """One text, or None where nothing is written; a checkbox with its hidden "no" tells the last."""
    if isinstance(under, dict):
        return {key: _plain(value) for key, value in under.items()} or None
    written = [value for value in under if value.strip()]
    return written[-1] if written else None
