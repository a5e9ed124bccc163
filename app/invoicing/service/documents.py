"""An issued invoice as a document: who sold what to whom, as it all stood on the invoice's day."""

from typing import Any

from sqlalchemy import Row

from app.contracts.models import Contract
from app.identity.queries import legal_person, party_on
from app.identity.rules import PartyFacts
from app.invoicing import queries
from app.invoicing.models import Invoice
from app.invoicing.ports import (
    DocAddress,
    DocParty,
    DocPayment,
    DocTotals,
    Endpoint,
    InvoiceDoc,
    InvoiceDocLine,
    Period,
    VatCategory,
    VatGround,
)
from app.invoicing.rules.document import period_over, shown_parties
from app.invoicing.rules.drawing import ground_of
from app.invoicing.rules.totals import totals_of
from app.kernel.deadlines import last_day_of_month
from app.kernel.quantity import Quantity
from app.law.ports import Country
from app.platform.extensions import installed
from app.platform.texts import say
from app.platform.work import Work
from app.procurement.models import Call, Category
from app.suppliers.queries import is_vat_liable, profile


def document_of(work: Work, invoice: Invoice, contract: Contract) -> InvoiceDoc:
    """The figures are the rows' own; nothing is computed but the totals, which must agree with the row's."""
    if invoice.number is None or invoice.issued_on is None or invoice.due_on is None or not invoice.reference:
        raise ValueError("an invoice is numbered, dated and referenced before its document is made")
    lines = _lines(work, invoice, contract.language)
    seller, buyer = _parties(work, invoice, lines)
    month = Period(invoice.month, last_day_of_month(invoice.month))
    call = work.db.get_one(Call, contract.call_id)
    account = profile(work, invoice.seller_id)
    return InvoiceDoc(
        kind=invoice.kind,
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        made_at=work.now,
        seller=seller,
        buyer=buyer,
        payment=DocPayment(iban=account.iban, reference=invoice.reference, bic=account.bic or None),
        period=period_over(month, lines),
        lines=lines,
        totals=_same(invoice, totals_of(lines)),
        order_reference=None,
        buyer_reference=contract.number,
        contract_reference=contract.number,
        call_reference=call.number,
        note=say("invoicing.note.prepared", {}, contract.language),
        payment_terms=say(
            "invoicing.payment_terms",
            {"days": str((invoice.due_on - invoice.issued_on).days)},
            contract.language,
        ),
    )


def _lines(work: Work, invoice: Invoice, language: str) -> tuple[InvoiceDocLine, ...]:
    return tuple(_line(work, row, language) for row in queries.lines_of(work, invoice.id))


def _line(work: Work, row: Row[Any], language: str) -> InvoiceDocLine:
    category = work.db.get_one(Category, row.category_id)
    service = category.title.in_language(language)
    return InvoiceDocLine(
        id=str(row.position),
        name=say(f"invoicing.line.{row.kind}", {"service": service}, language),
        quantity=Quantity(abs(row.quantity_value), row.quantity_per, row.quantity_unit),
        unit_price=row.unit_price_cents,
        net=row.net_cents if row.net_cents.cents >= 0 else -row.net_cents,
        ground=_ground(row, language),
        period=Period(row.first_on, row.last_on),
        order_number=row.order_number,
    )


def _ground(row: Row[Any], language: str) -> VatGround:
    ground = ground_of(row.vat_category, row.vat_rate, row.exemption)
    if ground.exemption_code is None:
        return ground
    text = say(f"invoicing.exemption.{ground.exemption_code}", {}, language)
    return VatGround(ground.category, ground.rate, ground.exemption_code, text)


def _parties(work: Work, invoice: Invoice, lines: tuple[InvoiceDocLine, ...]) -> tuple[DocParty, DocParty]:
    if invoice.issued_on is None:
        raise ValueError("an invoice is dated before its parties are known")
    seller = party_on(work, invoice.seller_id, invoice.issued_on)
    buyer = legal_person(work, invoice.payer_id, invoice.issued_on)
    account = profile(work, invoice.seller_id)
    liable = is_vat_liable(work, invoice.seller_id, on=invoice.issued_on)
    exempt = any(line.ground.category is VatCategory.EXEMPT for line in lines)
    country = country_pack()
    sells = DocParty(
        name=seller.name,
        business_id=seller.business_id,
        address=_address(seller),
        endpoint=Endpoint(account.einvoice_address, account.einvoice_scheme),
        operator=account.einvoice_operator or None,
        vat_id=country.vat_id(seller.business_id) if liable else None,
        tax_registration_id=seller.business_id if exempt and not liable else None,
    )
    buys = DocParty(
        name=buyer.name,
        business_id=buyer.business_id,
        address=_address(buyer),
        endpoint=Endpoint(buyer.ovt or country.einvoice_address(buyer.business_id)),
        vat_id=country.vat_id(buyer.business_id),
    )
    return shown_parties(sells, buys, (line.ground for line in lines))


def _address(party: PartyFacts) -> DocAddress:
    return DocAddress(party.street, party.postal_code, party.town, party.country)


def _same(invoice: Invoice, totals: DocTotals) -> DocTotals:
    sign = -1 if invoice.net.cents < 0 else 1
    if (totals.net.cents, totals.vat.cents) != (sign * invoice.net.cents, sign * invoice.vat.cents):
        raise ValueError(f"invoice {invoice.id} does not come to what its lines come to")
    return totals


def country_pack(name: str = "finland") -> Country:
    pack: Country = installed("country")[name]
    return pack
