"""Acts of clients: opening a case, handing it over."""

from uuid import UUID

from app.clients import service
from app.demo.acting import act
from app.demo.fields import Fields, YesNo
from app.demo.stage import Stage
from app.platform.work import Work


class Case(Fields):
    buyer: str
    case_number: str
    first_name: str
    last_name: str
    phone: str
    email: str = ""
    language: str = "fi"
    interpreter: str = ""
    protected_contact: YesNo = False


@act("open_case", Case)
def open_case(stage: Stage, work: Work, facts: Case) -> UUID:
    """Opens a client's case; whoever plays it is the case worker."""
    return service.open_case(work, stage.id(facts.buyer), **facts.model_dump(exclude={"buyer"}))


class HandOver(Fields):
    client: str
    to: str


@act("hand_over_client", HandOver)
def hand_over_client(stage: Stage, work: Work, facts: HandOver) -> None:
    """Gives a client to another case worker."""
    service.hand_over(work, stage.id(facts.client), stage.id(facts.to))
