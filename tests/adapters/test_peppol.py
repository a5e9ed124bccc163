"""What a UBL file says, element by element, where the official rules leave room for a mistake."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from app.adapters.eu.peppol import peppol
from app.invoicing.ports import InvoiceDoc
from tests.invoicing.april import (
    EXAMPLES,
    exempt_without_vat_number,
    half_of_a_shared_order,
    hostile_names,
    part_of_a_month,
    s1,
    s2,
    s4,
    s4_credit,
    s5,
)

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def read(doc: InvoiceDoc) -> Any:
    return etree.fromstring(peppol.render(doc))


def said(root: Any, path: str) -> list[str]:
    return [found.text for found in root.findall(path, NAMES)]


def test_the_profile_is_that_of_peppol_billing():
    root = read(s4())

    assert said(root, "cbc:ProfileID") == ["urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"]
    assert said(root, "cbc:CustomizationID") == [
        "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    ]
    assert len(said(root, "cbc:Note")) == 1


def test_the_figures_are_those_of_the_document():
    root, totals = read(s2()), s2().totals

    money = "cac:LegalMonetaryTotal/cbc:"
    assert said(root, f"{money}TaxExclusiveAmount") == said(root, f"{money}LineExtensionAmount") == ["696.26"]
    assert said(root, f"{money}TaxInclusiveAmount") == said(root, f"{money}PayableAmount") == ["827.75"]
    assert said(root, "cac:TaxTotal/cbc:TaxAmount") == [totals.vat.plain()]
    assert said(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount") == ["515.63", "180.63"]
    assert said(root, "cac:InvoiceLine/cbc:LineExtensionAmount") == [line.net.plain() for line in s2().lines]


def test_a_credit_note_is_positive_and_names_its_invoice():
    root = read(s4_credit())

    assert etree.QName(root).localname == "CreditNote"
    assert said(root, "cbc:CreditNoteTypeCode") == ["381"]
    assert said(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == ["K4-2026-1"]
    assert said(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["413.46"]
    assert said(root, "cac:CreditNoteLine/cbc:CreditedQuantity") == ["5", "0.5"]
    assert said(root, "cac:PaymentMeans/cbc:PaymentDueDate") == ["2026-06-11"]


def test_a_credit_note_has_its_project_as_a_document_of_type_50():
    root = read(replace(s4_credit(), project_reference="LEH-7"))

    assert said(root, "cac:AdditionalDocumentReference/cbc:ID") == ["LEH-7"]
    assert said(root, "cac:AdditionalDocumentReference/cbc:DocumentTypeCode") == ["50"]


def test_a_quantity_with_a_decimal_is_written_as_that():
    root = read(s5())

    assert said(root, "cac:InvoiceLine/cbc:InvoicedQuantity") == ["0.6"]
    assert said(root, "cac:InvoiceLine/cac:Price/cbc:BaseQuantity") == ["1"]


def test_thirteen_days_of_a_month_are_priced_by_thirty_and_nothing_is_rounded():
    root = read(part_of_a_month())

    [line] = root.findall("cac:InvoiceLine", NAMES)
    assert said(line, "cbc:InvoicedQuantity") == ["13"]
    assert said(line, "cac:Price/cbc:BaseQuantity") == ["30"]
    assert said(line, "cac:Price/cbc:PriceAmount") == ["139.00"]
    units = {found.get("unitCode") for found in line.iter() if found.get("unitCode")}
    assert units == {"DAY"}


def test_half_of_thirteen_days_is_six_and_a_half():
    root = read(half_of_a_shared_order())

    assert said(root, "cac:InvoiceLine/cbc:InvoicedQuantity") == ["6.5"]
    assert said(root, "cac:InvoiceLine/cac:Price/cbc:BaseQuantity") == ["30"]
    assert said(root, "cac:InvoiceLine/cbc:LineExtensionAmount") == ["30.11"]


def test_what_is_outside_vat_has_no_rate_and_no_vat_number():
    root = read(s1())

    assert said(root, ".//cbc:Percent") == []
    assert said(root, ".//cac:PartyTaxScheme/cbc:CompanyID") == []
    assert said(root, ".//cbc:TaxExemptionReasonCode") == ["VATEX-EU-O"]


def test_an_exempt_seller_without_a_vat_number_shows_its_tax_registration():
    root = read(exempt_without_vat_number())

    seller = root.find("cac:AccountingSupplierParty/cac:Party", NAMES)
    assert said(seller, "cac:PartyTaxScheme/cbc:CompanyID") == ["9900003-4"]
    assert said(seller, "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID") == ["TAX"]


def test_hostile_names_arrive_letter_by_letter():
    root, doc = read(hostile_names()), hostile_names()

    party = root.find("cac:AccountingSupplierParty/cac:Party", NAMES)
    assert said(party, "cac:PartyLegalEntity/cbc:RegistrationName") == [doc.seller.name]
    assert said(root, "cac:InvoiceLine/cac:Item/cbc:Name") == [doc.lines[0].name]


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_each_line_names_its_service_order_and_no_element_is_empty(example: Callable[[], InvoiceDoc]):
    root, doc = read(example()), example()

    assert said(root, ".//cac:DocumentReference/cbc:ID") == [line.order_number for line in doc.lines]
    assert set(said(root, ".//cac:DocumentReference/cbc:DocumentTypeCode")) == {"130"}
    leaves = [found for found in root.iter() if not len(found)]
    assert leaves and all(found.text and found.text.strip() for found in leaves)
