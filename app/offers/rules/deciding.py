"""When an application may be opened, scored and decided."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.money import Money
from app.kernel.refusals import Reason
from app.offers.rules.states import Round
from app.procurement.rules.ranking import Criterion


def reasons_not_to_open(*, received_in: Round, now: datetime, closes_at: datetime) -> list[Reason]:
    """The first round opens when it has closed, and all together; later ones as they come (RULE-28, 33).

    >>> noon = datetime.fromisoformat("2026-03-05T12:00+02:00")
    >>> reasons_not_to_open(received_in=Round.FIRST, now=noon, closes_at=noon)
    []
    """
    if received_in is Round.CONTINUOUS or now >= closes_at:
        return []
    return [Reason("offers.still_sealed", {"opens_at": closes_at.isoformat()})]


def reasons_not_to_score(criterion: Criterion | None, *, hundredths: int, reason: str) -> list[Reason]:
    """A published criterion, within its points, and in words why (RULE-19, 49)."""
    if criterion is None:
        return [Reason("offers.unknown_criterion")]
    reasons = []
    if not 0 <= hundredths <= criterion.most:
        facts = {"criterion": criterion.code, "most": str(criterion.points)}
        reasons.append(Reason("offers.points_out_of_range", facts))
    if not reason.strip():
        reasons.append(Reason("offers.score_without_reason", {"criterion": criterion.code}))
    return reasons


@dataclass(frozen=True)
class Verdict:
    """Admitted or not, and why: the officer's words, in the applicant's language."""

    admit: bool
    grounds: tuple[str, ...]


@dataclass(frozen=True)
class OfferBefore:
    """An offer as the decision maker finds it; `unscored` are the criteria that still lack points."""

    price: Money
    ceiling: Money
    unscored: tuple[str, ...] = ()


def reasons_not_to_decide(
    offers: Mapping[str, OfferBefore], verdicts: Mapping[str, Verdict], *, facts: str
) -> list[Reason]:
    """Each category that was applied for is decided, with grounds, and none above its ceiling is admitted.

    >>> offers = {"D": OfferBefore(price=Money(149_00), ceiling=Money(145_00))}
    >>> admitted = {"D": Verdict(admit=True, grounds=("Täyttää vaatimukset",))}
    >>> [reason.code for reason in reasons_not_to_decide(offers, admitted, facts="Hakemus 3.3.2026")]
    ['offers.over_ceiling']
    """
    reasons = [] if facts.strip() else [Reason("offers.facts_missing")]
    reasons += _reasons_other_categories(set(offers), set(verdicts))
    for code in sorted(set(offers) & set(verdicts)):
        reasons += _reasons_verdict_wrong(code, offers[code], verdicts[code])
    return reasons


def _reasons_other_categories(offered: Collection[str], decided: Collection[str]) -> list[Reason]:
    return [
        *(
            Reason("offers.verdict_missing", {"category": code})
            for code in sorted(set(offered) - set(decided))
        ),
        *(Reason("offers.not_offered", {"category": code}) for code in sorted(set(decided) - set(offered))),
    ]


def _reasons_verdict_wrong(code: str, offer: OfferBefore, verdict: Verdict) -> list[Reason]:
    where = {"category": code}
    reasons = []
    if not any(ground.strip() for ground in verdict.grounds):
        reasons.append(Reason("offers.grounds_missing", where))
    if not verdict.admit:
        return reasons
    if offer.price > offer.ceiling:
        over = {**where, "price": str(offer.price), "ceiling": str(offer.ceiling)}
        reasons.append(Reason("offers.over_ceiling", over))
    reasons += [Reason("offers.not_scored", {**where, "criterion": one}) for one in offer.unscored]
    return reasons


def reasons_not_to_extend(*, today: date, decide_by: date, extended_before: str, reason: str) -> list[Reason]:
    """Once, in time, and with a reason that the applicant is told (RULE-15).

    >>> due = date(2026, 3, 19)
    >>> reasons = reasons_not_to_extend(today=due, decide_by=due, extended_before="", reason=" ")
    >>> [reason.code for reason in reasons]
    ['offers.extension_without_reason']
    """
    reasons = []
    if not reason.strip():
        reasons.append(Reason("offers.extension_without_reason"))
    if extended_before:
        reasons.append(Reason("offers.already_extended", {"decide_by": decide_by.isoformat()}))
    if today > decide_by:
        reasons.append(Reason("offers.extended_too_late", {"decide_by": decide_by.isoformat()}))
    return reasons
