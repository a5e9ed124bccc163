"""What a Finvoice file says, element by element: its schema checks shapes and no meaning."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from app.adapters.eu.peppol import peppol
from app.adapters.finland.finvoice import finvoice, pieces
from app.invoicing.ports import InvoiceDoc
from tests.invoicing.april import (
    EXAMPLES,
    exempt_without_vat_number,
    hostile_names,
    part_of_a_month,
    s1,
    s2,
    s4,
    s4_credit,
    without_a_bank_code,
)


def read(doc: InvoiceDoc) -> Any:
    return etree.fromstring(finvoice.render(doc))


def said(root: Any, path: str) -> list[str]:
    return [found.text for found in root.findall(path)]


def test_a_public_receiver_sees_that_the_file_follows_the_european_norm():
    root = read(s4())

    assert said(root, "MessageTransmissionDetails/MessageDetails/SpecificationIdentifier") == ["EN16931"]
    assert root.get("Version") == "3.0"
    assert finvoice.render(s4()).startswith(b'<?xml version="1.0" encoding="ISO-8859-15"?>')


def test_the_file_finds_its_way_by_addresses_and_operators():
    root = read(s4())

    assert said(root, ".//FromIdentifier") == said(root, "SellerOrganisationUnitNumber") == ["003799000069"]
    assert said(root, ".//ToIdentifier") == said(root, "BuyerOrganisationUnitNumber") == ["003799000018"]
    assert said(root, ".//ToIntermediator") == ["003700990019"]


def test_a_finnish_invoice_without_an_operator_is_an_error():
    doc = replace(s4(), seller=replace(s4().seller, operator=None))

    with pytest.raises(ValueError, match="operator"):
        finvoice.render(doc)


def test_amounts_have_a_decimal_comma_and_vat_stands_by_ground_only():
    root = read(s2())

    assert said(root, "InvoiceDetails/InvoiceTotalVatIncludedAmount") == ["827,75"]
    assert said(root, "InvoiceDetails/VatSpecificationDetails/VatBaseAmount") == ["515,63", "180,63"]
    assert said(root, "InvoiceDetails/VatSpecificationDetails/VatRatePercent") == ["25,5", "0"]
    assert said(root, "InvoiceDetails/VatSpecificationDetails/VatExemptionReasonCode") == ["VATEX-EU-132-1G"]
    assert said(root, "InvoiceRow/InvoicedQuantity") == ["1,75", "9", "0,5", "2", "0,5"]
    assert said(root, "InvoiceRow/RowVatAmount") == []


def test_a_credit_note_is_negative_but_for_its_prices():
    root = read(s4_credit())

    assert said(root, "InvoiceDetails/InvoiceTypeCode") == ["INV02"]
    assert said(root, "InvoiceDetails/InvoiceTotalVatIncludedAmount") == ["-413,46"]
    assert said(root, "InvoiceDetails/VatSpecificationDetails/VatRateAmount") == ["-84,01"]
    assert said(root, "InvoiceRow/InvoicedQuantity") == ["-5", "-0,5"]
    assert said(root, "InvoiceRow/UnitPriceNetAmount") == ["59,90", "59,90"]
    assert said(root, "InvoiceRow/RowVatExcludedAmount") == ["-299,50", "-29,95"]
    assert said(root, ".//EpiInstructedAmount") == ["-413,46"]
    assert said(root, "InvoiceDetails/OriginalInvoiceReference/InvoiceNumber") == ["K4-2026-1"]


def test_the_payment_order_carries_account_due_date_and_the_kind_of_reference():
    finnish, rf = read(s4()), read(without_a_bank_code())

    assert said(finnish, ".//EpiAccountID") == ["FI5150000120000046"]
    assert said(finnish, ".//EpiDateOptionDate") == ["20260604"]
    assert finnish.find(".//EpiRemittanceInfoIdentifier").attrib == {"IdentificationSchemeName": "SPY"}
    assert rf.find(".//EpiRemittanceInfoIdentifier").attrib == {"IdentificationSchemeName": "ISO"}
    assert said(rf, ".//EpiBfiIdentifier") == []


def test_what_is_outside_vat_has_no_rate():
    root = read(s1())

    assert said(root, ".//VatRatePercent") == said(root, ".//RowVatRatePercent") == []
    assert said(root, "InvoiceRow/RowVatCode") == ["O", "O"]


def test_an_exempt_seller_without_a_vat_number_shows_its_tax_registration():
    root = read(exempt_without_vat_number())

    assert said(root, "SellerPartyDetails/SellerOrganisationTaxCode") == []
    assert said(root, "SellerInformationDetails/SellerTaxRegistrationText") == ["9900003-4"]


def test_part_of_a_month_is_written_as_days_of_thirty():
    root = read(part_of_a_month())

    [quantity] = root.findall("InvoiceRow/InvoicedQuantity")
    assert (quantity.text, quantity.get("QuantityUnitCodeUN")) == ("13", "DAY")
    assert said(root, "InvoiceRow/UnitPriceBaseQuantity") == ["30"]
    assert said(root, "InvoiceRow/RowVatExcludedAmount") == ["60,23"]


def test_long_names_are_divided_and_nothing_is_lost():
    root, doc = read(hostile_names()), hostile_names()

    names = said(root, "SellerPartyDetails/SellerOrganisationName")
    assert len(names) > 1 and " ".join(names) == doc.seller.name
    rows = [*said(root, "InvoiceRow/ArticleName"), *said(root, "InvoiceRow/RowFreeText")]
    assert " ".join(rows) == doc.lines[0].name
    streets = said(root, ".//SellerStreetName")
    assert " ".join(streets[:-1]) == doc.seller.address.street
    assert streets[-1] == "c/o A & B"


@pytest.mark.parametrize("text", ["ab " * 40, "a " * 60, "x" * 99, "Liitto " * 10 + "a"])
def test_no_part_of_a_divided_text_is_too_short_or_too_long(text: str):
    parts = pieces(text, 35)

    assert "".join(parts).replace(" ", "") == text.replace(" ", "")
    assert all(2 <= len(part) <= 35 for part in parts)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_finvoice_and_ubl_say_the_same_figures(example: Callable[[], InvoiceDoc]):
    doc = example()
    ubl = etree.fromstring(peppol.render(doc))
    sign = "-" if doc.is_credit else ""

    def ubl_said(name: str) -> list[str]:
        return [sign + found.text for found in ubl.iter("{*}" + name)]

    def finvoice_said(path: str) -> list[str]:
        return [text.replace(",", ".") for text in said(read(doc), path)]

    assert finvoice_said("InvoiceRow/RowVatExcludedAmount") == ubl_said("LineExtensionAmount")[1:]
    assert finvoice_said("InvoiceDetails/InvoiceTotalVatIncludedAmount") == ubl_said("PayableAmount")
    assert finvoice_said(".//VatBaseAmount") == ubl_said("TaxableAmount")
    quantity = "CreditedQuantity" if doc.is_credit else "InvoicedQuantity"
    assert finvoice_said("InvoiceRow/InvoicedQuantity") == ubl_said(quantity)
