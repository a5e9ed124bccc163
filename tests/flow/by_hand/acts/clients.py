"""A case worker's files."""

from uuid import UUID

from app.demo.acts.clients import Case, HandOver
from tests.flow.by_hand.doing import Doing, by_hand


@by_hand("open_case")
def open_case(doing: Doing, facts: Case) -> UUID:
    told = facts.model_dump(exclude={"buyer"})
    return doing.make("/clients", "/clients/open", told, {"buyer_id": doing.id(facts.buyer)})


@by_hand("hand_over_client")
def hand_over_client(doing: Doing, facts: HandOver) -> None:
    page = f"/clients/{doing.id(facts.client)}"
    doing.fill(page, f"{page}/hand-over", {"to_person_id": doing.id(facts.to)})
