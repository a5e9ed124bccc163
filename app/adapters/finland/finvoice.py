"""Finvoice 3.0, marked as following the European norm.

Specification: Finance Finland, Finvoice 3.0 (schema of 11/2019, re-issued 17.12.2020) with its mapping to EN
16931; SpecificationIdentifier `EN16931` as public receivers demand. The encoding is ISO-8859-15, amounts
have a decimal comma, dates are CCYYMMDD. A credit note is INV02 with negative quantities and amounts and
positive prices. VAT stands by ground only: per-row VAT would not add up to it. Texts longer than their
field are divided over as many as the schema gives; identifiers are never cut, but refused before the issue.
"""

from dataclasses import replace
from datetime import UTC, date
from textwrap import wrap

from app.adapters.xml import Xml, bare, branch, document, leaf, maybe
from app.invoicing.ports import (
    DocAddress,
    DocParty,
    DocPayment,
    DocTotals,
    EInvoiceFormat,
    Endpoint,
    InvoiceDoc,
    InvoiceDocLine,
    Preceding,
    VatCategory,
    VatGround,
    VatGroup,
)
from app.invoicing.rules.quantities import UN_CODES, stated
from app.invoicing.rules.references import is_reference_number
from app.kernel.money import Money
from app.kernel.quantity import Unit

ENCODING = "ISO-8859-15"
NORM = "EN16931"
TYPES = {False: ("INV01", "LASKU"), True: ("INV02", "HYVITYSLASKU")}
SEPA_CREDIT_TRANSFER = "58"  # UNTDID 4461
ORDER_NUMBER = "ON"  # UNTDID 1153: a number that the buyer gave
NAME, NAME_OF_ROW, NAME_OF_PAYEE, STREET, VAT_TEXT, TERMS, FREE_TEXT = 70, 100, 35, 35, 70, 70, 512
SHORTEST = 2  # of names and streets
UNITS = {
    UN_CODES[Unit.HOUR]: "tunti",
    UN_CODES[Unit.SESSION]: "kerta",
    UN_CODES[Unit.PARTICIPANT_DAY]: "päivä",
    UN_CODES[Unit.MONTH]: "kk",
    UN_CODES[Unit.PACKAGE]: "paketti",
    UN_CODES[Unit.OUTCOME]: "kpl",
}


class Finvoice(EInvoiceFormat):
    name = "finvoice"
    media_type = "application/xml"
    file_suffix = ".finvoice.xml"

    def render(self, doc: InvoiceDoc) -> bytes:
        return document(_finvoice(_signed(doc)), ENCODING)


finvoice = Finvoice()


def _signed(doc: InvoiceDoc) -> InvoiceDoc:
    """A credit note with the signs that Finvoice gives it: all but the prices negative."""
    if not doc.is_credit:
        return doc
    lines = tuple(replace(line, quantity=-line.quantity, net=-line.net) for line in doc.lines)
    groups = tuple(VatGroup(group.ground, -group.base, -group.vat) for group in doc.totals.vat_groups)
    totals = DocTotals(-doc.totals.net, -doc.totals.vat, -doc.totals.gross, groups)
    return replace(doc, lines=lines, totals=totals)


def _finvoice(doc: InvoiceDoc) -> Xml:
    return branch(
        "Finvoice",
        _transmission(doc),
        _seller(doc.seller),
        leaf("SellerOrganisationUnitNumber", _endpoint(doc.seller).value),
        _seller_information(doc.seller, doc.payment),
        _buyer(doc.buyer),
        leaf("BuyerOrganisationUnitNumber", _endpoint(doc.buyer).value),
        _details(doc),
        *(_row(line, doc.currency) for line in doc.lines),
        _payment_order(doc),
        Version="3.0",
    )


def _transmission(doc: InvoiceDoc) -> Xml:
    made = doc.made_at.astimezone(UTC)
    sender, receiver = _endpoint(doc.seller), _endpoint(doc.buyer)
    return branch(
        "MessageTransmissionDetails",
        branch(
            "MessageSenderDetails",
            leaf("FromIdentifier", sender.value, SchemeID=sender.scheme),
            leaf("FromIntermediator", _operator(doc.seller)),
        ),
        branch(
            "MessageReceiverDetails",
            leaf("ToIdentifier", receiver.value, SchemeID=receiver.scheme),
            leaf("ToIntermediator", _operator(doc.buyer)),
        ),
        branch(
            "MessageDetails",
            leaf("MessageIdentifier", f"{doc.number}-{made:%Y%m%d%H%M%S}"),
            leaf("MessageTimeStamp", f"{made:%Y-%m-%dT%H:%M:%S}Z"),
            leaf("SpecificationIdentifier", NORM),
        ),
    )


def _endpoint(party: DocParty) -> Endpoint:
    if party.endpoint is None:
        raise ValueError(f"{party.name} has no e-invoice address")
    return party.endpoint


def _operator(party: DocParty) -> str:
    if party.operator is None:
        raise ValueError(f"{party.name} has no e-invoice operator")
    return party.operator


def _seller(seller: DocParty) -> Xml:
    return branch(
        "SellerPartyDetails",
        leaf("SellerPartyIdentifier", seller.business_id, SchemeID=seller.business_id_scheme),
        *(leaf("SellerOrganisationName", part) for part in pieces(seller.name, NAME)),
        maybe("SellerOrganisationTaxCode", seller.vat_id),
        _address("Seller", seller.address),
    )


def _seller_information(seller: DocParty, payment: DocPayment) -> Xml | None:
    if payment.bic is None and seller.tax_registration_id is None:
        return None
    return branch(
        "SellerInformationDetails",
        maybe("SellerTaxRegistrationText", seller.tax_registration_id),
        _seller_account(payment),
    )


def _seller_account(payment: DocPayment) -> Xml | None:
    if payment.bic is None:  # the schema takes no account here without its bank
        return None
    return branch(
        "SellerAccountDetails",
        leaf("SellerAccountID", payment.iban, IdentificationSchemeName="IBAN"),
        leaf("SellerBic", payment.bic, IdentificationSchemeName="BIC"),
    )


def _buyer(buyer: DocParty) -> Xml:
    return branch(
        "BuyerPartyDetails",
        leaf("BuyerPartyIdentifier", buyer.business_id, SchemeID=buyer.business_id_scheme),
        *(leaf("BuyerOrganisationName", part) for part in pieces(buyer.name, NAME)),
        maybe("BuyerOrganisationTaxCode", buyer.vat_id),
        _address("Buyer", buyer.address),
    )


def _address(whose: str, address: DocAddress) -> Xml:
    room = 3 if address.second_line is None else 2
    return branch(
        f"{whose}PostalAddressDetails",
        *(leaf(f"{whose}StreetName", part) for part in pieces(address.street, STREET, most=room)),
        maybe(f"{whose}StreetName", address.second_line),
        leaf(f"{whose}TownName", address.city),
        leaf(f"{whose}PostCodeIdentifier", address.post_code),
        leaf("CountryCode", address.country),
    )


def _details(doc: InvoiceDoc) -> Xml:
    code, text = TYPES[doc.is_credit]
    return branch(
        "InvoiceDetails",
        leaf("InvoiceTypeCode", code, CodeListAgencyIdentifier="SPY"),
        leaf("InvoiceTypeCodeUN", doc.kind),
        leaf("InvoiceTypeText", text),
        leaf("OriginCode", "Original"),
        leaf("InvoiceNumber", doc.number),
        _day("InvoiceDate", doc.issued_on),
        *_references(doc),
        _amount("RowsTotalVatExcludedAmount", doc.totals.net, doc.currency),
        _amount("InvoiceTotalVatExcludedAmount", doc.totals.net, doc.currency),
        _amount("InvoiceTotalVatAmount", doc.totals.vat, doc.currency),
        _amount("InvoiceTotalVatIncludedAmount", doc.totals.gross, doc.currency),
        *(_vat_group(group, doc.currency) for group in doc.totals.vat_groups),
        *(leaf("InvoiceFreeText", part) for part in pieces(doc.note or "", FREE_TEXT)),
        _terms(doc),
        maybe("TenderReference", doc.call_reference),
    )


def _references(doc: InvoiceDoc) -> tuple[Xml | None, ...]:
    return (
        _original(doc.preceding),
        _day("InvoicingPeriodStartDate", doc.period.starts_on),
        _day("InvoicingPeriodEndDate", doc.period.ends_on),
        maybe("OrderIdentifier", doc.order_reference),
        maybe("AgreementIdentifier", doc.contract_reference),
        maybe("BuyerReferenceIdentifier", doc.buyer_reference),
        maybe("ProjectReferenceIdentifier", doc.project_reference),
    )


def _original(preceding: Preceding | None) -> Xml | None:
    if preceding is None:
        return None
    return branch(
        "OriginalInvoiceReference",
        leaf("InvoiceNumber", preceding.number),
        _day("InvoiceDate", preceding.issued_on),
    )


def _vat_group(group: VatGroup, currency: str) -> Xml:
    return branch(
        "VatSpecificationDetails",
        _amount("VatBaseAmount", group.base, currency),
        _rate("VatRatePercent", group.ground),
        leaf("VatCode", group.ground.category),
        _amount("VatRateAmount", group.vat, currency),
        *(leaf("VatFreeText", part) for part in pieces(group.ground.exemption_text or "", VAT_TEXT, most=3)),
        maybe("VatExemptionReasonCode", group.ground.exemption_code),
    )


def _terms(doc: InvoiceDoc) -> Xml:
    return branch(
        "PaymentTermsDetails",
        *(leaf("PaymentTermsFreeText", part) for part in pieces(doc.payment_terms or "", TERMS, most=2)),
        _day("InvoiceDueDate", doc.due_on),
    )


def _row(line: InvoiceDocLine, currency: str) -> Xml:
    quantity = stated(line.quantity)
    name, *more = pieces(line.name, NAME_OF_ROW)
    units = {"QuantityUnitCode": UNITS[quantity.unit_code], "QuantityUnitCodeUN": quantity.unit_code}
    priced = {"UnitPriceUnitCode": UNITS[quantity.unit_code], "QuantityUnitCodeUN": quantity.unit_code}
    return branch(
        "InvoiceRow",
        None
        if line.order_number is None
        else leaf("InvoicedObjectID", line.order_number, SchemeID=ORDER_NUMBER),
        leaf("ArticleName", name),
        leaf("InvoicedQuantity", quantity.amount.replace(".", ","), **units),
        _day("StartDate", line.period.starts_on) if line.period else None,
        _day("EndDate", line.period.ends_on) if line.period else None,
        _amount("UnitPriceAmount", line.unit_price, currency, **priced),
        _amount("UnitPriceNetAmount", line.unit_price, currency, **priced),
        leaf("UnitPriceBaseQuantity", str(quantity.base), **units),
        maybe("RowIdentifier", line.order_number),
        leaf("RowPositionIdentifier", line.id),
        *(leaf("RowFreeText", text) for text in more),
        *(leaf("RowFreeText", text) for text in pieces(line.note or "", FREE_TEXT)),
        _rate("RowVatRatePercent", line.ground),
        leaf("RowVatCode", line.ground.category),
        _amount("RowVatExcludedAmount", line.net, currency),
    )


def _payment_order(doc: InvoiceDoc) -> Xml:
    """What the buyer's bank program would pay; the schema wants it on credit notes too."""
    return branch(
        "EpiDetails",
        branch(
            "EpiIdentificationDetails",
            _day("EpiDate", doc.issued_on),
            leaf("EpiReference", doc.payment.reference),
        ),
        branch(
            "EpiPartyDetails",
            _bank(doc.payment.bic),
            branch(
                "EpiBeneficiaryPartyDetails",
                leaf("EpiNameAddressDetails", pieces(doc.seller.name, NAME_OF_PAYEE)[0]),
                leaf("EpiAccountID", doc.payment.iban, IdentificationSchemeName="IBAN"),
            ),
        ),
        _instruction(doc),
    )


def _bank(bic: str | None) -> Xml:
    if bic is None:
        return bare("EpiBfiPartyDetails")
    return branch("EpiBfiPartyDetails", leaf("EpiBfiIdentifier", bic, IdentificationSchemeName="BIC"))


def _instruction(doc: InvoiceDoc) -> Xml:
    scheme = "SPY" if is_reference_number(doc.payment.reference) else "ISO"
    return branch(
        "EpiPaymentInstructionDetails",
        leaf("EpiRemittanceInfoIdentifier", doc.payment.reference, IdentificationSchemeName=scheme),
        _amount("EpiInstructedAmount", doc.totals.gross, doc.currency),
        leaf("EpiCharge", "SHA", ChargeOption="SHA"),
        _day("EpiDateOptionDate", doc.due_on),
        leaf("EpiPaymentMeansCode", SEPA_CREDIT_TRANSFER),
    )


def pieces(text: str, width: int, *, most: int | None = None) -> list[str]:
    """The text in parts that fit, divided between words, none of them too short for the schema.

    What goes beyond `most` parts is left out: only where a schema gives no more room.

    >>> pieces("Lehtolan Toimintakeskus ry", 16)
    ['Lehtolan', 'Toimintakeskus', 'ry']
    >>> pieces("Itäinen Rantakatu 12 B", 20)
    ['Itäinen Rantakatu', '12 B']
    >>> pieces("abcdefghi j", 9)
    ['abcdefgh', 'i j']
    """
    for tried in range(width, width // 2, -1):
        parts = wrap(text, tried, break_on_hyphens=False)
        if all(len(part) >= SHORTEST for part in parts):
            break
    return parts if most is None else parts[:most]


def _rate(name: str, ground: VatGround) -> Xml | None:
    if ground.category is VatCategory.OUTSIDE:  # what is outside VAT has no rate, not even zero
        return None
    decimals = f"{ground.rate // 100},{ground.rate % 100:02}".rstrip("0").rstrip(",")
    return leaf(name, decimals)


def _amount(name: str, amount: Money, currency: str, **more: str) -> Xml:
    return leaf(name, amount.plain().replace(".", ","), AmountCurrencyIdentifier=currency, **more)


def _day(name: str, day: date) -> Xml:
    return leaf(name, f"{day:%Y%m%d}", Format="CCYYMMDD")
