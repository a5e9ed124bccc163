"""Pairs of runs on one machine at one time, and the table that they end in."""

import gc
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

PAIRS = 5
WIDTHS = 62, 8, 46, 7


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
    """Line by line as it is measured, so that whoever waits sees how far it is."""
    print(_line("measured", "goal", "found", ""))
    for row in rows:
        print(_line(row.what, row.goal, row.found, "met" if row.met else "NOT MET"), flush=True)


def _line(*cells: str) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
