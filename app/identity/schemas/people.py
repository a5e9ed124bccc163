"""What is told of people, their roles and who stands in for them."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from app.identity.schemas.accounts import Email
from app.identity.schemas.parties import Language
from app.kernel.actors import Role
from app.platform.fields import Day, Line, Prose
from app.platform.schemas import Shown, Told

Name = Annotated[Line, StringConstraints(max_length=120)]
Proof = Annotated[Prose, StringConstraints(max_length=2000)]


class PeopleTold(Told):
    texts: ClassVar[str] = "people"


class RegisteredIn(PeopleTold):
    name: Name
    email: Email
    language: Language = "fi"


class InvitingIn(PeopleTold):
    """A person with a role; a letter goes to who has no password yet."""

    name: Name
    email: Email
    role: Role
    language: Language = "fi"
    valid_from: Day
    valid_to: Day | None = None


class RoleIn(PeopleTold):
    person_id: UUID
    role: Role
    valid_from: Day
    valid_to: Day | None = None


class RoleEndIn(PeopleTold):
    """The first day without the role."""

    person_id: UUID
    role: Role
    on: Day


class LeavingIn(PeopleTold):
    """The first day on which the person is not there any more."""

    person_id: UUID
    on: Day


class WhoIn(PeopleTold):
    person_id: UUID


class LendingIn(PeopleTold):
    """The lender is the caller where nobody is named."""

    role: Role
    to_person_id: UUID
    decision: Line
    valid_from: Day
    valid_to: Day | None = None
    from_person_id: UUID | None = None
    process_id: UUID | None = None


class DeputyIn(PeopleTold):
    role: Role
    person_id: UUID
    deputy_id: UUID
    valid_from: Day
    valid_to: Day


class TakenBackIn(PeopleTold):
    """The first day without it."""

    on: Day


class RecoveryIn(PeopleTold):
    name: Name
    email: Email
    language: Language = "fi"
    proof: Proof


class MadeOut(Shown):
    id: UUID


class RoleRowOut(Shown):
    person_id: UUID
    name: str
    email: str
    role: Role
    valid_from: date
    valid_to: date | None
    has_password: bool


class LentOut(Shown):
    """A lent role or an absence."""

    id: UUID
    role: Role
    from_person_id: UUID
    from_name: str
    to_person_id: UUID
    to_name: str
    valid_from: date
    valid_to: date | None
    process_id: UUID | None
    decision: str


class RecoveryOut(Shown):
    id: UUID
    party_id: UUID
    party: str
    name: str
    email: str
    proof: str
    asked_by: str
    asked_at: datetime
    is_own: bool
