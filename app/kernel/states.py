"""A lifecycle as one table that people, code and diagrams all read."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from app.kernel.refusals import Reason, refuse_if

S = TypeVar("S", bound=StrEnum)


class Flow(Generic[S]):
    """
    >>> class Door(StrEnum):
    ...     SHUT = "shut"
    ...     OPEN = "open"
    >>> doors = Flow("door", Door.SHUT, {(Door.SHUT, "open"): Door.OPEN})
    >>> doors.after(Door.SHUT, "open")
    <Door.OPEN: 'open'>
    >>> [reason.code for reason in doors.reasons_not_to(Door.OPEN, "open")]
    ['state.no_such_move']
    """

    def __init__(self, name: str, start: S, moves: Mapping[tuple[S, str], S]) -> None:
        self.name, self.start, self.moves = name, start, dict(moves)

    @property
    def states(self) -> tuple[S, ...]:
        return tuple(type(self.start))

    def after(self, state: S, move: str) -> S:
        refuse_if(self.reasons_not_to(state, move))
        return self.moves[state, move]

    def reasons_not_to(self, state: S, move: str) -> list[Reason]:
        if (state, move) in self.moves:
            return []
        return [Reason("state.no_such_move", {"thing": self.name, "state": state, "move": move})]

    def sources(self, move: str) -> tuple[S, ...]:
        """The states from which the move can be made: what a guarded UPDATE asks for."""
        return tuple(state for (state, name) in self.moves if name == move)

    def reachable(self) -> set[S]:
        found, edge = {self.start}, [self.start]
        while edge:
            here = edge.pop()
            for (source, _), target in self.moves.items():
                if source == here and target not in found:
                    found.add(target)
                    edge.append(target)
        return found

    def mermaid(self) -> str:
        lines = (f"    {source} --> {target}: {move}" for (source, move), target in self.moves.items())
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *lines])
