"""The doors through which country packs and formats come in: entry points, ours and other people's alike."""

from importlib.metadata import entry_points
from typing import Any


def installed(group: str) -> dict[str, Any]:
    """All extensions of a group by their names, in the order of the names: `installed("einvoice")`."""
    points = entry_points(group=f"kutsu.{group}")
    return {point.name: point.load() for point in sorted(points, key=lambda point: point.name)}
