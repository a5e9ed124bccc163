"""What is told of organisations and groups, and how the API shows them."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from app.identity.rules import IdentifierScheme, PartyKind, SigningKind
from app.identity.schemas.accounts import Email
from app.platform.fields import Day, Line, YesNo
from app.platform.schemas import Shown, Told

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Street = Annotated[Line, StringConstraints(max_length=100)]
PostalCode = Annotated[Line, StringConstraints(max_length=12)]
Town = Annotated[Line, StringConstraints(max_length=60)]
Code = Annotated[Line, StringConstraints(min_length=1, max_length=10)]
CentreCode = Annotated[Line, StringConstraints(min_length=1, max_length=30)]
Short = Annotated[Line, StringConstraints(min_length=1, max_length=100)]
Number = Annotated[Line, StringConstraints(min_length=1, max_length=60)]


class PartyTold(Told):
    texts: ClassVar[str] = "organisations"


class AddressIn(PartyTold):
    """What a version says of a party."""

    name: Line
    street: Street = ""
    postal_code: PostalCode = ""
    town: Town = ""
    country: Country = "FI"
    email: Email = ""
    language: Language = "fi"


class OrganisationIn(AddressIn):
    """A new organisation; an area that is no legal person names its host instead of a number."""

    business_id: Line = ""
    host_id: UUID | None = None
    valid_from: Day


class VersionIn(AddressIn):
    """The party as it is told from the day on."""

    valid_from: Day


class IdentifierIn(PartyTold):
    scheme: IdentifierScheme
    value: Number
    valid_from: Day


class MunicipalityIn(PartyTold):
    code: Code
    name: Short
    valid_from: Day
    valid_to: Day | None = None


class CostCentreIn(PartyTold):
    code: CentreCode
    name: Short
    valid_from: Day
    valid_to: Day | None = None


class SuccessionIn(PartyTold):
    successor_id: UUID
    effective_on: Day
    ground: Line


class GroupIn(PartyTold):
    """The coordinator is a member whether or not the list says so."""

    name: Line
    coordinator_id: UUID
    member_ids: list[UUID]
    valid_from: Day
    language: Language = "fi"
    email: Email = ""


class MembersIn(PartyTold):
    """Who joins the group, who leaves it, or both at once."""

    on: Day
    joins: UUID | None = None
    leaves: UUID | None = None


class CoordinatorIn(PartyTold):
    organisation_id: UUID
    on: Day


class SigningRuleIn(PartyTold):
    kind: SigningKind
    valid_from: Day


class SignatoryIn(PartyTold):
    person_id: UUID
    valid_from: Day


class EndIn(PartyTold):
    """The first day without it."""

    on: Day


class SecurityIn(PartyTold):
    demanded: YesNo


class PartyRowOut(Shown):
    id: UUID
    name: str
    town: str
    kind: PartyKind


class NumberOut(Shown):
    scheme: IdentifierScheme
    value: str
    valid_from: date
    valid_to: date | None


class DatedOut(Shown):
    code: str
    name: str
    valid_from: date
    valid_to: date | None


class SignatoryOut(Shown):
    person_id: UUID
    name: str
    valid_from: date
    valid_to: date | None


class MemberOut(Shown):
    organisation_id: UUID
    name: str
    business_id: str
    is_coordinator: bool


class PartyOut(Shown):
    """An organisation or a group of one's own, as it is today."""

    id: UUID
    kind: PartyKind
    name: str
    street: str
    postal_code: str
    town: str
    country: str
    email: str
    language: str
    host_id: UUID | None
    signing: SigningKind
    second_step: bool
    numbers: list[NumberOut]
    municipalities: list[DatedOut]
    cost_centres: list[DatedOut]
    signatories: list[SignatoryOut]
    members: list[MemberOut]
