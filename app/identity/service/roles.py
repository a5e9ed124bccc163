"""Giving and ending roles, lending them, and appointing a deputy for an absence."""

from datetime import date
from uuid import UUID

from app.identity import events, policy, queries
from app.identity.models import Absence, LentRole, Membership
from app.identity.rules import PartyKind, reasons_not_in_order
from app.kernel.actors import Role
from app.kernel.refusals import Reason, refuse_if
from app.platform.work import Work


def give_role(
    work: Work,
    person_id: UUID,
    party_id: UUID,
    role: Role,
    *,
    valid_from: date,
    valid_to: date | None = None,
) -> None:
    """In an organisation: a group's roles are those that its coordinator's people hold."""
    party = queries.own_party(work, party_id)
    queries.person(work, person_id)
    refuse_if(
        [
            *policy.reasons_not_to_give(role, work.actor, party_id=party_id, person_id=person_id),
            *reasons_not_in_order(valid_from, valid_to),
            *([Reason("identity.group_has_no_roles")] if party.kind is PartyKind.GROUP else []),
            *_reasons_held(work, person_id, party_id, role, valid_from, valid_to),
        ]
    )

    work.db.add(
        Membership(
            id=work.new_id(),
            person_id=person_id,
            party_id=party_id,
            role=role,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    work.db.flush()
    work.record(
        events.RoleGiven(
            about=party_id, person_id=person_id, role=role, valid_from=valid_from, valid_to=valid_to
        )
    )


def end_role(work: Work, person_id: UUID, party_id: UUID, role: Role, *, on: date) -> None:
    """The first day without the role; what was lent of it, and its deputy's powers, end with it."""
    queries.own_party(work, party_id)
    held = [
        held for held in queries.open_memberships(work, person_id, party_id, role, on) if held.valid_from < on
    ]
    refuse_if(
        [
            *policy.reasons_not_to("end_role", work.actor, party_id=party_id),
            *([] if held else [Reason("identity.role_not_held", {"role": role})]),
        ]
    )

    for membership in held:
        membership.valid_to = on
    work.record(events.RoleEnded(about=party_id, person_id=person_id, role=role, on=on))


def lend_role(
    work: Work,
    party_id: UUID,
    role: Role,
    *,
    to_person_id: UUID,
    decision: str,
    valid_from: date,
    valid_to: date | None = None,
    from_person_id: UUID | None = None,
    process_id: UUID | None = None,
) -> None:
    """A delegation, for one process or for all, by a decision that is named (RULE-26).

    The lender is the actor unless somebody who manages roles says otherwise; what is only lent or
    deputised is not lent on.
    """
    lender_id = from_person_id or work.actor.id
    queries.own_party(work, party_id)
    queries.person(work, to_person_id)
    own = queries.own_roles(work, lender_id, party_id, valid_from)
    refuse_if(
        [
            *policy.reasons_not_to_stand_aside(
                "lend_role", work.actor, party_id=party_id, person_id=lender_id, own_roles=own & {role}
            ),
            *reasons_not_in_order(valid_from, valid_to),
            *([] if role in own else [Reason("identity.role_not_held", {"role": role})]),
            *([] if decision.strip() else [Reason("identity.decision_missing")]),
            *([Reason("identity.two_people_needed")] if lender_id == to_person_id else []),
        ]
    )

    lent = LentRole(
        id=work.new_id(),
        party_id=party_id,
        role=role,
        from_person_id=lender_id,
        to_person_id=to_person_id,
        process_id=process_id,
        decision=decision.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    work.db.add(lent)
    work.record(
        events.RoleLent(
            about=party_id,
            process_id=process_id,
            role=role,
            from_person_id=lender_id,
            to_person_id=to_person_id,
            decision=lent.decision,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )


def appoint_deputy(
    work: Work,
    party_id: UUID,
    role: Role,
    person_id: UUID,
    deputy_id: UUID,
    *,
    valid_from: date,
    valid_to: date,
) -> None:
    """While the absence lasts the deputy acts in the role: somebody of the same organisation."""
    queries.own_party(work, party_id)
    own = queries.own_roles(work, person_id, party_id, valid_from)
    deputys = queries.own_roles(work, deputy_id, party_id, valid_from)
    refuse_if(
        [
            *policy.reasons_not_to_stand_aside(
                "appoint_deputy", work.actor, party_id=party_id, person_id=person_id, own_roles=own & {role}
            ),
            *reasons_not_in_order(valid_from, valid_to),
            *([] if role in own else [Reason("identity.role_not_held", {"role": role})]),
            *([] if deputys else [Reason("identity.deputy_not_of_the_organisation")]),
            *([Reason("identity.two_people_needed")] if person_id == deputy_id else []),
        ]
    )

    work.db.add(
        Absence(
            id=work.new_id(),
            party_id=party_id,
            role=role,
            person_id=person_id,
            deputy_id=deputy_id,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    work.record(
        events.DeputyAppointed(
            about=party_id,
            role=role,
            person_id=person_id,
            deputy_id=deputy_id,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )


def _reasons_held(
    work: Work, person_id: UUID, party_id: UUID, role: Role, valid_from: date, valid_to: date | None
) -> list[Reason]:
    same = queries.open_memberships(work, person_id, party_id, role, valid_from)
    overlaps = any(valid_to is None or held.valid_from < valid_to for held in same)
    return [Reason("identity.role_held_already", {"role": role})] if overlaps else []
