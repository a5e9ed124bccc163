"""What is told of a client's file, and what is shown of it to the one who keeps it."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import StringConstraints

from app.clients.rules import Field
from app.clients.service import CaseFile, FileLine
from app.platform.fields import Day, Line, YesNo
from app.platform.schemas import Shown, Told

Required = Annotated[Line, StringConstraints(min_length=1)]
Language = Annotated[Line, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Interpreter = Annotated[Line, StringConstraints(max_length=20)]


class CaseIn(Told):
    """A new file; who opens it is its case worker."""

    texts: ClassVar[str] = "client"
    buyer_id: UUID
    case_number: Required
    first_name: Required
    last_name: Required
    phone: Line = ""
    email: Line = ""
    language: Language = "fi"
    interpreter: Interpreter = ""
    protected_contact: YesNo = False


class CorrectionIn(Told):
    """The file as it should stand: what is left empty is emptied."""

    texts: ClassVar[str] = "client"
    first_name: Required
    last_name: Required
    phone: Line = ""
    email: Line = ""
    language: Language = "fi"
    interpreter: Interpreter = ""

    def told(self) -> dict[Field, str]:
        return {Field(name): text for name, text in self.facts().items()}


class ProtectionIn(Told):
    """Whether suppliers reach the client through the case worker only."""

    texts: ClassVar[str] = "client"
    protected_contact: YesNo = False


class HandingOverIn(Told):
    texts: ClassVar[str] = "handing_over"
    to_person_id: UUID


class HandingOverAllIn(Told):
    """When a case worker is gone: all files of one to another."""

    texts: ClassVar[str] = "handing_over"
    buyer_id: UUID
    from_person_id: UUID
    to_person_id: UUID


class RepresentativeIn(Told):
    """Who may act for the client, in what, from when to when."""

    texts: ClassVar[str] = "representative"
    name: Required
    phone: Line = ""
    scope: Annotated[Required, StringConstraints(max_length=100)]
    valid_from: Day
    valid_to: Day | None = None


class ForgettingIn(Told):
    texts: ClassVar[str] = "forgetting"
    client_id: UUID
    ground: Required


class GroundIn(Told):
    """On what ground the client's data is made unreadable for ever."""

    texts: ClassVar[str] = "forgetting"
    ground: Required


class FindingIn(Told):
    """By the buyer's own case number, exactly."""

    texts: ClassVar[str] = "client"
    buyer_id: UUID
    case_number: Required


class OneOut(Shown):
    id: UUID


class FilesOut(Shown):
    """How many files changed hands."""

    files: int


class ClientLineOut(Shown):
    id: UUID
    case_number: str
    first_name: str
    last_name: str
    language: str
    protected_contact: bool


class RepresentativeOut(Shown):
    id: UUID
    name: str
    phone: str
    scope: str
    valid_from: date
    valid_to: date | None


class ClientOut(Shown):
    """The whole file, for its case worker; each view is logged."""

    id: UUID
    buyer_id: UUID
    case_worker_id: UUID
    case_number: str
    first_name: str
    last_name: str
    phone: str
    email: str
    language: str
    interpreter: str
    protected_contact: bool
    at: datetime
    version: int
    representatives: list[RepresentativeOut]


def client_line_out(line: FileLine) -> ClientLineOut:
    return ClientLineOut.model_validate(line)


def client_out(file: CaseFile) -> ClientOut:
    return ClientOut.model_validate(file)
