"""Pairs of runs on one machine at one time, and the table that they end in."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

PAIRS = 5


@dataclass(frozen=True)
class Measured:
    """One promise: what was wanted, what was found, in words, and whether that is enough."""

    what: str
    goal: str
    found: str
    met: bool


@dataclass(frozen=True)
class Pairs:
    """Seconds of ours and of its peer, run in turns."""

    ours: list[float]
    peers: list[float]

    @property
    def ratio(self) -> float:
        """How many times as long ours took: the median of the pairs."""
        return median(mine / other for mine, other in zip(self.ours, self.peers, strict=True))

    def told(self) -> str:
        return f"{self.ratio:.2f}x ({median(self.ours):.2f} s to {median(self.peers):.2f} s)"


def seconds(act: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def in_pairs(ours: Callable[[], float], peer: Callable[[], float], *, pairs: int = PAIRS) -> Pairs:
    """Each returns its own seconds; every second pair begins with the peer."""
    mine, others = [], []
    for number in range(pairs):
        if number % 2:
            others.append(peer())
            mine.append(ours())
        else:
            mine.append(ours())
            others.append(peer())
    return Pairs(mine, others)


def print_table(rows: Iterable[Measured]) -> None:
    cells = [
        ("measured", "goal", "found", ""),
        *((r.what, r.goal, r.found, "met" if r.met else "NOT MET") for r in rows),
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
