"""Contracts: drawn up, offered, signed, with the seller's leave to bill."""

from uuid import UUID

from app.demo.acts.contracts import ContractEnd, Drafting, Mandate, OneContract, PriceChange, Signing
from tests.flow.by_api.asking import Asking, by_api
from tests.flow.by_hand.told import only, price_line_of


@by_api("draft_contract")
def draft_contract(asking: Asking, facts: Drafting) -> UUID:
    told = only(facts, "language", "supplier_number", "series", "reference_rule")
    of = {"call_id": asking.id(facts.call), "party_id": asking.id(facts.party)}
    return asking.make("/contracts", told | of)


@by_api("offer_contract")
def offer_contract(asking: Asking, facts: OneContract) -> None:
    asking.post(f"{_contract(asking, facts.contract)}/offering")


@by_api("sign_contract")
def sign_contract(asking: Asking, facts: Signing) -> None:
    told = {"organisation_id": asking.id(facts.organisation)}
    asking.post(f"{_contract(asking, facts.contract)}/signatures", told)


@by_api("sign_data_protection")
def sign_data_protection(asking: Asking, facts: Signing) -> None:
    told = {"organisation_id": asking.id(facts.organisation)}
    asking.post(f"{_contract(asking, facts.contract)}/data-protection-signatures", told)


@by_api("authorise_billing")
def authorise_billing(asking: Asking, facts: Mandate) -> None:
    told = only(facts, "series", "reference_rule", "payment_days")
    asking.post(f"{_contract(asking, facts.contract)}/billing-mandate", told)


@by_api("change_price")
def change_price(asking: Asking, facts: PriceChange) -> None:
    line = price_line_of(asking.stage, facts.contract, facts.category)
    told = only(facts, "valid_from", "unit_price", "ground")
    asking.post(f"{_contract(asking, facts.contract)}/price-lines/{line}/prices", told)


@by_api("end_contract")
def end_contract(asking: Asking, facts: ContractEnd) -> None:
    asking.post(f"{_contract(asking, facts.contract)}/termination", {"reason": facts.reason})


def _contract(asking: Asking, key: str) -> str:
    return f"/contracts/{asking.id(key)}"
