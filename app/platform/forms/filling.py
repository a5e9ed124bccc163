"""Values as a person would have typed them: what a form is filled with."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic_core import PydanticUndefined

from app.kernel.money import Money
from app.kernel.texts import Texts
from app.platform.fields import ZONE
from app.platform.forms.shapes import shape_of
from app.platform.schemas import Told


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
