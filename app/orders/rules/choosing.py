"""Who may be chosen for a need, in which order they are shown, and when the published fallback picks.

The list is neutral: its order depends on a seed and on nothing else, so that anybody can replay it from
the record (RULE-69).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.kernel.actors import ActorKind
from app.kernel.plain import as_plain
from app.kernel.refusals import Reason
from app.kernel.texts import Texts
from app.kernel.typed import from_plain
from app.orders.rules.states import ChoiceGround
from app.procurement.rules.states import ChoiceMode

RULE_VERSION = "neutral-1"  # another way to order the list is a new version: old lists replay by theirs


def ordered(party_ids: Iterable[UUID], seed: str) -> list[UUID]:
    """The parties in the order that the seed gives, however they were handed in.

    >>> three = [UUID(int=1), UUID(int=2), UUID(int=3)]
    >>> ordered(three, "5eed") == ordered(reversed(three), "5eed")
    True
    >>> [party.int for party in ordered(three, "5eed")]
    [1, 3, 2]
    """
    return sorted(party_ids, key=lambda party: sha256(f"{RULE_VERSION} {seed} {party}".encode()).digest())


@dataclass(frozen=True)
class Candidate:
    """A supplier as the client is shown it: comparable, neutral facts, and no price of the buyer's."""

    party_id: UUID
    name: str
    contract_id: UUID
    description: Texts | None = None
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    access: str = ""
    waiting_days: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """An admitted supplier that could not be chosen, and the codes of the reasons."""

    party_id: UUID
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """The list as it was shown, frozen: in its order, with everybody who was left out and why."""

    shown: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def party_ids(self) -> list[UUID]:
        return [candidate.party_id for candidate in self.shown]

    def candidate(self, party_id: UUID) -> Candidate | None:
        return next((one for one in self.shown if one.party_id == party_id), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "shown": [_spelled(candidate) for candidate in self.shown],
            "left_out": [_spelled(one) for one in self.left_out],
        }


def snapshot_of(candidates: Iterable[Candidate], left_out: Iterable[LeftOut], seed: str) -> Snapshot:
    """The candidates in the seed's order."""
    by_id = {candidate.party_id: candidate for candidate in candidates}
    return Snapshot(tuple(by_id[party] for party in ordered(by_id, seed)), tuple(left_out))


def snapshot_from_json(stored: Mapping[str, Any]) -> Snapshot:
    """
    >>> shown = Candidate(UUID(int=1), "Valopolku ry", UUID(int=2), Texts({"fi": "Rauha"}, "fi"), ("Harju",))
    >>> snapshot = Snapshot((shown,), (LeftOut(UUID(int=3), "Harju ry", ("catalogue.full",)),))
    >>> snapshot_from_json(snapshot.as_json()) == snapshot
    True
    """
    return from_plain(Snapshot, stored)


@dataclass(frozen=True)
class PassedOver:
    """Who stood before the chosen one, in the list or in the ranking, and why it was not taken."""

    party_id: UUID
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """What is kept of a choice beside who and by whom: where the chosen one stood, and who was passed over.

    `place` counts from 1: in the shown list when a client chose, in the ranking when the fallback did.
    """

    place: int
    out_of: int
    passed_over: tuple[PassedOver, ...] = ()

    def as_json(self) -> dict[str, Any]:
        passed_over = [_spelled(one) for one in self.passed_over]
        return {"place": self.place, "out_of": self.out_of, "passed_over": passed_over}


def first_free(
    ranked: Iterable[UUID], why_not: Mapping[UUID, tuple[str, ...]]
) -> tuple[UUID | None, tuple[PassedOver, ...]]:
    """Down the ranking to the first that nothing speaks against; those before it are passed over.

    >>> best, next_best = UUID(int=1), UUID(int=2)
    >>> chosen, passed = first_free([best, next_best], {best: ("catalogue.full",)})
    >>> chosen == next_best, passed[0].reasons
    (True, ('catalogue.full',))
    """
    passed: list[PassedOver] = []
    for party in ranked:
        reasons = why_not.get(party, ())
        if not reasons:
            return party, tuple(passed)
        passed.append(PassedOver(party, reasons))
    return None, tuple(passed)


def reasons_not_to_open(
    *,
    mode: ChoiceMode,
    client_may_choose: bool,
    ranking_may_pick: bool,
    first_round_open: bool,
    undecided: int,
) -> list[Reason]:
    """Nothing is ordered before every application of the first round is decided (RULE-16).

    >>> lawful = {"mode": ChoiceMode.CLIENT_CHOICE, "client_may_choose": True, "ranking_may_pick": True}
    >>> [no.code for no in reasons_not_to_open(**lawful, first_round_open=False, undecided=1)]
    ['order.first_round_undecided']
    """
    reasons = []
    if mode is ChoiceMode.CLIENT_CHOICE and not client_may_choose:
        reasons.append(Reason("order.basis_bars_client_choice"))
    if mode is ChoiceMode.RANKING and not ranking_may_pick:
        reasons.append(Reason("order.basis_bars_ranking"))
    if first_round_open:
        reasons.append(Reason("order.first_round_open"))
    if undecided:
        reasons.append(Reason("order.first_round_undecided", {"undecided": str(undecided)}))
    return reasons


def reasons_not_to_choose(
    *, mode: ChoiceMode, ground: ChoiceGround, by: ActorKind, reason: str, on_list: bool, list_is_live: bool
) -> list[Reason]:
    """The choice is the client's; whoever chooses with the client says why (RULE-70).

    >>> told = {"mode": ChoiceMode.CLIENT_CHOICE, "by": ActorKind.PERSON}
    >>> told |= {"on_list": True, "list_is_live": True}
    >>> [no.code for no in reasons_not_to_choose(ground=ChoiceGround.ASSISTED, reason=" ", **told)]
    ['order.assistance_unexplained']
    >>> [no.code for no in reasons_not_to_choose(ground=ChoiceGround.FALLBACK, reason="", **told)]
    ['order.fallback_is_not_chosen']
    """
    reasons = []
    if not list_is_live:
        reasons.append(Reason("order.list_ended"))
    if mode is ChoiceMode.RANKING:
        reasons.append(Reason("order.ranking_picks"))
    if ground is ChoiceGround.FALLBACK:
        reasons.append(Reason("order.fallback_is_not_chosen"))
    if ground is ChoiceGround.ASSISTED and not reason.strip():
        reasons.append(Reason("order.assistance_unexplained"))
    if ground is ChoiceGround.ASSISTED and by is ActorKind.CLIENT_LINK:
        reasons.append(Reason("order.assisted_by_whom"))
    if not on_list:
        reasons.append(Reason("order.not_on_list"))
    return reasons


def reasons_not_to_fall_back(
    *, mode: ChoiceMode, ranking_may_pick: bool, today: date, first_day: date, contact_attempted: bool
) -> list[Reason]:
    """Only after the client had the whole window and somebody tried to reach them (RULE-71).

    `first_day` is the working day after the window. Where the ranking picks anyway, nobody is waited for.

    >>> given = {"mode": ChoiceMode.CLIENT_CHOICE, "first_day": date(2026, 4, 15), "contact_attempted": True}
    >>> reasons_not_to_fall_back(ranking_may_pick=True, today=date(2026, 4, 15), **given)
    []
    >>> early = reasons_not_to_fall_back(ranking_may_pick=False, today=date(2026, 4, 14), **given)
    >>> [reason.code for reason in early]
    ['order.basis_bars_ranking', 'order.window_not_over']
    """
    reasons = []
    if not ranking_may_pick:
        reasons.append(Reason("order.basis_bars_ranking"))
    if mode is ChoiceMode.RANKING:
        return reasons
    if today < first_day:
        reasons.append(Reason("order.window_not_over", {"first_day": first_day.isoformat()}))
    if not contact_attempted:
        reasons.append(Reason("order.no_contact_attempt"))
    return reasons


def shown_at(snapshot: Snapshot, party_id: UUID) -> int:
    """The party's place in the list, from 1."""
    return snapshot.party_ids.index(party_id) + 1


def has_attempt_since(attempts: Iterable[datetime], opened_at: datetime) -> bool:
    """Whether somebody tried to reach the client about this very list."""
    return any(at >= opened_at for at in attempts)


def _spelled(value: Candidate | LeftOut | PassedOver) -> dict[str, Any]:
    """As plain JSON, ids as texts."""
    told = {name: str(inner) if isinstance(inner, UUID) else inner for name, inner in vars(value).items()}
    plain: dict[str, Any] = as_plain(told)
    return plain
