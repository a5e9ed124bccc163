"""Acts of contracts: drafted, signed, with data protection and billing agreed."""

from uuid import UUID

from pydantic import Field

from app.contracts import queries
from app.contracts.service import billing, drafting, pricing, signing
from app.demo.acting import act
from app.demo.fields import Amount, Day, Fields, Whole
from app.demo.stage import Stage
from app.platform.work import Work
from app.procurement import queries as calls


class Drafting(Fields):
    call: str
    party: str
    language: str = "fi"
    supplier_number: Whole | None = Field(default=None, description="The party's running number in the call.")
    series: str = Field(default="LASKU", description="Of the seller's invoice numbers.")
    reference_rule: str = Field(
        default="{yyyy}{mm}{supplier:04}", description="Of the seller's payment references."
    )


@act("draft_contract", Drafting)
def draft_contract(stage: Stage, work: Work, facts: Drafting) -> UUID:
    """Drafts the contract of an admitted party with all its categories and prices; its PDF follows."""
    return drafting.draft(
        work,
        stage.id(facts.call),
        stage.id(facts.party),
        language=facts.language,
        supplier_number=facts.supplier_number,
        series=facts.series,
        reference_rule=facts.reference_rule,
    )


class OneContract(Fields):
    contract: str


@act("offer_contract", OneContract)
def offer_contract(stage: Stage, work: Work, facts: OneContract) -> None:
    """Offers a contract to be signed."""
    drafting.offer(work, stage.id(facts.contract))


class Signing(Fields):
    contract: str
    organisation: str


@act("sign_contract", Signing)
def sign_contract(stage: Stage, work: Work, facts: Signing) -> None:
    """Signs a contract for an organisation; the last signature needed makes it active."""
    signing.sign(work, stage.id(facts.contract), stage.id(facts.organisation))


@act("sign_data_protection", Signing)
def sign_data_protection(stage: Stage, work: Work, facts: Signing) -> None:
    """Signs the data protection agreement for one member: without it there are no orders."""
    signing.sign_data_protection(work, stage.id(facts.contract), stage.id(facts.organisation))


class Mandate(Fields):
    contract: str
    series: str = "LASKU"
    reference_rule: str = "{yyyy}{mm}{supplier:04}"
    payment_days: Whole = 30


@act("authorise_billing", Mandate)
def authorise_billing(stage: Stage, work: Work, facts: Mandate) -> None:
    """Authorises Kutsu to write the seller's invoices, in the seller's series and reference rule."""
    told = facts.model_dump(exclude={"contract"})
    billing.authorise_billing(work, stage.id(facts.contract), **told)


class PriceChange(Fields):
    contract: str
    category: str
    unit_price: Amount
    valid_from: Day
    ground: str


@act("change_price", PriceChange)
def change_price(stage: Stage, work: Work, facts: PriceChange) -> None:
    """Changes a contract's price for units delivered from a day on."""
    contract = queries.own_contract(work, stage.id(facts.contract))
    category = calls.category_by_code(work, contract.call_id, facts.category)
    line = queries.price_line_for(work, contract.id, category.id)
    told = facts.model_dump(include={"valid_from", "unit_price", "ground"})
    pricing.change_price(work, contract.id, line.id, **told)


class ContractEnd(Fields):
    contract: str
    reason: str


@act("end_contract", ContractEnd)
def end_contract(stage: Stage, work: Work, facts: ContractEnd) -> None:
    """Ends a contract: no new orders; those that run are ended one by one."""
    drafting.end(work, stage.id(facts.contract), reason=facts.reason)
