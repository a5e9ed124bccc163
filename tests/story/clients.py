"""Clients with a case file of their own."""

from uuid import UUID

from app.clients import service
from app.kernel.actors import Actor
from tests.story.identity import As

FIRST_NAME, LAST_NAME = "Lempi", "Korhosentytär"  # nobody else's: a search for them finds leaks
PHONE, EMAIL = "+358 40 555 0199", "lempi.korhosentytar@posti.example"


def a_client(
    work_as: As,
    case_worker: Actor,
    buyer_id: UUID,
    *,
    case_number: str = "K-001",
    protected_contact: bool = False,
) -> UUID:
    with work_as(case_worker) as work:
        return service.open_case(
            work,
            buyer_id,
            case_number=case_number,
            first_name=FIRST_NAME,
            last_name=LAST_NAME,
            phone=PHONE,
            email=EMAIL,
            protected_contact=protected_contact,
        )
