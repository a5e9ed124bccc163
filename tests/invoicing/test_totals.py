"""What an invoice comes to, to the cent, as the worked example and the rounding traps have it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.invoicing.ports import InvoiceDoc, InvoiceDocLine, PayerPart, VatCategory, VatGround
from app.invoicing.rules.totals import line_net, totals_of, vat_by_line, vat_groups
from app.kernel.money import Money, total
from app.kernel.quantity import Quantity, Unit
from tests.invoicing.april import (
    OUTSIDE,
    SOCIAL,
    STANDARD,
    a_line,
    days_of_a_month,
    half_a_session,
    quarters,
    s1,
    s2,
    s3,
    s4,
    s5,
    s5_in_july,
)

FIVE = [
    (s1, "241.50", "0.00", "241.50"),
    (s2, "696.26", "131.49", "827.75"),
    (s3, "199.50", "50.87", "250.37"),
    (s4, "329.45", "84.01", "413.46"),
    (s5, "83.40", "21.27", "104.67"),
]
GROUNDS = st.sampled_from([STANDARD, VatGround(VatCategory.STANDARD, 1350), SOCIAL])
AMOUNTS = st.integers(1, 5_000_00).map(Money)


@pytest.mark.parametrize(
    ("invoice", "net", "vat", "gross"), [*FIVE, (s5_in_july, "839.00", "213.95", "1052.95")]
)
def test_the_invoices_of_the_worked_example_are_right_to_the_cent(
    invoice: Callable[[], InvoiceDoc], net: str, vat: str, gross: str
):
    totals = invoice().totals

    assert (totals.net.plain(), totals.vat.plain(), totals.gross.plain()) == (net, vat, gross)


def test_the_five_invoices_of_april_add_up_to_the_month():
    april = [invoice().totals for invoice, *_ in FIVE]

    assert total(totals.net for totals in april) == Money(1_550_11)
    assert total(totals.vat for totals in april) == Money(287_64)
    assert total(totals.gross for totals in april) == Money(1_837_75)


def test_an_invoice_with_exempt_and_taxed_lines_states_each_ground():
    groups = s2().totals.vat_groups

    assert [(group.ground, group.base, group.vat) for group in groups] == [
        (STANDARD, Money(515_63), Money(131_49)),
        (SOCIAL, Money(180_63), Money(0)),
    ]


def test_vat_is_rounded_once_for_a_ground_and_not_line_by_line():
    lines = [a_line("Valmennus", quarters(4), Money(21_34))] * 3

    assert totals_of(lines).vat == Money(16_33)
    assert total(line.net.share(2550) for line in lines) == Money(16_32)


def test_half_a_cent_goes_up_and_not_to_the_even_cent():
    assert line_net(Money(72_25), half_a_session()) == Money(36_13)
    assert line_net(Money(58_50), quarters(7)) == Money(102_38)


def test_hours_are_added_up_before_they_are_priced():
    visits = [quarters(5), quarters(6), quarters(9)]

    assert line_net(Money(59_90), visits[0] + visits[1] + visits[2]) == Money(299_50)
    assert total(line_net(Money(59_90), visit) for visit in visits) == Money(299_51)


def test_a_month_has_thirty_days_so_a_whole_order_costs_what_was_ordered():
    fee = Money(139_00)
    months = [days_of_a_month(18), *[Quantity(1, 1, Unit.MONTH)] * 5, days_of_a_month(12)]

    assert total(line_net(fee, month) for month in months) == Money(834_00)


def test_a_credit_in_part_would_leave_a_wrong_cent():
    fee = Money(59_90)

    assert line_net(fee, quarters(20)) - line_net(fee, quarters(5)) == Money(224_62)
    assert line_net(fee, quarters(15)) == Money(224_63)


def test_the_order_of_the_lines_does_not_change_the_order_of_the_grounds():
    lines = s2().lines

    assert totals_of(lines) == totals_of(reversed(lines))


def test_a_seller_outside_vat_has_a_group_without_tax():
    [group] = s1().totals.vat_groups

    assert (group.ground, group.vat) == (OUTSIDE, Money(0))


@given(st.lists(st.tuples(GROUNDS, AMOUNTS), min_size=1, max_size=12))
def test_a_ledger_that_books_line_by_line_adds_up_to_the_invoice(nets: list[tuple[VatGround, Money]]):
    lines = [_line(ground, net) for ground, net in nets]

    parts = vat_by_line(lines)

    for group in totals_of(lines).vat_groups:
        own = [part for part, line in zip(parts, lines, strict=True) if line.ground == group.ground]
        assert total(own) == group.vat
    for part, line in zip(parts, lines, strict=True):
        assert abs(part.cents * 10_000 - line.net.cents * line.ground.rate) <= 10_000


def test_the_odd_cent_of_vat_goes_to_the_line_that_came_nearest_to_it():
    lines = [_line(STANDARD, Money(10_01)), _line(STANDARD, Money(10_03))]  # 255.255 and 255.765 cents

    assert vat_by_line(lines) == [Money(2_55), Money(2_56)]


@given(st.lists(st.tuples(GROUNDS, AMOUNTS), min_size=1, max_size=12))
def test_the_figures_of_a_credit_mirror_those_of_its_invoice(nets: list[tuple[VatGround, Money]]):
    charged = vat_groups(nets)
    credited = vat_groups([(ground, -net) for ground, net in nets])

    assert [(-group.base, -group.vat) for group in charged] == [(group.base, group.vat) for group in credited]


@given(AMOUNTS, st.integers(1, 400), st.integers(1, 60))
def test_the_net_of_a_credited_line_mirrors_the_line(price: Money, value: int, per: int):
    quantity = Quantity(value, per, Unit.HOUR)

    assert line_net(price, -quantity) == -line_net(price, quantity)


@given(AMOUNTS, st.integers(1, 400), st.lists(st.integers(1, 9_999), max_size=3, unique=True))
def test_the_parts_of_several_payers_add_up_to_the_whole_line(price: Money, value: int, cuts: list[int]):
    edges = [0, *sorted(cuts), 10_000]

    parts = [
        line_net(price, Quantity(value * (to - since), 4 * 10_000, Unit.HOUR), PayerPart(since, to - since))
        for since, to in pairwise(edges)
    ]

    assert total(parts) == line_net(price, quarters(value))


def _line(ground: VatGround, net: Money) -> InvoiceDocLine:
    return replace(a_line("Valmennus", quarters(4), net, ground), net=net)
