"""A seller's payment references: by the seller's own rule, with check digits that banks accept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from app.invoicing.rules.references import (
    finnish_reference,
    is_payment_reference,
    is_reference_number,
    is_rf_reference,
    payment_reference,
    reasons_against_pattern,
    reference_body,
    reference_number,
    rf_reference,
)

APRIL = date(2026, 4, 1)
RULE = "{yyyy}{mm}{supplier:04}"
BODIES = st.text("0123456789", min_size=3, max_size=19)


@pytest.mark.parametrize(
    ("supplier", "reference"),
    [(1, "20260400019"), (2, "20260400022"), (3, "20260400035"), (4, "20260400048"), (5, "20260400051")],
)
def test_the_references_of_the_worked_example(supplier: int, reference: str):
    assert payment_reference(RULE, month=APRIL, supplier=supplier) == reference
    assert is_reference_number(reference)


def test_a_wrong_check_digit_is_seen():
    assert not is_reference_number("20260400018")
    assert not is_payment_reference("20260400018")


def test_the_rf_form_and_the_finnish_form_lead_to_each_other():
    assert rf_reference("20260400019") == "RF2420260400019"
    assert finnish_reference("RF2420260400019") == "20260400019"
    assert payment_reference(RULE, month=APRIL, supplier=1, rf=True) == "RF2420260400019"


def test_a_wrong_rf_reference_is_seen():
    assert not is_rf_reference("RF2520260400019")
    assert finnish_reference("RF2520260400019") is None


@given(BODIES)
def test_one_wrong_digit_is_always_seen(body: str):
    right = reference_number(body)

    for digit in set("0123456789") - {right[-1]}:
        assert not is_reference_number(body + digit)


@given(BODIES.filter(lambda body: int(body) > 999))
def test_every_reference_has_an_rf_form_that_the_standard_accepts(body: str):
    assert iso11649.is_valid(rf_reference(reference_number(body)))


def test_a_further_invoice_of_the_month_adds_its_number_to_the_body():
    bodies = [reference_body(RULE, month=APRIL, supplier=4, further=count) for count in range(3)]

    assert bodies == ["2026040004", "20260400041", "20260400042"]


def test_no_two_invoices_of_a_month_share_a_reference():
    references = {
        payment_reference(RULE, month=APRIL, supplier=supplier, further=further)
        for supplier in range(1, 130)
        for further in range(15)
    }

    assert len(references) == 129 * 15


def test_a_supplier_number_that_outgrows_its_place_is_an_error_and_not_another_sellers_reference():
    with pytest.raises(ValueError, match="does not fit"):
        reference_body(RULE, month=APRIL, supplier=10_000)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{yyyy}{mm}{supplier}", "invoicing.reference_pattern_unreadable"),
        ("{yyyy}{mm}{client:04}", "invoicing.reference_pattern_unreadable"),
        ("JHT{yyyy}{mm}{supplier:04}", "invoicing.reference_pattern_unreadable"),
        ("{yyyy}{supplier:04}", "invoicing.reference_pattern_lacks"),
        ("{yyyy}{mm}", "invoicing.reference_pattern_lacks"),
        ("", "invoicing.reference_pattern_lacks"),
        ("1234567{yyyy}{mm}{supplier:04}", "invoicing.reference_pattern_too_long"),
    ],
)
def test_a_rule_that_could_not_give_each_invoice_its_own_reference_is_refused(rule: str, code: str):
    assert code in {reason.code for reason in reasons_against_pattern(rule)}


@pytest.mark.parametrize("rule", [RULE, "77{yy}{mm}{supplier:04}", "{mm}{yyyy}{supplier:06}"])
def test_a_rule_with_year_month_and_supplier_is_accepted(rule: str):
    assert reasons_against_pattern(rule) == []


@pytest.mark.parametrize("body", ["12", "12345678901234567890", "12a4", "１２３４"])
def test_what_cannot_become_a_reference_number_is_an_error(body: str):
    with pytest.raises(ValueError, match="cannot become"):
        reference_number(body)
