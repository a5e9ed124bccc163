"""Reading values back from the plain JSON that `kernel.plain` made of them: the type tells how."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from app.kernel.money import Money
from app.kernel.texts import Texts, texts_from_json

T = TypeVar("T")
SIMPLE = (bool, int, str)


def from_plain(kind: type[T], plain: Any) -> T:
    """`from_plain(type(value), as_plain(value)) == value`; whatever does not fit is a ValueError.

    A field with a default may be missing, so that a type can grow; a field too many is a mistake.

    >>> from_plain(Money, 54_00)
    Money(cents=5400)
    >>> from_plain(Money, "54.00")
    Traceback (most recent call last):
    ...
    ValueError: value: '54.00' is not a whole number
    """
    read: T = _read(kind, plain, "value")
    return read


def _read(kind: Any, plain: Any, where: str) -> Any:
    if get_origin(kind) is not None:
        return _read_composed(kind, plain, where)
    if kind in SIMPLE:
        return _exactly(kind, plain, where)
    if kind is Money:
        return Money(_exactly(int, plain, where))
    try:
        if kind is Texts:
            return texts_from_json(_read(Mapping[str, str], plain, where))
        if kind in (date, datetime):
            return kind.fromisoformat(plain)
        if kind is UUID or issubclass(kind, Enum):
            return kind(plain)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"{where}: {plain!r} is no {kind.__name__} ({wrong})") from None
    if is_dataclass(kind):
        return _read_fields(kind, plain, where)
    raise TypeError(f"{where}: {kind} is not read from plain JSON")


def _exactly(kind: Any, plain: Any, where: str) -> Any:
    if type(plain) is not kind:  # a bool is an int to Python, and never to us
        asked = {bool: "true or false", int: "a whole number", str: "a text"}[kind]
        raise ValueError(f"{where}: {plain!r} is not {asked}")
    return plain


def _read_composed(kind: Any, plain: Any, where: str) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):  # of all unions only `X | None`
        return None if plain is None else _read(next(k for k in inside if k is not NoneType), plain, where)
    if issubclass(origin, Mapping):
        if not isinstance(plain, Mapping):
            raise ValueError(f"{where}: {plain!r} is not an object")
        return {
            _read(inside[0], key, where): _read(inside[1], value, f"{where}.{key}")
            for key, value in plain.items()
        }
    if not isinstance(plain, list | tuple):
        raise ValueError(f"{where}: {plain!r} is not a list")
    if origin is tuple and inside[-1] is not Ellipsis:
        if len(inside) != len(plain):
            raise ValueError(f"{where}: {len(inside)} values are needed, not {len(plain)}")
        return tuple(_read(k, value, where) for k, value in zip(inside, plain, strict=True))
    return origin(_read(inside[0], value, f"{where}[{index}]") for index, value in enumerate(plain))


def _read_fields(kind: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, Mapping):
        raise ValueError(f"{where}: {plain!r} is not an object")
    known = _fields(kind)
    if strange := sorted(set(plain) - set(known)):
        raise ValueError(f"{where}: {kind.__name__} has no {', '.join(map(str, strange))}")
    missing = [name for name, (item, _) in known.items() if name not in plain and not _has_default(item)]
    if missing:
        raise ValueError(f"{where}: {kind.__name__} needs {', '.join(missing)}")
    given = {name: known[name][1] for name in plain}
    return kind(**{name: _read(inner, plain[name], f"{where}.{name}") for name, inner in given.items()})


def _has_default(item: Field[Any]) -> bool:
    return item.default is not MISSING or item.default_factory is not MISSING


@lru_cache
def _fields(kind: Any) -> dict[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(kind)
    return {item.name: (item, hints[item.name]) for item in fields(kind) if item.init}
