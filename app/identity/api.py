from enum import Enum
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.identity import queries, service
from app.identity.queries import registers as own
from app.identity.schemas.accounts import HeldOut, MeOut
from app.identity.schemas.parties import (
    CoordinatorIn,
    CostCentreIn,
    DatedOut,
    EndIn,
    GroupIn,
    IdentifierIn,
    MemberOut,
    MembersIn,
    MunicipalityIn,
    NumberOut,
    OrganisationIn,
    PartyOut,
    PartyRowOut,
    SecurityIn,
    SignatoryIn,
    SignatoryOut,
    SigningRuleIn,
    SuccessionIn,
    VersionIn,
)
from app.identity.schemas.people import (
    DeputyIn,
    InvitingIn,
    LeavingIn,
    LendingIn,
    LentOut,
    MadeOut,
    RecoveryIn,
    RecoveryOut,
    RegisteredIn,
    RoleEndIn,
    RoleIn,
    RoleRowOut,
    TakenBackIn,
    WhoIn,
)
from app.platform.paging import Cursor, Page, page_of, part_of
from app.platform.web import RequestWork, WorkRoute
from app.platform.web.answering import caller_of

CREATED, DONE = 201, 204
PARTIES: list[str | Enum] = ["parties"]
PEOPLE: list[str | Enum] = ["people"]
router = APIRouter(prefix="/api/v1", route_class=WorkRoute)


@router.get("/me", tags=PEOPLE)
def show_me(request: Request, work: RequestWork) -> MeOut:
    """Whose token this is, the roles it acts in, and what limits it."""
    caller = caller_of(request)
    return MeOut(
        id=work.actor.id,
        kind=work.actor.kind,
        name=caller.name,
        language=caller.language,
        roles=[
            HeldOut(party_id=party_id, roles=sorted(roles))
            for party_id, roles in sorted(work.actor.roles.items())
        ],
        scopes=None if caller.scopes is None else sorted(caller.scopes),
    )


@router.get("/parties", tags=PARTIES)
def list_parties(work: RequestWork, cursor: Cursor) -> Page[PartyRowOut]:
    """The organisations and groups that the caller belongs to, by name."""
    rows = part_of(own.own_parties(work), cursor, lambda row: row.id)
    return page_of(rows, cursor, PartyRowOut.model_validate, lambda row: row.id)


@router.post("/parties", tags=PARTIES, status_code=CREATED)
def found_party(work: RequestWork, told: OrganisationIn) -> MadeOut:
    """Founds an organisation."""
    return MadeOut(id=service.found_organisation(work, **told.facts()))


@router.post("/parties/groups", tags=PARTIES, status_code=CREATED)
def form_party_group(work: RequestWork, told: GroupIn) -> MadeOut:
    """Forms a group of organisations that offer together."""
    return MadeOut(id=service.form_group(work, **told.facts()))


@router.get("/parties/{party_id}", tags=PARTIES)
def read_party(work: RequestWork, party_id: UUID) -> PartyOut:
    """One of the caller's own parties, as it is today."""
    queries.own_party(work, party_id)
    today = queries.today(work)
    facts = queries.party_on(work, party_id, today)
    settings, kept = own.settings_of(work, party_id, today), own.registers_of(work, party_id, today)
    return PartyOut(
        id=party_id,
        kind=facts.kind,
        name=facts.name,
        street=facts.street,
        postal_code=facts.postal_code,
        town=facts.town,
        country=facts.country,
        email=facts.email,
        language=facts.language,
        host_id=facts.host_id,
        signing=settings.signing,
        second_step=settings.second_step,
        numbers=[
            NumberOut(scheme=scheme, value=row.code, valid_from=row.valid_from, valid_to=row.valid_to)
            for scheme, row in kept.numbers
        ],
        municipalities=[DatedOut.model_validate(row) for row in kept.municipalities],
        cost_centres=[DatedOut.model_validate(row) for row in kept.cost_centres],
        signatories=[SignatoryOut.model_validate(row) for row in own.signatories_of(work, party_id, today)],
        members=[MemberOut.model_validate(row) for row in queries.members(work, party_id, today)],
    )


@router.post("/parties/{party_id}/versions", tags=PARTIES, status_code=CREATED)
def change_party(work: RequestWork, party_id: UUID, told: VersionIn) -> PartyOut:
    """Tells the party anew from a day on; papers of earlier days keep what was told before."""
    service.change_organisation(work, party_id, **told.facts())
    return read_party(work, party_id)


@router.post("/parties/{party_id}/numbers", tags=PARTIES, status_code=CREATED)
def add_party_number(work: RequestWork, party_id: UUID, told: IdentifierIn) -> PartyOut:
    """A number of the party's own from a day on."""
    service.add_identifier(work, party_id, told.scheme, told.value, valid_from=told.valid_from)
    return read_party(work, party_id)


@router.post("/parties/{party_id}/municipalities", tags=PARTIES, status_code=CREATED)
def add_party_municipality(work: RequestWork, party_id: UUID, told: MunicipalityIn) -> PartyOut:
    """A municipality that an employment area serves."""
    service.add_municipality(work, party_id, **told.facts())
    return read_party(work, party_id)


@router.post("/parties/{party_id}/cost-centres", tags=PARTIES, status_code=CREATED)
def add_party_cost_centre(work: RequestWork, party_id: UUID, told: CostCentreIn) -> PartyOut:
    """A cost centre that pays."""
    service.add_cost_centre(work, party_id, **told.facts())
    return read_party(work, party_id)


@router.post("/parties/{party_id}/succession", tags=PARTIES, status_code=DONE)
def succeed_party(work: RequestWork, party_id: UUID, told: SuccessionIn) -> Response:
    """Another party stands in this one's place from a day on."""
    service.succeed(work, party_id, told.successor_id, effective_on=told.effective_on, ground=told.ground)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/membership", tags=PARTIES, status_code=DONE)
def change_party_members(work: RequestWork, party_id: UUID, told: MembersIn) -> Response:
    """One organisation joins the group, another leaves it, or both at once."""
    service.change_member(work, party_id, **told.facts())
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/coordinator", tags=PARTIES, status_code=DONE)
def change_party_coordinator(work: RequestWork, party_id: UUID, told: CoordinatorIn) -> Response:
    """Another member acts for the group from a day on."""
    service.change_coordinator(work, party_id, told.organisation_id, on=told.on)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/signing-rule", tags=PARTIES, status_code=DONE)
def set_party_signing_rule(work: RequestWork, party_id: UUID, told: SigningRuleIn) -> Response:
    """Whether one signatory binds the party, or two together."""
    service.set_signing_rule(work, party_id, told.kind, valid_from=told.valid_from)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/signatories", tags=PARTIES, status_code=DONE)
def name_party_signatory(work: RequestWork, party_id: UUID, told: SignatoryIn) -> Response:
    """A person who may sign for the party from a day on."""
    service.name_signatory(work, party_id, told.person_id, valid_from=told.valid_from)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/signatories/{person_id}/removal", tags=PARTIES, status_code=DONE)
def remove_party_signatory(work: RequestWork, party_id: UUID, person_id: UUID, told: EndIn) -> Response:
    """The person signs no more from the day on."""
    service.remove_signatory(work, party_id, person_id, on=told.on)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/security", tags=PARTIES, status_code=DONE)
def demand_party_second_step(work: RequestWork, party_id: UUID, told: SecurityIn) -> Response:
    """Whether the party's people must have a second step at log-in."""
    service.demand_second_step(work, party_id, demanded=told.demanded)
    return Response(status_code=DONE)


@router.post("/people", tags=PEOPLE, status_code=CREATED)
def register_person(work: RequestWork, told: RegisteredIn) -> MadeOut:
    """A person without a role yet."""
    return MadeOut(id=service.register_person(work, **told.facts()))


@router.get("/parties/{party_id}/people", tags=PEOPLE)
def list_people(work: RequestWork, party_id: UUID) -> list[RoleRowOut]:
    """Who holds which role in the party, now and to come."""
    return [RoleRowOut.model_validate(row) for row in queries.people_of(work, party_id)]


@router.post("/parties/{party_id}/invitations", tags=PEOPLE, status_code=CREATED)
def invite_person(work: RequestWork, party_id: UUID, told: InvitingIn) -> MadeOut:
    """A person with a role; who has no password yet is sent a letter."""
    facts = told.facts()
    return MadeOut(id=service.invite(work, party_id, facts.pop("role"), **facts))


@router.post("/parties/{party_id}/reminders", tags=PEOPLE, status_code=DONE)
def invite_person_again(work: RequestWork, party_id: UUID, told: WhoIn) -> Response:
    """A new letter to who has not answered the first."""
    service.invite_again(work, party_id, told.person_id)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/roles", tags=PEOPLE, status_code=DONE)
def give_person_role(work: RequestWork, party_id: UUID, told: RoleIn) -> Response:
    """A role in the party, from a day to a day."""
    service.give_role(
        work, told.person_id, party_id, told.role, valid_from=told.valid_from, valid_to=told.valid_to
    )
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/role-endings", tags=PEOPLE, status_code=DONE)
def end_person_role(work: RequestWork, party_id: UUID, told: RoleEndIn) -> Response:
    """The person holds the role no more from the day on."""
    service.end_role(work, told.person_id, party_id, told.role, on=told.on)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/departures", tags=PEOPLE, status_code=DONE)
def let_person_leave(work: RequestWork, party_id: UUID, told: LeavingIn) -> Response:
    """Every role, lent role and signing right of the person in the party ends."""
    service.leave(work, party_id, told.person_id, on=told.on)
    return Response(status_code=DONE)


@router.post("/parties/{party_id}/second-step-resets", tags=PEOPLE, status_code=DONE)
def reset_person_second_step(work: RequestWork, party_id: UUID, told: WhoIn) -> Response:
    """For a colleague whose devices and recovery codes are all lost."""
    service.reset_second_step(work, party_id, told.person_id)
    return Response(status_code=DONE)


@router.get("/parties/{party_id}/lent-roles", tags=PEOPLE)
def list_lent_roles(work: RequestWork, party_id: UUID) -> list[LentOut]:
    """Which roles are lent to whom, now and to come, and by which decision."""
    return [LentOut.model_validate(row) for row in queries.lent_roles_of(work, party_id)]


@router.post("/parties/{party_id}/lent-roles", tags=PEOPLE, status_code=DONE)
def lend_person_role(work: RequestWork, party_id: UUID, told: LendingIn) -> Response:
    """Lends a role, for one process or for all."""
    facts = told.facts()
    service.lend_role(work, party_id, facts.pop("role"), **facts)
    return Response(status_code=DONE)


@router.post("/lent-roles/{lent_id}/ending", tags=PEOPLE, status_code=DONE)
def end_lent_role(work: RequestWork, lent_id: UUID, told: TakenBackIn) -> Response:
    """Takes a lent role back."""
    service.end_delegation(work, lent_id, on=told.on)
    return Response(status_code=DONE)


@router.get("/parties/{party_id}/absences", tags=PEOPLE)
def list_absences(work: RequestWork, party_id: UUID) -> list[LentOut]:
    """Who is away, and who acts meanwhile."""
    return [LentOut.model_validate(row) for row in queries.absences_of(work, party_id)]


@router.post("/parties/{party_id}/absences", tags=PEOPLE, status_code=DONE)
def appoint_person_deputy(work: RequestWork, party_id: UUID, told: DeputyIn) -> Response:
    """A deputy in a role while its holder is away."""
    service.appoint_deputy(
        work,
        party_id,
        told.role,
        told.person_id,
        told.deputy_id,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
    )
    return Response(status_code=DONE)


@router.post("/absences/{absence_id}/ending", tags=PEOPLE, status_code=DONE)
def end_person_absence(work: RequestWork, absence_id: UUID, told: TakenBackIn) -> Response:
    """Back before the day."""
    service.end_absence(work, absence_id, on=told.on)
    return Response(status_code=DONE)


@router.get("/recoveries", tags=PEOPLE)
def list_recoveries(work: RequestWork) -> list[RecoveryOut]:
    """Suppliers without an administrator that wait for a second officer."""
    return [RecoveryOut.model_validate(row) for row in queries.recoveries(work)]


@router.post("/parties/{party_id}/recovery", tags=PEOPLE, status_code=CREATED)
def ask_party_recovery(work: RequestWork, party_id: UUID, told: RecoveryIn) -> MadeOut:
    """An administrator for a supplier that has none, with the proof of who it is."""
    return MadeOut(id=service.ask_recovery(work, party_id, **told.facts()))


@router.post("/recoveries/{request_id}/confirmation", tags=PEOPLE, status_code=CREATED)
def confirm_party_recovery(work: RequestWork, request_id: UUID) -> MadeOut:
    """By another officer than the one who asked: the new administrator's id."""
    return MadeOut(id=service.confirm_recovery(work, request_id))


@router.post("/recoveries/{request_id}/rejection", tags=PEOPLE, status_code=DONE)
def turn_down_party_recovery(work: RequestWork, request_id: UUID) -> Response:
    """The request is not granted."""
    service.turn_down_recovery(work, request_id)
    return Response(status_code=DONE)
