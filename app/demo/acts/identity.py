"""Acts of identity: organisations, groups, people and their roles."""

from uuid import UUID

from pydantic import Field

from app.demo.acting import act
from app.demo.fields import Day, Fields, Words
from app.demo.stage import Stage
from app.identity.rules import SigningKind
from app.identity.service import groups, organisations, people, roles, signing
from app.kernel.actors import Role
from app.platform.work import Work


class OpenPlatform(Fields):
    name: str
    admin_name: str
    admin_email: str
    valid_from: Day


@act("open_platform", OpenPlatform)
def open_platform(stage: Stage, work: Work, facts: OpenPlatform) -> UUID:
    """Opens the installation and registers its first administrator; played by `system`."""
    return people.open_platform(work, **facts.model_dump())


class Organisation(Fields):
    name: str
    valid_from: Day
    business_id: str = Field(default="", description="The Finnish business id with its dash.")
    street: str = ""
    postal_code: str = ""
    town: str = ""
    email: str = ""
    language: str = "fi"
    host: str = Field(default="", description="The key of the legal person behind an employment area.")


@act("found_organisation", Organisation)
def found_organisation(stage: Stage, work: Work, facts: Organisation) -> UUID:
    """Founds an organisation: a buyer, its host, or a supplier."""
    told = facts.model_dump(exclude={"host"})
    host_id = stage.id(facts.host) if facts.host else None
    return organisations.found_organisation(work, **told, host_id=host_id)


class Group(Fields):
    name: str
    coordinator: str = Field(description="The key of an organisation.")
    members: Words = Field(description="Keys of organisations; the coordinator is one of them.")
    valid_from: Day
    language: str = "fi"
    email: str = ""


@act("form_group", Group)
def form_group(stage: Stage, work: Work, facts: Group) -> UUID:
    """Forms a group of suppliers, which applies and contracts together."""
    return groups.form_group(
        work,
        name=facts.name,
        coordinator_id=stage.id(facts.coordinator),
        member_ids=[stage.id(member) for member in facts.members],
        valid_from=facts.valid_from,
        language=facts.language,
        email=facts.email,
    )


class PersonFacts(Fields):
    name: str
    email: str
    organisation: str
    roles: list[Role] = Field(min_length=1)
    valid_from: Day
    language: str = "fi"


@act("register_person", PersonFacts)
def register_person(stage: Stage, work: Work, facts: PersonFacts) -> UUID:
    """Registers a person and gives her roles in an organisation."""
    person_id = people.register_person(work, name=facts.name, email=facts.email, language=facts.language)
    for role in facts.roles:
        roles.give_role(work, person_id, stage.id(facts.organisation), role, valid_from=facts.valid_from)
    return person_id


class Signing(Fields):
    organisation: str
    kind: SigningKind
    people: Words
    valid_from: Day


@act("set_signing_rule", Signing)
def set_signing_rule(stage: Stage, work: Work, facts: Signing) -> None:
    """Says who may sign for an organisation, and whether one alone is enough."""
    organisation_id = stage.id(facts.organisation)
    signing.set_signing_rule(work, organisation_id, facts.kind, valid_from=facts.valid_from)
    for person in facts.people:
        signing.name_signatory(work, organisation_id, stage.id(person), valid_from=facts.valid_from)


class LentRole(Fields):
    organisation: str
    role: Role
    to: str = Field(description="The key of the person who is to act.")
    decision: str = Field(description="The decision by which the role is lent.")
    process: str = Field(default="", description="The key of a call, when the role is lent for it alone.")
    valid_from: Day
    valid_to: Day | None = None


@act("lend_role", LentRole)
def lend_role(stage: Stage, work: Work, facts: LentRole) -> None:
    """Lends one's own role to another person, for one call or for all, by a named decision."""
    roles.lend_role(
        work,
        stage.id(facts.organisation),
        facts.role,
        to_person_id=stage.id(facts.to),
        decision=facts.decision,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        process_id=stage.id(facts.process) if facts.process else None,
    )


class Deputy(Fields):
    organisation: str
    role: Role
    person: str
    deputy: str
    valid_from: Day
    valid_to: Day


@act("appoint_deputy", Deputy)
def appoint_deputy(stage: Stage, work: Work, facts: Deputy) -> None:
    """Moves a person's waiting acts to a deputy while the person is away."""
    roles.appoint_deputy(
        work,
        stage.id(facts.organisation),
        facts.role,
        stage.id(facts.person),
        stage.id(facts.deputy),
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
    )


class Succession(Fields):
    predecessor: str
    successor: str
    effective_on: Day
    ground: str


@act("succeed", Succession)
def succeed(stage: Stage, work: Work, facts: Succession) -> None:
    """Puts one organisation in the place of another from a day on: a merger or an area reform."""
    organisations.succeed(
        work,
        stage.id(facts.predecessor),
        stage.id(facts.successor),
        effective_on=facts.effective_on,
        ground=facts.ground,
    )
