"""The life of a contract: nothing is ordered before everybody needed has signed."""

from enum import StrEnum

from app.kernel.states import Flow


class ContractState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


CONTRACT_FLOW = Flow(
    "contract",
    ContractState.DRAFT,
    {
        (ContractState.DRAFT, "offer"): ContractState.OFFERED,
        (ContractState.OFFERED, "sign"): ContractState.ACTIVE,
        (ContractState.OFFERED, "refuse"): ContractState.REFUSED,
        (ContractState.ACTIVE, "end"): ContractState.ENDED,
    },
)


class InvoiceMode(StrEnum):
    """Who writes the invoice: so far the platform, for the supplier, by its written authorisation."""

    PREPARED_FOR_SUPPLIER = "prepared_for_supplier"
