"""What holds for every amount of money and work, whatever the figures."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from app.kernel.money import WHOLE, Money, money_from_text, total
from app.kernel.quantity import Quantity, Unit, quantity_from_text

CENTS = any_.integers(-(10**12), 10**12)
MONEY = CENTS.map(Money)
QUANTITIES = any_.builds(
    Quantity, any_.integers(-100_000, 100_000), any_.sampled_from([1, 2, 4, 30, 60]), any_.sampled_from(Unit)
)


@any_.composite
def shares(draw: any_.DrawFn) -> list[int]:
    """Parts in basis points that make a whole."""
    cuts = sorted(draw(any_.lists(any_.integers(0, WHOLE), max_size=6)))
    return [after - before for before, after in zip([0, *cuts], [*cuts, WHOLE], strict=True)]


@given(MONEY, shares())
def test_the_parts_of_a_split_add_up_to_the_cent(amount: Money, parts: list[int]):
    split = amount.split(parts)

    assert total(split) == amount
    assert all(
        abs(Fraction(part.cents) - Fraction(amount.cents * share, WHOLE)) < 1
        for part, share in zip(split, parts, strict=True)
    )


@given(MONEY, shares())
def test_the_split_of_a_credit_mirrors_the_split_of_its_charge(amount: Money, parts: list[int]):
    assert (-amount).split(parts) == [-part for part in amount.split(parts)]


@given(MONEY, QUANTITIES)
def test_a_credit_mirrors_its_charge(price: Money, quantity: Quantity):
    charge = price.times(quantity)

    assert (-price).times(quantity) == -charge
    assert price.times(-quantity) == -charge


@given(MONEY, QUANTITIES)
def test_a_price_is_rounded_to_the_nearest_cent_and_no_further(price: Money, quantity: Quantity):
    exact = Fraction(price.cents) * quantity.exact

    assert abs(price.times(quantity).cents - exact) <= Fraction(1, 2)


@given(MONEY, any_.integers(0, WHOLE))
def test_a_share_of_a_credit_mirrors_the_share_of_its_charge(amount: Money, basis_points: int):
    assert (-amount).share(basis_points) == -amount.share(basis_points)


@pytest.mark.parametrize(
    ("cents", "halves", "expected"),
    [(72_25, 1, 36_13), (-72_25, 1, -36_13), (1, 1, 1), (-1, 1, -1), (2, 1, 1)],
)
def test_half_a_cent_goes_away_from_zero(cents: int, halves: int, expected: int):
    assert Money(cents).times(Quantity(halves, 2, Unit.SESSION)) == Money(expected)


def test_vat_is_reckoned_on_the_sum_and_not_on_each_line():
    lines = [Money(21_34)] * 3

    assert total(lines).share(2550) == Money(16_33)
    assert total(line.share(2550) for line in lines) == Money(16_32)


@given(QUANTITIES)
def test_a_quantity_reads_back_as_it_was_written(quantity: Quantity):
    read = quantity_from_text(quantity.plain(), quantity.unit, per=quantity.per)

    assert read.exact == quantity.exact


@given(QUANTITIES, QUANTITIES)
def test_quantities_of_one_unit_add_up_exactly(one: Quantity, other: Quantity):
    other = Quantity(other.value, other.per, one.unit)

    assert (one + other).exact == one.exact + other.exact
    assert (one + -one).exact == 0


def test_hours_and_sessions_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Quantity(1, 1, Unit.HOUR) + Quantity(1, 1, Unit.SESSION)


@given(MONEY)
def test_money_reads_back_as_it_was_written(amount: Money):
    assert money_from_text(amount.plain()) == amount
    assert money_from_text(amount.plain().replace(".", ",")) == amount


@pytest.mark.parametrize("written", ["", "-", "1.234", "1e3", "1.2.3", "½", "٣", "1.-5", "+5", "12 €"])
def test_what_is_not_an_amount_is_refused(written: str):
    with pytest.raises(ValueError, match="is not an amount of money"):
        money_from_text(written)


@pytest.mark.parametrize("written", ["", "x", "1/0", "1.1"])
def test_what_does_not_come_out_in_quarters_is_refused(written: str):
    with pytest.raises(ValueError, match=r"is not a quantity|does not come out even"):
        quantity_from_text(written, Unit.HOUR, per=4)
