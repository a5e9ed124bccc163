"""Why an invoice may not go out: one wrong thing at a time, each with its own reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.invoicing.ports import (
    DocTotals,
    Endpoint,
    InvoiceDoc,
    InvoiceDocLine,
    Period,
    VatCategory,
    VatGround,
    VatGroup,
)
from app.invoicing.rules.document import period_over, reasons_not_to_issue, shown_parties
from app.invoicing.rules.references import reasons_against_pattern
from app.invoicing.rules.states import InvoiceKind
from app.invoicing.rules.stored import doc_from_plain
from app.invoicing.rules.totals import totals_of
from app.kernel.money import Money
from app.kernel.plain import as_plain
from app.kernel.quantity import Quantity, Unit
from app.platform.texts import catalogue
from tests.invoicing.april import (
    APRIL,
    CITY,
    EXAMPLES,
    OUTSIDE,
    S1,
    S2,
    SOCIAL,
    STANDARD,
    a_line,
    an_invoice,
    exempt_without_vat_number,
    half_of_a_shared_order,
    quarters,
    s1,
    s2,
    s4,
    s4_credit,
    sessions,
)

CENT = Money(1)
Change = Callable[[InvoiceDoc], InvoiceDoc]


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_right_invoice_may_go_out(example: Callable[[], InvoiceDoc]):
    assert reasons_not_to_issue(example()) == []


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_stored_invoice_is_read_back_as_it_was_issued(example: Callable[[], InvoiceDoc]):
    doc = example()

    assert doc_from_plain(as_plain(doc)) == doc


def with_line(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    """The first line changed and the sums left as they were."""
    return replace(doc, lines=(replace(doc.lines[0], **changes), *doc.lines[1:]))


def with_totals(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    return replace(doc, totals=replace(doc.totals, **changes))


def with_group(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    first, *rest = doc.totals.vat_groups
    return with_totals(doc, vat_groups=(replace(first, **changes), *rest))


def with_ground(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    """All lines on another ground, the sums made anew."""
    lines = tuple(replace(line, ground=replace(line.ground, **changes)) for line in doc.lines)
    return replace(doc, lines=lines, totals=totals_of(lines))


def with_lines(doc: InvoiceDoc, *lines: InvoiceDocLine) -> InvoiceDoc:
    return replace(doc, lines=lines, totals=totals_of(lines))


def with_seller(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    return replace(doc, seller=replace(doc.seller, **changes))


def with_address(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    return replace(doc, buyer=replace(doc.buyer, address=replace(doc.buyer.address, **changes)))


def with_payment(doc: InvoiceDoc, **changes: object) -> InvoiceDoc:
    return replace(doc, payment=replace(doc.payment, **changes))


WRONG: dict[str, tuple[str, Change]] = {
    "a line is a cent too dear": ("invoicing.line_net_wrong", lambda doc: _line_off_by(doc, CENT)),
    "a line is a cent too cheap": ("invoicing.line_net_wrong", lambda doc: _line_off_by(doc, -CENT)),
    "the VAT of a group is a cent too much": (
        "invoicing.vat_amount_wrong",
        lambda doc: _vat_off_by(doc, CENT),
    ),
    "the VAT of a group is a cent too little": (
        "invoicing.vat_amount_wrong",
        lambda doc: _vat_off_by(doc, -CENT),
    ),
    "the base of a group is not its lines": (
        "invoicing.vat_base_wrong",
        lambda doc: with_group(doc, base=doc.totals.net + CENT),
    ),
    "a group has no lines": (
        "invoicing.vat_groups_unlike_lines",
        lambda doc: with_totals(
            doc, vat_groups=(*doc.totals.vat_groups, VatGroup(SOCIAL, Money(0), Money(0)))
        ),
    ),
    "a group stands twice": (
        "invoicing.vat_groups_unlike_lines",
        lambda doc: with_totals(doc, vat_groups=doc.totals.vat_groups * 2),
    ),
    "no groups at all": ("invoicing.vat_groups_unlike_lines", lambda doc: with_totals(doc, vat_groups=())),
    "the net is not the lines": (
        "invoicing.net_total_wrong",
        lambda doc: with_totals(doc, net=doc.totals.net + CENT, gross=doc.totals.gross + CENT),
    ),
    "the VAT is not the groups": (
        "invoicing.vat_total_wrong",
        lambda doc: with_totals(doc, vat=doc.totals.vat + CENT, gross=doc.totals.gross + CENT),
    ),
    "the gross is not net and VAT": (
        "invoicing.gross_total_wrong",
        lambda doc: with_totals(doc, gross=doc.totals.gross + CENT),
    ),
    "no lines": ("invoicing.no_lines", lambda doc: with_lines(doc)),
    "two lines with one number": (
        "invoicing.line_ids_repeat",
        lambda doc: with_lines(doc, doc.lines[0], doc.lines[0]),
    ),
    "a negative price": (
        "invoicing.price_negative",
        lambda doc: with_lines(doc, a_line("Alennus", quarters(4), Money(-1_00))),
    ),
    "nothing was delivered": (
        "invoicing.quantity_not_positive",
        lambda doc: with_lines(doc, a_line("Valmennus", quarters(0), Money(59_90))),
    ),
    "a negative quantity": (
        "invoicing.quantity_not_positive",
        lambda doc: with_lines(doc, a_line("Hyvitys", quarters(-4), Money(59_90))),
    ),
    "a line began before the invoice's period": (
        "invoicing.line_outside_period",
        lambda doc: with_line(doc, period=Period(date(2026, 3, 31), date(2026, 4, 30))),
    ),
    "a line ends after the invoice's period": (
        "invoicing.line_outside_period",
        lambda doc: with_line(doc, period=Period(date(2026, 4, 1), date(2026, 5, 1))),
    ),
    "a line ends before it begins": (
        "invoicing.period_reversed",
        lambda doc: with_line(doc, period=Period(date(2026, 4, 9), date(2026, 4, 8))),
    ),
    "the period ends before it begins": (
        "invoicing.period_reversed",
        lambda doc: replace(doc, period=Period(date(2026, 4, 30), date(2026, 4, 1))),
    ),
    "due before it was issued": (
        "invoicing.due_before_issue",
        lambda doc: replace(doc, due_on=date(2026, 5, 4)),
    ),
    "no reference of the buyer's": (
        "invoicing.no_order_reference",
        lambda doc: replace(doc, order_reference=None),
    ),
    "a credit of no invoice": (
        "invoicing.credit_of_nothing",
        lambda doc: replace(doc, kind=InvoiceKind.CREDIT_NOTE),
    ),
    "a credit of itself": (
        "invoicing.credit_of_itself",
        lambda doc: replace(s4_credit(), number=doc.number, issued_on=doc.issued_on),
    ),
    "a credit older than its invoice": (
        "invoicing.credit_before_invoice",
        lambda doc: replace(s4_credit(), issued_on=date(2026, 5, 1)),
    ),
    "no number": ("invoicing.field_empty", lambda doc: replace(doc, number="")),
    "a number of 21 characters": ("invoicing.field_too_long", lambda doc: replace(doc, number="K" * 21)),
    "a preceding number of 21 characters": (
        "invoicing.field_too_long",
        lambda doc: replace(s4_credit(), preceding=replace(s4_credit().preceding, number="K" * 21)),
    ),
    "a blank note": ("invoicing.field_empty", lambda doc: replace(doc, note=" ")),
    "a blank buyer reference": ("invoicing.field_empty", lambda doc: replace(doc, buyer_reference="")),
    "a blank town": ("invoicing.field_empty", lambda doc: with_address(doc, city="")),
    "a line without a name": ("invoicing.field_empty", lambda doc: with_line(doc, name=" ")),
    "a seller of one letter": ("invoicing.field_too_short", lambda doc: with_seller(doc, name="X")),
    "an order reference longer than its field": (
        "invoicing.field_too_long",
        lambda doc: replace(doc, order_reference="L" * 71),
    ),
    "a service order number longer than its field": (
        "invoicing.field_too_long",
        lambda doc: with_line(doc, order_number="O" * 36),
    ),
    "a control character in a name": (
        "invoicing.field_unprintable",
        lambda doc: with_line(doc, name="Valmennus\x07"),
    ),
    "half a character in a note": ("invoicing.field_unprintable", lambda doc: replace(doc, note="\ud83d")),
    "a seller without an e-invoice address": (
        "invoicing.no_endpoint",
        lambda doc: with_seller(doc, endpoint=None),
    ),
    "a buyer without an e-invoice address": (
        "invoicing.no_endpoint",
        lambda doc: replace(doc, buyer=replace(doc.buyer, endpoint=None)),
    ),
    "an OVT under the scheme that Peppol dropped": (
        "invoicing.endpoint_scheme_unknown",
        lambda doc: with_seller(doc, endpoint=Endpoint("003799000069", "0037")),
    ),
    "a Finnish address without an operator": (
        "invoicing.no_operator",
        lambda doc: with_seller(doc, operator=None),
    ),
    "an operator's name for its code": (
        "invoicing.operator_malformed",
        lambda doc: with_seller(doc, operator="Maventa Oy"),
    ),
    "a country in words": ("invoicing.country_malformed", lambda doc: with_address(doc, country="Suomi")),
    "a business id with a wrong check digit": (
        "invoicing.business_id_invalid",
        lambda doc: with_seller(doc, business_id="9900006-8"),
    ),
    "a business id without its dash": (
        "invoicing.business_id_invalid",
        lambda doc: with_seller(doc, business_id="99000069"),
    ),
    "a VAT number with a dash": (
        "invoicing.vat_id_malformed",
        lambda doc: with_seller(doc, vat_id="FI9900006-9"),
    ),
    "a VAT number without its country": (
        "invoicing.vat_id_malformed",
        lambda doc: with_seller(doc, vat_id="99000069"),
    ),
    "a wrong account": ("invoicing.iban_invalid", lambda doc: with_payment(doc, iban="FI5150000120000047")),
    "an account with spaces": (
        "invoicing.iban_invalid",
        lambda doc: with_payment(doc, iban="FI51 5000 0120 0000 46"),
    ),
    "a wrong reference": (
        "invoicing.reference_invalid",
        lambda doc: with_payment(doc, reference="20260400018"),
    ),
    "a bank's name for its code": ("invoicing.bic_malformed", lambda doc: with_payment(doc, bic="OP")),
    "standard rated at nothing": ("invoicing.vat_rate_unfit", lambda doc: with_ground(doc, rate=0)),
    "exempt at a rate": (
        "invoicing.vat_rate_unfit",
        lambda doc: with_lines(doc, a_line("Tuki", sessions(1), Money(72_25), replace(SOCIAL, rate=1350))),
    ),
    "outside VAT at a rate": ("invoicing.vat_rate_unfit", lambda doc: with_ground(s1(), rate=2550)),
    "standard rated with a reason": (
        "invoicing.exemption_reason_needless",
        lambda doc: with_ground(doc, exemption_text="Sosiaalihuolto"),
    ),
    "exempt for no reason": (
        "invoicing.exemption_reason_missing",
        lambda doc: with_lines(doc, a_line("Tuki", sessions(1), Money(72_25), VatGround(VatCategory.EXEMPT))),
    ),
    "outside VAT for no reason": (
        "invoicing.exemption_reason_missing",
        lambda doc: with_ground(s1(), exemption_code=None, exemption_text=None),
    ),
    "exempt by the code of what is outside VAT": (
        "invoicing.exemption_code_unfit",
        lambda doc: with_lines(
            doc, a_line("Tuki", sessions(1), Money(72_25), replace(SOCIAL, exemption_code="VATEX-EU-O"))
        ),
    ),
    "outside VAT by the code of an exemption": (
        "invoicing.exemption_code_unfit",
        lambda doc: with_ground(s1(), exemption_code="VATEX-EU-132-1G"),
    ),
    "an exemption code of nobody's list": (
        "invoicing.exemption_code_unfit",
        lambda doc: with_lines(
            doc, a_line("Tuki", sessions(1), Money(72_25), replace(SOCIAL, exemption_code="AVL 37"))
        ),
    ),
    "two reasons in one category": (
        "invoicing.vat_grounds_differ",
        lambda doc: with_lines(
            doc,
            a_line("Tuki", sessions(1), Money(72_25), SOCIAL),
            a_line("Kurssi", sessions(1), Money(72_25), VatGround(SOCIAL.category, 0, "VATEX-EU-132-1I")),
        ),
    ),
    "outside VAT beside taxed": (
        "invoicing.outside_vat_mixed",
        lambda doc: with_lines(doc, *doc.lines, a_line("Käynti", sessions(1), Money(69_00), OUTSIDE)),
    ),
    "a seller outside VAT with a VAT number": (
        "invoicing.vat_id_outside_vat",
        lambda doc: with_seller(s1(), vat_id="FI99000026"),
    ),
    "the buyer's VAT number on an invoice outside VAT": (
        "invoicing.vat_id_outside_vat",
        lambda doc: replace(s1(), buyer=CITY),
    ),
    "VAT charged without a VAT number": (
        "invoicing.taxed_without_vat_id",
        lambda doc: with_seller(doc, vat_id=None),
    ),
    "exempt without any tax number": (
        "invoicing.exempt_without_tax_id",
        lambda doc: with_seller(exempt_without_vat_number(), tax_registration_id=None),
    ),
}


@pytest.mark.parametrize(("code", "change"), WRONG.values(), ids=WRONG)
def test_a_wrong_invoice_is_stopped_with_its_reason(code: str, change: Change):
    wrong = change(s4())

    assert code in [reason.code for reason in reasons_not_to_issue(wrong)]


@pytest.mark.parametrize("off", [CENT, -CENT, Money(99)])
def test_one_wrong_figure_gives_one_reason_that_names_the_right_one(off: Money):
    [reason] = reasons_not_to_issue(_vat_off_by(s4(), off))

    assert reason.facts["expected"] == "84.01 EUR"
    assert reason.facts["stated"] == str(Money(84_01) + off)


def test_the_payers_of_a_shared_line_share_its_odd_cent_and_no_other():
    doc = half_of_a_shared_order()

    assert doc.totals.net == Money(30_11)
    assert [reason.code for reason in reasons_not_to_issue(with_line(doc, part=None))] == [
        "invoicing.line_net_wrong"
    ]


def test_each_place_of_a_document_is_named_in_the_reason():
    doc = with_line(s4(), name="")

    [reason] = reasons_not_to_issue(doc)

    assert (reason.code, reason.facts) == ("invoicing.field_empty", {"field": "lines.1.name"})


def test_an_address_of_another_countrys_scheme_needs_no_finnish_operator():
    doc = with_seller(s4(), endpoint=Endpoint("7300010000001", "0088"), operator=None)

    assert reasons_not_to_issue(doc) == []


def test_vat_numbers_are_shown_unless_the_invoice_is_outside_vat():
    assert shown_parties(S2, CITY, [STANDARD, SOCIAL]) == (S2, CITY)

    seller, buyer = shown_parties(replace(S1, vat_id="FI99000026"), CITY, [OUTSIDE])

    assert (seller.vat_id, seller.tax_registration_id, buyer.vat_id) == (None, None, None)
    assert (seller.name, buyer.business_id) == (S1.name, CITY.business_id)


def test_a_delivery_approved_late_widens_the_period_of_the_invoice():
    late = a_line("Valmennus", quarters(4), Money(59_90), period=Period(date(2026, 3, 30), date(2026, 3, 31)))

    assert period_over(APRIL, [late, a_line("Valmennus", quarters(4), Money(59_90), period=None)]) == Period(
        date(2026, 3, 30), date(2026, 4, 30)
    )


def test_a_full_credit_takes_back_the_very_figures_of_its_invoice():
    invoice, credit = s4(), s4_credit()

    assert (credit.kind, credit.preceding.number) == (InvoiceKind.CREDIT_NOTE, invoice.number)
    assert (credit.lines, credit.totals) == (invoice.lines, invoice.totals)
    assert (credit.number, credit.issued_on) == ("K4-2026-2", date(2026, 5, 12))


def test_mixed_taxed_and_exempt_lines_may_stand_on_one_invoice():
    lower = VatGround(VatCategory.STANDARD, 1350)
    doc = an_invoice(
        S2, 2, [*s2().lines, a_line("Käsikirja", Quantity(1, 1, Unit.PACKAGE), Money(20_00), lower)]
    )

    assert reasons_not_to_issue(doc) == []
    assert [group.ground for group in doc.totals.vat_groups] == [STANDARD, lower, SOCIAL]


def _line_off_by(doc: InvoiceDoc, off: Money) -> InvoiceDoc:
    """The line's net wrong, and every sum above it right for that net."""
    changed = with_line(doc, net=doc.lines[0].net + off)
    return replace(changed, totals=totals_of(changed.lines))


def _vat_off_by(doc: InvoiceDoc, off: Money) -> InvoiceDoc:
    """The group's VAT wrong, and the totals right for that VAT."""
    [group] = doc.totals.vat_groups
    totals = DocTotals(
        net=doc.totals.net,
        vat=doc.totals.vat + off,
        gross=doc.totals.gross + off,
        vat_groups=(replace(group, vat=group.vat + off),),
    )
    return replace(doc, totals=totals)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_reason_is_told_in_words_with_its_facts(language: str):
    words = catalogue(language, strict=True)
    reasons = [reason for _, change in WRONG.values() for reason in reasons_not_to_issue(change(s4()))]
    reasons += [reason for rule in ("", "x", "1" * 17) for reason in reasons_against_pattern(rule)]

    told = {words.say(reason.code, reason.facts) for reason in reasons}

    assert len({reason.code for reason in reasons}) > 40
    assert not [text for text in told if text.startswith("invoicing.")]
