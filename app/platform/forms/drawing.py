"""Drawing a shape as fields for a page: labels, what stands in them, and what may be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from re import compile as pattern
from typing import Any, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from app.platform.forms.shapes import shape_of, told_within
from app.platform.schemas import Told
from app.platform.texts import Catalogue

HIDDEN = "password"  # the kind of field whose words no page says back
FEW = 4  # choices that are all shown, as radio buttons
CAPITAL = pattern(r"(?<=[a-z])(?=[A-Z])")


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
    nested = told_within(shape)
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
