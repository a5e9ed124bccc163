"""Forms: reading what was posted into a shape, and drawing a shape as fields for a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from re import compile as pattern
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import StringConstraints, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.kernel.money import Money
from app.kernel.texts import Texts
from app.platform.fields import ZONE, Kind, Unreadable
from app.platform.pages import told as told_in_words
from app.platform.schemas import Told
from app.platform.texts import Catalogue

M = TypeVar("M", bound=Told)
Tree = dict[str, Any]  # a name's values, or the tree of what stands under it
OURS = frozenset({"_csrf", "_once", "_page", "_save", "_version"})
HIDDEN = "password"  # the kind of field whose words no page says back
FEW = 4  # choices that are all shown, as radio buttons
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
CAPITAL = pattern(r"(?<=[a-z])(?=[A-Z])")


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
    nested = _told_within(shape)
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


def shape_of(annotation: Any, metadata: Sequence[Any] = ()) -> tuple[Any, str]:
    """The type behind Optional and Annotated, and the kind of field that its type asks for."""
    kinds = [mark.name for mark in metadata if isinstance(mark, Kind)]
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *marks = get_args(annotation)
            kinds += [mark.name for mark in marks if isinstance(mark, Kind)]
        elif origin in (Union, UnionType):
            annotation = next(one for one in get_args(annotation) if one is not type(None))
        else:
            return annotation, kinds[0] if kinds else ""


def _told_within(shape: Any) -> type[Told] | None:
    """The model of a group, or of each row of a list."""
    if isinstance(shape, type) and issubclass(shape, Told):
        return shape
    if get_origin(shape) in (list, tuple):
        return _told_within(shape_of(get_args(shape)[0])[0])
    return None


# ---------------------------------------------------------------------------------------------- drawing


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class FieldView:
    """One field, ready to draw; `fields` are a group's own, or a list's rows."""

    name: str
    id: str
    label: str
    kind: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    autocomplete: str = ""
    max_length: int | None = None
    suffix: str = ""
    fields: tuple["FieldView", ...] = ()


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


@dataclass(frozen=True)
class Drawing:
    """What stands in the fields: texts by name, as typed or as given; faults; what may be chosen."""

    words: Catalogue
    id: str
    texts: str
    values: Mapping[str, list[str]]
    errors: Mapping[str, str]
    options: Mapping[str, Sequence[Option]]
    rows: Mapping[str, int]
    languages: Sequence[str]


def drawn(model: type[Told], drawing: Drawing, prefix: str = "") -> tuple[FieldView, ...]:
    return tuple(
        _drawn(name, info, replace(drawing, texts=model.texts or drawing.texts), prefix)
        for name, info in model.model_fields.items()
    )


def _drawn(name: str, info: FieldInfo, drawing: Drawing, prefix: str) -> FieldView:
    shape, kind = shape_of(info.annotation, info.metadata)
    full = f"{prefix}{name}"
    view = FieldView(
        name=full,
        id=_id(drawing, full),
        label=_label(drawing, name),
        kind=kind or "text",
        hint=_words(drawing, f"{name}.hint", default=""),
        value="" if kind == HIDDEN else _first(drawing, full),
        error=drawing.errors.get(full, ""),
        required=info.is_required() and kind != "checkbox",
        max_length=_longest(info),
        suffix="€" if kind == "money" else "",
    )
    return _shaped(view, shape, drawing, name)


def _shaped(view: FieldView, shape: Any, drawing: Drawing, name: str) -> FieldView:
    nested = _told_within(shape)
    offered = drawing.options.get(view.name, drawing.options.get(name))
    if nested is not None:
        return _nested(view, shape, nested, drawing, name)
    if view.kind == "by_language":
        return replace(view, kind="group", fields=_by_language(view, drawing))
    many = get_origin(shape) in (list, tuple, set, frozenset)
    if offered is None and _enum_within(shape) is not None:
        offered = _enum_options(_enum_within(shape), drawing)
    if offered is not None:
        return _offering(view, tuple(offered), drawing, many=many)
    if view.kind == "words":
        return replace(view, kind="text", value=", ".join(drawing.values.get(view.name, [])))
    return replace(view, kind={"whole": "number", "number": "text"}.get(view.kind, view.kind))


def _offering(view: FieldView, offered: tuple[Option, ...], drawing: Drawing, *, many: bool) -> FieldView:
    if many:
        chosen = drawing.values.get(view.name, [])
        return replace(view, kind="checkboxes", options=offered, value=list(chosen))
    return replace(view, kind="radios" if len(offered) <= FEW else "select", options=offered)


def _nested(view: FieldView, shape: Any, nested: type[Told], drawing: Drawing, name: str) -> FieldView:
    if get_origin(shape) not in (list, tuple):
        return replace(view, kind="group", fields=drawn(nested, drawing, f"{view.name}."))
    count = drawing.rows.get(view.name, drawing.rows.get(name, 1))
    rows = tuple(
        replace(
            view,
            name=f"{view.name}.{row}",
            id=_id(drawing, f"{view.name}.{row}"),
            label=f"{view.label} {row + 1}",
            kind="group",
            hint="",
            error=drawing.errors.get(f"{view.name}.{row}", ""),
            fields=drawn(nested, drawing, f"{view.name}.{row}."),
        )
        for row in range(max(count, _rows_typed(view.name, drawing)))
    )
    return replace(view, kind="rows", fields=rows)


def _rows_typed(name: str, drawing: Drawing) -> int:
    numbers = (full[len(name) + 1 :].split(".")[0] for full in drawing.values if full.startswith(f"{name}."))
    return max((int(number) + 1 for number in numbers if number.isdigit() and int(number) < 100), default=0)


def _by_language(view: FieldView, drawing: Drawing) -> tuple[FieldView, ...]:
    return tuple(
        FieldView(
            name=f"{view.name}.{language}",
            id=_id(drawing, f"{view.name}.{language}"),
            label=drawing.words.gettext(f"language.{language}"),
            kind="textarea" if view.max_length is None and "description" in view.name else "text",
            value=_first(drawing, f"{view.name}.{language}"),
            error=drawing.errors.get(f"{view.name}.{language}", ""),
        )
        for language in drawing.languages
    )


def _enum_within(shape: Any) -> type[StrEnum] | None:
    if isinstance(shape, type) and issubclass(shape, StrEnum):
        return shape
    inner = get_args(shape)
    return _enum_within(shape_of(inner[0])[0]) if inner else None


def _enum_options(kind: type[StrEnum] | None, drawing: Drawing) -> tuple[Option, ...]:
    if kind is None:
        return ()
    return tuple(Option(word.value, drawing.words.gettext(word_code(word))) for word in kind)


def word_code(word: StrEnum) -> str:
    """
    >>> from app.kernel.actors import Role
    >>> word_code(Role.CASE_WORKER)
    'word.role.case_worker'
    """
    return f"word.{CAPITAL.sub('_', type(word).__name__).lower()}.{word.value}"


def _label(drawing: Drawing, name: str) -> str:
    return _words(drawing, name, default=f"field.{name}")


def _words(drawing: Drawing, name: str, *, default: str) -> str:
    codes = [f"{drawing.texts}.field.{name}"] if drawing.texts else []
    for code in [*codes, f"field.{name}"]:
        found = drawing.words.strings.get(code)
        if found:
            return found
    return default


def _longest(info: FieldInfo) -> int | None:
    return next(
        (
            mark.max_length
            for mark in info.metadata
            if isinstance(mark, StringConstraints) and mark.max_length
        ),
        next((mark.max_length for mark in info.metadata if getattr(mark, "max_length", None)), None),
    )


def _id(drawing: Drawing, full: str) -> str:
    return f"{drawing.id}-{full.replace('.', '-')}"


def _first(drawing: Drawing, full: str) -> str:
    values = drawing.values.get(full, [])
    return values[-1] if values else ""


# ------------------------------------------------------------------------------------- values as typed


def as_typed(given: Mapping[str, Any], decimal: str, prefix: str = "") -> dict[str, list[str]]:
    """What a person would have typed: days as ISO, money with the language's own decimal sign."""
    typed: dict[str, list[str]] = {}
    for name, value in given.items():
        full = f"{prefix}{name}"
        if value is None or value is PydanticUndefined:
            continue
        if isinstance(value, Told):
            typed |= as_typed(in_decimals(type(value), value.facts()), decimal, f"{full}.")
        elif isinstance(value, Texts):
            typed |= as_typed(value.by_language, decimal, f"{full}.")
        elif isinstance(value, Mapping):
            typed |= as_typed(value, decimal, f"{full}.")
        elif isinstance(value, (list, tuple, set, frozenset)):
            typed |= _list_typed(list(value), decimal, full)
        else:
            typed[full] = [_one_typed(value, decimal)]
    return typed


def in_decimals(model: type[Told], given: Mapping[str, Any]) -> dict[str, Any]:
    """Points and shares are kept in whole hundredths, and typed with two decimals as money is.

    >>> from app.platform.fields import Percent, Whole
    >>> class FeeIn(Told):
    ...     share: Percent = 5000
    ...     most: Whole = 2
    >>> as_typed(in_decimals(FeeIn, FeeIn().facts()), ",")
    {'share': ['50,00'], 'most': ['2']}
    """
    return {name: _in_decimals(model, name, value) for name, value in given.items()}


def _in_decimals(model: type[Told], name: str, value: Any) -> Any:
    info = model.model_fields.get(name)
    if info is None or not isinstance(value, int) or isinstance(value, bool):
        return value
    _, kind = shape_of(info.annotation, info.metadata)
    return Money(value) if kind == "number" else value


def _list_typed(values: list[Any], decimal: str, full: str) -> dict[str, list[str]]:
    if all(isinstance(value, (Told, Mapping)) for value in values):
        return as_typed({str(row): value for row, value in enumerate(values)}, decimal, f"{full}.")
    return {full: [_one_typed(value, decimal) for value in values]}


def _one_typed(value: Any, decimal: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        sign, cents = "-" if value.cents < 0 else "", abs(value.cents)
        return f"{sign}{cents // 100}{decimal}{cents % 100:02}"
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def defaults_of(model: type[Told]) -> dict[str, Any]:
    return {
        name: info.get_default(call_default_factory=True)
        for name, info in model.model_fields.items()
        if not info.is_required()
    }


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
