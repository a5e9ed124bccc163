"""Contracts: drawn up, offered, signed, with the seller's leave to bill."""

from uuid import UUID

from app.demo.acts.contracts import ContractEnd, Drafting, Mandate, OneContract, PriceChange, Signing
from tests.flow.by_hand.doing import Doing, by_hand
from tests.flow.by_hand.told import only, price_line_of


@by_hand("draft_contract")
def draft_contract(doing: Doing, facts: Drafting) -> UUID:
    page = f"/contracts/new/{doing.id(facts.call)}/{doing.id(facts.party)}"
    return doing.make(page, page, only(facts, "language", "supplier_number", "series", "reference_rule"))


@by_hand("offer_contract")
def offer_contract(doing: Doing, facts: OneContract) -> None:
    page = _contract(doing, facts.contract)
    doing.fill(page, f"{page}/offer")


@by_hand("sign_contract")
def sign_contract(doing: Doing, facts: Signing) -> None:
    page = _contract(doing, facts.contract)
    doing.fill(page, f"{page}/sign", {"organisation_id": doing.id(facts.organisation)})


@by_hand("sign_data_protection")
def sign_data_protection(doing: Doing, facts: Signing) -> None:
    page = _contract(doing, facts.contract)
    doing.fill(page, f"{page}/sign-data-protection", {"organisation_id": doing.id(facts.organisation)})


@by_hand("authorise_billing")
def authorise_billing(doing: Doing, facts: Mandate) -> None:
    page = _contract(doing, facts.contract)
    doing.fill(page, f"{page}/authorise-billing", only(facts, "series", "reference_rule", "payment_days"))


@by_hand("change_price")
def change_price(doing: Doing, facts: PriceChange) -> None:
    page = _contract(doing, facts.contract)
    line = price_line_of(doing.stage, facts.contract, facts.category)
    told = only(facts, "valid_from", "unit_price", "ground")
    doing.fill(page, f"{page}/price-lines/{line}/change-price", told)


@by_hand("end_contract")
def end_contract(doing: Doing, facts: ContractEnd) -> None:
    page = _contract(doing, facts.contract)
    doing.fill(page, f"{page}/end", {"reason": facts.reason})


def _contract(doing: Doing, key: str) -> str:
    return f"/contracts/{doing.id(key)}"
