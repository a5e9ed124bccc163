"""The letter of a decision: kept as it was made, made anew while unsent, and sent."""

from hashlib import sha256
from uuid import UUID

from app.kernel.refusals import Reason, refuse_if
from app.offers import events, policy, queries
from app.offers.models import Decision
from app.offers.rules.notice import reasons_not_to_notify as reasons_not_ready
from app.offers.rules.notice import remedy_ends_on
from app.offers.service import letters
from app.platform.files import FileClass, Retention
from app.platform.papers import keep_file
from app.platform.work import Work
from app.procurement import queries as procurement

PDF = "application/pdf"


def attach_letter(work: Work, decision_id: UUID, content: bytes) -> None:
    """The paper that was made of the decision's letter; the same bytes again change nothing."""
    decision = queries.decision(work, decision_id, lock=True)
    refuse_if([*_not_theirs(work, "attach_letter", decision), *_already_notified(decision)])
    process_id = queries.call_of(work, decision)
    if decision.letter_file_id and queries.letter(work, decision_id) == content:
        return

    file = keep_file(
        work,
        content,
        name=f"{decision.number.replace('/', '-')}.pdf",
        media_type=PDF,
        file_class=FileClass.DECISION_LETTER,
        retention=Retention.PROCUREMENT,
        buyer_id=decision.buyer_id,
        process_id=process_id,
    )
    decision.letter_file_id = file.id
    work.record(
        events.LetterAttached(
            about=decision_id,
            buyer_id=decision.buyer_id,
            process_id=process_id,
            file_id=file.id,
            file_sha256=file.sha256,
        )
    )


def renew_letter(work: Work, decision_id: UUID) -> None:
    """Before it is sent: as it reads today, because its dates and its comparison may have moved on."""
    decision = queries.decision(work, decision_id, lock=True)
    refuse_if(reasons_not_to_renew_letter(work, decision))

    decision.letter = letters.refreshed(work, decision).as_json()
    decision.letter_file_id = None
    work.record(
        events.LetterRenewed(
            about=decision_id, buyer_id=decision.buyer_id, process_id=queries.call_of(work, decision)
        )
    )


def notify(work: Work, decision_id: UUID) -> None:
    """The decision with its instructions is sent: from here on the time to challenge it runs."""
    decision = queries.decision(work, decision_id, lock=True)
    refuse_if(reasons_not_to_notify(work, decision))

    letter = queries.letter_data(decision)
    decision.notified_at = work.now
    decision.remedy_ends_on = remedy_ends_on(letter.instructions)
    work.record(
        events.DecisionNotified(
            about=decision_id,
            buyer_id=decision.buyer_id,
            process_id=queries.call_of(work, decision),
            application_id=decision.application_id,
            file_sha256=sha256(queries.letter(work, decision_id)).digest(),
            remedy_ends_on=decision.remedy_ends_on,
        )
    )


def reasons_not_to_notify(work: Work, decision: Decision) -> list[Reason]:
    """The same answer for the officer's page and for the act."""
    return [
        *_not_theirs(work, "notify", decision),
        *reasons_not_ready(
            has_letter=decision.letter_file_id is not None,
            is_notified=decision.notified_at is not None,
            kept=queries.letter_data(decision),
            now=letters.refreshed(work, decision),
            undecided=letters.compared_undecided(work, decision),
        ),
    ]


def reasons_not_to_notify_today(work: Work, decision: Decision) -> list[Reason]:
    """Without making the letter anew: whose act it is, and whether a letter of today is there."""
    letter, today = queries.letter_data(decision), procurement.local_day(work, work.now)
    reasons = [*_not_theirs(work, "notify", decision), *_already_notified(decision)]
    if decision.letter_file_id is None:
        reasons.append(Reason("offers.letter_missing"))
    if letter.noticed_on != today:
        reasons.append(Reason("offers.letter_outdated", {"made_for": str(letter.noticed_on)}))
    return reasons


def reasons_not_to_renew_letter(work: Work, decision: Decision) -> list[Reason]:
    return [*_not_theirs(work, "renew_letter", decision), *_already_notified(decision)]


def _already_notified(decision: Decision) -> list[Reason]:
    return [Reason("offers.already_notified")] if decision.notified_at else []


def _not_theirs(work: Work, act: str, decision: Decision) -> list[Reason]:
    return policy.reasons_not_to(
        act, work.actor, party_id=decision.buyer_id, process_id=queries.call_of(work, decision)
    )
