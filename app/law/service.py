"""Loading a country's pack, and saying otherwise: one administrator proposes, another confirms."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from app.kernel.refusals import Reason, refuse_if
from app.law import policy, queries
from app.law.events import OverrideConfirmed, OverrideDropped, OverrideProposed, PackLoaded
from app.law.models import DayOffRow, LegalProposal, LegalRow, fact_of
from app.law.ports import Country
from app.law.rules.calendars import DayOff
from app.law.rules.facts import LegalFact, LegalKind
from app.law.rules.overriding import (
    PROPOSAL,
    reasons_not_two_people,
    reasons_nothing_changes,
)
from app.law.rules.shapes import reasons_fact_wrong
from app.platform.journal import PLATFORM
from app.platform.work import Work


def load_pack(work: Work, country: Country) -> int:
    """How many facts and days were new. What stands already stays, whoever wrote it."""
    standing = {_place_of(fact_of(row)): row for row in queries.rows(work, country.code)}
    known_days = queries.known_days_off(work, country.code)
    pack = list(country.legal_rows())
    new = [fact for fact in pack if _place_of(fact) not in standing]
    days = [day for day in _days_off(country, pack) if (day.calendar, day.on) not in known_days]
    differing = [fact for fact in pack if _is_outdated(standing.get(_place_of(fact)), fact)]

    refuse_if(policy.reasons_not_to("load", work.actor))
    refuse_if([reason for fact in new for reason in reasons_fact_wrong(fact)])

    _add_rows(work, country.code, new)
    _add_days(work, country.code, days)
    if new or days or differing:
        work.record(
            PackLoaded(
                about=PLATFORM,
                country=country.code,
                rows=len(new),
                days=len(days),
                differing=tuple(_spelled(fact) for fact in differing),
            )
        )
    return len(new) + len(days)


def reasons_not_to_propose(work: Work, country: str, fact: LegalFact) -> list[Reason]:
    now = queries.row_like(work, country, fact)
    waiting = {_place_of(fact_of(other)) for other in queries.waiting_proposals(work, country)}
    return [
        *policy.reasons_not_to("propose", work.actor),
        *([] if queries.is_loaded(work, country) else [Reason("law.not_loaded", {"country": country})]),
        *reasons_fact_wrong(fact),
        *reasons_nothing_changes(fact_of(now) if now else None, fact),
        *([Reason("law.already_proposed", {"key": fact.key})] if _place_of(fact) in waiting else []),
    ]


def propose_override(work: Work, country: str, fact: LegalFact) -> UUID:
    """A fact for a row that stands, or for a day from which something new holds; nothing changes yet."""
    refuse_if(reasons_not_to_propose(work, country, fact))

    proposal = LegalProposal(
        id=work.new_id(),
        country=country,
        **vars(fact),
        state=PROPOSAL.start,
        proposed_by=work.actor.id,
        proposed_at=work.now,
    )
    work.db.add(proposal)
    work.record(
        OverrideProposed(
            about=proposal.id,
            country=country,
            kind=fact.kind,
            key=fact.key,
            valid_from=fact.valid_from,
            valid_to=fact.valid_to,
            number=fact.number,
            text=fact.text,
            unit=fact.unit,
            source=fact.source,
        )
    )
    return proposal.id


def reasons_not_to_confirm(work: Work, proposal: LegalProposal) -> list[Reason]:
    return [
        *policy.reasons_not_to("confirm", work.actor),
        *PROPOSAL.reasons_not_to(proposal.state, "confirm"),
        *reasons_not_two_people(proposed_by=proposal.proposed_by, confirmed_by=work.actor.id),
    ]


def confirm_override(work: Work, proposal_id: UUID) -> None:
    """The second administrator's act: from here on the row says what was proposed."""
    proposal = queries.proposal(work, proposal_id)
    fact = fact_of(proposal)
    row = queries.row_like(work, proposal.country, fact)
    refuse_if(reasons_not_to_confirm(work, proposal))

    before = fact_of(row) if row else None
    _decide(work, proposal, "confirm")
    changed = _put(work, proposal, row)
    work.record(
        OverrideConfirmed(
            about=changed.id,
            proposal_id=proposal.id,
            proposed_by=proposal.proposed_by,
            country=proposal.country,
            kind=fact.kind,
            key=fact.key,
            valid_from=fact.valid_from,
            number_before=before.number if before else None,
            number=fact.number,
            text_before=before.text if before else None,
            text=fact.text,
            valid_to_before=before.valid_to if before else None,
            valid_to=fact.valid_to,
        )
    )


def reasons_not_to_drop(work: Work, proposal: LegalProposal) -> list[Reason]:
    return [*policy.reasons_not_to("drop", work.actor), *PROPOSAL.reasons_not_to(proposal.state, "drop")]


def drop_override(work: Work, proposal_id: UUID) -> None:
    """Either administrator may drop it, the proposer too."""
    proposal = queries.proposal(work, proposal_id)
    refuse_if(reasons_not_to_drop(work, proposal))

    _decide(work, proposal, "drop")
    work.record(
        OverrideDropped(about=proposal.id, country=proposal.country, kind=proposal.kind, key=proposal.key)
    )


def _decide(work: Work, proposal: LegalProposal, move: str) -> None:
    proposal.state = PROPOSAL.after(proposal.state, move)
    proposal.decided_by, proposal.decided_at = work.actor.id, work.now


def _put(work: Work, proposal: LegalProposal, row: LegalRow | None) -> LegalRow:
    if row is None:
        row = LegalRow(id=work.new_id(), country=proposal.country)
        work.db.add(row)
    for name, value in vars(fact_of(proposal)).items():
        setattr(row, name, value)
    row.proposed_by, row.confirmed_by, row.at = proposal.proposed_by, work.actor.id, work.now
    queries.forget_facts(work)
    return row


def _add_rows(work: Work, country: str, facts: Sequence[LegalFact]) -> None:
    rows = [{"id": work.new_id(), "country": country, **vars(fact), "at": work.now} for fact in facts]
    if rows:
        work.db.execute(sa.insert(LegalRow), rows)
        queries.forget_facts(work)


def _add_days(work: Work, country: str, days: Sequence[DayOff]) -> None:
    rows = [
        {
            "country": country,
            "calendar": day.calendar,
            "day": day.on,
            "name": day.name,
            "source": day.source,
            "certainty": day.certainty,
        }
        for day in days
    ]
    if rows:
        work.db.execute(sa.insert(DayOffRow), rows)
        queries.forget_facts(work)


def _days_off(country: Country, pack: Sequence[LegalFact]) -> list[DayOff]:
    """All days of the years that the pack's calendars know."""
    years = [fact for fact in pack if fact.kind is LegalKind.CALENDAR and fact.valid_to is not None]
    if not years:
        return []
    first = min(fact.valid_from for fact in years)
    after = max(fact.valid_to for fact in years if fact.valid_to is not None)
    return [day for day in country.days_off(first, after) if day.on < after]


def _is_outdated(row: LegalRow | None, fact: LegalFact) -> bool:
    """An overridden row differs on purpose; another one is for administrators to look at."""
    return row is not None and row.proposed_by is None and fact_of(row) != fact


def _place_of(fact: LegalFact) -> tuple[LegalKind, str, date]:
    """Of all facts of a country, one has this place."""
    return fact.kind, fact.key, fact.valid_from


def _spelled(fact: LegalFact) -> str:
    return f"{fact.kind} {fact.key} {fact.valid_from}"
