from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from app.contracts.queries import ContractLine, Mark, PricedLine, SeenContract, Side
from app.contracts.rules.document import LONGEST_PAYMENT_DAYS
from app.contracts.rules.mandate import REFERENCE_RULE, SERIES
from app.contracts.rules.states import ContractState
from app.identity.rules import SigningKind
from app.kernel.quantity import Unit
from app.platform.fields import Day, Euros, Line, Prose, Whole
from app.platform.schemas import Shown, Told


class DraftingIn(Told):
    """How the contract of an admitted party is drawn up."""

    texts: ClassVar[str] = "contracts.drafting"

    language: Annotated[Line, Field(examples=["fi"])] = "fi"
    supplier_number: Annotated[Whole, Field(le=9999, examples=[4])] | None = None
    series: Line = SERIES
    reference_rule: Annotated[Line, Field(max_length=40)] = REFERENCE_RULE


class ContractIn(DraftingIn):
    call_id: UUID
    party_id: UUID


class SigningIn(Told):
    """For which organisation the caller signs."""

    texts: ClassVar[str] = "contracts.signing"

    organisation_id: UUID


class RefusingIn(Told):
    texts: ClassVar[str] = "contracts.refusing"

    reason: Annotated[Prose, Field(min_length=1, max_length=1000)]


class EndingIn(Told):
    texts: ClassVar[str] = "contracts.ending"

    reason: Annotated[Prose, Field(min_length=1, max_length=1000)]


class PriceIn(Told):
    """A unit price without VAT, for what is delivered from the day on."""

    texts: ClassVar[str] = "contracts.pricing"

    valid_from: Day
    unit_price: Euros
    ground: Annotated[Line, Field(min_length=1, examples=["Indeksitarkistus 3 %"])]


class MandateIn(Told):
    """The particulars of the seller's leave to write its invoices."""

    texts: ClassVar[str] = "contracts.mandate"

    series: Line = SERIES
    reference_rule: Annotated[Line, Field(max_length=40)] = REFERENCE_RULE
    payment_days: Whole = LONGEST_PAYMENT_DAYS


class MarkOut(Shown):
    person_id: UUID
    name: str
    at: datetime | None
    on: date | None


class SideOut(Shown):
    """A party to the contract: by which rule it is bound, and who has signed for it."""

    organisation_id: UUID
    name: str
    is_buyer: bool
    is_seller: bool
    rule: SigningKind
    is_bound: bool
    is_data_protected: bool
    may_sign: list[str]
    signed: list[MarkOut]
    agreed: list[MarkOut]


class PriceOut(Shown):
    valid_from: date
    unit_price: Euros
    ground: str


class PriceLineOut(Shown):
    id: UUID
    category_id: UUID
    code: str
    title: dict[str, str]
    unit: Unit
    bonus: Euros
    prices: list[PriceOut]


class MandateOut(Shown):
    seller_id: UUID
    series: str
    reference_rule: str
    payment_days: int
    authorised_at: datetime


class ContractRowOut(Shown):
    """A contract in a list; `waits_for` names the parties whose signature is missing."""

    id: UUID
    number: str
    call_id: UUID
    buyer: str
    party: str
    state: ContractState
    starts_on: date
    ends_on: date
    waits_for: list[str]


class ContractOut(Shown):
    id: UUID
    number: str
    call_id: UUID
    call_title: dict[str, str]
    buyer_id: UUID
    buyer: str
    party_id: UUID
    party: str
    state: ContractState
    language: str
    starts_on: date
    ends_on: date
    created_at: datetime
    activated_at: datetime | None
    ended_at: datetime | None
    paper_sha256: str
    sides: list[SideOut]
    price_lines: list[PriceLineOut]
    mandate: MandateOut | None


def row_out(line: ContractLine, sides: tuple[Side, ...]) -> ContractRowOut:
    waits = [side.name for side in waiting(line.state, sides)]
    return ContractRowOut.model_validate({**vars(line), "waits_for": waits})


def waiting(state: ContractState, sides: tuple[Side, ...]) -> list[Side]:
    """The parties whose signature the contract waits for."""
    if state is not ContractState.OFFERED:
        return []
    return [side for side in sides if side.is_on_paper and not side.is_bound]


def contract_out(found: SeenContract, sides: tuple[Side, ...], lines: list[PricedLine]) -> ContractOut:
    contract = found.contract
    told = {name: getattr(contract, name) for name in ContractOut.model_fields if hasattr(contract, name)}
    return ContractOut.model_validate(
        {
            **told,
            "call_title": found.call_title.as_json(),
            "buyer": found.buyer,
            "party": found.party,
            "paper_sha256": (contract.pdf_sha256 or b"").hex(),
            "sides": [_side_out(side) for side in sides],
            "price_lines": [_line_out(line) for line in lines],
            "mandate": found.mandate,
        }
    )


def _side_out(side: Side) -> SideOut:
    told = {name: getattr(side, name) for name in SideOut.model_fields}
    return SideOut.model_validate(
        {
            **told,
            "may_sign": list(side.may_sign.values()),
            "signed": _marks(side.signed),
            "agreed": _marks(side.agreed),
        }
    )


def _marks(marks: Sequence[Mark]) -> list[MarkOut]:
    return [MarkOut.model_validate(mark) for mark in marks]


def _line_out(line: PricedLine) -> PriceLineOut:
    prices = [PriceOut.model_validate(price) for price in line.prices]
    return PriceLineOut.model_validate({**vars(line), "title": line.title.as_json(), "prices": prices})
