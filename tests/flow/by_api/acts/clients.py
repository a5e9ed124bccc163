"""A case worker's files."""

from uuid import UUID

from app.demo.acts.clients import Case, HandOver
from tests.flow.by_api.asking import Asking, by_api


@by_api("open_case")
def open_case(asking: Asking, facts: Case) -> UUID:
    told = facts.model_dump(exclude={"buyer"})
    return asking.make("/clients", {**told, "buyer_id": asking.id(facts.buyer)})


@by_api("hand_over_client")
def hand_over_client(asking: Asking, facts: HandOver) -> None:
    told = {"to_person_id": asking.id(facts.to)}
    asking.post(f"/clients/{asking.id(facts.client)}/handover", told)
