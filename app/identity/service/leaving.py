"""Ending what was lent before its day, and a person's leaving: every role in the organisation at once."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.identity import events, policy, queries
from app.identity.models import Absence, LentRole, Membership, Signatory
from app.identity.service.signing import remove_signatory
from app.kernel.actors import Role
from app.kernel.refusals import Missing, Reason, refuse_if
from app.platform.work import Work


def end_delegation(work: Work, lent_id: UUID, *, on: date) -> None:
    """The first day without the lent role: by its lender, or by who manages roles there."""
    lent = work.db.get(LentRole, lent_id, with_for_update=True)
    if lent is None or not policy.may_see(work.actor, lent.party_id):
        raise Missing
    refuse_if(
        [
            *_reasons_not_to_take_back(work, lent.party_id, lent.from_person_id, lent.role, on),
            *_reasons_over(lent, on),
        ]
    )

    _end(work, lent, on)
    work.record(events.LentRoleEnded(about=lent.party_id, lent_id=lent_id, on=on))


def end_absence(work: Work, absence_id: UUID, *, on: date) -> None:
    """Back before the day: the deputy acts no more from then on."""
    absence = work.db.get(Absence, absence_id, with_for_update=True)
    if absence is None or not policy.may_see(work.actor, absence.party_id):
        raise Missing
    refuse_if(
        [
            *_reasons_not_to_take_back(work, absence.party_id, absence.person_id, absence.role, on),
            *_reasons_over(absence, on),
        ]
    )

    _end(work, absence, on)
    work.record(events.AbsenceEnded(about=absence.party_id, absence_id=absence_id, on=on))


def leave(work: Work, party_id: UUID, person_id: UUID, *, on: date) -> None:
    """The first day on which the person is not there any more: roles, lent ones and signing end with it.

    What the person had at hand is given to others by the chapters that hold it; the log-in ends by
    itself when no role is left anywhere.
    """
    queries.own_party(work, party_id)
    held = [
        one
        for one in _rows(work, Membership, party_id, on, Membership.person_id == person_id)
        if one.valid_from < on
    ]
    refuse_if(
        [
            *policy.reasons_not_to("leave", work.actor, party_id=party_id),
            *([] if held else [Reason("identity.not_there", {"on": on.isoformat()})]),
        ]
    )

    theirs = or_(LentRole.from_person_id == person_id, LentRole.to_person_id == person_id)
    away = or_(Absence.person_id == person_id, Absence.deputy_id == person_id)
    lent = [*_rows(work, LentRole, party_id, on, theirs), *_rows(work, Absence, party_id, on, away)]
    for row in _rows(work, Membership, party_id, on, Membership.person_id == person_id):
        _end(work, row, on)
    for row in lent:
        _end(work, row, on)
    signs = Signatory.party_id == party_id, Signatory.person_id == person_id, Signatory.valid_to.is_(None)
    if work.db.scalar(select(Signatory.id).where(*signs, Signatory.valid_from < on)):
        remove_signatory(work, party_id, person_id, on=on)
    work.record(events.PersonLeft(about=party_id, person_id=person_id, on=on))


def _rows(work: Work, kind: Any, party_id: UUID, on: date, whose: ColumnElement[bool]) -> list[Any]:
    """Those that would still hold on the day or later, locked until the commit."""
    not_over = or_(kind.valid_to.is_(None), kind.valid_to > on)
    asked = select(kind).where(kind.party_id == party_id, whose, not_over)
    return list(work.db.scalars(asked.order_by(kind.id).with_for_update()))


def _end(work: Work, row: Membership | LentRole | Absence, on: date) -> None:
    """What has not begun by the day never does."""
    if row.valid_from < on:
        row.valid_to = on
    else:
        work.db.delete(row)


def _reasons_over(row: LentRole | Absence, on: date) -> list[Reason]:
    is_over = row.valid_to is not None and row.valid_to <= on
    return [Reason("identity.over_already")] if is_over else []


def _reasons_not_to_take_back(
    work: Work, party_id: UUID, lender_id: UUID, role: Role, on: date
) -> list[Reason]:
    own = queries.own_roles(work, lender_id, party_id, on)
    return policy.reasons_not_to_stand_aside(
        "lend_role", work.actor, party_id=party_id, person_id=lender_id, own_roles=own & {role}
    )
