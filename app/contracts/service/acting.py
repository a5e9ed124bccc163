"""What every act on a contract asks and tells: whose act it is, and what the event is about."""

from typing import TypedDict
from uuid import UUID

from app.contracts import policy
from app.contracts.models import Contract
from app.contracts.rules.states import ContractState
from app.kernel.refusals import Reason
from app.platform.work import Work

SIGNABLE = (ContractState.OFFERED, ContractState.ACTIVE)


class Heading(TypedDict):
    about: UUID
    buyer_id: UUID
    process_id: UUID


def heading(contract: Contract) -> Heading:
    return Heading(about=contract.id, buyer_id=contract.buyer_id, process_id=contract.call_id)


def reasons_not_theirs(work: Work, act: str, contract: Contract) -> list[Reason]:
    return policy.reasons_not_to(
        act, work.actor, buyer_id=contract.buyer_id, party_id=contract.party_id, call_id=contract.call_id
    )


def reasons_not_offered(contract: Contract) -> list[Reason]:
    """What stands beside the contract is agreed once its paper has been offered, and as long as it holds."""
    if contract.state in SIGNABLE:
        return []
    return [Reason("contract.not_offered", {"state": contract.state})]
