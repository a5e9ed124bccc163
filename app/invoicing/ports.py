"""What leaves the house for finance: an invoice as a document, and the rows of a ledger export.

The fields of a document carry the numbers of the business terms (BT) and groups (BG) of EN 16931-1:2017,
so that a format is a translation and never a calculation. All amounts of a credit note are positive here;
a format that wants them negative turns them itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.invoicing.rules.states import InvoiceKind
from app.kernel.money import CURRENCY, Money
from app.kernel.quantity import Quantity


class VatCategory(StrEnum):
    """BT-118 and BT-151, as UNTDID 5305 codes it."""

    STANDARD = "S"
    EXEMPT = "E"
    OUTSIDE = "O"
    ZERO = "Z"
    REVERSE_CHARGE = "AE"


@dataclass(frozen=True)
class VatGround:
    """Why a line carries the VAT that it carries; lines of one ground are taxed together.

    `rate` is in basis points (25.5 % is 2550) and zero outside `STANDARD`.
    """

    category: VatCategory  # BT-118, BT-151
    rate: int = 0  # BT-119, BT-152
    exemption_code: str | None = None  # BT-121, from the VATEX list
    exemption_text: str | None = None  # BT-120


@dataclass(frozen=True)
class VatGroup:
    """BG-23: what one ground comes to on the whole invoice."""

    ground: VatGround
    base: Money  # BT-116
    vat: Money  # BT-117


@dataclass(frozen=True)
class DocTotals:
    """BG-22 without allowances, charges, prepayments and rounding, which our invoices never have.

    So the sum of the lines (BT-106) is `net`, and what is to be paid (BT-115) is `gross`.
    """

    net: Money  # BT-109
    vat: Money  # BT-110
    gross: Money  # BT-112
    vat_groups: tuple[VatGroup, ...]  # BG-23


@dataclass(frozen=True)
class Period:
    """BG-14 on the invoice, BG-26 on a line: both days are inside."""

    starts_on: date  # BT-73, BT-134
    ends_on: date  # BT-74, BT-135


@dataclass(frozen=True)
class DocAddress:
    """BG-5 of the seller, BG-8 of the buyer."""

    street: str  # BT-35, BT-50
    post_code: str  # BT-38, BT-53
    city: str  # BT-37, BT-52
    country: str = "FI"  # BT-40, BT-55: ISO 3166-1, two letters
    second_line: str | None = None  # BT-36, BT-51


@dataclass(frozen=True)
class Endpoint:
    """Where e-invoices reach a party; a Finnish OVT code has the scheme 0216."""

    value: str
    scheme: str = "0216"


@dataclass(frozen=True, kw_only=True)
class DocParty:
    """BG-4 the seller, BG-7 the buyer, as they were on the day of the invoice."""

    name: str  # BT-27, BT-44
    business_id: str  # BT-30, BT-47
    business_id_scheme: str = "0212"  # ISO 6523; 0212 is the Finnish Y-tunnus
    address: DocAddress
    endpoint: Endpoint | None = None  # BT-34, BT-49
    operator: str | None = None  # the e-invoice operator's code, which only Finvoice asks for
    vat_id: str | None = None  # BT-31, BT-48: FI and eight digits
    tax_registration_id: str | None = None  # BT-32, of a seller that sells exempt without a VAT number


@dataclass(frozen=True, kw_only=True)
class DocPayment:
    """BG-16 and BG-17: a credit transfer to the seller's account."""

    iban: str  # BT-84
    reference: str  # BT-83: a Finnish reference number or an RF creditor reference
    bic: str | None = None  # BT-86


@dataclass(frozen=True)
class Preceding:
    """BG-3: the invoice that a credit note takes back."""

    number: str  # BT-25
    issued_on: date  # BT-26


@dataclass(frozen=True)
class PayerPart:
    """Which part of a shared line this payer bears, in basis points; `before` is borne by earlier payers."""

    before: int
    share: int


@dataclass(frozen=True, kw_only=True)
class InvoiceDocLine:
    """BG-25: one service order, one kind and one month, with the quantity summed up.

    With several payers `quantity` is this payer's, and `part` says how the cents of the whole were shared.
    """

    id: str  # BT-126
    name: str  # BT-153
    quantity: Quantity  # BT-129 and BT-130; what it leaves over the whole is BT-149
    unit_price: Money  # BT-146
    net: Money  # BT-131
    ground: VatGround  # BG-30
    period: Period | None = None  # BG-26
    order_number: str | None = None  # BT-128 of type 130: the service order, never the client
    note: str | None = None  # BT-127
    part: PayerPart | None = None


@dataclass(frozen=True, kw_only=True)
class InvoiceDoc:
    """BG-1 to BG-3, BG-14, BG-22 and the rest of an invoice or a credit note, complete and numbered.

    `made_at` is when the document was made: Finvoice writes it, and being data and not the clock, it
    gives the same bytes each time.
    """

    kind: InvoiceKind  # BT-3
    number: str  # BT-1
    issued_on: date  # BT-2
    due_on: date  # BT-9
    made_at: datetime
    seller: DocParty  # BG-4
    buyer: DocParty  # BG-7
    payment: DocPayment  # BG-16
    period: Period  # BG-14
    lines: tuple[InvoiceDocLine, ...]  # BG-25
    totals: DocTotals  # BG-22, BG-23
    order_reference: str | None = None  # BT-13
    buyer_reference: str | None = None  # BT-10
    contract_reference: str | None = None  # BT-12
    call_reference: str | None = None  # BT-17: the call for tenders
    project_reference: str | None = None  # BT-11
    preceding: Preceding | None = None  # BG-3
    note: str | None = None  # BT-22: Peppol allows one, so there is room for one
    payment_terms: str | None = None  # BT-20
    currency: str = CURRENCY  # BT-5

    @property
    def is_credit(self) -> bool:
        return self.kind is InvoiceKind.CREDIT_NOTE


class EInvoiceFormat(Protocol):
    """A syntax in which invoices leave; found by its entry point in the group `kutsu.einvoice`."""

    name: str
    media_type: str
    file_suffix: str

    def render(self, doc: InvoiceDoc) -> bytes:
        """The same document gives the same bytes, and its figures are those of the document."""


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One invoice line as the purchase ledger books it; a credit note's quantity and amounts are negative.

    `vat` is the line's share of its group's VAT, so that the rows of an invoice add up to the invoice.
    `dimensions` are the buyer's own (account, cost centre, function, …), in the buyer's order.
    """

    batch_number: int
    batch_made_at: datetime
    invoice_number: str
    invoice_kind: InvoiceKind
    issued_on: date
    due_on: date
    posting_on: date
    supplier_business_id: str
    supplier_name: str
    supplier_ledger_id: str | None = None
    iban: str
    reference: str
    contract_number: str | None = None
    call_number: str | None = None
    order_number: str | None = None
    service_class: str | None = None
    delivered: Period | None = None
    quantity: Quantity
    unit_price: Money
    net: Money
    ground: VatGround
    vat_code: str | None = None  # as the buyer's ledger names the ground
    vat: Money
    approved_by: str | None = None
    approved_at: datetime | None = None
    credit_of: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)

    @property
    def gross(self) -> Money:
        return self.net + self.vat


class FinanceExport(Protocol):
    """A file that a purchase ledger reads; found by its entry point in the group `kutsu.financeexport`."""

    name: str
    media_type: str

    def file_name(self, batch_number: int) -> str:
        """What the file of a batch is called."""

    def render(self, rows: Iterable[LedgerRow]) -> bytes:
        """The same rows give the same bytes."""
