"""An issued invoice as a document: who sold what to whom, as it all stood on the invoice's day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.contracts.models import Contract
from app.identity import queries as identity
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
    PayerPart,
    Period,
    VatCategory,
    VatGround,
)
from app.invoicing.rules.document import period_over, shown_parties
from app.invoicing.rules.drawing import ground_of
from app.invoicing.rules.issuing import Stamp
from app.invoicing.rules.totals import totals_of
from app.kernel.deadlines import last_day_of_month
from app.kernel.money import WHOLE
from app.kernel.quantity import Quantity
from app.law.ports import Country
from app.platform.texts import say
from app.platform.work import Work
from app.procurement.models import Call, Category
from app.suppliers.queries import profile


def document_of(
    work: Work, invoice: Invoice, *, seller_id: UUID, contract: Contract, stamp: Stamp
) -> InvoiceDoc:
    """The figures are the rows' own; nothing is computed but the totals, which must agree with the row's."""
    lines = _lines(work, invoice, contract.language)
    seller, buyer, wanted = parties_of(
        work,
        seller_id=seller_id,
        payer_id=invoice.payer_id,
        on=stamp.issued_on,
        grounds=[line.ground for line in lines],
    )
    month = Period(invoice.month, last_day_of_month(invoice.month))
    account = profile(work, seller_id)
    orders = {line.order_number for line in lines}
    return InvoiceDoc(
        kind=invoice.kind,
        number=stamp.number,
        issued_on=stamp.issued_on,
        due_on=stamp.due_on,
        made_at=work.now,
        seller=seller,
        buyer=buyer,
        payment=DocPayment(iban=account.iban, reference=stamp.reference, bic=account.bic or None),
        period=period_over(month, lines),
        lines=lines,
        totals=_same(invoice, totals_of(lines)),
        # the head has room for one order; where there are several, each line names its own
        order_reference=orders.pop() if len(orders) == 1 else None,
        buyer_reference=wanted or contract.number,
        contract_reference=contract.number,
        call_reference=work.db.get_one(Call, contract.call_id).number,
        note=say("invoicing.note.prepared", {}, contract.language),
        payment_terms=_payment_terms(stamp, contract.language),
    )


def parties_of(
    work: Work, *, seller_id: UUID, payer_id: UUID, on: date, grounds: Iterable[VatGround]
) -> tuple[DocParty, DocParty, str]:
    """Seller and buyer on the day, and what the buyer wants quoted; a host stands for its area."""
    grounds = list(grounds)
    payer = identity.legal_person(work, payer_id, on)
    taken_at = queries.receiving_address(work, identity.standing_for(work, payer_id, on), payer.id)
    seller, buyer = shown_parties(
        _seller(work, identity.party_on(work, seller_id, on), grounds), _buyer(payer), grounds
    )
    if taken_at is None:
        return seller, buyer, ""
    address = taken_at.address or payer.ovt
    scheme = _country(payer.country).einvoice_scheme
    buyer = replace(buyer, endpoint=Endpoint(address, scheme), operator=taken_at.operator)
    return seller, buyer, taken_at.reference


def _seller(work: Work, party: PartyFacts, grounds: Iterable[VatGround]) -> DocParty:
    """Whoever sells within VAT's scope was in its register on the day of supply, and shows its number."""
    account, country = profile(work, party.id), _country(party.country)
    in_scope = any(ground.category is not VatCategory.OUTSIDE for ground in grounds)
    return DocParty(
        name=party.name,
        business_id=party.business_id,
        business_id_scheme=country.business_id_scheme,
        address=_address(party),
        endpoint=Endpoint(account.einvoice_address, account.einvoice_scheme),
        operator=account.einvoice_operator or None,
        vat_id=country.vat_id(party.business_id) if in_scope else None,
    )


def _buyer(party: PartyFacts) -> DocParty:
    country = _country(party.country)
    return DocParty(
        name=party.name,
        business_id=party.business_id,
        business_id_scheme=country.business_id_scheme,
        address=_address(party),
        endpoint=Endpoint(party.ovt, country.einvoice_scheme) if party.ovt else None,
        vat_id=country.vat_id(party.business_id) if party.business_id else None,
    )


def _address(party: PartyFacts) -> DocAddress:
    return DocAddress(party.street, party.postal_code, party.town, party.country)


def _country(code: str) -> Country:
    return next(pack for pack in identity.country_packs() if pack.code == code)


def _lines(work: Work, invoice: Invoice, language: str) -> tuple[InvoiceDocLine, ...]:
    return tuple(_line(work, row, language) for row in queries.lines_of(work, invoice.id))


def _line(work: Work, row: Row[Any], language: str) -> InvoiceDocLine:
    service = work.db.get_one(Category, row.category_id).title.in_language(language)
    return InvoiceDocLine(
        id=str(row.position),
        name=say(f"invoicing.line.{row.kind}", {"service": service}, language),
        quantity=Quantity(row.quantity_value, row.quantity_per, row.quantity_unit),
        unit_price=row.unit_price_cents,
        net=row.net_cents,
        ground=_ground(row, language),
        period=Period(row.first_on, row.last_on),
        order_number=row.order_number,
        part=None if row.share == WHOLE else PayerPart(row.share_before, row.share),
    )


def _ground(row: Row[Any], language: str) -> VatGround:
    ground = ground_of(row.vat_category, row.vat_rate, row.exemption)
    if ground.exemption_code is None:
        return ground
    text = say(f"invoicing.exemption.{ground.exemption_code}", {}, language)
    return replace(ground, exemption_text=text)


def _payment_terms(stamp: Stamp, language: str) -> str:
    days = (stamp.due_on - stamp.issued_on).days
    return say("invoicing.payment_terms", {"days": str(days)}, language)


def _same(invoice: Invoice, totals: DocTotals) -> DocTotals:
    if (totals.net, totals.vat) != (invoice.net, invoice.vat):
        raise ValueError(f"invoice {invoice.id} does not come to what its lines come to")
    return totals
