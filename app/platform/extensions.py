"""The doors through which country packs and formats come in: entry points, ours and other people's alike."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any


@cache  # what is installed does not change while we run, and looking reads the disk
def installed(group: str) -> Mapping[str, Any]:
    """All extensions of a group by their names, in the order of the names: `installed("einvoice")`."""
    points = entry_points(group=f"kutsu.{group}")
    return MappingProxyType(
        {point.name: point.load() for point in sorted(points, key=lambda point: point.name)}
    )
