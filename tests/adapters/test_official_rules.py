"""The official rules find nothing in our files, and we find what they forgive."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.adapters.eu.peppol import peppol
from app.adapters.finland.finvoice import finvoice
from app.invoicing.ports import InvoiceDoc, VatCategory, VatGround
from app.invoicing.rules.document import full_credit, reasons_not_to_issue
from app.invoicing.rules.totals import totals_of
from app.kernel.money import Money
from tests.adapters.official import faults_of_finvoice, faults_of_ubl
from tests.invoicing.april import (
    CITY,
    DUE,
    EXAMPLES,
    ISSUED,
    MADE,
    OUTSIDE,
    a_line,
    exempt_without_vat_number,
    s1,
    s2,
    s4,
    sessions,
)

CENT = Money(1)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_ubl_file_has_no_fault_by_the_schema_or_the_european_norm(example: Callable[[], InvoiceDoc]):
    assert faults_of_ubl(peppol.render(example())) == []


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_finvoice_file_has_no_fault_by_the_schema(example: Callable[[], InvoiceDoc]):
    assert faults_of_finvoice(finvoice.render(example())) == []


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_full_credit_of_any_invoice_has_no_fault_either(example: Callable[[], InvoiceDoc]):
    invoice = replace(example(), project_reference="LEH-TYÖ-7", buyer_reference="Työllisyys 1")
    credit = full_credit(invoice, number="H-2026-1", issued_on=ISSUED, due_on=DUE, made_at=MADE)
    credit = replace(credit, preceding=replace(credit.preceding, issued_on=ISSUED))

    assert reasons_not_to_issue(credit) == []
    assert faults_of_ubl(peppol.render(credit)) == []
    assert faults_of_finvoice(finvoice.render(credit)) == []


def a_cent_of_vat(doc: InvoiceDoc) -> InvoiceDoc:
    [group] = doc.totals.vat_groups
    totals = replace(
        doc.totals,
        vat=doc.totals.vat + CENT,
        gross=doc.totals.gross + CENT,
        vat_groups=(replace(group, vat=group.vat + CENT),),
    )
    return replace(doc, totals=totals)


def a_cent_on_a_line(doc: InvoiceDoc) -> InvoiceDoc:
    lines = (replace(doc.lines[0], net=doc.lines[0].net + CENT), *doc.lines[1:])
    return replace(doc, lines=lines, totals=totals_of(lines))


@pytest.mark.parametrize(
    ("change", "code"),
    [(a_cent_of_vat, "invoicing.vat_amount_wrong"), (a_cent_on_a_line, "invoicing.line_net_wrong")],
)
def test_a_cent_that_the_official_rules_forgive_is_found_by_ours(
    change: Callable[[InvoiceDoc], InvoiceDoc], code: str
):
    wrong = change(s4())

    assert faults_of_ubl(peppol.render(wrong)) == []
    assert [reason.code for reason in reasons_not_to_issue(wrong)] == [code]


def _exempt_for_no_reason() -> InvoiceDoc:
    doc = exempt_without_vat_number()
    lines = tuple(replace(line, ground=VatGround(VatCategory.EXEMPT)) for line in doc.lines)
    return replace(doc, lines=lines, totals=totals_of(lines))


def _outside_beside_taxed() -> InvoiceDoc:
    outside = replace(a_line("Käynti", sessions(1), Money(69_00), OUTSIDE), id="9")
    lines = (*s4().lines, outside)
    return replace(s4(), lines=lines, totals=totals_of(lines))


def _without_a_tax_number() -> InvoiceDoc:
    doc = exempt_without_vat_number()
    return replace(doc, seller=replace(doc.seller, tax_registration_id=None))


BROKEN = {
    "BR-CO-15": lambda: replace(s4(), totals=replace(s4().totals, gross=s4().totals.gross + CENT)),
    "BR-CO-14": lambda: replace(
        s4(), totals=replace(s4().totals, vat=s4().totals.vat + CENT, gross=s4().totals.gross + CENT)
    ),
    "BR-CO-10": lambda: replace(s2(), lines=s2().lines[:-1]),
    "BR-E-10": _exempt_for_no_reason,
    "BR-E-02": _without_a_tax_number,
    "BR-O-02": lambda: replace(s1(), buyer=CITY),
    "BR-O-12": _outside_beside_taxed,
}


@pytest.mark.parametrize(("rule", "broken"), BROKEN.items(), ids=BROKEN)
def test_what_the_official_rules_refuse_is_refused_before_it_goes_out(
    rule: str, broken: Callable[[], InvoiceDoc]
):
    doc = broken()

    assert reasons_not_to_issue(doc) != []
    assert rule in {fault.split(":")[0] for fault in faults_of_ubl(peppol.render(doc))}


def test_elements_out_of_order_are_found_by_the_schemas():
    ubl = peppol.render(s4()).replace(b"cbc:IssueDate>", b"cbc:TaxPointDate>")
    row = finvoice.render(s4()).replace(b"RowPositionIdentifier>", b"RowSubIdentifier>")

    assert any(fault.startswith("XSD") for fault in faults_of_ubl(ubl))
    assert any(fault.startswith("XSD") for fault in faults_of_finvoice(row))
