"""Every business term of a full document arrives where each syntax has its place for it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from lxml import etree

from app.adapters.eu.peppol import peppol
from app.adapters.finland.finvoice import finvoice
from app.invoicing.ports import InvoiceDoc, Preceding
from app.invoicing.rules.document import reasons_not_to_issue
from app.invoicing.rules.states import InvoiceKind
from tests.invoicing.april import CITY, S2, s2

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def everything_said() -> InvoiceDoc:
    """Each field filled in, and no two with the same text."""
    doc = s2()
    return replace(
        doc,
        seller=replace(
            doc.seller,
            tax_registration_id="REK-77",
            address=replace(S2.address, second_line="PL 17"),
            operator="003700000001",
        ),
        buyer=replace(
            doc.buyer,
            address=replace(CITY.address, post_code="16901", city="Kirkonkylä", second_line="2. krs"),
            operator="003700000002",
        ),
        buyer_reference="Työllisyyspalvelut",
        project_reference="LEH-7",
        preceding=Preceding("K2-2026-0", date(2026, 4, 7)),
        lines=(replace(doc.lines[0], note="Kevään ryhmä"), *doc.lines[1:]),
    )


def credit() -> InvoiceDoc:
    return replace(everything_said(), kind=InvoiceKind.CREDIT_NOTE)


@dataclass(frozen=True)
class Term:
    said: str
    ubl: str  # after the document's own element; {line} and {quantity} differ by the kind of document
    finvoice: str
    in_finvoice: str = ""  # where Finvoice spells it otherwise


SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party/", "cac:AccountingCustomerParty/cac:Party/"
SUMS, TAX = "cac:LegalMonetaryTotal/cbc:", "cac:TaxTotal/cac:TaxSubtotal[2]/"
DETAILS, VAT = "InvoiceDetails/", "InvoiceDetails/VatSpecificationDetails[2]/"
TERMS = {
    "BT-1": Term("K2-2026-1", "cbc:ID", f"{DETAILS}InvoiceNumber"),
    "BT-2": Term("2026-05-05", "cbc:IssueDate", f"{DETAILS}InvoiceDate", "20260505"),
    "BT-5": Term("EUR", "cbc:DocumentCurrencyCode", ""),
    "BT-10": Term("Työllisyyspalvelut", "cbc:BuyerReference", f"{DETAILS}BuyerReferenceIdentifier"),
    "BT-12": Term(
        "JHT-DPH-2026-01/2", "cac:ContractDocumentReference/cbc:ID", f"{DETAILS}AgreementIdentifier"
    ),
    "BT-13": Term("LEH12345", "cac:OrderReference/cbc:ID", f"{DETAILS}OrderIdentifier"),
    "BT-17": Term("JHT-DPH-2026-01", "cac:OriginatorDocumentReference/cbc:ID", f"{DETAILS}TenderReference"),
    "BT-20": Term("30 pv netto", "cac:PaymentTerms/cbc:Note", ".//PaymentTermsFreeText"),
    "BT-22": Term(s2().note or "", "cbc:Note", f"{DETAILS}InvoiceFreeText"),
    "BT-25": Term(
        "K2-2026-0",
        "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
        f"{DETAILS}OriginalInvoiceReference/InvoiceNumber",
    ),
    "BT-26": Term(
        "2026-04-07",
        "cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate",
        f"{DETAILS}OriginalInvoiceReference/InvoiceDate",
        "20260407",
    ),
    "BT-27": Term(S2.name, f"{SELLER}cac:PartyLegalEntity/cbc:RegistrationName", ".//SellerOrganisationName"),
    "BT-30": Term("9900003-4", f"{SELLER}cac:PartyLegalEntity/cbc:CompanyID", ".//SellerPartyIdentifier"),
    "BT-31": Term(
        "FI99000034", f"{SELLER}cac:PartyTaxScheme[1]/cbc:CompanyID", ".//SellerOrganisationTaxCode"
    ),
    "BT-32": Term("REK-77", f"{SELLER}cac:PartyTaxScheme[2]/cbc:CompanyID", ".//SellerTaxRegistrationText"),
    "BT-34": Term("003799000034", f"{SELLER}cbc:EndpointID", "SellerOrganisationUnitNumber"),
    "BT-35": Term("Siltakuja 12 B", f"{SELLER}cac:PostalAddress/cbc:StreetName", ".//SellerStreetName[1]"),
    "BT-36": Term("PL 17", f"{SELLER}cac:PostalAddress/cbc:AdditionalStreetName", ".//SellerStreetName[2]"),
    "BT-37": Term("Lehtola", f"{SELLER}cac:PostalAddress/cbc:CityName", ".//SellerTownName"),
    "BT-38": Term("16900", f"{SELLER}cac:PostalAddress/cbc:PostalZone", ".//SellerPostCodeIdentifier"),
    "BT-40": Term(
        "FI",
        f"{SELLER}cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        ".//SellerPostalAddressDetails/CountryCode",
    ),
    "BT-44": Term(CITY.name, f"{BUYER}cac:PartyLegalEntity/cbc:RegistrationName", ".//BuyerOrganisationName"),
    "BT-47": Term("9900001-8", f"{BUYER}cac:PartyLegalEntity/cbc:CompanyID", ".//BuyerPartyIdentifier"),
    "BT-48": Term("FI99000018", f"{BUYER}cac:PartyTaxScheme/cbc:CompanyID", ".//BuyerOrganisationTaxCode"),
    "BT-49": Term("003799000018", f"{BUYER}cbc:EndpointID", "BuyerOrganisationUnitNumber"),
    "BT-50": Term("Torikatu 1", f"{BUYER}cac:PostalAddress/cbc:StreetName", ".//BuyerStreetName[1]"),
    "BT-51": Term("2. krs", f"{BUYER}cac:PostalAddress/cbc:AdditionalStreetName", ".//BuyerStreetName[2]"),
    "BT-52": Term("Kirkonkylä", f"{BUYER}cac:PostalAddress/cbc:CityName", ".//BuyerTownName"),
    "BT-53": Term("16901", f"{BUYER}cac:PostalAddress/cbc:PostalZone", ".//BuyerPostCodeIdentifier"),
    "BT-55": Term(
        "FI",
        f"{BUYER}cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        ".//BuyerPostalAddressDetails/CountryCode",
    ),
    "BT-73": Term(
        "2026-04-01", "cac:InvoicePeriod/cbc:StartDate", f"{DETAILS}InvoicingPeriodStartDate", "20260401"
    ),
    "BT-74": Term(
        "2026-04-30", "cac:InvoicePeriod/cbc:EndDate", f"{DETAILS}InvoicingPeriodEndDate", "20260430"
    ),
    "BT-81": Term("58", "cac:PaymentMeans/cbc:PaymentMeansCode", ".//EpiPaymentMeansCode"),
    "BT-83": Term("20260400022", "cac:PaymentMeans/cbc:PaymentID", ".//EpiRemittanceInfoIdentifier"),
    "BT-84": Term("FI7450000120000020", ".//cac:PayeeFinancialAccount/cbc:ID", ".//EpiAccountID"),
    "BT-86": Term("OKOYFIHH", ".//cac:FinancialInstitutionBranch/cbc:ID", ".//EpiBfiIdentifier"),
    "BT-106": Term("696.26", f"{SUMS}LineExtensionAmount", f"{DETAILS}RowsTotalVatExcludedAmount"),
    "BT-109": Term("696.26", f"{SUMS}TaxExclusiveAmount", f"{DETAILS}InvoiceTotalVatExcludedAmount"),
    "BT-110": Term("131.49", "cac:TaxTotal/cbc:TaxAmount", f"{DETAILS}InvoiceTotalVatAmount"),
    "BT-112": Term("827.75", f"{SUMS}TaxInclusiveAmount", f"{DETAILS}InvoiceTotalVatIncludedAmount"),
    "BT-115": Term("827.75", f"{SUMS}PayableAmount", ".//EpiInstructedAmount"),
    "BT-116": Term("180.63", f"{TAX}cbc:TaxableAmount", f"{VAT}VatBaseAmount"),
    "BT-117": Term("0.00", f"{TAX}cbc:TaxAmount", f"{VAT}VatRateAmount"),
    "BT-118": Term("E", f"{TAX}cac:TaxCategory/cbc:ID", f"{VAT}VatCode"),
    "BT-119": Term("0.00", f"{TAX}cac:TaxCategory/cbc:Percent", f"{VAT}VatRatePercent", "0"),
    "BT-120": Term(
        "Veroton sosiaalihuoltopalvelu, arvonlisäverolaki 37 §",
        f"{TAX}cac:TaxCategory/cbc:TaxExemptionReason",
        f"{VAT}VatFreeText",
    ),
    "BT-121": Term(
        "VATEX-EU-132-1G",
        f"{TAX}cac:TaxCategory/cbc:TaxExemptionReasonCode",
        f"{VAT}VatExemptionReasonCode",
    ),
    "BT-126": Term("1", "{line}/cbc:ID", "InvoiceRow/RowPositionIdentifier"),
    "BT-127": Term("Kevään ryhmä", "{line}/cbc:Note", "InvoiceRow/RowFreeText"),
    "BT-128": Term("JHT-2026-O6", "{line}/cac:DocumentReference/cbc:ID", "InvoiceRow/InvoicedObjectID"),
    "BT-129": Term("1.75", "{line}/cbc:{quantity}", "InvoiceRow/InvoicedQuantity"),
    "BT-131": Term("102.38", "{line}/cbc:LineExtensionAmount", "InvoiceRow/RowVatExcludedAmount"),
    "BT-134": Term(
        "2026-04-01", "{line}/cac:InvoicePeriod/cbc:StartDate", "InvoiceRow/StartDate", "20260401"
    ),
    "BT-135": Term("2026-04-30", "{line}/cac:InvoicePeriod/cbc:EndDate", "InvoiceRow/EndDate", "20260430"),
    "BT-146": Term("58.50", "{line}/cac:Price/cbc:PriceAmount", "InvoiceRow/UnitPriceNetAmount"),
    "BT-149": Term("1", "{line}/cac:Price/cbc:BaseQuantity", "InvoiceRow/UnitPriceBaseQuantity"),
    "BT-151": Term("S", "{line}/cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "InvoiceRow/RowVatCode"),
    "BT-152": Term(
        "25.50",
        "{line}/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
        "InvoiceRow/RowVatRatePercent",
        "25,5",
    ),
    "BT-153": Term("Yksilöllinen työhönvalmennus", "{line}/cac:Item/cbc:Name", "InvoiceRow/ArticleName"),
}
OF_AN_INVOICE = {
    "BT-3": Term("380", "cbc:InvoiceTypeCode", f"{DETAILS}InvoiceTypeCodeUN"),
    "BT-9": Term("2026-06-04", "cbc:DueDate", ".//InvoiceDueDate", "20260604"),
    "BT-11": Term("LEH-7", "cac:ProjectReference/cbc:ID", f"{DETAILS}ProjectReferenceIdentifier"),
}
OF_A_CREDIT_NOTE = {
    "BT-3": Term("381", "cbc:CreditNoteTypeCode", f"{DETAILS}InvoiceTypeCodeUN"),
    "BT-9": Term("2026-06-04", "cac:PaymentMeans/cbc:PaymentDueDate", ".//InvoiceDueDate", "20260604"),
    "BT-11": Term("LEH-7", "cac:AdditionalDocumentReference/cbc:ID", f"{DETAILS}ProjectReferenceIdentifier"),
}
ONLY_POSITIVE = {"BT-117", "BT-146"}  # the exempt group has no VAT, and prices have no sign
UBL_OF = {
    InvoiceKind.INVOICE: {"line": "cac:InvoiceLine[1]", "quantity": "InvoicedQuantity"},
    InvoiceKind.CREDIT_NOTE: {"line": "cac:CreditNoteLine[1]", "quantity": "CreditedQuantity"},
}


def first(root: Any, path: str) -> str | None:
    found = root.find(path, NAMES)
    return None if found is None else found.text


@pytest.mark.parametrize("doc", [everything_said(), credit()], ids=["invoice", "credit note"])
def test_every_term_arrives_in_ubl(doc: InvoiceDoc):
    root = etree.fromstring(peppol.render(doc))
    terms = TERMS | (OF_A_CREDIT_NOTE if doc.is_credit else OF_AN_INVOICE)

    arrived = {term: first(root, place.ubl.format(**UBL_OF[doc.kind])) for term, place in terms.items()}

    assert arrived == {term: place.said for term, place in terms.items()}


@pytest.mark.parametrize("doc", [everything_said(), credit()], ids=["invoice", "credit note"])
def test_every_term_arrives_in_finvoice(doc: InvoiceDoc):
    root = etree.fromstring(finvoice.render(doc))
    terms = TERMS | (OF_A_CREDIT_NOTE if doc.is_credit else OF_AN_INVOICE)

    arrived = {term: first(root, place.finvoice) for term, place in terms.items() if place.finvoice}

    assert arrived == {
        term: _as_finvoice_says(term, place, doc) for term, place in terms.items() if place.finvoice
    }


def test_finvoice_also_writes_what_only_finland_asks_for():
    root = etree.fromstring(finvoice.render(everything_said()))

    assert first(root, ".//FromIntermediator") == "003700000001"
    assert first(root, ".//ToIntermediator") == "003700000002"
    assert first(root, ".//MessageTimeStamp") == "2026-05-05T06:30:00Z"
    assert first(root, ".//MessageIdentifier") == "K2-2026-1-20260505063000"
    assert first(root, "InvoiceRow/RowIdentifier") == "JHT-2026-O6"
    assert first(root, "InvoiceRow/UnitPriceAmount") == "58,50"
    assert first(root, ".//SellerAccountID") == "FI7450000120000020"
    assert first(root, ".//SellerBic") == "OKOYFIHH"
    assert first(root, ".//EpiNameAddressDetails") == "Kantosilta-säätiö sr"
    assert first(root, ".//EpiReference") == "20260400022"
    assert first(root, ".//EpiDate") == "20260505"
    assert first(root, ".//EpiDateOptionDate") == "20260604"


def test_schemes_and_units_stand_with_their_values():
    root = etree.fromstring(peppol.render(everything_said()))

    attributes = {
        f"{SELLER}cbc:EndpointID": {"schemeID": "0216"},
        f"{SELLER}cac:PartyLegalEntity/cbc:CompanyID": {"schemeID": "0212"},
        "cac:InvoiceLine[1]/cbc:InvoicedQuantity": {"unitCode": "HUR"},
        "cac:InvoiceLine[1]/cac:Price/cbc:BaseQuantity": {"unitCode": "HUR"},
        "cac:InvoiceLine[2]/cbc:InvoicedQuantity": {"unitCode": "DAY"},
        "cac:InvoiceLine[4]/cbc:InvoicedQuantity": {"unitCode": "E48"},
        "cac:TaxTotal/cbc:TaxAmount": {"currencyID": "EUR"},
    }
    assert {path: dict(root.find(path, NAMES).attrib) for path in attributes} == attributes


def test_a_document_that_says_everything_may_go_out():
    assert reasons_not_to_issue(everything_said()) == []
    assert reasons_not_to_issue(credit()) == []


def _as_finvoice_says(term: str, place: Term, doc: InvoiceDoc) -> str:
    """A decimal comma, and a credit note's quantities and amounts negative."""
    said = place.in_finvoice or place.said
    amount = place.said.replace(".", "").isdecimal() and "." in place.said
    if not amount or place.in_finvoice:
        return said
    negative = doc.is_credit and term not in ONLY_POSITIVE
    return ("-" if negative else "") + said.replace(".", ",")
