"""What a field's type asks for: the type behind Optional and Annotated, its kind, and what is within it."""

from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from app.platform.fields import Kind
from app.platform.schemas import Told


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


def told_within(shape: Any) -> type[Told] | None:
    """The model of a group, or of each row of a list."""
    if isinstance(shape, type) and issubclass(shape, Told):
        return shape
    if get_origin(shape) in (list, tuple):
        return told_within(shape_of(get_args(shape)[0])[0])
    return None
