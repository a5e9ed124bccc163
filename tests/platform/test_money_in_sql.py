"""Money is rounded by SQL exactly as it is by `Money.times`: half away from zero, below zero too."""

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from app.kernel.money import Money
from app.kernel.quantity import Quantity, Unit
from app.platform.db import Database, rounded

CENTS = some.integers(-10_000_000_00, 10_000_000_00)
PARTS = some.integers(-3_000, 3_000)
PER = some.sampled_from([1, 2, 3, 4, 7, 8, 30, 100, 10_000, 30_000])
CASES_TABLE = sa.Table(
    "test_case",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    *[sa.Column(name, sa.BigInteger) for name in ("cents", "parts", "per")],
)
CASES = some.lists(some.tuples(CENTS, PARTS, PER), min_size=1, max_size=40)


def in_sql(database: Database, cases: list[tuple[int, int, int]]) -> list[int]:
    """Asked of columns, as a billing run asks."""
    with database.writing.connect() as connection:
        CASES_TABLE.create(connection)
        connection.execute(CASES_TABLE.insert(), [{"cents": c, "parts": p, "per": d} for c, p, d in cases])
        column = CASES_TABLE.c
        asked = sa.select(rounded(column.cents * column.parts, column.per)).order_by(column.number)
        answers = list(connection.scalars(asked))
        connection.rollback()
    return answers


# each example opens no database of its own, and the first query of a connection may be slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(cases=CASES)
@example(cases=[(72_25, 1, 2), (-72_25, 1, 2), (139_00, 13, 30), (5, 1, 2), (-5, 1, 2), (0, 7, 30)])
@example(cases=[(cents, parts, per) for cents in (-3, -1, 1, 3) for parts in (-1, 1) for per in (1, 2, 4)])
def test_sql_rounds_as_money_does(database, cases):
    by_hand = [Money(cents).times(Quantity(parts, per, Unit.HOUR)).cents for cents, parts, per in cases]

    assert in_sql(database, cases) == by_hand


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(cents=CENTS, basis_points=some.integers(0, 30_00))
@example(cents=64_02, basis_points=25_50)
@example(cents=-64_02, basis_points=25_50)
def test_a_share_is_rounded_alike(database, cents, basis_points):
    assert in_sql(database, [(cents, basis_points, 10_000)]) == [Money(cents).share(basis_points).cents]


def test_a_denominator_may_be_a_plain_number(database):
    asked = sa.select(rounded(sa.literal(-36125 * 2, sa.BigInteger), 20))

    with database.reading.connect() as connection:
        assert connection.scalar(asked) == -3613


def test_a_credit_mirrors_its_charge(database):
    charges = [(cents, parts, 4) for cents in range(1, 60) for parts in range(1, 8)]

    mirrored = in_sql(database, [(-cents, parts, per) for cents, parts, per in charges])

    assert mirrored == [-cents for cents in in_sql(database, charges)]
