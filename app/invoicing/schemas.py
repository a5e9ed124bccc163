"""What programs and forms tell about invoices, and what the API shows of them. No client is ever named."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from app.deliveries.rules.states import DeliveryKind
from app.invoicing.ports import InvoiceDoc
from app.invoicing.queries import (
    InvoiceRow,
    LeftOut,
    Place,
    Reconciled,
    RunRow,
    WholeInvoice,
)
from app.invoicing.rules.states import BatchState, InvoiceKind, InvoiceState, RunState
from app.platform.fields import Euros, Line, Month, Prose
from app.platform.schemas import Shown, Told


class RunIn(Told):
    """Whose approved deliveries are billed, up to the end of which month."""

    texts: ClassVar[str] = "invoicing_pages"
    buyer_id: UUID
    month: Month


class ReasonIn(Told):
    texts: ClassVar[str] = "invoicing_pages"
    reason: Prose


class ReceivingIn(Told):
    """Where e-invoices reach the payer; without an address, the one that its number gives."""

    texts: ClassVar[str] = "invoicing_pages.receiving"
    operator: Annotated[Line, Field(examples=["003723327487"])]
    address: Annotated[Line, Field(examples=["003799000018"])] = ""
    reference: Annotated[Line, Field(examples=["4500012345"])] = ""


class BuyerIn(Told):
    """Everything that this buyer can take out."""

    texts: ClassVar[str] = "invoicing_pages"
    buyer_id: UUID


class ExportIn(Told):
    """Everything issued that no live batch holds, or exactly these invoices."""

    buyer_id: UUID
    invoice_ids: Annotated[list[UUID], Field(min_length=1, max_length=5000)] | None = None


class ChosenIn(Told):
    """The invoices that finance has ticked."""

    texts: ClassVar[str] = "invoicing_pages"
    buyer_id: UUID
    invoice_ids: Annotated[list[UUID], Field(min_length=1, max_length=5000)]


class InvoiceOut(Shown):
    """An invoice, a credit note (its amounts negative) or a draft, which has no number yet."""

    id: UUID
    number: str | None
    kind: InvoiceKind
    state: InvoiceState
    month: date
    buyer_id: UUID
    seller_id: UUID
    payer_id: UUID
    seller: str
    payer: str
    run_id: UUID | None
    credit_of: UUID | None
    net: Euros
    vat: Euros
    gross: Euros
    issued_on: date | None
    due_on: date | None
    is_exported: bool


def invoice_out(row: InvoiceRow) -> InvoiceOut:
    return InvoiceOut.model_validate(row)


class LineOut(Shown):
    position: int
    order_number: str
    service: dict[str, str]
    kind: DeliveryKind
    first_on: date
    last_on: date
    quantity: str
    unit: str
    unit_price: Euros
    net: Euros
    vat_category: str
    vat_rate: int
    deliveries: int


class VatOut(Shown):
    """`rate` in basis points: 2550 is 25.5 %."""

    category: str
    rate: int
    base: Euros
    vat: Euros


class PartyOut(Shown):
    """As the issued document says it."""

    name: str
    business_id: str
    vat_id: str | None
    street: str
    post_code: str
    city: str


class HappenedOut(Shown):
    event: str
    at: datetime


class WholeInvoiceOut(Shown):
    id: UUID
    number: str | None
    kind: InvoiceKind
    state: InvoiceState
    month: date
    contract_number: str
    call_number: str
    seller: PartyOut | None
    buyer: PartyOut | None
    reference: str | None
    issued_on: date | None
    due_on: date | None
    credit_of: UUID | None
    credited_by: UUID | None
    reason: str
    net: Euros
    vat: Euros
    gross: Euros
    lines: list[LineOut]
    vat_groups: list[VatOut]
    life: list[HappenedOut]


def whole_invoice_out(whole: WholeInvoice) -> WholeInvoiceOut:
    """A reason was written for the other side, so both read it."""
    invoice, heading = whole.invoice, whole.heading
    return WholeInvoiceOut(
        id=invoice.id,
        number=invoice.number,
        kind=invoice.kind,
        state=invoice.state,
        month=invoice.month,
        contract_number=heading.contract_number,
        call_number=heading.call_number,
        seller=_party_out(whole.document, "seller"),
        buyer=_party_out(whole.document, "buyer"),
        reference=invoice.reference,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        credit_of=invoice.credit_of,
        credited_by=heading.credited_by,
        reason=invoice.reason,
        net=invoice.net,
        vat=invoice.vat,
        gross=invoice.gross,
        lines=[_line_out(line) for line in whole.lines],
        vat_groups=[
            VatOut(category=group.ground.category, rate=group.ground.rate, base=group.base, vat=group.vat)
            for group in whole.groups
        ],
        life=[HappenedOut.model_validate(one) for one in whole.life],
    )


def _line_out(line: Any) -> LineOut:
    told = vars(line) | {
        "service": dict(line.service.by_language),
        "quantity": line.quantity.plain(),
        "unit": line.quantity.unit,
    }
    return LineOut.model_validate(told)


def _party_out(document: InvoiceDoc | None, side: str) -> PartyOut | None:
    if document is None:
        return None
    party = document.seller if side == "seller" else document.buyer
    return PartyOut.model_validate(vars(party) | vars(party.address))


class OutlookOut(Shown):
    """What a run would take in now, and how many deliveries it would leave out for which reason."""

    month: date
    deliveries: int
    sellers: int
    invoices: int
    net: Euros
    gross: Euros
    left_out: dict[LeftOut, int]


class RunOut(Shown):
    """To a seller, only its own invoices of the run are counted."""

    id: UUID
    buyer_id: UUID
    month: date
    state: RunState
    at: datetime
    drafts: int
    issued: int
    discarded: int
    net: Euros
    gross: Euros


class DraftOut(Shown):
    """A draft, and whether its release would find what it needs."""

    id: UUID
    seller: str
    payer: str
    net: Euros
    gross: Euros
    is_authorised: bool
    has_account: bool
    has_address: bool


class WholeRunOut(RunOut):
    waiting: list[DraftOut]
    is_being_released: bool


def whole_run_out(run: RunRow, drafts: list[Any], *, is_being_released: bool) -> WholeRunOut:
    told = {**vars(run), "waiting": [DraftOut.model_validate(draft) for draft in drafts]}
    return WholeRunOut.model_validate({**told, "is_being_released": is_being_released})


class ReleaseOut(Shown):
    """How many drafts the worker is going to release; the run tells how far it is."""

    run_id: UUID
    drafts: int


class BatchOut(Shown):
    id: UUID
    buyer_id: UUID
    number: int
    state: BatchState
    at: datetime
    invoices: int
    gross: Euros


class BatchFileOut(Shown):
    name: str
    media_type: str
    size: int
    sha256: str


class WholeBatchOut(Shown):
    """The manifest is what finance checks its import against; its amounts are in cents."""

    id: UUID
    buyer_id: UUID
    number: int
    state: BatchState
    at: datetime
    cancel_reason: str
    manifest: Mapping[str, Any]
    files: list[BatchFileOut]


class ReceivingOut(Shown):
    """Empty where the payer has told nothing yet."""

    payer_id: UUID
    operator: str = ""
    address: str = ""
    reference: str = ""
    version: int = 0


class BalanceOut(Shown):
    """A buyer's month without VAT: approved = the places together + rounding, to the cent."""

    buyer_id: UUID
    month: date
    approved: Euros
    places: dict[Place, Euros]
    rounding: Euros
    adds_up: bool


def balance_out(buyer_id: UUID, month: date, reconciled: Reconciled) -> BalanceOut:
    balance = reconciled.balance
    return BalanceOut(
        buyer_id=buyer_id,
        month=month,
        approved=balance.approved,
        places={Place(place): amount for place, amount in balance.places.items()},
        rounding=balance.rounding,
        adds_up=reconciled.adds_up,
    )


class MoneyMonthOut(Shown):
    """Without VAT. `exported` is as far as the platform sees: of the payment itself only the bank tells."""

    month: date
    delivered: Euros
    approved: Euros
    drafted: Euros
    invoiced: Euros
    exported: Euros
