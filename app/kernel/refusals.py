"""How the house says no: rules return reasons, services refuse with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.kernel.events import Event


@dataclass(frozen=True)
class Reason:
    """One ground for a no; `code` is also the key of its fi/sv/en text, `facts` fill its gaps."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The request was understood, and the answer is no; `evidence` outlives the rollback."""

    def __init__(self, reasons: Sequence[Reason], evidence: Event | None = None) -> None:
        super().__init__(", ".join(_spelled(reason) for reason in reasons))
        self.reasons, self.evidence = tuple(reasons), evidence


class Missing(Exception):
    """Nothing there, or nothing this actor may see; we never say which."""


def refuse_if(reasons: Sequence[Reason], evidence: Event | None = None) -> None:
    if reasons:
        raise Refused(reasons, evidence)


def _spelled(reason: Reason) -> str:
    facts = " ".join(f"{name}={value}" for name, value in reason.facts.items())
    return f"{reason.code} ({facts})" if facts else reason.code
