"""When a decision's notice is given, and until when it can be challenged."""

from collections.abc import Sequence
from datetime import date

from app.kernel.refusals import Reason
from app.law.rules.remedies import Instruction, Remedy
from app.offers.rules.letter import DecisionLetterData


def remedy_ends_on(instructions: Sequence[Instruction]) -> date:
    """The applicant's own last day: by the procurement act's clock where that runs, else by what there is.

    The municipal claim may end later, because its message counts as known later; the letter tells both.
    """
    of_the_act = [one.last_day for one in instructions if one.remedy is not Remedy.MUNICIPAL_REVIEW]
    return max(of_the_act or [one.last_day for one in instructions])


def reasons_not_to_notify(
    *, has_letter: bool, is_notified: bool, kept: DecisionLetterData, now: DecisionLetterData, undecided: int
) -> list[Reason]:
    """The letter is there, says what holds today, and compares nobody who still waits for a decision."""
    reasons = []
    if is_notified:
        reasons.append(Reason("offers.already_notified"))
    if not has_letter:
        reasons.append(Reason("offers.letter_missing"))
    if undecided:
        reasons.append(Reason("offers.compared_undecided", {"waiting": str(undecided)}))
    elif kept != now:
        reasons.append(Reason("offers.letter_outdated", {"made_for": str(kept.noticed_on)}))
    return reasons
