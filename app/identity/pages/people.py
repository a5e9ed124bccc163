"""An organisation's people: their roles, who stands in for whom, and a supplier that has nobody left."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import policy, queries, service
from app.identity.pages.organisations import show_organisations
from app.identity.pages.routing import account_form, choices, languages_spoken, router
from app.identity.queries import registers as own
from app.identity.queries.people import RoleRow
from app.identity.schemas.people import (
    DeputyIn,
    InvitingIn,
    LeavingIn,
    LendingIn,
    RecoveryIn,
    RoleEndIn,
    RoleIn,
    TakenBackIn,
    WhoIn,
)
from app.identity.service import recovery
from app.kernel.actors import Role
from app.platform.forms import FormView, Option, word_code
from app.platform.schemas import Told
from app.platform.texts import catalogue
from app.platform.web import Posted, RequestWork, language_of, page, see_other, shown_again_by

AT = "/organisations"


@router.get("/organisations/{party_id}/people")
def show_people(request: Request, work: RequestWork, party_id: UUID) -> Response:
    rows, today = queries.people_of(work, party_id), queries.today(work)
    may = policy.acts_allowed(work.actor, party_id)
    given = policy.roles_to_give(work.actor, party_id)
    at = f"{AT}/{party_id}/people"
    everybody, unanswered = _named(rows), _named([row for row in rows if not row.has_password])
    options = {
        "language": languages_spoken(request),
        "role": _roles(request, given),
        "person_id": everybody,
    }

    def form(act: str, model: type[Told], path: str, submit: str, **more: object) -> FormView | None:
        dated = {"valid_from": today, "on": today}
        fits = {name: value for name, value in dated.items() if name in model.model_fields}
        if act not in may:
            return None
        return account_form(
            request,
            model,
            action=f"{at}/{path}",
            submit=submit,
            given=fits,
            options={**options, **more},
            tone="danger" if path == "leave" else "",
        )

    return page(
        request,
        "identity/people.html",
        party_id=party_id,
        name=own.versions(work, party_id)[0].name,
        people=rows,
        forms={
            "invite": form("invite", InvitingIn, "invite", "people.invite"),
            "give": form("give_role", RoleIn, "roles", "people.give_role"),
            "end": form(
                "end_role", RoleEndIn, "roles/end", "people.end_role", role=_roles(request, list(Role))
            ),
            "leave": form("leave", LeavingIn, "leave", "people.leave"),
            "again": form("invite", WhoIn, "invite-again", "people.invite_again", person_id=unanswered)
            if unanswered
            else None,
            "reset": form("reset_second_step", WhoIn, "reset-second-step", "people.reset_second_step"),
        },
    )


@router.post("/organisations/{party_id}/people/invite")
@shown_again_by(show_people)
def invite(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    told = form.read(InvitingIn).facts()
    service.invite(work, party_id, told.pop("role"), **told)
    return _back(party_id, "people.invited")


@router.post("/organisations/{party_id}/people/invite-again")
@shown_again_by(show_people)
def invite_again(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    service.invite_again(work, party_id, form.read(WhoIn).person_id)
    return _back(party_id, "people.invited")


@router.post("/organisations/{party_id}/people/roles")
@shown_again_by(show_people)
def give_role(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    told = form.read(RoleIn)
    service.give_role(
        work, told.person_id, party_id, told.role, valid_from=told.valid_from, valid_to=told.valid_to
    )
    return _back(party_id, "people.saved")


@router.post("/organisations/{party_id}/people/roles/end")
@shown_again_by(show_people)
def end_role(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    told = form.read(RoleEndIn)
    service.end_role(work, told.person_id, party_id, told.role, on=told.on)
    return _back(party_id, "people.saved")


@router.post("/organisations/{party_id}/people/leave")
@shown_again_by(show_people)
def leave(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    told = form.read(LeavingIn)
    service.leave(work, party_id, told.person_id, on=told.on)
    return _back(party_id, "people.saved")


@router.post("/organisations/{party_id}/people/reset-second-step")
@shown_again_by(show_people)
def reset_second_step(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    service.reset_second_step(work, party_id, form.read(WhoIn).person_id)
    return _back(party_id, "people.saved")


@router.get("/organisations/{party_id}/deputies")
def show_deputies(request: Request, work: RequestWork, party_id: UUID) -> Response:
    rows, today = queries.people_of(work, party_id), queries.today(work)
    lent, away = queries.lent_roles_of(work, party_id, today), queries.absences_of(work, party_id, today)
    at = f"{AT}/{party_id}/deputies"
    held = [role for role in Role if any(row.role is role for row in rows)]
    options = {
        "role": _roles(request, held),
        **{name: _named(rows) for name in ("person_id", "deputy_id", "to_person_id", "from_person_id")},
        "process_id": [],
    }
    given = {"valid_from": today, "from_person_id": work.actor.id, "person_id": work.actor.id}

    def form(model: type[Told], path: str, submit: str) -> FormView:
        fits = {name: value for name, value in given.items() if name in model.model_fields}
        return account_form(request, model, action=f"{at}/{path}", submit=submit, given=fits, options=options)

    def ending(kind: str, row_id: UUID) -> FormView:
        action = f"{at}/{kind}/{row_id}/end"
        return account_form(
            request, TakenBackIn, action=action, submit="people.take_back", given={"on": today}
        )

    return page(
        request,
        "identity/deputies.html",
        party_id=party_id,
        name=own.versions(work, party_id)[0].name,
        lent=lent,
        away=away,
        lend=form(LendingIn, "lent", "people.lend"),
        appoint=form(DeputyIn, "absences", "people.appoint"),
        ending={
            **{row.id: ending("lent", row.id) for row in lent},
            **{row.id: ending("absences", row.id) for row in away},
        },
    )


@router.post("/organisations/{party_id}/deputies/lent")
@shown_again_by(show_deputies)
def lend_role(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    told = form.read(LendingIn).facts()
    service.lend_role(work, party_id, told.pop("role"), **told)
    return _to_deputies(party_id)


@router.post("/organisations/{party_id}/deputies/lent/{lent_id}/end")
@shown_again_by(show_deputies)
def end_delegation(work: RequestWork, party_id: UUID, lent_id: UUID, form: Posted) -> Response:
    service.end_delegation(work, lent_id, on=form.read(TakenBackIn).on)
    return _to_deputies(party_id)


@router.post("/organisations/{party_id}/deputies/absences")
@shown_again_by(show_deputies)
def appoint_deputy(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    told = form.read(DeputyIn)
    service.appoint_deputy(
        work,
        party_id,
        told.role,
        told.person_id,
        told.deputy_id,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
    )
    return _to_deputies(party_id)


@router.post("/organisations/{party_id}/deputies/absences/{absence_id}/end")
@shown_again_by(show_deputies)
def end_absence(work: RequestWork, party_id: UUID, absence_id: UUID, form: Posted) -> Response:
    service.end_absence(work, absence_id, on=form.read(TakenBackIn).on)
    return _to_deputies(party_id)


@router.get("/organisations/{party_id}/recovery")
def show_recovery(request: Request, work: RequestWork, party_id: UUID) -> Response:
    """For an officer of a buyer: the supplier's own people are those who are missing."""
    facts = recovery.recoverable(work, party_id)
    form = account_form(
        request,
        RecoveryIn,
        action=f"{AT}/{party_id}/recovery",
        submit="people.ask_recovery",
        options={"language": languages_spoken(request)},
    )
    return page(request, "identity/recovery.html", party=facts, form=form)


@router.post("/organisations/{party_id}/recovery")
@shown_again_by(show_recovery)
def ask_recovery(work: RequestWork, party_id: UUID, form: Posted) -> Response:
    service.ask_recovery(work, party_id, **form.read(RecoveryIn).facts())
    return see_other(AT, done="people.recovery_asked")


@router.post("/organisations/recoveries/{request_id}/confirm")
@shown_again_by(show_organisations)
def confirm_recovery(work: RequestWork, request_id: UUID, form: Posted) -> Response:
    service.confirm_recovery(work, request_id)
    return see_other(AT, done="people.recovery_confirmed")


@router.post("/organisations/recoveries/{request_id}/turn-down")
@shown_again_by(show_organisations)
def turn_down_recovery(work: RequestWork, request_id: UUID, form: Posted) -> Response:
    service.turn_down_recovery(work, request_id)
    return see_other(AT, done="people.recovery_turned_down")


def _roles(request: Request, roles: list[Role]) -> list[Option]:
    words = catalogue(language_of(request))
    return [Option(role, words.gettext(word_code(role))) for role in roles]


def _named(rows: list[RoleRow]) -> list[Option]:
    return choices({row.person_id: row.name for row in rows}.items())


def _back(party_id: UUID, done: str) -> Response:
    return see_other(f"{AT}/{party_id}/people", done=done)


def _to_deputies(party_id: UUID) -> Response:
    return see_other(f"{AT}/{party_id}/deputies", done="people.saved")
