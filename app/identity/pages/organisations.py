"""Organisations and groups as their own people keep them, and the lists that lead there."""

from collections.abc import Callable
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from app.identity import policy, queries, service
from app.identity.pages.routing import account_form, choices, languages_spoken, router
from app.identity.queries import registers as own
from app.identity.rules import Member, PartyKind
from app.identity.schemas.parties import (
    CoordinatorIn,
    CostCentreIn,
    EndIn,
    GroupIn,
    IdentifierIn,
    MembersIn,
    MunicipalityIn,
    OrganisationIn,
    SecurityIn,
    SignatoryIn,
    SigningRuleIn,
    SuccessionIn,
    VersionIn,
)
from app.law.policy import administers
from app.platform.forms import FormView
from app.platform.schemas import Told
from app.platform.web import Posted, RequestWork, page, see_other, shown_again_by

AT = "/organisations"


@router.get("/organisations")
def show_organisations(request: Request, work: RequestWork, like: str = "") -> Response:
    rows, today = own.own_parties(work), queries.today(work)
    named = {row.id: row.name for row in rows if row.kind is PartyKind.ORGANISATION}
    may_coordinate = work.actor.parties_where(*policy.WHO_MAY["form_group"])
    coordinating = set(named) if administers(work.actor) else set(named) & may_coordinate
    recovers = policy.may_recover(work.actor)
    found = queries.organisations(work, like, today) if coordinating or (recovers and like) else []
    return page(
        request,
        "identity/organisations.html",
        parties=rows,
        recoveries=queries.recoveries(work),
        recovers=recovers,
        like=like,
        sought=[one for one in found if one.kind is PartyKind.ORGANISATION] if recovers and like else [],
        found=_founding(request, today, named) if administers(work.actor) else None,
        form_group=_grouping(request, today, named, coordinating, found) if coordinating else None,
    )


def _founding(request: Request, today: object, named: dict[UUID, str]) -> FormView:
    return account_form(
        request,
        OrganisationIn,
        action=f"{AT}/found",
        submit="organisations.found",
        given={"valid_from": today},
        options={"host_id": choices(named.items()), "language": languages_spoken(request)},
    )


def _grouping(
    request: Request,
    today: object,
    named: dict[UUID, str],
    coordinating: set[UUID],
    found: list[queries.Found],
) -> FormView:
    members = [one for one in found if one.kind is PartyKind.ORGANISATION]
    return account_form(
        request,
        GroupIn,
        action=f"{AT}/groups",
        submit="organisations.form_group",
        given={"valid_from": today},
        options={
            "coordinator_id": choices((one, named[one]) for one in sorted(coordinating)),
            "member_ids": choices((one.id, one.name) for one in members),
            "language": languages_spoken(request),
        },
    )


@router.post("/organisations/found")
@shown_again_by(show_organisations)
def found_organisation(work: RequestWork, form: Posted) -> Response:
    party_id = service.found_organisation(work, **form.read(OrganisationIn).facts())
    return see_other(f"{AT}/{party_id}", done="organisations.founded")


@router.post("/organisations/groups")
@shown_again_by(show_organisations)
def form_group(work: RequestWork, form: Posted) -> Response:
    service.form_group(work, **form.read(GroupIn).facts())
    return see_other(AT, done="organisations.group_formed")


@router.get("/organisations/{party_id}")
def show_organisation(request: Request, work: RequestWork, party_id: UUID) -> Response:
    told, today = own.versions(work, party_id), queries.today(work)
    now = next((one for one in told if one.valid_from <= today), told[-1])
    members = queries.members(work, party_id, today)
    is_group = members[0].organisation_id != party_id if members else True
    signing = own.signatories_of(work, party_id, today)
    may = policy.acts_allowed(work.actor, party_id)
    people = queries.people_of(work, party_id) if "name_signatory" in may else []
    settings, kept = own.settings_of(work, party_id, today), own.registers_of(work, party_id, today)
    at = f"{AT}/{party_id}"
    options = {
        "language": languages_spoken(request),
        "person_id": choices({row.person_id: row.name for row in people}.items()),
        "organisation_id": choices((one.organisation_id, one.name) for one in members),
        "leaves": choices((one.organisation_id, one.name) for one in members if not one.is_coordinator),
        "joins": choices(_outside(work, members) if is_group and "change_member" in may else []),
    }

    def form(act: str, model: type[Told], path: str, submit: str, **given: object) -> FormView | None:
        if act not in may:
            return None
        asked = {"valid_from": today, "on": today, "effective_on": today, **given}
        fits = {name: value for name, value in asked.items() if name in model.model_fields}
        offered = {name: offer for name, offer in options.items() if name in model.model_fields}
        return account_form(request, model, action=f"{at}/{path}", submit=submit, given=fits, options=offered)

    address = {name: value for name, value in vars(told[0]).items() if name != "valid_from"}
    return page(
        request,
        "identity/organisation.html",
        party_id=party_id,
        party=now,
        coming=[one for one in told if one.valid_from > today],
        is_group=is_group,
        numbers=kept.numbers,
        municipalities=kept.municipalities,
        cost_centres=kept.cost_centres,
        signing_rule=settings.signing,
        signatories=signing,
        members=members,
        demanded=settings.second_step,
        forms={
            "change": form("change_organisation", VersionIn, "change", "organisations.change", **address),
            "number": form("add_identifier", IdentifierIn, "numbers", "organisations.add"),
            "municipality": form("add_municipality", MunicipalityIn, "municipalities", "organisations.add"),
            "cost_centre": form("add_cost_centre", CostCentreIn, "cost-centres", "organisations.add"),
            "rule": form("set_signing_rule", SigningRuleIn, "signing-rule", "organisations.save"),
            "signatory": form("name_signatory", SignatoryIn, "signatories", "organisations.add"),
            "security": form(
                "demand_second_step",
                SecurityIn,
                "security",
                "organisations.save",
                demanded=settings.second_step,
            ),
            "members": form("change_member", MembersIn, "members", "organisations.save"),
            "coordinator": form("change_coordinator", CoordinatorIn, "coordinator", "organisations.save"),
            "succession": form("succeed", SuccessionIn, "succession", "organisations.succeed"),
        },
        removing={
            row.person_id: form(
                "remove_signatory",
                EndIn,
                f"signatories/{row.person_id}/remove",
                "organisations.remove_signatory",
            )
            for row in signing
            if row.valid_to is None
        },
    )


def _act(path: str, model: type[Told], tell: Callable[..., object]) -> None:
    """What the party's people tell of it, by one form of its page each."""

    @router.post(f"{AT}/{{party_id}}/{path}", name=tell.__name__)
    @shown_again_by(show_organisation)
    def told(work: RequestWork, party_id: UUID, form: Posted) -> Response:
        tell(work, party_id, **form.read(model).facts())
        return _back(party_id)


_act("change", VersionIn, service.change_organisation)
_act("numbers", IdentifierIn, service.add_identifier)
_act("municipalities", MunicipalityIn, service.add_municipality)
_act("cost-centres", CostCentreIn, service.add_cost_centre)
_act("signing-rule", SigningRuleIn, service.set_signing_rule)
_act("signatories", SignatoryIn, service.name_signatory)
_act("security", SecurityIn, service.demand_second_step)
_act("members", MembersIn, service.change_member)
_act("coordinator", CoordinatorIn, service.change_coordinator)
_act("succession", SuccessionIn, service.succeed)


@router.post("/organisations/{party_id}/signatories/{person_id}/remove")
@shown_again_by(show_organisation)
def remove_signatory(work: RequestWork, party_id: UUID, person_id: UUID, form: Posted) -> Response:
    service.remove_signatory(work, party_id, person_id, on=form.read(EndIn).on)
    return _back(party_id)


def _outside(work: RequestWork, members: list[Member]) -> list[tuple[UUID, str]]:
    """Organisations that the group does not have yet."""
    inside = {one.organisation_id for one in members}
    found = queries.organisations(work, "", queries.today(work))
    return [(one.id, one.name) for one in found if one.id not in inside and one.kind is not PartyKind.GROUP]


def _back(party_id: UUID) -> Response:
    return see_other(f"{AT}/{party_id}", done="organisations.saved")
